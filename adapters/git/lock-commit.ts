/** The commit that changes the lock file, made of objects alone: HEAD, index and files of the clone stay as they are. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { done, type Outcome } from '../../src/kernel/result.ts';
import { config } from './places.ts';
import { runText } from './run.ts';
import { treeWith } from './tree.ts';

export interface Message {
  subject: string;
  trailers: readonly string[];
}

export async function makeCommit(
  folder: string,
  path: string,
  on: string | undefined,
  bytes: Uint8Array,
  message: Message,
): Promise<Outcome<string>> {
  const blob = await runText(folder, ['hash-object', '-w', '--no-filters', '--stdin'], { input: bytes });
  if (!blob.ok) return blob;
  const tree = await treeWith(folder, on, path.split('/'), blob.value.trim());
  if (!tree.ok) return tree;
  const env = await identity(folder);
  if (!env.ok) return env;
  const words = ['commit-tree', ...(on === undefined ? [] : ['-p', on]), '-F', '-', tree.value];
  const commit = await runText(folder, words, { env: env.value, input: textOf(message) });
  return commit.ok ? done(commit.value.trim()) : commit;
}

/** The number makes each commit another one: two who push the same within a second would else push one commit, and both would win. */
function textOf({ subject, trailers }: Message): string {
  const lines = [...trailers, `Molt-Push: ${randomBytes(8).toString('hex')}`].map(oneLine);
  return `${oneLine(subject)}\n\n${lines.join('\n')}\n`;
}

const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

/** Whoever git says this is; the bot itself where git does not know. */
async function identity(folder: string): Promise<Outcome<Record<string, string>>> {
  const name = await config(folder, 'user.name', {});
  const email = await config(folder, 'user.email', {});
  if (!name.ok) return name;
  if (!email.ok) return email;
  const [who, address] = name.value && email.value ? [name.value, email.value] : ['molt-ops', `molt-ops@${hostname()}`];
  return done({ GIT_AUTHOR_NAME: who, GIT_AUTHOR_EMAIL: address, GIT_COMMITTER_NAME: who, GIT_COMMITTER_EMAIL: address });
}
