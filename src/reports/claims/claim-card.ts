/** What somebody is told who has claimed, kept, given back or waits for something: the end of it exactly, and what else that did. */
import { formatDuration } from '../../kernel/durations.ts';
import { columns } from '../../kernel/text.ts';
import type { Claim, DeskState, News, Wait } from '../../locks/desk/desk.ts';
import { renewalOf, standard } from '../../locks/desk/desk.ts';
import { waitingFor } from '../../locks/desk/obstacles.ts';
import type { Button, Card } from '../card.ts';
import { cardLines, line, lineColumns, title, titleColumns, wrap } from '../context.ts';
import {
  momentWords,
  pathList,
  pathRows,
  pathsWords,
  peopleWords,
  personWords,
  type Reading,
  reasonWords,
  zonedMoment,
} from './claim-words.ts';
import { aheadLine } from './conflict-card.ts';
import { type Standing, standingLines } from './standing-words.ts';

export interface Done {
  /** The desk as it is now, and what led to that. */
  desk: DeskState;
  news: readonly News[];
  /** Whom it is told. */
  reader: string;
  standing: Standing;
  /** The lines behind More. */
  more(paths: readonly string[]): string;
}

type Of<Is extends News['is']> = Extract<News, { is: Is }>;
const all = <Is extends News['is']>(news: readonly News[], is: Is): Of<Is>[] => news.filter((one): one is Of<Is> => one.is === is);

/** `CLAIMED docs/ until 18:00 CST (2h)`. `word`: CLAIMED, TAKEN, STOLEN, KEPT. */
export function heldCard(word: string, done: Done, reading: Reading): Card {
  const granted = all(done.news, 'granted').map(({ claim }) => claim);
  const renewed = all(done.news, 'renewed');
  const claims = [...granted, ...renewed.map(({ claim }) => claim)];
  const [main, ...others] = claims;
  if (!main) return { title: `${word}: nothing changed` };
  const said = granted.length > 0 ? word : 'KEPT';
  return {
    title: headline(said, main, others.length === 0 ? done.reader : undefined, reading),
    lines: [
      ...detailLines(main, done.reader),
      ...others.map((claim) => heldLine(claim, reading)),
      ...(granted.length === 0 && renewed.every(({ claim, was }) => claim.until === was) ? ['That is no longer than it was.'] : []),
      ...all(done.news, 'released').flatMap((news) => replacedLine(news)),
      ...claims.flatMap((claim) => waitLines(done.desk, claim)),
      ...standingLines(done.standing),
    ].slice(0, cardLines - 1),
    buttons: [
      { label: 'Release', sends: `release --lease ${main.lease}` },
      keepButton(main),
      { label: 'More', sends: done.more(main.paths) },
    ],
  };
}

export function keepButton(claim: Claim): Button {
  const span = formatDuration(renewalOf(claim, standard));
  return { label: `Keep ${span}`, sends: `renew --lease ${claim.lease} --for ${span}` };
}

function headline(word: string, claim: Claim, reader: string | undefined, reading: Reading): string {
  const whose = reader === undefined || claim.holder.id === reader ? '' : ` for ${personWords(claim.holder.id, 16)}`;
  const shared = claim.mode === 'shared' ? ' SHARED' : '';
  const end = `${whose}${shared} until ${zonedMoment(claim.until, reading)} (${formatDuration(claim.until - reading.now)})`;
  return title(`${word} ${pathsWords(claim.paths, titleColumns - columns(`${word} ${end}`))}${end}`);
}

function detailLines(claim: Claim, reader: string): string[] {
  const { paths, why, tests, lease, holder } = claim;
  const agent = holder.id !== reader && holder.kind === 'agent' ? ` · held by ${personWords(holder.id, 20)}` : '';
  return [
    ...(paths.length > 1 ? [pathList(paths, lineColumns)] : []),
    line(`lease ${lease}${agent}`),
    ...(why === undefined ? [] : [`why: ${reasonWords(why, lineColumns - 5)}`]),
    ...(tests === undefined ? [] : [`tests: ${reasonWords(tests, lineColumns - 7)}`]),
  ];
}

function heldLine(claim: Claim, reading: Reading): string {
  const end = ` until ${momentWords(claim.until, reading)} (lease ${claim.lease})`;
  return `${pathsWords(claim.paths, lineColumns - columns(end))}${end}`;
}

/** What a claim in the other mode, or a steal, took the place of. */
function replacedLine({ claim, paths, why }: Of<'released'>): string[] {
  if (why !== 'replaced' && why !== 'stolen' && why !== 'handed over') return [];
  const end = why === 'replaced' ? ` (${claim.mode})` : ` of ${personWords(claim.holder.id, 14)}`;
  const lead = `in place of lease ${claim.lease}: `;
  return [`${lead}${pathsWords(paths, lineColumns - columns(lead + end))}${end}`];
}

function waitLines(desk: DeskState, claim: Claim): string[] {
  const waiting = [...new Set(waitingFor(desk, claim).map(({ who }) => who.id))];
  return waiting.length === 0 ? [] : [line(`${peopleWords(waiting)} ${waiting.length === 1 ? 'waits' : 'wait'} for it`)];
}

/** `RELEASED docs/`. `undo`: whether that can be taken back. */
export function releasedCard(done: Done, { undo }: { undo: boolean }, reading: Reading): Card {
  const released = all(done.news, 'released');
  const paths = released.flatMap((news) => news.paths);
  const holders = [...new Set(released.map(({ claim }) => claim.holder.id))].filter((id) => id !== done.reader);
  const whose = holders.length === 0 ? '' : ` of ${peopleWords(holders)}`;
  return {
    title: title(`RELEASED ${pathsWords(paths, titleColumns - columns(`RELEASED ${whose}`))}${whose}`),
    lines: [
      ...(paths.length > 1 ? [pathList(paths, lineColumns)] : []),
      ...released.flatMap(({ rest, claim }) => (rest.length > 0 ? [restLine(rest, claim.lease)] : [])),
      ...nextLines(done.news, reading),
      ...standingLines(done.standing),
    ].slice(0, cardLines - 1),
    buttons: [...(undo ? [{ label: 'Undo', sends: 'undo' }] : []), { label: 'Locks', sends: 'locks' }],
  };
}

function restLine(rest: readonly string[], lease: number): string {
  const end = ` (lease ${lease})`;
  return `still held: ${pathsWords(rest, lineColumns - 12 - columns(end))}${end}`;
}

/** `BROKEN docs/ of ada`: what went, and what its holder keeps. */
export function brokenCard(done: Done, why: string | undefined, reading: Reading): Card {
  const broken = all(done.news, 'released').filter((news) => news.why === 'broken');
  const paths = broken.flatMap((news) => news.paths);
  const whose = ` of ${peopleWords([...new Set(broken.map(({ claim }) => claim.holder.id))])}`;
  const last = [
    ...(why === undefined ? [] : [`why: ${reasonWords(why, lineColumns - 5)}`]),
    ...nextLines(done.news, reading),
    ...standingLines(done.standing),
  ];
  const rows = broken.flatMap((news) => brokenRows(news, broken.length > 1));
  const room = cardLines - 1 - last.length;
  return {
    title: title(`BROKEN ${pathsWords(paths, titleColumns - columns(`BROKEN ${whose}`))}${whose}`),
    lines: [...(rows.length > room ? [...rows.slice(0, room - 1), '… and more: see locks'] : rows), ...last],
    buttons: [{ label: 'Locks', sends: 'locks' }],
  };
}

function brokenRows({ claim: { holder, lease }, paths, rest }: Of<'released'>, isOneOfMany: boolean): string[] {
  const end = ` of ${personWords(holder.id, 14)} (lease ${lease})`;
  return [
    ...(isOneOfMany
      ? [`${pathList(paths, lineColumns - columns(end))}${end}`]
      : [...(paths.length > 1 ? pathRows('', paths) : []), `lease ${lease}`]),
    ...(rest.length > 0 ? pathRows('still held:', rest) : []),
  ];
}

/** `next: bob, docs/ until 13:51` */
export const nextLines = (news: readonly News[], reading: Reading): string[] =>
  all(news, 'offered')
    .slice(0, 3)
    .map(({ wait }) => {
      const [lead, end] = [`next: ${personWords(wait.who.id, 14)}, `, wait.offer ? ` until ${momentWords(wait.offer.until, reading)}` : ''];
      return `${lead}${pathsWords(wait.paths, lineColumns - columns(lead + end))}${end}`;
    });

/** `WAITING docs/: 2nd in line, behind codex-2` */
export function waitingCard({ wait, position, conflict }: Of<'queued'>, lines: { ask: string; more: string }, reading: Reading): Card {
  const others = [...conflict.claims.map(({ claim }) => claim.holder.id), ...conflict.ahead.map(({ who }) => who.id)];
  const behind = others.length > 0 ? `, behind ${peopleWords([...new Set(others)])}` : '';
  const tail = `: ${ordinal(position)} in line${behind}`;
  const [clash] = conflict.claims;
  return {
    title: title(`WAITING ${pathsWords(wait.paths, Math.max(12, titleColumns - columns(`WAITING ${tail}`)))}${tail}`),
    lines: [
      ...(wait.paths.length > 1 ? [pathList(wait.paths, lineColumns)] : []),
      ...(clash ? [endLine(clash.claim, clash.held, reading)] : []),
      ...conflict.ahead.slice(0, 3).map((each) => aheadLine(each, reading)),
      ...wrap(`Not yours yet: you are told when it is your turn, and have ${formatDuration(standard.offer[wait.who.kind])} then.`),
    ],
    buttons: [
      { label: 'Pass', sends: `pass ${wait.id}` },
      ...(clash ? [{ label: 'Ask', sends: lines.ask, form: true as const }] : []),
      { label: 'More', sends: lines.more },
    ],
  };
}

function endLine(claim: Claim, held: readonly string[], reading: Reading): string {
  const lead = `${personWords(claim.holder.id, 12)}: `;
  const end = ` until ${zonedMoment(claim.until, reading)}`;
  return `${lead}${pathsWords(held, lineColumns - columns(lead + end))}${end}`;
}

export function ordinal(n: number): string {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${tail}`;
}

/** `PASSED docs/: no longer in line` */
export function passedCard(wait: Wait, news: readonly News[], reading: Reading): Card {
  const tail = ': no longer in line';
  return {
    title: title(`PASSED ${pathsWords(wait.paths, titleColumns - columns(`PASSED ${tail}`))}${tail}`),
    lines: nextLines(news, reading),
    buttons: [{ label: 'Locks', sends: 'locks' }],
  };
}
