/** Which words name paths of this repository; all others are talk. Pure. */
import { fold } from '../locks/scope/fold.ts';
import { parseScope, type Scope } from '../locks/scope/scope.ts';
import { looksLikePath } from './claim-said.ts';
import type { Command, View } from './command.ts';

/** What is there, and what is claimed. */
export type Here = Pick<View, 'desk'> & { locks: Pick<View['locks'], 'list'> };

/** Whether the words of its lines are paths. */
export const takesPaths = ({ usage }: Pick<Command, 'usage'>): boolean => /\bPATHS\b/.test(usage);

/** Whether a word is written as only paths are (one with a blank was in quotes), is there, or is named by a claim: `docs/`, `docs`. */
export function pathsHere({ desk, locks }: Here): (word: string) => boolean {
  let names: ReadonlySet<string> | undefined;
  const topNames = (): ReadonlySet<string> => {
    names ??= new Set([
      ...locks.list('.').map((name) => fold(name.replace(/\/$/, ''))),
      ...desk.claims.flatMap(({ paths }) => paths.flatMap((path) => firstNames(path))),
    ]);
    return names;
  };
  return (word) => {
    const text = word.replace(/(?<=[^.])[.,;:!?…]+$/, '');
    if (/^\.{1,2}\/?$|\s/.test(text) || looksLikePath(text)) return true;
    return [word, text].some((one) => firstNames(one).some((name) => topNames().has(name)));
  };
}

/** Whether a text holds one, or a word in quotes, which is meant as it stands. */
export const hasPath = (text: string, here: Here): boolean =>
  /(?:^|[\s,;])(["'`])(?=\S)(?:(?!\1).)+\1(?=$|[\s,;.!?])/.test(text) || text.split(/[\s,;]+/).some(pathsHere(here));

function firstNames(path: string): string[] {
  const scope = parseScope(path);
  return scope.ok ? scope.value.routes.flatMap(([first]: Scope['routes'][number]) => (first?.kind === 'name' ? [first.key] : [])) : [];
}
