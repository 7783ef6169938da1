/** `molt-ops guard`: claims looked at where work is committed, pushed and merged. Locally it rather lets through than stands in the way; CI rather not. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { type Untrusted, visible } from '../../src/kernel/text.ts';
import { type Change, check, type Found, inTheWay } from '../../src/locks/guard/check.ts';
import { leasesFor, leasesIn } from '../../src/locks/guard/leases.ts';
import { withLeases } from '../../src/locks/guard/message.ts';
import type { ChangedCommit, GuardClaim, GuardGit, Known } from '../../src/locks/guard/port.ts';
import { type Pushed, readPushed } from '../../src/locks/guard/pushed.ts';
import { report, reportLines } from '../../src/locks/guard/report.ts';
import { commitWarning, notAsked, pushWords, unnamedWords, verdictWords } from '../../src/locks/guard/words.ts';
import { install, uninstall } from './guard-install.ts';

export interface GuardDeps {
  /** Of the checkout that this was called in. */
  git: GuardGit;
  claims(): Promise<Known>;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  stdin(): Promise<string>;
  now(): number;
  zone: string;
  /** What starts this program whatever PATH is: Node and the launcher. */
  program: { node: string; entry: string };
  out(text: string): void;
  err(text: string): void;
}

const usage = `molt-ops guard VERB
  install [--force]         into the hooks of this repository
  uninstall                 out of them again
  pre-commit                warns
  commit-msg FILE           names the leases of your claims
  pre-push REMOTE URL       blocks; reads the refs from stdin
  ci [BASE [HEAD]] [--json] decides
  report [BRANCH|BASE..HEAD] [--json]
                            files in claims and outside
You are: git config molt-ops.person NAME, or MOLT_OPS_PERSON`;

type Verb = (args: readonly string[], deps: GuardDeps) => Promise<number>;

const verbs: Readonly<Record<string, Verb>> = {
  'pre-commit': (args, deps) => locally(deps, () => preCommit(args, deps)),
  'commit-msg': (args, deps) => locally(deps, () => commitMessage(args, deps)),
  'pre-push': (args, deps) => locally(deps, () => prePush(args, deps)),
  ci,
  report: branchReport,
  install,
  uninstall,
};

export async function guard(args: readonly string[], deps: GuardDeps): Promise<number> {
  const [verb = '', ...rest] = args;
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  return run ? run(rest, deps) : wrong(deps, usage);
}

/** Nobody's work waits for a fault of ours. */
async function locally(deps: GuardDeps, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    deps.err(notAsked(error instanceof Error ? error.message : String(error)));
    return 0;
  }
}

async function preCommit(args: readonly string[], deps: GuardDeps): Promise<number> {
  if (args.length > 0) return wrong(deps, 'molt-ops guard pre-commit');
  const looked = await lookAtStaged(deps);
  if (!looked.ok) return letThrough(deps, looked.refusal.message);
  say(deps, commitWarning(looked.value.found, looked.value));
  return 0;
}

async function commitMessage(args: readonly string[], deps: GuardDeps): Promise<number> {
  const [file] = args;
  if (file === undefined || args.length > 1) return wrong(deps, 'molt-ops guard commit-msg FILE');
  // Whoever is nobody holds nothing. That nobody could be asked was said before the commit.
  const looked = await lookAtStaged(deps);
  if (!looked.ok || looked.value.me === undefined) return 0;
  const leases = leasesFor(looked.value.found);
  if (leases.length === 0) return 0;
  const path = resolve(deps.cwd, file);
  const [string, char, template] = await Promise.all(
    ['core.commentString', 'core.commentChar', 'commit.template'].map((name) => setting(deps, name)),
  );
  const untouched = template === undefined ? undefined : readIfThere(resolve(deps.cwd, template.replace(/^~(?=\/)/, deps.env.HOME ?? '~')));
  const comment = string ?? char;
  const message = readFileSync(path, 'latin1');
  const named = withLeases(message, leases, {
    ...(comment !== undefined && { comment }),
    ...(untouched !== undefined && { template: untouched }),
  });
  if (named !== message) writeFileSync(path, named, 'latin1');
  return 0;
}

async function prePush(args: readonly string[], deps: GuardDeps): Promise<number> {
  if (args.length > 2) return wrong(deps, 'molt-ops guard pre-push REMOTE URL, with the refs on stdin');
  const pushed = readPushed(await deps.stdin());
  if (pushed === undefined) return wrong(deps, 'molt-ops guard pre-push REMOTE URL, with the lines on stdin that git gives to a hook');
  if (pushed.length === 0) return 0;
  const [known, sent] = await Promise.all([books(deps), sentCommits(deps.git, pushed)]);
  const me = await whoAmI(deps, known);
  if (known.is === 'none') return letThrough(deps, known.why);
  if (!sent.ok) return letThrough(deps, sent.refusal.message);
  const found = check(
    known,
    sent.value.map((commit) => ({ ...changeIn(commit), ...(me !== undefined && { me }) })),
  );
  const isBlocked = known.is === 'live' && inTheWay(found).length > 0;
  say(deps, pushWords(found, { me, known, now: nowOf(deps) }));
  if (!isBlocked) say(deps, unnamedWords(found));
  return isBlocked ? 1 : 0;
}

/** What is on a branch of any remote was published before: a push of main's commits is nobody's doing. */
async function sentCommits(git: GuardGit, pushed: readonly Pushed[]): Promise<Outcome<ChangedCommit[]>> {
  const commits = new Map<string, ChangedCommit>();
  for (const { to, from } of pushed) {
    const sent = await git.commits({ to });
    if (!sent.ok) return sent;
    // The remote may have more than we last heard of it, or something that we do not know.
    const since = from === undefined ? undefined : await git.commits({ from, to });
    const isSent = since?.ok ? new Set(since.value.map(({ commit }) => commit)) : undefined;
    for (const each of sent.value) if (isSent?.has(each.commit) ?? true) commits.set(each.commit, each);
  }
  return done([...commits.values()]);
}

async function ci(args: readonly string[], deps: GuardDeps): Promise<number> {
  const asked = parse(args);
  if (!asked || asked.words.length > 2) return wrong(deps, 'molt-ops guard ci [BASE [HEAD]] [--json]');
  const [base, head = 'HEAD'] = asked.words;
  const cannotTell = (why: string): number => {
    if (asked.json) deps.out(json({ ok: false, is: 'cannot tell', why }));
    else deps.err(`CANNOT TELL, so it stays closed. ${why}`);
    return 1;
  };
  const [known, range] = await Promise.all([books(deps), commitsSince(deps, base, head)]);
  if (known.is === 'none') return cannotTell(notKnown(known.why));
  if (known.is === 'snapshot') return cannotTell('The bot did not answer, and what it knew before does not count.');
  if (!range.ok) return cannotTell(range.refusal.message);
  const { commits } = range.value;
  const found = check(known, commits.map(changeIn));
  const met = inTheWay(found);
  const files = new Set(commits.flatMap((commit) => commit.files)).size;
  if (asked.json)
    deps.out(
      json({
        ok: met.length === 0,
        is: met.length === 0 ? 'open' : 'closed',
        base: range.value.base,
        head,
        commits: commits.length,
        files,
        inTheWay: met.flatMap(({ file, change, inTheWay }) =>
          inTheWay.map((claim) => ({ commit: change.commit, subject: change.subject, file, claim: claimObject(claim) })),
        ),
      }),
    );
  else for (const line of verdictWords(found, { commits: commits.length, files, now: nowOf(deps) })) deps.out(line);
  return met.length === 0 ? 0 : 1;
}

async function branchReport(args: readonly string[], deps: GuardDeps): Promise<number> {
  const asked = parse(args);
  const [what = 'HEAD'] = asked?.words ?? [];
  if (!asked || asked.words.length > 1) return wrong(deps, 'molt-ops guard report [BRANCH|BASE..HEAD] [--json]');
  const [, base, head] = /^(.+?)\.\.\.?(.*)$/.exec(what) ?? [];
  const [known, range] = await Promise.all([books(deps), commitsSince(deps, base, head === undefined ? what : head || 'HEAD')]);
  const problem = known.is === 'none' ? notKnown(known.why) : range.ok ? undefined : range.refusal.message;
  if (known.is === 'none' || !range.ok) {
    deps.err(`No report. ${problem}`);
    return 1;
  }
  const made = report(known, range.value.commits);
  const age = known.is === 'snapshot' ? known.age : undefined;
  if (asked.json) {
    const inside = made.inside.map(({ claim, ...rest }) => ({ claim: claimObject(claim), ...rest }));
    deps.out(json({ base: range.value.base, ...made, inside, ...(age !== undefined && { snapshotAge: age }) }));
  } else for (const line of reportLines(made, { ...nowOf(deps), ...(age !== undefined && { age }) })) deps.out(line);
  return 0;
}

/** Without a base: that of the pull request, else where it left the main branch of origin. */
async function commitsSince(
  { git, env }: GuardDeps,
  given: string | undefined,
  head: string,
): Promise<Outcome<{ base: string; commits: readonly ChangedCommit[] }>> {
  const target = env.GITHUB_BASE_REF
    ? [`origin/${env.GITHUB_BASE_REF}`]
    : ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];
  for (const base of given === undefined ? target : [given]) {
    const met = await git.mergeBase(base, head);
    if (!met.ok || met.value === undefined) continue;
    const commits = await git.commits({ from: base, to: head });
    return commits.ok ? done({ base, commits: commits.value }) : commits;
  }
  return refuse(
    'no base',
    `Nothing is known here that ${given ?? target[0]} and ${head} have in common. In a shallow clone fetch all first (fetch-depth: 0).`,
  );
}

type Looked = { found: Found[]; known: Exclude<Known, { is: 'none' }>; me: string | undefined; now: { now: number; zone: string } };

async function lookAtStaged(deps: GuardDeps): Promise<Outcome<Looked>> {
  const [known, staged] = await Promise.all([books(deps), deps.git.staged()]);
  const me = await whoAmI(deps, known);
  if (known.is === 'none') return refuse('not asked', known.why);
  if (!staged.ok) return staged;
  return done({ found: check(known, [{ files: staged.value, ...(me !== undefined && { me }) }]), known, me, now: nowOf(deps) });
}

const changeIn = ({ commit, subject, trailers, files }: ChangedCommit): Change & { commit: string; subject: Untrusted } => ({
  commit,
  subject,
  files,
  leases: leasesIn(trailers),
});

const notKnown = (why: string): string => `The claims are not known here: ${visible(why, { maxLength: 200 })}.`;

async function books(deps: GuardDeps): Promise<Known> {
  try {
    return await deps.claims();
  } catch (error) {
    return { is: 'none', why: (error as Error).message };
  }
}

/** As they say; else by the name that git has for them, where somebody of that name holds something. */
async function whoAmI(deps: GuardDeps, known: Known): Promise<string | undefined> {
  const said = deps.env.MOLT_OPS_PERSON?.trim() || (await setting(deps, 'molt-ops.person'))?.trim();
  if (said) return said;
  const [name, email] = await Promise.all(['user.name', 'user.email'].map((each) => setting(deps, each)));
  const names = [deps.env.GIT_AUTHOR_NAME ?? name, (deps.env.GIT_AUTHOR_EMAIL ?? email)?.replace(/^(?:\d+\+)?([^@]*)@.*$/, '$1')]
    .flatMap((each) => (each === undefined ? [] : [each, ...each.split(/\s+/)]))
    .map((each) => each.toLowerCase());
  const people =
    known.is === 'none'
      ? []
      : [
          ...known.claims.flatMap(({ holder, owner }) => [holder, ...(owner === undefined ? [] : [owner])]),
          ...Object.entries(known.owners ?? {}).flat(),
        ];
  return people.find((id) => names.includes(id.toLowerCase()));
}

async function setting({ git }: GuardDeps, name: string): Promise<string | undefined> {
  const read = await git.config(name);
  return read.ok ? read.value : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

const nowOf = ({ now, zone }: GuardDeps): { now: number; zone: string } => ({ now: now(), zone });

const claimObject = ({ lease, holder, owner, kind, paths, mode, since, until, why }: GuardClaim): object => ({
  lease,
  holder,
  owner: owner ?? null,
  kind,
  paths,
  mode,
  since: new Date(since).toISOString(),
  until: new Date(until).toISOString(),
  why: why ?? null,
});

/** Exact, and plain ASCII: a name in it steers no terminal. */
const json = (value: unknown): string =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

function parse(args: readonly string[]): { words: string[]; json: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, allowPositionals: true });
    return { words: positionals, json: values.json === true };
  } catch {
    return undefined;
  }
}

function say({ err }: GuardDeps, lines: readonly string[]): void {
  for (const line of lines) err(line);
}

function letThrough({ err }: GuardDeps, why: string): number {
  err(notAsked(why));
  return 0;
}

function wrong({ err }: GuardDeps, text: string): number {
  err(`Usage: ${text}`);
  return 2;
}
