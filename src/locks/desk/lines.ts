/** Lines that a person may send as they stand: the `next` of a refusal. */
import type { Millis } from '../../kernel/clock.ts';
import { formatDuration } from '../../kernel/durations.ts';
import type { Mode } from './claim.ts';
import { isNoPath } from './no-path.ts';

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
    ...(why === undefined ? [] : [`--why ${quoted(why)}`]),
    ...(wait ? ['--wait'] : []),
  ];
  return withOptions('claim', paths, options);
}

export const lineOf = (verb: string, paths: readonly string[]): string =>
  [verb, ...(paths.some((path) => path.startsWith('-')) ? ['--'] : []), ...paths.map(word)].join(' ');

/** What ends a sentence, and the words that people put between paths: unquoted, chat would not take them for a part of one. */
const misread = new RegExp(
  `[.,;:!?…]$|^(?:[-#&+]|#?\\d[^/]*|${[
    'and|plus|the|my|our|these|all|everything|mine|it|that|them|those|folder|folders|directory|directories|dir|dirs|subtree|file|files|path|paths',
    'because|cause|coz|cuz|bc|until|till|til|by|for|to|while|so|when|once|after|from|longer|please|pls|plz|thanks|thx|now',
  ].join('|')})$`,
  'i',
);

/** A path as a line holds it. */
export const word = (text: string): string =>
  /^\S+$/.test(text) && (misread.test(text) || isNoPath(text)) && !/["']/.test(text) ? `"${text}"` : quoted(text);

/** Where the words of a line would split, or end a quote. What holds both quotes is put together from two. */
function quoted(text: string): string {
  if (text !== '' && !/[\s"'`\\]/.test(text)) return text;
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'")
    ? text
        .split('"')
        .map((part) => `"${part}"`)
        .join(`'"'`)
    : `'${text}'`;
}

export const stealLine = (paths: readonly string[], why: string, span?: Millis): string =>
  withOptions('steal', paths, [...(span === undefined ? [] : [`--for ${formatDuration(span)}`]), `--why ${quoted(why)}`]);

export const handOverLine = (paths: readonly string[], to: string, span: Millis): string =>
  withOptions('handover', [...paths, to], [`--for ${formatDuration(span)}`]);

/** Options stand behind the words, but before a `--`: nothing behind that is one. */
function withOptions(verb: string, words: readonly string[], options: readonly string[]): string {
  const named = words.map(word).join(' ');
  return words.some((each) => each.startsWith('-')) ? [verb, ...options, '--', named].join(' ') : [verb, named, ...options].join(' ');
}
