/** What the guard says: the state first, then whose, what and until when. Twelve lines at most. */
import type { Millis } from '../../kernel/clock.ts';
import { day, formatDuration } from '../../kernel/durations.ts';
import { shellQuote } from '../../kernel/paths.ts';
import { visible } from '../../kernel/text.ts';
import { clockTime, dateTime, zoneName } from '../../kernel/zone.ts';
import { fold } from '../scope/fold.ts';
import { type Change, check, type Found, inTheWay } from './check.ts';
import { trailer } from './leases.ts';
import type { Books, GuardClaim, Known } from './port.ts';
import { peopleOf } from './who.ts';

export interface Clock {
  now: Millis;
  zone: string;
}
export interface Now extends Clock {
  /** A line to paste that says this to the bot. */
  toSay(text: string): string;
}

type Live = Exclude<Known, { is: 'none' }>;
type Pick = (found: Found) => readonly GuardClaim[];
const others: Pick = ({ inTheWay }) => inTheWay;
const kin: Pick = (found) => (found.own.length > 0 ? [] : found.kin);

/** Before a commit: it is made whatever is said. */
export function commitWarning(found: readonly Found[], { me, known, now }: { me: string | undefined; known: Live; now: Now }): string[] {
  const met = found.filter((each) => others(each).length > 0);
  if (met.length === 0) return [...ofOnesSide(found, now), ...unanswered(known)];
  const fate = known.is === 'live' ? 'Committed all the same; pushing it will be blocked.' : stale(known, 'Committed all the same.');
  return [`WARNING: ${whose(met, others)}`, ...byClaim(met, others, now), `${fate}${ask(met, now)}`, ...whoAmI(me, known)];
}

/** Before a push. */
export function pushWords(found: readonly Found[], { me, known, now }: { me: string | undefined; known: Live; now: Now }): string[] {
  const met = found.filter((each) => others(each).length > 0);
  if (met.length === 0) return [...ofOnesSide(found, now), ...unanswered(known)];
  const [head, fate] =
    known.is === 'live' ? ['BLOCKED push:', 'Nothing was pushed.'] : ['UNSURE push:', stale(known, 'Pushed all the same.')];
  return [`${head} ${whose(met, others)}`, ...byClaim(met, others, now), `${fate}${ask(met, now)}`, ...whoAmI(me, known)];
}

/** Commits in one's own claims that do not say so: CI, which knows nobody, will hold them for another's. `head`: the commit that can be amended. */
export function unnamedWords(found: readonly Found[], books: Books, head: string | undefined): string[] {
  const mine = found.filter(({ own, kin, inTheWay, change }) => inTheWay.length === 0 && own.length + kin.length > 0 && !change.isLeftOut);
  const changes = new Set(mine.map(({ change }) => change));
  const inCi = inTheWay(
    check(
      books,
      [...changes].map(({ me: _, ...change }) => change),
    ),
  );
  const closed = new Set(inCi.map(({ file, change }) => `${change.commit} ${file}`));
  const unnamed = mine.filter(({ file, change }) => closed.has(`${change.commit} ${file}`));
  const commits = new Set(unnamed.map(({ change }) => change.commit));
  if (commits.size === 0) return [];
  const { own, kin } = unnamed[0]!;
  const line = trailer((own[0] ?? kin[0])!.lease);
  const amend = `git commit --amend --no-edit --trailer "${line}"`;
  const isHead = commits.size === 1 && commits.has(head);
  return [
    `NOTE: ${count(commits.size, 'commit')} without a lease: CI will stay closed`,
    isHead ? `Add it: ${amend}` : `Add it with git rebase -i, in ${commits.size === 1 ? 'that' : 'each'}: ${amend}`,
  ];
}

/** What CI decided. */
export function verdictWords(found: readonly Found[], { commits, files, now }: { commits: number; files: number; now: Now }): string[] {
  const met = found.filter((each) => others(each).length > 0);
  const seen = `${count(commits, 'commit')}, ${count(files, 'file')}`;
  if (met.length === 0) return [`OPEN: ${seen}, in nobody's way`];
  const lease = met[0]!.inTheWay[0]!.lease;
  return [
    `CLOSED: ${whose(met, others)}`,
    ...byClaim(met, others, now),
    `A commit in a claim names its lease: ${trailer(lease)}`,
    'Have it released or handed over, or be its holder.',
  ];
}

/** Refs of a push that were not judged; the others were. */
export function unsureWords(unsure: readonly { ref: string; why: string }[]): string[] {
  const [first] = unsure;
  if (!first) return [];
  const more = unsure.length > 1 ? ` +${count(unsure.length - 1, 'ref')} more` : '';
  return [`UNSURE: ${refName(first.ref)} was not looked at: ${visible(first.why, { maxLength: 120 })}${more}`];
}

/** Of the branches that are pushed to: what they have now was never fetched. Over main nothing is pushed unseen. */
export function unseenWords(unseen: readonly { ref: string; commit: string; isMain: boolean }[], known: Live): string[] {
  const isBlocked = (isMain: boolean): boolean => isMain && known.is === 'live';
  return [true, false].flatMap((blocked) => {
    const [first, ...others] = unseen.filter(({ isMain }) => isBlocked(isMain) === blocked);
    if (!first) return [];
    const more = others.length > 0 ? ` +${count(others.length, 'ref')} more` : '';
    return [
      `${blocked ? 'BLOCKED push of' : 'UNSURE:'} ${refName(first.ref)}: what is there now (${first.commit.slice(0, 7)}) is not in this clone: git fetch${more}`,
    ];
  });
}

const refName = (ref: string): string => visible(ref.replace(/^refs\/(?:heads|tags)\//, ''), { maxLength: 60 });

export const notAsked = (why: string): string => `UNSURE: claims were not looked at: ${visible(why, { maxLength: 200 })}`;

const ofOnesSide = (found: readonly Found[], now: Now): string[] => {
  const met = found.filter((each) => kin(each).length > 0);
  return met.length === 0 ? [] : [`NOTE: ${whose(met, kin)}, on your side`, ...byClaim(met, kin, now)];
};

type Old = Extract<Known, { is: 'snapshot' }>;
const stale = ({ age, isChange }: Old, fate: string): string =>
  `${fate} The bot did not answer; ${isChange ? 'claims last changed' : 'so it was'} ${formatDuration(age)} ago.`;

const unanswered = (known: Live): string[] =>
  known.is === 'live'
    ? []
    : [`UNSURE: the bot did not answer; claims ${known.isChange ? 'last changed' : 'of'} ${formatDuration(known.age)} ago`];

function whoAmI(me: string | undefined, known: Live): string[] {
  if (me === undefined) return ['Nobody knows who you are: git config molt-ops.person NAME'];
  const people = peopleOf(known);
  if (people.includes(me)) return [];
  const alike = people.find((id) => fold(id) === fold(me));
  // Without any in the config, people are kept elsewhere.
  if (alike === undefined && !known.people?.length) return [];
  const [question, name] = alike === undefined ? ['', 'NAME'] : [` Are you ${visible(alike, { maxLength: 40 })}?`, shellQuote(alike)];
  return [`No claim and no config names ${visible(me, { maxLength: 40 })}.${question} git config molt-ops.person ${visible(name)}`];
}

/** `4 files claimed by codex-2 and 2 more` */
function whose(met: readonly Found[], pick: Pick): string {
  const holders = [...new Set(met.flatMap(pick).map(({ holder }) => holder))];
  const more = holders.length > 1 ? ` and ${holders.length - 1} more` : '';
  return `${count(new Set(met.map(({ file }) => file)).size, 'file')} claimed by ${visible(holders[0]!, { maxLength: 30 })}${more}`;
}

const shownClaims = 3;
const shownFiles = 2;

function byClaim(met: readonly Found[], pick: Pick, now: Now): string[] {
  const groups = new Map<GuardClaim, Map<string, Set<string>>>();
  for (const found of met) {
    for (const claim of pick(found)) {
      const files = groups.get(claim) ?? new Map<string, Set<string>>();
      groups.set(claim, files.set(found.file, (files.get(found.file) ?? new Set()).add(origin(found.change))));
    }
  }
  const most = groups.size > shownClaims ? shownClaims - 1 : shownClaims;
  const lines = [...groups].slice(0, most).flatMap(([claim, files]) => [claimWords(claim, now), ...fileLines(files)]);
  return groups.size > most ? [...lines, `+${count(groups.size - most, 'claim')} more`] : lines;
}

const origin = ({ commit = '', isLeftOut }: Change): string => (isLeftOut ? 'dropped, or left out by a merge' : commit.slice(0, 7));

function fileLines(files: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...files].slice(0, shownFiles).map(([file, commits], at) => {
    const newest = [...commits].at(-1)!;
    const left = files.size - shownFiles;
    const more = at === shownFiles - 1 && left > 0 ? ` +${left} more` : '';
    return `  ${visible(file, { maxLength: 120 })}${newest === '' ? '' : ` (${newest})`}${more}`;
  });
}

/** `codex-2 · lease 17 · until 13:40 CST · "GC barrier"` */
export function claimWords({ holder, owner, lease, mode, until, why }: GuardClaim, now: Clock): string {
  const name = visible(holder, { maxLength: 40 }) + (owner === undefined ? '' : ` (${visible(owner, { maxLength: 40 })})`);
  const reason = why === undefined ? [] : [`"${visible(why, { maxLength: 60 })}"`];
  return [name, `lease ${lease}`, ...(mode === 'shared' ? ['shared'] : []), endWords(until, now), ...reason].join(' · ');
}

/** The same for a narrow screen, which says its zone elsewhere: `codex-2 · 17 · until 13:40` */
export const claimLine = ({ holder, lease, mode, until }: GuardClaim, now: Clock): string =>
  [
    visible(holder, { maxLength: 40 }),
    lease,
    ...(mode === 'shared' ? ['shared'] : []),
    `${until < now.now ? 'over' : 'until'} ${time(until, now)}`,
  ].join(' · ');

const endWords = (until: Millis, now: Clock): string =>
  `${until < now.now ? 'over since' : 'until'} ${time(until, now)} ${zoneName(until, now.zone)}`;

const time = (at: Millis, { now, zone }: Clock): string => (Math.abs(at - now) < day ? clockTime(at, zone) : dateTime(at, zone));

/** A line to copy, only where its path needs no quotes. */
function ask(met: readonly Found[], { toSay }: Now): string {
  const plain = met.find(({ file }) => /^[\w][\w./+-]*$/.test(file));
  return plain ? ` Ask: ${toSay(`ask ${plain.file}`)}` : '';
}

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
