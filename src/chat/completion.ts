/** What is said while a question is open that takes words: its answer, a command of its own, or talk. Pure. */
import { parseJobId } from '../kernel/ids.ts';
import type { Outcome } from '../kernel/result.ts';
import type { Command, View } from './command.ts';
import type { Parsed } from './parse.ts';
import { type Here, hasPath, pathsHere, takesPaths } from './path-words.ts';
import type { Question } from './store.ts';

/**
 * `itself`: a sentence that says it all. `maybe`: a word that could be a path, though none of that name is there. `talk`: no answer.
 */
export type Meant = 'answer' | 'itself' | 'maybe' | 'command' | 'talk';

interface Reading {
  command(name: string): Command | undefined;
  parse(text: string): Outcome<Parsed>;
}

export type Seen = Here & Pick<View, 'people' | 'recipes'>;

/** `said`: without the name of the bot. */
export function meantAs(said: string, { quotes }: NonNullable<Question['completes']>, reading: Reading, seen: Seen): Meant {
  const guessed = guessOf(said, reading);
  // Why somebody needs it is often said as if it were to be claimed: `I need docs/ for the release`.
  if (guessed !== undefined && /^(?:claim|keep) /.test(guessed)) return quotes ? 'answer' : 'itself';
  if (isCommand(said, reading, seen)) return 'command';
  if (quotes || hasPath(said, seen)) return 'answer';
  return /^[\p{L}\p{N}_-]+$/u.test(said) ? 'maybe' : 'talk';
}

/** The line that a phrase probably stands for. */
function guessOf(said: string, { parse }: Reading): string | undefined {
  const line = parse(said);
  return line.ok && line.value.name === 'guess' ? line.value.words[0] : undefined;
}

/** It could be run as it is. What begins with the name of a command and goes on otherwise is a text: `release notes`. */
function isCommand(said: string, { parse, command }: Reading, seen: Seen): boolean {
  const line = parse(said);
  const known = line.ok ? command(line.value.name) : undefined;
  if (!line.ok || !known) return false;
  const { name, words, options } = line.value;
  if (takesPaths(known)) {
    const isPath = pathsHere(seen);
    const isNamed = (word: string): boolean => isPath(word) || parseJobId(word) !== undefined;
    const isPerson = (word: string): boolean => seen.people.some(({ id }) => id === word.replace(/^@/, '')) || word.startsWith('<@');
    if (words.length > 0 && !words.some(isNamed) && !(name === 'handover' && isPerson(words.at(-1)!))) return false;
  } else if (words.length > 0 && (seen.recipes.has(name) || (name === 'run' && !seen.recipes.has(words[0]!)))) return false;
  return known.options.safeParse({ words, options }).success;
}
