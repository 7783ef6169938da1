/** The roof over the guard: it asks the running bot for the claims; while none runs, what the bot wrote down last. */
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { guard as guardVerb } from '../adapters/cli/guard.ts';
import { openGitChanges } from '../adapters/git/changes.ts';
import { connect } from '../adapters/socket/client.mjs';
import { socketFolder } from '../adapters/socket/folder.mjs';
import { loadConfig } from '../config/load.ts';
import { readSnapshot } from './claims-snapshot.ts';
import { second } from './kernel/durations.ts';
import type { Books, GuardClaim, Known } from './locks/guard/port.ts';
import { findPaths } from './paths.ts';

/** A commit does not wait longer for the bot. */
const patience = 5 * second;
/** Where a hook finds the state folder: it runs with whatever environment its caller has. */
const homeName = 'molt-ops.home';

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
  file: z.object({ path: z.string() }),
});

export async function guard(args: string[], env: Readonly<Record<string, string | undefined>>, entry: string): Promise<number> {
  const cwd = process.cwd();
  const git = openGitChanges(cwd, env);
  const noted = env.MOLT_OPS_HOME ? undefined : await git.config(homeName);
  const home = noted?.ok ? noted.value : undefined;
  const paths = findPaths({ ...env, ...(home !== undefined && { MOLT_OPS_HOME: home }) }, cwd);
  const config = loadConfig(paths.config, { cwd, home: paths.home, logs: paths.logs });
  const people = config.ok ? config.value.people : [];
  const known = {
    owners: Object.fromEntries(people.flatMap(({ id, owner }) => (owner === undefined ? [] : [[id, owner]]))),
    exempt: config.ok ? [config.value.locks.file] : [],
  };
  const code = await guardVerb(args, {
    git,
    claims: () => booksOf(paths.home, env, known),
    env,
    cwd,
    stdin: () => text(process.stdin),
    now: Date.now,
    zone: config.ok ? config.value.timezone : 'UTC',
    program: { node: process.execPath, entry },
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  });
  if (code === 0 && args[0] === 'install' && env.MOLT_OPS_HOME) await git.setConfig(homeName, paths.home);
  if (code === 0 && args[0] === 'uninstall' && home !== undefined) await git.setConfig(homeName, undefined);
  return code;
}

async function booksOf(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
  known: Pick<Books, 'owners' | 'exempt'>,
): Promise<Known> {
  const live = await asked(socketFolder(home, env));
  if (live) return { is: 'live', ...known, claims: live.claims, exempt: [live.file.path] };
  const last = readSnapshot(home);
  if (!last) return { is: 'none', why: `no bot runs on ${home}, and none has left its claims there` };
  const claims = last.claims.map(
    ({ holder: { id, kind, owner }, why, ...rest }): GuardClaim => ({
      ...rest,
      holder: id,
      kind,
      ...(owner !== undefined && { owner }),
      ...(why !== undefined && { why }),
    }),
  );
  return { is: 'snapshot', age: Math.max(0, Date.now() - last.at), ...known, claims };
}

/** Undefined: it did not answer. */
async function asked(folder: string): Promise<{ claims: GuardClaim[]; file: { path: string } } | undefined> {
  const line = await connect(folder);
  if (!line.ok) return undefined;
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience, undefined).unref());
  const said = await Promise.race([line.value.say({ say: 'locks' }), late]);
  line.value.close();
  const read = said?.ok ? answer.safeParse(said.data) : undefined;
  if (!read?.success) return undefined;
  const claims = read.data.claims.map(
    ({ owner, why, ...claim }): GuardClaim => ({ ...claim, ...(owner !== undefined && { owner }), ...(why !== undefined && { why }) }),
  );
  return { claims, file: read.data.file };
}
