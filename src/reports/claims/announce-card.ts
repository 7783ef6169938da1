/** What somebody is told who has announced what they are about to do, or may not, as it lies in claims of others. */
import { formatDuration } from '../../kernel/durations.ts';
import { columns } from '../../kernel/text.ts';
import type { Announced, Claim } from '../../locks/desk/desk.ts';
import type { Button, Card } from '../card.ts';
import { line, lineColumns, title, titleColumns } from '../context.ts';
import {
  momentWords,
  pathList,
  pathRows,
  pathsWords,
  peopleWords,
  personWords,
  type Reading,
  reasonWords,
  whoseClaim,
} from './claim-words.ts';

export interface AnnouncedFacts {
  announced: Omit<Announced, 'at'>;
  /** What its claims hold. */
  scope: readonly string[];
  holder: string;
  /** Whom it is told. */
  reader: string;
  /** Files that lie in no claim. */
  outside: readonly string[];
  /** When what it takes the place of was announced. */
  before?: number;
  /** The lines behind the buttons. */
  lines: { claim: string; locks: string };
}

export function announcedReply({ announced, scope, holder, reader, outside, before, lines }: AnnouncedFacts, reading: Reading): Card {
  const end = ` by ${personWords(holder, 16)}${announced.risky ? ': risky' : ''}`;
  const beside = `outside ${whoseClaim(holder, reader)}: `;
  return {
    title: title(`ANNOUNCED ${pathsWords(scope, titleColumns - columns(`ANNOUNCED ${end}`))}${end}`),
    lines: [
      ...announcedRows(announced, scope),
      ...(outside.length > 0 ? [line(`${beside}${pathList(outside, Math.max(12, lineColumns - columns(beside)))}`)] : []),
      ...(before === undefined ? [] : [line(`in place of that of ${momentWords(before, reading)}`)]),
      'Kept with the claim, told in the rooms.',
    ],
    buttons: [
      ...(outside.length > 0 ? [{ label: `Claim ${them(outside)}`, sends: lines.claim }] : []),
      { label: 'Locks', sends: lines.locks },
    ],
  };
}

/** What the title names only the first of, or not at all: the scope, the files in few rows, the tests. */
export const announcedRows = ({ files, tests }: Omit<Announced, 'at'>, scope: readonly string[]): string[] => [
  ...(scope.length > 1 ? [pathList(scope, lineColumns)] : []),
  ...(files.length === 0 || (files.length === 1 && scope.length === 1 && files[0] === scope[0]) ? [] : pathRows('files:', files, 3)),
  ...(tests.length > 0 ? [`tests: ${pathList(tests, lineColumns - 7)}`] : []),
];

/** Claims that are told one by one. */
const most = 4;

/** `NOT ANNOUNCED src/other.rs: ada has it`. `lines.without`: the same without these files, where that says something still. */
export function notAnnouncedCard(
  files: readonly string[],
  claims: readonly Claim[],
  lines: { without?: string; ask: string; who: string },
  reading: Reading,
): Card {
  const tail = `: ${haveWords(files, claims)}`;
  const buttons: Button[] = [
    ...(lines.without === undefined ? [] : [{ label: `Without ${them(files)}`, sends: lines.without }]),
    { label: 'Ask', sends: lines.ask, form: true },
    { label: 'Who', sends: lines.who },
  ];
  return {
    title: title(`NOT ANNOUNCED ${pathsWords(files, Math.max(12, titleColumns - columns(`NOT ANNOUNCED ${tail}`)))}${tail}`),
    lines: [
      ...claims.slice(0, most).flatMap((claim) => claimLines(claim, reading)),
      ...(claims.length > most ? [`+${claims.length - most} more claims`] : []),
    ],
    buttons,
  };
}

/** `ada and bob have them` */
export function haveWords(files: readonly string[], claims: readonly Claim[]): string {
  const holders = [...new Set(claims.map(({ holder }) => holder.id))];
  return `${peopleWords(holders)} ${holders.length === 1 ? 'has' : 'have'} ${them(files)}`;
}

function claimLines({ lease, paths, mode, until, why }: Claim, { now }: Reading): string[] {
  const lead = `lease ${lease}: `;
  const end = `${mode === 'shared' ? ' · SHARED' : ''} · ${until > now ? `${formatDuration(until - now)} left` : 'its time is over'}`;
  return [
    `${lead}${pathsWords(paths, lineColumns - columns(lead + end))}${end}`,
    ...(why === undefined ? [] : [`why: ${reasonWords(why, lineColumns - 5)}`]),
  ];
}

const them = (paths: readonly string[]): string => (paths.length === 1 ? 'it' : 'them');
