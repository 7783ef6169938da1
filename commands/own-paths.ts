/** `--all`, `--both`: what the asker holds, by name. People's words become these: `release everything`, `done with both`. */
import type { View } from '../src/chat/command.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { pathsWords } from '../src/reports/claims/claim-words.ts';
import { type Given, lineFor } from './claim-words.ts';
import { givenIn } from './said-line.ts';

export const allFlags = ['all', 'both'] as const;

/** The same words, with those paths before them. */
export function withOwn({ words, options }: Given, view: View, { verb, nothing }: { verb: string; nothing: string }): Outcome<Given> {
  const { all, both, ...others } = options;
  if (all !== true && both !== true) return done({ words, options });
  const own = view.desk.claims.filter(({ holder }) => holder.id === view.asker.id);
  const paths = own.flatMap((claim) => claim.paths);
  if (paths.length === 0) return refuse('nothing held', `You hold nothing. ${nothing}`, 'locks');
  const named = { words: [...paths, ...words], options: others };
  if (all === true || own.length === 2 || paths.length === 2) return done(named);
  return refuse('which claim', `You hold ${pathsWords(paths, 30)}, not two. ${nothing} Like this:`, lineFor(verb, named.words, others));
}

/** The same of a line that was guessed, so that the question names them. */
export function withOwnNamed(line: string, view: View): Outcome<string> {
  const { verb, ...given } = givenIn(line);
  if (!allFlags.some((flag) => given.options[flag] === true)) return done(line);
  const own = withOwn(given, view, { verb, nothing: 'Nothing was changed.' });
  return own.ok ? done(lineFor(verb, own.value.words, own.value.options) ?? line) : own;
}
