/** Keeps the desk and a branch of the remote in step: a grant counts once its push is accepted, what other clones did is taken over. */
import type { Millis } from '../../kernel/clock.ts';
import { done, type Outcome, type Refusal, refuse } from '../../kernel/result.ts';
import { visible } from '../../kernel/text.ts';
import { mergeLocks } from '../agent-locks/merge.ts';
import { claimsIn, type Claim as Line, parseLocks, type UsableLocks } from '../agent-locks/parse.ts';
import { type Added, spliceLocks } from '../agent-locks/splice.ts';
import { type Claim, type DeskState, drop, enter, type News, type Step, type Who } from '../desk/desk.ts';
import { clashing } from '../desk/scopes.ts';
import { agreedLines, keyOf, knownLines, lineKey, linesOf, stepOf } from '../file/sync.ts';
import type { Agreed, ClaimStore, DeskChange } from '../store.ts';
import type { LockBranch, Revision } from './lock-branch.ts';
import { type Bot, readTrailers, trailersOf } from './trailers.ts';

export interface BranchSync {
  /** Takes over what is new there, and publishes what is new here. To be called alone. */
  run(): Promise<Outcome<void>>;
  /** Publishes the grants of a change that is about to be made. To be called alone. */
  admit(change: DeskChange): Promise<{ is: 'admitted'; also: () => void } | { is: 'moved' } | { is: 'refused'; refusal: Refusal }>;
}

export interface BranchSyncDeps {
  branch: LockBranch;
  /** The lock file, as configured: for sentences. */
  path: string;
  bot: Bot;
  store: Pick<ClaimStore, 'desk' | 'agreed' | 'agree'>;
  now(): Millis;
  holder(name: string): Who;
  /** Commits what the branch says; `isPublished`: it need not be admitted. */
  commit(step: Step, more: { also: () => void; isPublished: boolean }): Promise<'committed' | 'moved' | Refusal>;
  log: (level: 'info' | 'warn', message: string, detail?: unknown) => void;
}

/** As often others may be faster in one run. */
const patience = 20;

interface Tip {
  commit: string;
  locks: UsableLocks;
}

export function createBranchSync(deps: BranchSyncDeps): BranchSync {
  const { branch, store, path, bot } = deps;
  /** The revision that was read or written last. */
  let known: Pick<Revision, 'commit' | 'bytes'> | undefined;

  const agreedNow = (): Agreed => store.agreed('remote') ?? { lines: [], at: '', told: [] };

  async function run(): Promise<Outcome<void>> {
    for (let n = 0; n < patience; n += 1) {
      const pulled = await pull();
      if (!pulled.ok) return pulled;
      const adopted = await adoptLines(pulled.value);
      if (adopted === 'moved') continue;
      if (adopted !== 'committed') return { ok: false, refusal: adopted };
      const pushed = await publish(pulled.value, store.desk(), []);
      if (!pushed.ok) return pushed;
      if (pushed.value === 'rejected') continue;
      if (pushed.value !== 'nothing') store.agree('remote', pushed.value);
      return done(undefined);
    }
    return busy();
  }

  async function admit(change: DeskChange): ReturnType<BranchSync['admit']> {
    for (let n = 0; n < patience; n += 1) {
      const pulled = await pull();
      if (!pulled.ok) return refused(pulled.refusal);
      if (store.desk() !== change.from) return { is: 'moved' };
      const pushed = await publish(pulled.value, change.to, change.news);
      if (!pushed.ok) return refused(pushed.refusal);
      const agreed = pushed.value;
      if (agreed === 'rejected') continue;
      return { is: 'admitted', also: () => (agreed === 'nothing' ? undefined : store.agree('remote', agreed)) };
    }
    return refused(busy().refusal);
  }

  const refused = ({ message, next, ...rest }: Refusal): { is: 'refused'; refusal: Refusal } => ({
    is: 'refused',
    refusal: {
      ...rest,
      message: `Nothing was claimed: ${message.replace(/[^.!?…]$/, '$&.')} Send it again later.`,
      ...(next !== undefined && { next }),
    },
  });

  const busy = () => refuse('remote busy', 'Others write to the remote faster than I can.');

  /** Takes over every revision since the last one, each with what its desk says about it. */
  async function pull(): Promise<Outcome<Tip>> {
    const tip = await tipOf();
    if (!tip.ok) return tip;
    if (tip.value?.bytes === undefined)
      return refuse('no lock file', `${path} is not on the main branch of the remote. Commit and push it first.`);
    const locks = parseLocks(tip.value.bytes);
    return locks.is === 'usable'
      ? done({ commit: tip.value.commit, locks })
      : refuse('lock file unusable', `${path} on the main branch of the remote cannot be read: ${locks.why.is}. Mend it there.`);
  }

  async function tipOf(): Promise<Outcome<typeof known>> {
    const fetched = await branch.fetch(agreedNow().at || undefined);
    if (!fetched.ok) return fetched;
    const { tip, revisions, isRewritten } = fetched.value;
    for (const revision of revisions) {
      const taken = await take(revision, isRewritten);
      if (!taken.ok) return taken;
      known = revision;
    }
    if (known?.commit === tip) return done(known);
    // It was read before this process began.
    const alone = await branch.fetch(undefined);
    if (!alone.ok) return alone;
    known = alone.value.revisions.at(-1);
    return known?.commit === agreedNow().at ? done(known) : tipOf();
  }

  async function take(revision: Revision, isRewritten: boolean): Promise<Outcome<void>> {
    for (let n = 0; n < patience; n += 1) {
      const agreed = agreedNow();
      const desk = store.desk();
      const locks = revision.bytes === undefined ? undefined : parseLocks(revision.bytes);
      const step = locks?.is === 'usable' ? stepFrom(revision, locks, agreed, desk, isRewritten) : { desk, news: [] };
      const lines = locks?.is === 'usable' ? [...knownLines(locks, agreed, step.desk), ...notHeld(revision, step.desk)] : agreed.lines;
      const also = (): void => store.agree('remote', { ...agreed, lines, at: revision.commit });
      const committed = await deps.commit(step, { also, isPublished: true });
      if (committed === 'committed') return done(undefined);
      if (committed !== 'moved') return { ok: false, refusal: committed };
    }
    return busy();
  }

  /** What a desk granted is entered as it says; lines that it took out are released. What people took out as well, but not of many at once. */
  function stepFrom(revision: Revision, locks: UsableLocks, { lines }: Agreed, desk: DeskState, isRewritten: boolean): Step {
    const said = readTrailers(revision);
    const now = deps.now();
    const merge = mergeLocks(
      { base: lines, file: locks, store: linesOf(desk) },
      { moved: isRewritten && !said, same: keyOf, ...(said && { few: Number.POSITIVE_INFINITY }) },
    );
    const gone = merge.is === 'merged' ? merge.changes.release : merge.is === 'ask' && said ? merge.vanished : [];
    if (merge.is === 'ask' && !said)
      deps.log('warn', `${merge.vanished.length} lines vanished from ${path} at ${revision.commit}; they are put back`, merge.vanished);
    let step: Step = { desk, news: [] };
    const add = (next: Step): void => {
      step = { desk: next.desk, news: [...step.news, ...next.news] };
    };
    for (const [agent, each] of Map.groupBy(gone, (line: Line) => line.agent))
      add(drop(step.desk, { holder: agent, paths: each.map((line) => line.path), why: said ? 'clone' : 'file' }, now));
    for (const claim of said?.claims.filter(({ desk: of }) => of !== bot.id) ?? []) {
      for (const { holder, paths } of outdated(step.desk, claim, locks))
        add(drop(step.desk, { holder: holder.id, paths, why: 'clone' }, now));
      const next = enter(step.desk, claim, now);
      if (next) add(next);
    }
    // The number of a grant of ours that was never made is known to others by now: it is not given again.
    const last = Math.max(step.desk.lastLease, ...ownOf(said).map(({ lease }) => lease));
    if (last > step.desk.lastLease) step = { ...step, desk: { ...step.desk, lastLease: last } };
    return step;
  }

  const ownOf = (said: ReturnType<typeof readTrailers>): Claim[] => said?.claims.filter(({ desk: of }) => of === bot.id) ?? [];

  /**
   * Lines of ours that are to go: of grants that were pushed and then not made (we died, or the answer of the remote was lost; nobody was
   * told of them), and of what another desk put back when it had ended here. Not those that were there before, which hands wrote.
   */
  function notHeld(revision: Revision, desk: DeskState): Line[] {
    const said = readTrailers(revision);
    const held = new Set(linesOf(desk).map(lineKey));
    return ownOf(said)
      .filter(({ lease }) => !said?.adopted.has(lease))
      .flatMap(({ holder, paths }) => paths.map((one) => ({ agent: holder.id, path: one })))
      .filter((line) => !held.has(lineKey(line)));
  }

  /** Lines that people have pushed: this desk looks after them if it is the first to say so. */
  async function adoptLines({ locks }: Tip): Promise<'committed' | 'moved' | Refusal> {
    const agreed = agreedNow();
    const desk = store.desk();
    const merge = mergeLocks({ base: agreed.lines, file: locks, store: linesOf(desk) }, { moved: false, same: keyOf });
    const written = merge.is === 'merged' || merge.is === 'ask' ? merge.changes.adopt : [];
    const toldKey = ({ who, path: at, refusal }: Extract<News, { is: 'not adopted' }>): string => `${who.id} ${at}: ${refusal.code}`;
    const worked = stepOf(desk, { release: [], adopt: written }, deps.now(), deps.holder);
    const told = worked.news.flatMap((one) => (one.is === 'not adopted' ? [toldKey(one)] : []));
    const news = worked.news.filter((one) => one.is !== 'not adopted' || !agreed.told.includes(toldKey(one)));
    if (worked.desk === desk && news.length === 0) return 'committed';
    const also = (): void => store.agree('remote', { ...agreedNow(), told });
    const committed = await deps.commit({ desk: worked.desk, news }, { also, isPublished: false });
    return committed === 'committed' ? 'moved' : committed;
  }

  /** What is agreed on once it is written down; nothing where the branch says it already. */
  async function publish({ commit, locks }: Tip, to: DeskState, news: readonly News[]): Promise<Outcome<Agreed | 'rejected' | 'nothing'>> {
    const agreed = agreedNow();
    const merge = mergeLocks({ base: agreed.lines, file: locks, store: linesOf(to) }, { moved: false, same: keyOf });
    if (merge.is !== 'merged' && merge.is !== 'ask') return done('nothing');
    const { remove } = merge.changes;
    // What people took out, and many at once, comes back.
    const add = [...merge.changes.add.flatMap(linesIn), ...(merge.is === 'ask' ? merge.vanished : [])];
    const spliced = spliceLocks(locks, { remove, add: add.map(({ agent, path: one }) => ({ agent, paths: [one] })) });
    if (!spliced.ok) return spliced;
    const granted = news.flatMap((one) => (one.is === 'granted' ? [one.claim] : []));
    if (granted.length === 0 && Buffer.compare(spliced.value, locks.bytes) === 0) return done('nothing');
    // Other desks may have let go of what comes back, or it has ended at its own: they are told all of it again.
    const back = new Set(add.map(lineKey));
    const claims = new Set([...granted, ...to.claims.filter((claim) => claim.paths.some((one) => back.has(keyIn(claim, one))))]);
    const theirs = new Set(claimsIn(locks).map(lineKey)).difference(new Set(agreed.lines.map(lineKey)));
    const adopted = granted.filter((claim) => claim.paths.every((one) => theirs.has(keyIn(claim, one)))).map(({ lease }) => lease);
    const subject = subjectOf(
      granted,
      [...add, ...remove].map(({ agent }) => agent),
    );
    const pushed = await branch.push(commit, spliced.value, { subject, trailers: trailersOf(bot, [...claims], adopted) });
    if (!pushed.ok) return pushed;
    if (pushed.value.is === 'rejected') return done('rejected');
    known = { commit: pushed.value.commit, bytes: spliced.value };
    return done({ ...agreed, lines: agreedLines(spliced.value, to), at: pushed.value.commit });
  }

  return { run, admit };
}

/**
 * Claims that stand in the way of one that another desk has granted, and have no line there: people took it out, and that desk knew
 * before we could put it back. What the branch says counts.
 */
function outdated({ claims }: DeskState, granted: Claim, locks: UsableLocks): Pick<Claim, 'holder' | 'paths'>[] {
  const standing = new Set(claimsIn(locks).map(lineKey));
  return claims
    .filter(({ holder }) => holder.id !== granted.holder.id)
    .map((claim) => ({ holder: claim.holder, paths: clashing(claim, granted).filter((one) => !standing.has(keyIn(claim, one))) }))
    .filter(({ paths }) => paths.length > 0);
}

const keyIn = ({ holder }: Claim, one: string): string => lineKey({ agent: holder.id, path: one });
const linesIn = ({ agent, paths }: Added): Line[] => paths.map((one) => ({ agent, path: one }));

/** `locks: ada claims docs/` */
function subjectOf(grants: readonly Claim[], agents: readonly string[]): string {
  const [first] = grants;
  if (first === undefined)
    return `locks: ${[...new Set(agents)].map((agent) => visible(agent, { maxLength: 40 })).join(', ')}`.slice(0, 72);
  const what = `${visible(first.paths[0] ?? '', { maxLength: 40 })}${first.paths.length > 1 ? ` +${first.paths.length - 1}` : ''}`;
  return `locks: ${visible(first.holder.id, { maxLength: 40 })} claims ${what}${grants.length > 1 ? ` +${grants.length - 1}` : ''}`;
}
