/** Placeholders of a recipe's words, and the names in a job directory that a step may not take. */
import { files } from './spec.ts';

/** `{name}` inside a word, `{--name}` as a whole one. Names are in small letters: `${HOME}` and `{}` are plain text. */
export const placeholder = /\{(--)?([a-z][a-z0-9-]*)\}/g;

/** Names that are filled in without being options: the job directory, the workspace, and the Node that runs the bot. */
export const builtIn: readonly string[] = ['out', 'workspace', 'node'];

const own = new Set<string>(Object.values(files).filter((name) => typeof name === 'string'));

/** Whether a path relative to the job directory is one of its own files, not one that a step may make. */
export const isOwnFile = (path: string): boolean => {
  const [first = ''] = path.split('/');
  return own.has(first) || first.startsWith('pipe.') || first.startsWith('.') || first === '';
};
