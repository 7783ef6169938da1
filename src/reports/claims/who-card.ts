/** Who holds any of some paths, since when, until when, why, with what announced; and who waits for it. */
import { columns } from '../../kernel/text.ts';
import type { Claim, Clash, Conflict } from '../../locks/desk/desk.ts';
import type { Button, Card } from '../card.ts';
import { cardLines, line, lineColumns, title, titleColumns } from '../context.ts';
import {
  leftWords,
  momentWords,
  pathList,
  pathRows,
  pathsWords,
  pathWords,
  personWords,
  type Reading,
  reasonWords,
  stateWords,
  zonedMoment,
} from './claim-words.ts';
import { aheadLine, whoHasIt } from './conflict-card.ts';
import { endWords } from './locks-card.ts';

export interface WhoFacts {
  conflict: Conflict;
  paths: readonly string[];
  /** By lease: when the newest commit inside was made. */
  commits: ReadonlyMap<number, number>;
  buttons: readonly Button[];
}

export function whoCard({ conflict, paths, commits, buttons }: WhoFacts, reading: Reading): Card {
  const { claims, cooling, ahead } = conflict;
  const [only, ...others] = claims;
  const waits = ahead.map((wait) => aheadLine(wait, reading));
  const [word, tail] = headline(conflict, reading);
  const last = [
    ...cooling.map(({ holder }) => line(`${personWords(holder, 16)}'s claim has just expired`)).slice(0, 1),
    ...(waits.length > 3 ? [...waits.slice(0, 2), `+${waits.length - 2} more wait`] : waits),
  ];
  const room = cardLines - 1 - last.length;
  return {
    title: title(`${word} ${pathsWords(paths, titleColumns - columns(`${word} : ${tail}`))}: ${tail}`),
    lines: [
      ...(only && others.length === 0
        ? fullLines(only, commits.get(only.claim.lease), room, reading)
        : severalLines(claims, commits, room, reading)),
      ...last,
    ],
    buttons,
  };
}

function headline(conflict: Conflict, reading: Reading): [word: string, tail: string] {
  const { claims, cooling, ahead } = conflict;
  if (claims.length + cooling.length + ahead.length === 0) return ['FREE', 'nobody holds any of it'];
  const tail = whoHasIt(conflict, reading);
  if (claims.length === 0) return [cooling.length > 0 ? 'COOLING' : 'FREE', cooling.length > 0 ? tail : `but ${tail}`];
  const [only, ...others] = claims;
  return ['HELD', others.length > 0 || !only ? tail : `${tail}, ${leftWords(only.claim.until, reading.now)}`];
}

/** Files and paths have rows of their own where there is room for that: the files first. */
function fullLines({ claim, held }: Clash, commit: number | undefined, room: number, reading: Reading): string[] {
  const owner = claim.holder.owner === undefined ? '' : ` (${personWords(claim.holder.owner, 10)}'s)`;
  const asked = new Set(held);
  const paths = [...held, ...claim.paths.filter((path) => !asked.has(path))];
  const state = stateWords(claim)
    .map((word) => `${word} · `)
    .join('');
  const told = [
    line(`${state}${momentWords(claim.since, reading)} to ${zonedMoment(claim.until, reading)}`),
    ...(claim.why === undefined ? [] : [`why: ${reasonWords(claim.why, lineColumns - 5)}`]),
    ...(claim.tests === undefined ? [] : [`tests: ${reasonWords(claim.tests, lineColumns - 7)}`]),
  ];
  const lease = line(`lease ${claim.lease}${commit === undefined ? '' : ` · last commit ${momentWords(commit, reading)}`}`);
  const files = announcedLines(claim, room - told.length - 2, reading);
  return [
    ...rowsIn(room - told.length - files.length - 1, `${personWords(claim.holder.id, 14)}${owner}: `, paths),
    ...told,
    ...files,
    lease,
  ];
}

function announcedLines({ announced }: Claim, room: number, reading: Reading): string[] {
  if (!announced) return [];
  const { files, tests, risky, at } = announced;
  const lead = `${risky ? 'RISKY' : 'announced'} ${momentWords(at, reading)}: `;
  const last = tests.length > 0 ? [`  tests: ${pathList(tests, lineColumns - 9)}`] : [];
  return [...(files.length > 0 ? rowsIn(room - last.length, lead, files) : [`${lead}no files`]), ...last];
}

const mostRows = 3;
const rowsIn = (room: number, lead: string, paths: readonly string[]): string[] =>
  room >= mostRows ? pathRows(lead, paths, mostRows) : [`${lead}${pathList(paths, lineColumns - columns(lead))}`];

/** A line each, and below it as much as there is room for. */
function severalLines(claims: readonly Clash[], commits: WhoFacts['commits'], room: number, reading: Reading): string[] {
  const shown = claims.length > room ? claims.slice(0, room - 1) : claims;
  const more = claims.length - shown.length;
  const details = shown.map(({ claim }) => packed(detailsOf(claim, commits.get(claim.lease), reading), lineColumns - 2));
  const rows = shown.map(() => 0);
  let left = room - shown.length - Number(more > 0);
  for (let each = 1; each <= Math.max(...details.map(({ length }) => length), 0); each++)
    for (const [n, { length }] of details.entries()) if (each <= length && left-- > 0) rows[n] = each;
  return [
    ...shown.flatMap((clash, n) => [heldLine(clash, reading), ...details[n]!.slice(0, rows[n]).map((row) => `  ${row}`)]),
    ...(more > 0 ? [`+${more} more claims`] : []),
  ];
}

function heldLine({ claim, held, witness }: Clash, { now }: Reading): string {
  const lead = `${personWords(claim.holder.id, 14)}: `;
  const end = ` · ${endWords(claim, now)}${claim.announced?.risky ? ' RISKY' : ''}`;
  return `${lead}${held.length > 0 ? pathsWords(held, lineColumns - columns(lead + end)) : pathWords(witness)}${end}`;
}

/** What matters most first. */
function detailsOf({ since, lease, why, announced, ...claim }: Claim, commit: number | undefined, reading: Reading): string[] {
  const tests = claim.tests ?? announced?.tests.join(', ');
  return [
    `since ${momentWords(since, reading)}`,
    `lease ${lease}`,
    ...(why === undefined ? [] : [reasonWords(why, 24)]),
    ...(tests === undefined || tests === '' ? [] : [`tests: ${reasonWords(tests, 24)}`]),
    ...(commit === undefined ? [] : [`commit ${momentWords(commit, reading)}`]),
    ...(announced ? [`announced ${momentWords(announced.at, reading)}`] : []),
  ];
}

/** Each in the first row that has room for it. */
function packed(parts: readonly string[], width: number): string[] {
  const rows: string[] = [];
  for (const part of parts) {
    const n = rows.findIndex((row) => columns(row) + 3 + columns(part) <= width);
    if (n < 0) rows.push(part);
    else rows[n] += ` · ${part}`;
  }
  return rows;
}
