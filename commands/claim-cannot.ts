/** What is said of a claim that it cannot be: begun later, of all but a part, for a name that only reads as its reason. */
import type { Answer, View } from '../src/chat/command.ts';
import type { Person } from '../src/chat/store.ts';
import { refuse } from '../src/kernel/result.ts';
import { inQuotes, visible } from '../src/kernel/text.ts';
import { scopesOf } from '../src/locks/desk/scopes.ts';
import { freePart } from '../src/locks/scope/free-part.ts';
import { personWords } from '../src/reports/claims/claim-words.ts';
import { type Given, lineFor, listOf, short } from './claim-words.ts';
import { lineOf, titleOf } from './job-words.ts';
import { isSameId, mention } from './people-words.ts';
import { ask } from './start-job.ts';
import { givenValue } from './words.ts';

/** Options that people's words become and that are always refused. */
export const cannotBe = ['except', 'from'];

/** Undefined: that can be claimed. */
export function cannotClaim({ words, options: { except, from, paths: _, ...options } }: Given, view: View): Answer | undefined {
  if (typeof except === 'string') return leftOut(except, { words, options }, view);
  if (typeof from !== 'string') return undefined;
  return refuse(
    'begins at once',
    `A claim begins at once, not "${short(from)}". Nothing was claimed. From now on:`,
    words.length > 0 ? lineFor('claim', words, options) : 'help claim',
  );
}

/** The rest of what is there can be named; that of all that may come cannot. */
function leftOut(without: string, { words, options }: Given, view: View): Answer {
  const left = listOf(without).filter((word) => !/^(?:and|or|&|\+|plus|the)$/i.test(word));
  // The lock file is offered to nobody: the bot writes it.
  const taken = scopesOf([...left, view.locks.file]);
  const { scopes, isCut } = freePart(scopesOf(words.length > 0 ? words : ['.']), taken, view.locks.list);
  const rest = scopes.map(({ given }) => given);
  const line = rest.length > 0 && !isCut ? lineFor('claim', rest, options) : undefined;
  const why = `A claim takes whole paths, so "${short(left.join(' '))}" cannot be left out. Nothing was claimed.`;
  return line === undefined
    ? refuse('whole paths', `${why} Name the paths that you need.`, 'help claim')
    : refuse('whole paths', `${why} What is there besides:`, line);
}

/** `claim docs/ for codex-2`: who that is for, or why? Not asked where it was written as `--why codex-2`. */
export function askWhoFor({ words, options }: Given, view: View): Answer | undefined {
  const why = givenValue(options, 'why');
  if (why === undefined || view.confirmed || options.as !== undefined || /--why\b/.test(view.line.given)) return undefined;
  const said = mention(why, view.sender);
  const isSaid = ({ id, handles }: Person): boolean =>
    id === said?.id || Object.entries(said?.handles ?? {}).some(([adapter, handle]) => isSameId(handles[adapter], handle));
  const named = said && view.people.find(isSaid);
  if (!named) return undefined;
  const { why: _, ...others } = options;
  const isOwn = named.owner === view.asker.id;
  const line = lineFor('claim', words, isOwn ? { ...others, as: named.id } : options);
  if (line === undefined) return undefined;
  const name = personWords(named.id, 16);
  return ask(view, line, titleOf(`MEANT ${inQuotes(line)}?`), [
    ...(isOwn
      ? [lineOf(`${name} is an agent of yours.`)]
      : [lineOf(`${name} would be the reason, and you`), 'the holder: nobody claims for others.']),
    'Nothing was claimed yet.',
    'Yes does it, or send:',
    visible(line),
  ]);
}
