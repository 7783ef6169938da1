/** Who holds any of some paths, since when, until when, why, with what announced; and who waits for it. */
import { columns } from '../../kernel/text.ts';
import type { Claim, Clash, Conflict } from '../../locks/desk/desk.ts';
import type { Button, Card } from '../card.ts';
import { cardLines, line, lineColumns, title, titleColumns } from '../context.ts';
import {
  leftWords,
  momentWords,
  pathList,
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
  const room = cardLines - 1 - Math.min(waits.length, 3);
  return {
    title: title(`${word} ${pathsWords(paths, titleColumns - columns(`${word} : ${tail}`))}: ${tail}`),
    lines: [
      ...(only && others.length === 0
        ? fullLines(only, commits.get(only.claim.lease), reading)
        : shortLines(claims, commits, room, reading)),
      ...cooling.map(({ holder }) => line(`${personWords(holder, 16)}'s claim has just expired`)).slice(0, 1),
      ...(waits.length > 3 ? [...waits.slice(0, 2), `+${waits.length - 2} more wait`] : waits),
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

function fullLines({ claim }: Clash, commit: number | undefined, reading: Reading): string[] {
  const owner = claim.holder.owner === undefined ? '' : ` (${personWords(claim.holder.owner, 10)}'s)`;
  const name = `${personWords(claim.holder.id, 14)}${owner}: `;
  const state = stateWords(claim)
    .map((word) => `${word} · `)
    .join('');
  return [
    `${name}${pathList(claim.paths, lineColumns - columns(name))}`,
    line(`${state}${momentWords(claim.since, reading)} to ${zonedMoment(claim.until, reading)}`),
    ...(claim.why === undefined ? [] : [`why: ${reasonWords(claim.why, lineColumns - 5)}`]),
    ...(claim.tests === undefined ? [] : [`tests: ${reasonWords(claim.tests, lineColumns - 7)}`]),
    ...announcedLines(claim, reading),
    line(`lease ${claim.lease}${commit === undefined ? '' : ` · last commit ${momentWords(commit, reading)}`}`),
  ];
}

function announcedLines({ announced }: Claim, reading: Reading): string[] {
  if (!announced) return [];
  const { files, tests, risky, at } = announced;
  const lead = `${risky ? 'RISKY' : 'announced'} ${momentWords(at, reading)}: `;
  return [
    `${lead}${files.length > 0 ? pathList(files, lineColumns - columns(lead)) : 'no files'}`,
    ...(tests.length > 0 ? [`  tests: ${pathList(tests, lineColumns - 9)}`] : []),
  ];
}

/** Two lines each, where there is room for that. */
function shortLines(claims: readonly Clash[], commits: WhoFacts['commits'], room: number, reading: Reading): string[] {
  const isRoomy = claims.length * 2 <= room;
  const shown = claims.length > room ? claims.slice(0, room - 1) : claims;
  const more = claims.length - shown.length;
  return [
    ...shown.flatMap(({ claim, held, witness }) => {
      const end = ` · ${endWords(claim, reading.now)}`;
      const lead = `${personWords(claim.holder.id, 14)}: `;
      const commit = commits.get(claim.lease);
      const told = [`lease ${claim.lease}`, ...(commit === undefined ? [] : [`commit ${momentWords(commit, reading)}`])].join(' · ');
      const why = claim.why === undefined ? '' : `${reasonWords(claim.why, Math.min(20, lineColumns - 5 - columns(told)))} · `;
      const first = `${lead}${held.length > 0 ? pathsWords(held, lineColumns - columns(lead + end)) : pathWords(witness)}${end}`;
      return isRoomy ? [first, line(`  ${why}${told}`)] : [first];
    }),
    ...(more > 0 ? [`+${more} more claims`] : []),
  ];
}
