/** What the guard says: the state first, then whose, what and until when. Twelve lines at most. */
import type { Millis } from '../../kernel/clock.ts';
import { day, formatDuration } from '../../kernel/durations.ts';
import { visible } from '../../kernel/text.ts';
import { clockTime, dateTime, zoneName } from '../../kernel/zone.ts';
import type { Change, Found } from './check.ts';
import { trailer } from './leases.ts';
import type { GuardClaim, Known } from './port.ts';

export interface Now {
  now: Millis;
  zone: string;
}

type Live = Exclude<Known, { is: 'none' }>;
type Pick = (found: Found) => readonly GuardClaim[];
const others: Pick = ({ inTheWay }) => inTheWay;
const kin: Pick = (found) => (found.own.length > 0 ? [] : found.kin);

/** Before a commit: it is made whatever is said. */
export function commitWarning(found: readonly Found[], { me, known, now }: { me: string | undefined; known: Live; now: Now }): string[] {
  const met = found.filter((each) => others(each).length > 0);
  if (met.length === 0) return ofOnesSide(found, now);
  const fate = known.is === 'live' ? 'Committed all the same; pushing it will be blocked.' : stale(known.age, 'Committed all the same.');
  return [`WARNING: ${whose(met, others)}`, ...byClaim(met, others, now), `${fate}${ask(met)}`, ...whoAmI(me)];
}

/** Before a push. */
export function pushWords(found: readonly Found[], { me, known, now }: { me: string | undefined; known: Live; now: Now }): string[] {
  const met = found.filter((each) => others(each).length > 0);
  if (met.length === 0) return ofOnesSide(found, now);
  const [head, fate] =
    known.is === 'live' ? ['BLOCKED push:', 'Nothing was pushed.'] : ['UNSURE push:', stale(known.age, 'Pushed all the same.')];
  return [`${head} ${whose(met, others)}`, ...byClaim(met, others, now), `${fate}${ask(met)}`, ...whoAmI(me)];
}

/** Commits in one's own claims that do not say so: CI will not know. */
export function unnamedWords(found: readonly Found[]): string[] {
  const unnamed = found.filter(
    ({ own, kin, inTheWay, change }) => inTheWay.length === 0 && own.length + kin.length > 0 && !names(change, [...own, ...kin]),
  );
  if (unnamed.length === 0) return [];
  const commits = count(new Set(unnamed.map(({ change }) => change.commit)).size, 'commit');
  const { own, kin } = unnamed[0]!;
  return [
    `NOTE: ${commits} without a lease: CI will stay closed`,
    `Add to it: ${trailer((own[0] ?? kin[0])!.lease)} (the hooks of molt-ops guard install do)`,
  ];
}

const names = ({ leases = [] }: Change, claims: readonly GuardClaim[]): boolean => claims.some(({ lease }) => leases.includes(lease));

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

export const notAsked = (why: string): string => `UNSURE: claims were not looked at: ${visible(why, { maxLength: 200 })}`;

const ofOnesSide = (found: readonly Found[], now: Now): string[] => {
  const met = found.filter((each) => kin(each).length > 0);
  return met.length === 0 ? [] : [`NOTE: ${whose(met, kin)}, on your side`, ...byClaim(met, kin, now)];
};

const stale = (age: Millis, fate: string): string => `${fate} The bot did not answer; so it was ${formatDuration(age)} ago.`;

const whoAmI = (me: string | undefined): string[] =>
  me === undefined ? ['Nobody knows who you are: git config molt-ops.person NAME'] : [];

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
      groups.set(claim, files.set(found.file, (files.get(found.file) ?? new Set()).add(found.change.commit ?? '')));
    }
  }
  const most = groups.size > shownClaims ? shownClaims - 1 : shownClaims;
  const lines = [...groups].slice(0, most).flatMap(([claim, files]) => [claimWords(claim, now), ...fileLines(files)]);
  return groups.size > most ? [...lines, `+${count(groups.size - most, 'claim')} more`] : lines;
}

function fileLines(files: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...files].slice(0, shownFiles).map(([file, commits], at) => {
    const newest = [...commits].at(-1)!;
    const left = files.size - shownFiles;
    const more = at === shownFiles - 1 && left > 0 ? ` +${left} more` : '';
    return `  ${visible(file, { maxLength: 120 })}${newest === '' ? '' : ` (${newest.slice(0, 7)})`}${more}`;
  });
}

/** `codex-2 · lease 17 · until 13:40 CST · "GC barrier"` */
export function claimWords({ holder, owner, lease, mode, until, why }: GuardClaim, now: Now): string {
  const name = visible(holder, { maxLength: 40 }) + (owner === undefined ? '' : ` (${visible(owner, { maxLength: 40 })})`);
  const reason = why === undefined ? [] : [`"${visible(why, { maxLength: 60 })}"`];
  return [name, `lease ${lease}`, ...(mode === 'shared' ? ['shared'] : []), endWords(until, now), ...reason].join(' · ');
}

/** The same for a narrow screen, which says its zone elsewhere: `codex-2 · 17 · until 13:40` */
export const claimLine = ({ holder, lease, mode, until }: GuardClaim, now: Now): string =>
  [
    visible(holder, { maxLength: 40 }),
    lease,
    ...(mode === 'shared' ? ['shared'] : []),
    `${until < now.now ? 'over' : 'until'} ${time(until, now)}`,
  ].join(' · ');

const endWords = (until: Millis, now: Now): string =>
  `${until < now.now ? 'over since' : 'until'} ${time(until, now)} ${zoneName(until, now.zone)}`;

const time = (at: Millis, { now, zone }: Now): string => (Math.abs(at - now) < day ? clockTime(at, zone) : dateTime(at, zone));

/** A line to copy, only where its path needs no quotes. */
function ask(met: readonly Found[]): string {
  const plain = met.find(({ file }) => /^[\w][\w./+-]*$/.test(file));
  return plain ? ` Ask: molt-ops say "ask ${plain.file}"` : '';
}

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
