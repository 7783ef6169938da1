/** What the verbs of `molt-ops guard` are given, and what all of them do with it. */
import { visible } from '../../src/kernel/text.ts';
import type { GuardGit, Kin, Known } from '../../src/locks/guard/port.ts';
import { personNamed } from '../../src/locks/guard/who.ts';
import { type Now, notAsked } from '../../src/locks/guard/words.ts';

export interface GuardDeps {
  /** Of the checkout that this was called in. */
  git: GuardGit;
  /** Of that checkout to the workspace that the claims are about; undefined where that is not known. */
  kin(): Promise<Kin | undefined>;
  claims(): Promise<Known>;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  stdin(): Promise<string>;
  now(): number;
  zone: string;
  /** What starts this program whatever PATH is: Node and the launcher. */
  program: { node: string; entry: string };
  /** A line to paste that says this to the bot. */
  toSay(text: string): string;
  out(text: string): void;
  err(text: string): void;
}

export async function books(deps: GuardDeps): Promise<Known> {
  try {
    return await deps.claims();
  } catch (error) {
    return { is: 'none', why: (error as Error).message };
  }
}

/** As they say; else by the name that git has for who commits here. The author of a commit may be anybody. */
export async function whoAmI(deps: GuardDeps, known: Known): Promise<string | undefined> {
  const said = deps.env.MOLT_OPS_PERSON?.trim() || (await setting(deps, 'molt-ops.person'))?.trim();
  if (said || known.is === 'none') return said || undefined;
  const named = async (what: 'name' | 'email'): Promise<string | undefined> =>
    deps.env[`GIT_COMMITTER_${what.toUpperCase()}`] || (await setting(deps, `committer.${what}`)) || (await setting(deps, `user.${what}`));
  const [name, email] = await Promise.all([named('name'), named('email')]);
  return personNamed(known, { name, email });
}

export async function setting({ git }: GuardDeps, name: string): Promise<string | undefined> {
  const read = await git.config(name);
  return read.ok ? read.value : undefined;
}

export const nowOf = ({ now, zone, toSay }: GuardDeps): Now => ({ now: now(), zone, toSay });

export const notKnown = (why: string): string => `The claims are not known here: ${visible(why, { maxLength: 200 })}.`;

export function say({ err }: GuardDeps, lines: readonly string[]): void {
  for (const line of lines) err(line);
}

export function letThrough({ err }: GuardDeps, why: string): number {
  err(notAsked(why));
  return 0;
}

export function wrong({ err }: GuardDeps, text: string): number {
  err(`Usage: ${text}`);
  return 2;
}
