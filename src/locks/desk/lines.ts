/** Lines that a person may send as they stand: the `next` of a refusal. */
import type { Millis } from '../../kernel/clock.ts';
import { formatDuration } from '../../kernel/durations.ts';
import type { Mode } from './claim.ts';

interface Told {
  paths: readonly string[];
  span?: Millis;
  mode?: Mode;
  why?: string;
}

/** `claim docs/ --for 2h --shared --why "API pages"`; `wait`: stands in line where it is taken. */
export function claimLine({ paths, span, mode, why }: Told, wait = false): string {
  const options = [
    ...(span === undefined ? [] : [`--for ${formatDuration(span)}`]),
    ...(mode === 'shared' ? ['--shared'] : []),
    ...(why === undefined ? [] : [`--why ${word(why)}`]),
    ...(wait ? ['--wait'] : []),
  ];
  const named = paths.map(word).join(' ');
  return paths.some((path) => path.startsWith('-')) ? ['claim', ...options, '--', named].join(' ') : ['claim', named, ...options].join(' ');
}

export const lineOf = (verb: string, paths: readonly string[]): string =>
  [verb, ...(paths.some((path) => path.startsWith('-')) ? ['--'] : []), ...paths.map(word)].join(' ');

/** Quoted where the words of a line would split, or end a quote. A word with both quotes is put together from two. */
function word(text: string): string {
  if (text !== '' && !/[\s"'\\]/.test(text)) return text;
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'")
    ? text
        .split('"')
        .map((part) => `"${part}"`)
        .join(`'"'`)
    : `'${text}'`;
}

export const stealLine = (paths: readonly string[], why: string, span?: Millis): string =>
  `${lineOf('steal', paths)}${span === undefined ? '' : ` --for ${formatDuration(span)}`} --why ${word(why)}`;
