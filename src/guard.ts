/** The roof over the guard: it asks the running bot for the claims; while none runs, what the bot wrote down last. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { guard as guardVerb } from '../adapters/cli/guard.ts';
import { type GitChanges, openGitChanges } from '../adapters/git/changes.ts';
import { folderBelow, kinOf, seenFromAbove } from '../adapters/git/kin.ts';
import { connect } from '../adapters/socket/client.mjs';
import { socketFolder } from '../adapters/socket/folder.mjs';
import { loadConfig } from '../config/load.ts';
import { readSnapshot, snapshotFile } from './claims-snapshot.ts';
import { hostCommand } from './host-command.ts';
import { second } from './kernel/durations.ts';
import type { Books, GuardClaim, Known } from './locks/guard/port.ts';
import { findPaths } from './paths.ts';

/** A commit does not wait longer for the bot. */
const patience = 5 * second;
/** Where a hook finds the state folder and the config: it runs with whatever environment its caller has. */
const noted = { MOLT_OPS_HOME: 'molt-ops.home', MOLT_OPS_CONFIG: 'molt-ops.config' } as const;
type Env = Readonly<Record<string, string | undefined>>;

const moment = z.iso.datetime().transform((at) => Date.parse(at));
/** What `locks` says to programs, as far as it is needed. */
const answer = z.object({
  claims: z.array(
    z.object({
      lease: z.int(),
      holder: z.string(),
      owner: z.string().optional(),
      kind: z.enum(['person', 'agent']),
      paths: z.array(z.string()),
      mode: z.enum(['exclusive', 'shared']),
      since: moment,
      until: moment,
      why: z.string().optional(),
    }),
  ),
  ended: z.array(z.object({ lease: z.int(), holder: z.string(), owner: z.string().optional() })).default([]),
  file: z.object({ path: z.string() }),
});

export async function guard(args: string[], given: Env, entry: string): Promise<number> {
  const cwd = process.cwd();
  const own = openGitChanges(cwd, given);
  const env = { ...given, ...(await notedIn(own, given)) };
  const paths = findPaths(env, cwd);
  const config = loadConfig(paths.config, { cwd, home: paths.home, logs: paths.logs });
  const people = config.ok ? config.value.people : [];
  const workspace = config.ok ? config.value.workspace : undefined;
  const known = {
    owners: Object.fromEntries(people.flatMap(({ id, owner }) => (owner === undefined ? [] : [[id, owner]]))),
    people: people.map(({ id }) => id),
    exempt: config.ok ? [config.value.locks.file] : [],
  };
  const below = workspace === undefined ? undefined : await folderBelow(cwd, workspace);
  const code = await guardVerb(args, {
    git: below?.ok && below.value !== undefined ? seenFromAbove(own, below.value) : own,
    async kin() {
      const kin = workspace === undefined ? undefined : await kinOf(cwd, workspace);
      return kin?.ok ? kin.value : undefined;
    },
    claims: () => booksOf(paths.home, env, known),
    env: given,
    cwd,
    stdin: () => text(process.stdin),
    now: Date.now,
    zone: config.ok ? config.value.timezone : 'UTC',
    program: { node: process.execPath, entry },
    // The bot is on this very host.
    toSay: (line) => hostCommand({ address: undefined, paths, env: { MOLT_OPS_HOME: env.MOLT_OPS_HOME } })(['say', line]),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  });
  if (code === 0 && args[0] === 'install') {
    if (given.MOLT_OPS_HOME) await note(own, noted.MOLT_OPS_HOME, paths.home);
    if (given.MOLT_OPS_CONFIG) await note(own, noted.MOLT_OPS_CONFIG, paths.config);
  }
  if (code === 0 && args[0] === 'uninstall') for (const name of Object.values(noted)) await giveBack(own, name);
  return code;
}

/** What the clone had there of itself; '' for nothing. */
const before = (name: string): string => `${name}-before`;

async function note(git: GitChanges, name: string, value: string): Promise<void> {
  const kept = await git.ownConfig(before(name));
  if (kept.ok && kept.value === undefined) {
    const had = await git.ownConfig(name);
    if (had.ok) await git.setConfig(before(name), had.value ?? '');
  }
  await git.setConfig(name, value);
}

async function giveBack(git: GitChanges, name: string): Promise<void> {
  const kept = await git.ownConfig(before(name));
  if (!kept.ok || kept.value === undefined) return;
  await git.setConfig(name, kept.value || undefined);
  await git.setConfig(before(name), undefined);
}

async function notedIn(git: GitChanges, env: Env): Promise<Partial<Record<keyof typeof noted, string>>> {
  const found: Partial<Record<keyof typeof noted, string>> = {};
  for (const name of ['MOLT_OPS_HOME', 'MOLT_OPS_CONFIG'] as const) {
    const read = env[name] ? undefined : await git.config(noted[name]);
    if (read?.ok && read.value) found[name] = read.value;
  }
  return found;
}

async function booksOf(home: string, env: Env, known: Omit<Books, 'claims'>): Promise<Known> {
  const live = await asked(socketFolder(home, env));
  if (live) return { is: 'live', ...known, claims: live.claims, ended: live.ended, exempt: [live.file.path] };
  const last = readSnapshot(home);
  if (!last) {
    const left = existsSync(join(home, snapshotFile)) ? `what one left in ${snapshotFile} can't be read` : 'none has left its claims there';
    return { is: 'none', why: `no bot answers on ${home}, and ${left}` };
  }
  const claims = last.claims.map(({ holder: { id, kind, owner }, ...rest }): GuardClaim => ({ ...rest, holder: id, kind, owner }));
  const age = Math.max(0, Date.now() - last.at);
  return { is: 'snapshot', age, isChange: !last.isStopped, ...known, claims, ended: last.ended };
}

/** Undefined: it did not answer. A bot that hangs takes what it is told and says nothing. */
async function asked(folder: string): Promise<z.output<typeof answer> | undefined> {
  const line = await connect(folder, { signal: AbortSignal.timeout(patience) });
  if (!line.ok) return undefined;
  const said = await line.value.say({ say: 'locks' });
  line.value.close();
  return said?.ok ? answer.safeParse(said.data).data : undefined;
}
