/** All that is held, by whom, for how long, and who waits for it: people in their order, their agents under them. */
import type { Millis } from '../../kernel/clock.ts';
import { columns } from '../../kernel/text.ts';
import type { Claim, DeskState, Wait, Who } from '../../locks/desk/desk.ts';
import { actsFor } from '../../locks/desk/desk.ts';
import { obstacles } from '../../locks/desk/obstacles.ts';
import { personBehind } from '../../locks/desk/who.ts';
import type { Button, Card, Choice } from '../card.ts';
import { cardLines, count, lineColumns, title } from '../context.ts';
import { keepButton, ordinal } from './claim-card.ts';
import { leftWords, momentWords, pathsWords, personWords, type Reading, stateWords } from './claim-words.ts';
import { locksFile } from './locks-list.ts';
import { type Standing, standingButtons, standingLines } from './standing-words.ts';

export interface LocksFacts {
  desk: DeskState;
  reader: Who;
  /** Only what the reader, and their agents, hold and wait for. */
  mine: boolean;
  standing: Standing;
}

export function locksCard({ desk, reader, mine, standing }: LocksFacts, reading: Reading): Card {
  const claims = mine ? desk.claims.filter(({ holder }) => actsFor(reader, holder)) : desk.claims;
  const waits = mine ? desk.waits.filter(({ who }) => actsFor(reader, who)) : desk.waits;
  const notes = standingLines(standing);
  const line = lineUp(desk);
  const behind = Map.groupBy(
    line.filter(({ wait }) => !mine || !waits.includes(wait)),
    ({ blocker }) => blocker,
  );
  const loose = line.filter(({ wait, blocker }) => waits.includes(wait) && (mine || !blocker));
  const waiting = loose.length + claims.reduce((sum, claim) => sum + (behind.get(claim)?.length ?? 0), 0);
  const room = cardLines - 1 - notes.length;
  const parts = [
    requestRows(desk, mine ? reader : undefined, reading),
    claimRows(holdersOf(claims, reader), behind, reading),
    loose.map((placed) => waitRow(placed, mine ? reader : undefined, reading)),
  ];
  const isCut = parts.flat().length > room;
  const lines = isCut ? fitted(parts, room, { holders: holdersOf(claims, reader), behind, reading }) : parts.flat();
  return {
    title: title(`LOCKS${mine ? ' of yours:' : ''} ${counts(claims.length, waiting)}`),
    lines: [
      ...lines,
      ...(lines.length === 0 ? [mine ? 'You hold nothing, nor do your agents.' : 'Take something: claim docs/ --for 2h'] : []),
      ...notes,
    ],
    buttons: [
      ...standingButtons(standing),
      ...answerButtons(desk, reader),
      ...(mine ? [] : [{ label: 'Mine', sends: 'locks --mine' }]),
      ...(claims.length > 0
        ? [{ label: 'Tree', sends: mine ? 'locks --tree --mine' : 'locks --tree' }]
        : [{ label: 'Claim', sends: 'claim', form: true as const }]),
      ...(mine ? [{ label: 'All', sends: 'locks' }] : []),
    ],
    ...(mine && claims.length > 0 && { choice: deeds(claims) }),
    ...(isCut && { files: [locksFile({ claims, waits }, standing.file, reading)] }),
  };
}

const counts = (held: number, waiting: number): string =>
  `${held === 0 ? 'nothing' : held} held, ${waiting === 0 ? 'nobody waits' : `${waiting} ${waiting === 1 ? 'waits' : 'wait'}`}`;

/** As many as a message of any platform has room for, with two deeds each. */
const mostDeeds = 20;

/** What the reader may do with each of theirs; of many, with those that end first. */
const deeds = (claims: readonly Claim[]): Choice => ({
  label: 'Release or keep…',
  options: (claims.length > mostDeeds ? claims.toSorted((a, b) => a.until - b.until) : claims)
    .slice(0, mostDeeds)
    .flatMap((claim): Button[] => {
      const keep = keepButton(claim);
      return [
        { label: `Release ${pathsWords(claim.paths, 30)}`, sends: `release --lease ${claim.lease}` },
        { label: `${keep.label}: ${pathsWords(claim.paths, 30)}`, sends: keep.sends },
      ];
    }),
});

/** What waits for a word of the reader's. */
function answerButtons({ steals, handovers, claims }: DeskState, reader: Who): Button[] {
  const offered = handovers.filter(({ to }) => actsFor(reader, to)).slice(0, 1);
  const wanted = steals.filter(({ lease }) => claims.some((claim) => claim.lease === lease && actsFor(reader, claim.holder))).slice(0, 1);
  return [
    ...offered.map(({ lease }) => ({ label: 'Take it', sends: `handover --accept --lease ${lease}` })),
    ...wanted.flatMap(({ lease }) => [
      { label: 'Give it', sends: `steal --approve --lease ${lease}` },
      { label: 'Keep it', sends: `steal --deny --lease ${lease}` },
    ]),
  ];
}

/** Steals and hand-overs that are open. `of`: only those that this person has a part in. */
function requestRows({ steals, handovers, claims }: DeskState, of: Who | undefined, reading: Reading): string[] {
  const holder = (lease: number): Who | undefined => claims.find((claim) => claim.lease === lease)?.holder;
  const concerns = (lease: number, other: Who): boolean => {
    const held = holder(lease);
    return of === undefined || actsFor(of, other) || (held !== undefined && actsFor(of, held));
  };
  return [
    ...steals
      .filter(({ lease, by }) => concerns(lease, by))
      .map(({ paths, by, stage }) => {
        const lead = `WANTED by ${personWords(by.id, 12)}: `;
        const end = stage.is === 'open' ? ' · needs a 2nd' : ` · ${leftWords(stage.until, reading.now)}`;
        return `${lead}${pathsWords(paths, lineColumns - columns(lead + end))}${end}`;
      }),
    ...handovers
      .filter(({ lease, to }) => concerns(lease, to))
      .map(({ paths, to, until }) => {
        const lead = `OFFERED to ${personWords(to.id, 12)}: `;
        const end = ` · ${leftWords(until, reading.now)}`;
        return `${lead}${pathsWords(paths, lineColumns - columns(lead + end))}${end}`;
      }),
  ];
}

/** What one holds, and how they are named: an agent under its owner, where that one holds something too. */
interface Holder {
  name: string;
  claims: readonly Claim[];
}

/** The reader first, then by name. */
function holdersOf(claims: readonly Claim[], reader: Who): Holder[] {
  const byPerson = Map.groupBy(claims, ({ holder }) => personBehind(holder));
  const first = personBehind(reader);
  const people = [...byPerson.keys()].sort((a, b) => Number(b === first) - Number(a === first) || (a < b ? -1 : 1));
  return people.flatMap((person) => {
    const byHolder = Map.groupBy(byPerson.get(person)!, ({ holder }) => holder.id);
    const ids = [...byHolder.keys()].sort((a, b) => Number(b === person) - Number(a === person) || (a < b ? -1 : 1));
    return ids.map((id) => ({ name: holderName(byHolder.get(id)!, id !== person && ids[0] === person), claims: byHolder.get(id)! }));
  });
}

function holderName([claim]: readonly Claim[], isUnder: boolean): string {
  const { id, owner } = claim!.holder;
  return `${isUnder ? '- ' : ''}${personWords(id, 16)}${owner === undefined || isUnder ? '' : ` (${personWords(owner, 10)}'s)`}:`;
}

type Behind = ReadonlyMap<Claim | undefined, readonly Placed[]>;

const claimRows = (holders: readonly Holder[], behind: Behind, reading: Reading): string[] =>
  holders.flatMap((holder) => holderRows(holder, behind, reading));

/** `ada: docs/ · 48m`, or her name once and each claim under it. */
function holderRows({ name, claims }: Holder, behind: Behind, reading: Reading): string[] {
  const [only, ...others] = claims;
  return only && others.length === 0
    ? rowsOfClaim(only, `${name} `, behind, reading)
    : [name, ...claims.flatMap((claim) => rowsOfClaim(claim, '  ', behind, reading))];
}

/** The claim, and below it who waits for it. */
const rowsOfClaim = (claim: Claim, lead: string, behind: Behind, reading: Reading): string[] => [
  claimRow(claim, lead, reading),
  ...(behind.get(claim) ?? []).map(({ wait, place }) => `    ${personWords(wait.who.id, 20)} waits, ${ordinal(place)}`),
];

/** In so many lines: what is asked for and who waits in a few, every holder in at least one, the first ones with as much as there is room for. */
function fitted(
  [requests = [], , waits = []]: readonly (readonly string[])[],
  room: number,
  { holders, behind, reading }: { holders: readonly Holder[]; behind: Behind; reading: Reading },
): string[] {
  const few = holders.length === 0 ? Math.floor(room / 2) : 3;
  const [asked, waiting] = [cut(requests, few, 'asked for'), cut(waits, few, 'wait')];
  const held: string[] = [];
  const most = room - asked.length - waiting.length;
  for (const [n, holder] of holders.entries()) {
    const [left, others] = [most - held.length, holders.slice(n + 1)];
    if (left <= 1 && others.length > 0) {
      held.push(`+${claimsOf([holder, ...others])} of ${count(others.length + 1, 'other')}`);
      break;
    }
    held.push(...holderIn(holder, Math.max(1, left - others.length), behind, reading));
  }
  return [...asked, ...held, ...waiting];
}

const cut = (rows: readonly string[], most: number, what: string): readonly string[] =>
  rows.length > most ? [...rows.slice(0, most - 1), `+${rows.length - most + 1} more ${what}`] : rows;

const claimsOf = (holders: readonly Holder[]): string =>
  count(
    holders.reduce((sum, { claims }) => sum + claims.length, 0),
    'claim',
  );

/** All of it, else some of their claims and how many more there are, else only `bob: 22 claims`. */
function holderIn(holder: Holder, room: number, behind: Behind, reading: Reading): string[] {
  const { name, claims } = holder;
  const all = holderRows(holder, behind, reading);
  if (all.length <= room) return all;
  if (claims.length === 1) return all.slice(0, 1);
  const rows: string[] = [];
  let shown = 0;
  for (const claim of claims) {
    const own = rowsOfClaim(claim, '  ', behind, reading);
    if (rows.length + own.length > room - 2) break;
    rows.push(...own);
    shown += 1;
  }
  return shown === 0 ? [`${name} ${claimsOf([holder])}`] : [name, ...rows, `  +${count(claims.length - shown, 'claim')}`];
}

function claimRow(claim: Claim, lead: string, { now }: Reading): string {
  const end = ` · ${endWords(claim, now)}`;
  return `${lead}${pathsWords(claim.paths, lineColumns - columns(lead + end))}${end}`;
}

/** `48m SHARED`; where its time is over, only what that means for it. */
export const endWords = (claim: Claim, now: Millis): string => {
  const states = stateWords(claim);
  const isTold = claim.until <= now && (claim.stage.is === 'grace' || claim.stage.is === 'escalated');
  return [...(isTold ? [] : [leftWords(claim.until, now)]), ...states].join(' ');
};

/** A wait, the first claim in its way, and its place in line. */
interface Placed {
  wait: Wait;
  blocker?: Claim;
  place: number;
}

const lineUp = (desk: DeskState): Placed[] =>
  desk.waits.map((wait) => {
    const { claims = [], ahead = [] } = obstacles(desk, wait, wait.id) ?? {};
    return { wait, ...(claims[0] && { blocker: claims[0] }), place: ahead.length + 1 };
  });

/** A wait by itself: one's own (`reader`), or one in whose way no claim stands any more. */
function waitRow({ wait, place }: Placed, reader: Who | undefined, reading: Reading): string {
  const { offer, who } = wait;
  const name = personWords(who.id, 14);
  const lead = who.id === reader?.id ? (offer ? 'YOUR TURN: ' : 'you wait: ') : `${name} ${offer ? 'may take' : 'waits for'} `;
  const end = offer ? ` until ${momentWords(offer.until, reading)}` : ` · ${ordinal(place)} in line`;
  return `${lead}${pathsWords(wait.paths, lineColumns - columns(lead + end))}${end}`;
}

/** Who held what in a week, newest first: for those who see no picture. */
export function weekLines(
  held: readonly { holder: Who; paths: readonly string[]; since: Millis; until?: Millis; how?: string }[],
  reading: Reading,
): string[] {
  return held
    .toSorted((a, b) => b.since - a.since)
    .map(({ holder, paths, since, until, how }) => {
      const lead = `${personWords(holder.id, 10)}: `;
      const end = ` ${momentWords(since, reading)}${until === undefined ? ', held' : ` ${leftWords(until, since)}`}${how === 'expired' || how === 'stolen' || how === 'broken' ? ` ${how}` : ''}`;
      return `${lead}${pathsWords(paths, Math.max(6, lineColumns - columns(lead + end)))}${end}`;
    });
}
