/** Paths as text: nothing here touches a disk. */
import { posix } from 'node:path';

/** `path` relative to `root` when it lies at or below it, else undefined. Both absolute and without links resolved. */
export function below(root: string, path: string): string | undefined {
  const relative = posix.relative(posix.resolve(root), posix.resolve(path));
  return relative === '..' || relative.startsWith('../') || posix.isAbsolute(relative) ? undefined : relative;
}

/** One word for a POSIX shell, quoted only where it must be. For commands that a person will paste. */
export const shellQuote = (word: string): string => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

export const shellLine = (argv: readonly string[]): string => argv.map(shellQuote).join(' ');
