/** Keeps a copy of the lock file and the desk in step: what people wrote by hand becomes claims and releases, what the desk decides becomes lines. */
import { createHash } from 'node:crypto';
import type { Millis } from '../../kernel/clock.ts';
import { second } from '../../kernel/durations.ts';
import type { Refusal } from '../../kernel/result.ts';
import { type Changes, mergeLocks, type Suspicion, settle } from '../agent-locks/merge.ts';
import { claimsIn, type Claim as Line, parseLocks, type ReadOnlyWhy, type UsableLocks } from '../agent-locks/parse.ts';
import { spliceLocks } from '../agent-locks/splice.ts';
import { adopt, type DeskState, drop, type News, type Step, type Who } from '../desk/desk.ts';
import { scopeOf } from '../desk/scopes.ts';
import type { Agreed, ClaimStore } from '../store.ts';
import type { Found, Late, LockFile, There } from './lock-file.ts';

export interface Sync {
  /** Brings both in step as far as they can be. Not twice at once. */
  run(): Promise<Standing>;
  /** The answer to the question with that key; false: it is not open. */
  answer(key: string, answer: 'released' | 'kept'): Promise<boolean>;
}

/** How the copy and the desk stand to each other now. `again`: to be looked at once more after so long, though nothing may tell. `isFresh`: it may be half saved. */
export type Standing =
  | { is: 'in step'; again?: Millis }
  /** Lines vanished while git was at work, it seems: soon it is known. */
  | { is: 'unsure'; again: Millis; isFresh: true }
  | { is: 'missing'; again?: Millis; isFresh?: true }
  /** `why` goes on after the path: `has a merge conflict in line 12`. */
  | { is: 'read-only'; why: string; again?: Millis; isFresh?: true }
  | { is: 'asking'; key: string; lines: readonly Line[]; why: string }
  /** git is at work: to be looked at again when it is done. */
  | { is: 'busy' };

/** What people are told of the file, once each. */
export type Notice =
  /** It was there before. */
  | { is: 'missing'; key: string }
  | { is: 'read-only'; key: string; why: string }
  /** With the key of one that is open: some of its lines are there again, or were released. */
  | { is: 'asking'; key: string; lines: readonly Line[]; why: string }
  /** The question with that key needs no answer any more. */
  | { is: 'settled'; key: string; how: 'released' | 'kept' | 'back' | 'over' | 'asked anew' }
  | { is: 'opaque'; key: string; lines: readonly { line: number; text: string }[] };

/** The repository of the workspace, as its files show it. */
export interface LocalGit {
  state(): string | undefined;
  /** It changes files or index now. */
  atWork(): boolean;
  /** It has changed something just now, and may go on to move HEAD. */
  isFresh(): boolean;
  /** It may go on to take out of the files what it has stashed. */
  hasJustStashed(): boolean;
  /** The file is as it has put it there. */
  hasPut(seen: { bytes: Uint8Array; mtimeNs: bigint }): boolean;
}

export interface SyncDeps {
  file: LockFile;
  git: LocalGit;
  store: Pick<ClaimStore, 'desk' | 'agreed' | 'agree'>;
  now(): Millis;
  holder(name: string): Who;
  /** The file was written: to be run again in a while, for those who had the old one open. */
  wrote(): void;
  /** Commits a change of the desk with what is told, and `also` in the same transaction. */
  commit(step: Step, also: () => void, notices: readonly Notice[]): Promise<'committed' | 'moved' | Refusal>;
  log: (level: 'info' | 'warn', message: string, detail?: unknown) => void;
}

/** One look at the file. */
type Round = Standing | { is: 'again' } | ({ is: 'overtaken' } & Overtaken);
/** `late` was written in the last moment into the file that `seen` has replaced; `lines` are those that both sides knew of in it. */
interface Overtaken {
  seen: There;
  lines: readonly Line[];
  late: Late;
}

/** As often it begins again in one run because the file or the desk has changed meanwhile. */
const patience = 20;
/** Longer than it takes to save a file: whoever does may have emptied it, or taken it away. */
const saving = second;
/** git is seldom at work for so long; what is left of one that died is for people to remove. */
const longestWork = 30 * second;
/** Until it is looked at again what git, that had just changed something, was about. */
const gitIsThrough = 300;
/** A full disk, or a file that nobody may write: nothing tells when that is over. */
const unwritable = 30 * second;

export function createSync(deps: SyncDeps): Sync {
  const { file, git, store } = deps;
  /** Since when git is at work. */
  let atWorkSince: Millis | undefined;
  /** What is wrong with the file, and was not told so far. */
  let wrong: { key: string; since: Millis } | undefined;
  /** Told once, and kept until they are taken over. */
  const lateEdits: Late[] = [];

  const agreedNow = (): Agreed => store.agreed('workspace') ?? { lines: [], at: git.state() ?? '', told: [] };

  async function run(answered?: { key: string; answer: 'released' | 'kept' }): Promise<Standing> {
    takeUpWriting();
    let overtaken: Overtaken | undefined;
    for (let n = 0; n < patience; n += 1) {
      await takeUpLate();
      if (git.atWork()) return busy();
      atWorkSince = undefined;
      const round = await once(overtaken, answered);
      const isTaken = round.is === 'in step' || round.is === 'overtaken';
      if (overtaken && !isTaken) lateEdits.push(overtaken.late);
      if (round.is !== 'overtaken' && round.is !== 'again') return round;
      overtaken = round.is === 'overtaken' ? round : undefined;
    }
    if (overtaken) lateEdits.push(overtaken.late);
    deps.log('warn', `${file.path} changes faster than it can be kept in step`);
    return { is: 'busy' };
  }

  /** Died while it wrote: whether the new file is in its place tells which lines both sides have seen. */
  function takeUpWriting(): void {
    const agreed = store.agreed('workspace');
    if (!agreed?.writing) return;
    const { writing, ...rest } = agreed;
    store.agree('workspace', file.landed(writing.temporary) ? { ...rest, lines: writing.lines } : rest);
  }

  /** Lines that somebody wrote, or took out, in a file that we have replaced since. */
  async function takeUpLate(): Promise<void> {
    lateEdits.push(...file.late());
    for (const edit of [...lateEdits]) {
      const { base, bytes } = edit;
      const [before, now] = [parseLocks(base), parseLocks(bytes)];
      const desk = store.desk();
      const isTaken = before.is !== 'usable' || now.is !== 'usable' || (await takeOver(claimsIn(before), now, desk));
      if (isTaken) lateEdits.splice(lateEdits.indexOf(edit), 1);
    }
  }

  async function takeOver(base: readonly Line[], now: UsableLocks, desk: DeskState): Promise<boolean> {
    const merge = mergeLocks({ base, file: now, store: linesOf(desk) }, { moved: false, same: keyOf });
    if (merge.is !== 'merged') return true;
    const step = stepOf(desk, merge.changes, deps.now(), deps.holder);
    return step.desk === desk || (await deps.commit(step, () => {}, [])) === 'committed';
  }

  async function once(
    overtaken: Overtaken | undefined,
    answered: { key: string; answer: 'released' | 'kept' } | undefined,
  ): Promise<Round> {
    const agreed = agreedNow();
    const at = git.state() ?? '';
    const found: Found = overtaken ? { ...overtaken.seen, bytes: overtaken.late.bytes } : file.read();
    if (found.is === 'missing') return missing();
    if (found.is !== 'there') return readOnly(agreed, found.why);
    const locks = parseLocks(found.bytes);
    const desk = store.desk();
    const base = overtaken?.lines ?? agreed.lines;
    const { asked } = agreed;
    const merge = mergeLocks(
      { base, file: locks, store: linesOf(desk) },
      {
        moved: agreed.at !== at,
        put: () => !overtaken && git.hasPut({ bytes: found.bytes, mtimeNs: found.stamp.mtimeNs }),
        same: keyOf,
        ...(asked && { asked: asked.lines }),
      },
    );
    if (merge.is === 'missing') return missing();
    if (merge.is === 'read-only') return readOnly(agreed, sentenceOf(merge.why), merge.why.is);
    let changes: Changes;
    let settled: Notice[] = [];
    if (merge.is === 'ask') {
      if (!answered || answered.key !== asked?.key || hashOf(asked.lines) !== hashOf(merge.vanished))
        return asking(agreed, merge.vanished, merge.why);
      changes = settle(merge, answered.answer);
      settled = [{ is: 'settled', key: asked.key, how: answered.answer }];
    } else {
      changes = merge.changes;
      // It may have been git that took them, before it moves HEAD.
      if (changes.release.length > 0 && git.isFresh()) return { is: 'unsure', again: gitIsThrough, isFresh: true };
      if (asked) settled = [{ is: 'settled', key: asked.key, how: isAllIn(locks as UsableLocks, asked.lines) ? 'back' : 'over' }];
    }
    const usable = locks as UsableLocks;
    const disk = overtaken ? (parseLocks(overtaken.seen.bytes) as UsableLocks) : usable;
    return apply({ agreed, at, seen: overtaken?.seen ?? found, disk, locks: usable, desk, changes, settled });
  }

  /** `seen` and `disk` are what stands in the file; `locks` is what it is to become, but for the changes. */
  async function apply(now: {
    agreed: Agreed;
    at: string;
    seen: There;
    disk: UsableLocks;
    locks: UsableLocks;
    desk: DeskState;
    changes: Changes;
    settled: readonly Notice[];
  }): Promise<Round> {
    const { agreed, seen, disk, locks, desk, changes } = now;
    // What vanishes next was stashed.
    const isStashing = agreed.at !== now.at && git.hasJustStashed();
    const at = isStashing ? agreed.at : now.at;
    const inStep: Standing = { is: 'in step', ...(isStashing && { again: gitIsThrough }) };
    const worked = stepOf(desk, changes, deps.now(), deps.holder);
    const { notices, told } = tellOnce(agreed, locks, worked.news);
    const news = worked.news.filter((one) => one.is !== 'not adopted' || !agreed.told.includes(toldKey(one)));
    const step: Step = { desk: worked.desk, news };
    const spliced = spliceLocks(locks, changes);
    if (!spliced.ok) return readOnly(agreed, `could not be written: ${spliced.refusal.message}`);
    const lines = agreedLines(spliced.value, step.desk);
    const bytes = isSame(spliced.value, seen.bytes) ? undefined : spliced.value;
    // With nothing to be written, all that is done is in one transaction; else what is new is agreed on when it stands there, and until
    // then the file as it was read: what hands take out of that meanwhile is a release.
    const { asked: _, ...rest } = agreed;
    const done: Agreed = { ...rest, told, lines, at };
    const read = knownLines(disk, agreed, step.desk);
    const after: Agreed = bytes === undefined ? done : { ...rest, told: [...told, ...agreed.told.filter(isOfTheFile)], lines: read, at };
    const says = [...now.settled, ...notices];
    if (step.desk !== desk || says.length > 0 || news.length > 0 || !isSameAgreed(agreed, after)) {
      const committed = await deps.commit(step, () => store.agree('workspace', after), says);
      if (committed === 'moved') return { is: 'again' };
      if (committed !== 'committed') {
        deps.log('warn', `lines of ${file.path} wait: ${committed.message}`, committed.cause);
        return { is: 'read-only', why: `waits: ${committed.message}` };
      }
    }
    if (bytes === undefined) {
      wrong = undefined;
      return inStep;
    }
    const before = { ...after };
    const written = file.write(seen, bytes, {
      before: (temporary) => store.agree('workspace', { ...before, writing: { temporary, lines } }),
      withdrawn: () => store.agree('workspace', before),
    });
    if (written.is === 'changed') return { is: 'again' };
    if (written.is === 'failed') {
      // Nobody is about to mend that by saving.
      const { isFresh: _, ...told } = await readOnly(before, written.why);
      return { again: unwritable, ...told };
    }
    wrong = undefined;
    store.agree('workspace', done);
    deps.wrote();
    if (written.is === 'overtaken')
      return { is: 'overtaken', seen: written.found, lines: read, late: { base: seen.bytes, bytes: written.bytes } };
    return inStep;
  }

  function busy(): Standing | Promise<Standing> {
    atWorkSince ??= deps.now();
    if (deps.now() - atWorkSince < longestWork) return { is: 'busy' };
    return readOnly(agreedNow(), 'waits for git, which is at work in this checkout or has left .git/index.lock behind', 'git');
  }

  async function missing(): Promise<Standing> {
    const agreed = store.agreed('workspace');
    // Where nothing ever came of it, nobody misses it.
    return { is: 'missing', ...(agreed && (await alert(agreed, { is: 'missing', key: 'missing' }))) };
  }

  /** `kind`: told once for each, wherever in the file it is. */
  const readOnly = async (agreed: Agreed, why: string, kind = why): Promise<Extract<Standing, { is: 'read-only' }>> => ({
    is: 'read-only',
    why,
    ...(await alert(agreed, { is: 'read-only', key: `read-only ${kind}`, why })),
  });

  /** Once, and only of what lasts. */
  async function alert(
    agreed: Agreed,
    notice: Extract<Notice, { is: 'missing' | 'read-only' }>,
  ): Promise<{ again?: Millis; isFresh?: true }> {
    const { key } = notice;
    if (agreed.told.includes(key)) return {};
    if (wrong?.key !== key) wrong = { key, since: deps.now() };
    if (deps.now() - wrong.since < saving) return { again: saving, isFresh: true };
    await tell({ ...agreed, told: [...agreed.told.filter((one) => !isOfTheFile(one)), key] }, [notice]);
    return {};
  }

  /** A question that loses lines stays the same; with more of them it is another: its answer is about what was shown. */
  async function asking(agreed: Agreed, lines: readonly Line[], suspicions: readonly Suspicion[]): Promise<Standing> {
    const before = agreed.asked;
    const known = new Set(before?.lines.map(lineKey));
    const isMore = lines.some((line) => !known.has(lineKey(line)));
    const key = before && !isMore ? before.key : `${hashOf(lines)}-${deps.now().toString(36)}`;
    const why = before && !isMore ? before.why : whyAsked(suspicions);
    if (isMore || lines.length !== before?.lines.length)
      await tell({ ...agreed, asked: { key, lines, why } }, [
        ...(before && isMore ? [{ is: 'settled' as const, key: before.key, how: 'asked anew' as const }] : []),
        { is: 'asking', key, lines, why },
      ]);
    return { is: 'asking', key, lines, why };
  }

  const tell = (agreed: Agreed, notices: readonly Notice[]): Promise<unknown> =>
    deps.commit({ desk: store.desk(), news: [] }, () => store.agree('workspace', agreed), notices);

  return {
    run: () => run(),
    async answer(key, answer) {
      const standing = await run();
      if (standing.is !== 'asking' || standing.key !== key) return false;
      await run({ key, answer });
      return true;
    },
  };
}

/** What file and desk are to agree on: the lines that both have. */
export function agreedLines(bytes: Uint8Array, desk: DeskState): Line[] {
  const locks = parseLocks(bytes);
  return locks.is === 'usable' ? knownLines(locks, { lines: [] }, desk) : [];
}

/** What stands in the file and was agreed on before, or is held by now. What has ended is among it, until it is taken out. */
export function knownLines(locks: UsableLocks, { lines }: Pick<Agreed, 'lines'>, desk: DeskState): Line[] {
  const known = new Set([...lines, ...linesOf(desk)].map(lineKey));
  return claimsIn(locks)
    .filter((line) => known.has(lineKey(line)))
    .map(({ agent, path }) => ({ agent, path }));
}

export const linesOf = ({ claims }: DeskState): Line[] =>
  claims.flatMap(({ holder, paths }) => paths.map((path) => ({ agent: holder.id, path })));

/** `docs` and `docs/` are one path. */
export const keyOf = (path: string): string => scopeOf(path).key;
export const lineKey = ({ agent, path }: Line): string => `${agent}\n${keyOf(path)}`;

/** Releases come before adoptions: a line whose agent was changed by hand is both. */
export function stepOf(
  desk: DeskState,
  { release, adopt: written }: Pick<Changes, 'release' | 'adopt'>,
  now: Millis,
  holder: (name: string) => Who,
): Step {
  let step: Step = { desk, news: [] };
  const take = (next: Step): void => {
    step = { desk: next.desk, news: [...step.news, ...next.news] };
  };
  for (const [agent, lines] of byAgent(release)) take(drop(step.desk, { holder: agent, paths: lines.map(({ path }) => path) }, now));
  for (const [agent, lines] of byAgent(written)) take(adopt(step.desk, { who: holder(agent), paths: lines.map(({ path }) => path) }, now));
  return step;
}

const byAgent = (lines: readonly Line[]): Map<string, Line[]> => Map.groupBy(lines, ({ agent }) => agent);

/** Told of the file as a whole, until it is in step again. */
const isOfTheFile = (told: string): boolean => told === 'missing' || told.startsWith('read-only ');

const toldKey = ({ who, path, refusal }: Extract<News, { is: 'not adopted' }>): string => `not adopted ${who.id} ${path}: ${refusal.code}`;

/** What is in the file now and was not told; `told`: what need not be told again while it stays so. */
function tellOnce({ told }: Agreed, locks: UsableLocks, news: readonly News[]): { notices: Notice[]; told: string[] } {
  const lines = locks.opaque.filter(({ why }) => why !== 'no arrow').map(({ line, text }) => ({ line, text: String(text) }));
  const keys = lines.map(({ text }) => `opaque ${text}`);
  const fresh = lines.filter((_, n) => !told.includes(keys[n]!));
  const refused = news.flatMap((one) => (one.is === 'not adopted' ? [toldKey(one)] : []));
  return {
    notices: fresh.length === 0 ? [] : [{ is: 'opaque', key: hash(fresh.map(({ text }) => text)), lines: fresh }],
    told: [...keys, ...refused],
  };
}

const isAllIn = (locks: UsableLocks, lines: readonly Line[]): boolean => {
  const there = new Set(claimsIn(locks).map(lineKey));
  return lines.every((line) => there.has(lineKey(line)));
};

const hashOf = (lines: readonly Line[]): string => hash(lines.map(lineKey).sort());
const hash = (texts: readonly string[]): string => createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12);

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && Buffer.compare(a, b) === 0;
const isSameAgreed = (a: Agreed, b: Agreed): boolean => JSON.stringify(a) === JSON.stringify(b);

function sentenceOf(why: ReadOnlyWhy): string {
  switch (why.is) {
    case 'too large':
      return `has ${Math.ceil(why.bytes / 1e6)} MB, more than ${Math.floor(why.limit / 1e6)}`;
    case 'encoding':
      return 'is not UTF-8 text';
    case 'conflict':
      return `has a merge conflict in line ${why.line}`;
    case 'no heading':
      return 'has no heading "## Active locks"';
    case 'two headings':
      return `has the heading "## Active locks" twice, in lines ${why.lines.join(' and ')}`;
  }
}

function whyAsked(suspicions: readonly Suspicion[]): string {
  const [first] = suspicions;
  if (first === undefined || first.is === 'moved' || first.is === 'asked') return 'HEAD, branch or stash moved at the same time';
  if (first.is === 'put') return 'git put another version of it there';
  // What is left of them later may be of one.
  return first.is === 'several holders' ? `they were of ${first.agents.length} holders` : `they were ${first.claims} lines of one holder`;
}
