/** What is told of a claim while nobody asks: that it ends, has ended, was adopted or announced. */
import { formatDuration } from '../../kernel/durations.ts';
import type { PersonId } from '../../kernel/people.ts';
import { columns, visible } from '../../kernel/text.ts';
import { type Claim, type News, type Policy, renewalOf, standard, type Work } from '../../locks/desk/desk.ts';
import { claimLine } from '../../locks/desk/lines.ts';
import type { Button, Card } from '../card.ts';
import { cardLines, count, line, title, titleColumns, wrap } from '../context.ts';
import { announcedRows } from './announce-card.ts';
import {
  leftWords,
  momentWords,
  pathList,
  pathRows,
  pathsWords,
  pathWords,
  peopleWords,
  personWords,
  type Reading,
  reasonWords,
  whoseClaim,
  zonedMoment,
} from './claim-words.ts';

/** Whoever reads it; `you`: where it is one person alone, or the one it is meant for. */
export interface Reader extends Reading {
  you?: PersonId;
}

type Released = Extract<News, { is: 'released' }>;

/** Before its end. */
export function endsCard(claim: Claim, waiting: readonly PersonId[], reader: Reader): Card {
  return {
    title: titleOf(
      `ENDS ${momentWords(claim.until, reader)}: ${whoseClaim(claim.holder.id, reader.you)} `,
      claim.paths,
      ` (${leftWords(claim.until, reader.now)} left)`,
    ),
    lines: [
      line(`since ${zonedMoment(claim.since, reader)}${waits(waiting, ' · ')}`),
      ...allPaths(claim.paths),
      ...(claim.why === undefined ? [] : [reasonWords(claim.why)]),
    ],
    buttons: [keepButton(claim), releaseButton(claim), { label: 'Hand over', sends: `handover --lease ${claim.lease}`, form: true }],
  };
}

/** Its time is over, and it is still held: in its grace, or as work lies inside. */
export function overCard(claim: Claim, waiting: readonly PersonId[], reader: Reader): Card {
  const { stage } = claim;
  const what =
    stage.is === 'grace'
      ? [`Released ${zonedMoment(stage.until, reader)} unless kept`]
      : ['Not released: there is work inside.', 'Keep or release it below.'];
  return {
    title: titleOf(`OVER since ${momentWords(claim.until, reader)}: ${whoseClaim(claim.holder.id, reader.you)} `, claim.paths),
    lines: [...what.flatMap(wrap), ...allPaths(claim.paths), ...waitLine(waiting)],
    ...(stage.is === 'grace' && {
      buttons: [keepButton(claim), releaseButton(claim), { label: 'Hand over', sends: `handover --lease ${claim.lease}`, form: true }],
    }),
  };
}

/** It would be released by now, but work would be harmed. */
export function staleCard(claim: Claim, waiting: readonly PersonId[], reader: Reader): Card {
  const { stage, holder } = claim;
  const because: Work = stage.is === 'escalated' ? stage.because : {};
  const whose = holder.id === reader.you ? '' : ` of ${personWords(holder.id, 16)}`;
  const work = [
    ...(because.dirty === undefined ? [] : [count(because.dirty, 'dirty file')]),
    ...(because.unpushed === undefined ? [] : [count(because.unpushed, 'unpushed commit')]),
  ].join(', ');
  return {
    title: titleOf('STALE ', claim.paths, `${whose}: over since ${momentWords(claim.until, reader)}, work inside`),
    lines: [
      ...(work === '' ? [] : [line(work)]),
      ...(because.commit === undefined ? [] : [line(`last commit ${zonedMoment(because.commit, reader)}`)]),
      'Not released. Looked at each hour.',
      ...allPaths(claim.paths),
      ...waitLine(waiting),
    ].map(line),
    buttons: [keepButton(claim), releaseButton(claim)],
  };
}

/** To those who wait for it. */
export const stillWaitingCard = (claim: Claim, waiting: readonly PersonId[], reader: Reader): Card => ({
  title: titleOf('STALE ', claim.paths, ` of ${personWords(claim.holder.id, 16)}: over since ${momentWords(claim.until, reader)}`),
  lines: ['Not released: there is work inside.', `${peopleWords(waiting)} ${waiting.length === 1 ? 'goes' : 'go'} on waiting`].map(line),
});

/** `by` is missing where a commit did it. */
export const keptCard = (claim: Claim, by: PersonId | undefined, reader: Reader): Card => ({
  title: titleOf('KEPT ', claim.paths, ` until ${zonedMoment(claim.until, reader)}`),
  lines: [
    line(
      by === undefined
        ? 'by a commit inside'
        : by === reader.you
          ? `${formatDuration(claim.until - reader.now)} more`
          : `by ${personWords(by)}`,
    ),
  ],
});

const releasedWhy: { readonly [why in Released['why']]: (by: string) => string } = {
  asked: (by) => (by === '' ? 'given back' : `given back by ${by}`),
  expired: () => 'its time was over',
  'handed over': () => 'handed over',
  stolen: (by) => `${by} has it now`,
  broken: (by) => `broken by ${by}`,
  file: () => 'line removed by hand',
  clone: () => 'given back in another clone',
  replaced: () => 'claimed anew',
};

/** Takes the place of a reminder: nothing is left to decide. */
export function releasedCard({ claim, paths, why, by }: Released, waiting: readonly PersonId[], { you }: Reader): Card {
  const whose = claim.holder.id === you ? '' : ` of ${personWords(claim.holder.id, 16)}`;
  return {
    title: titleOf('RELEASED ', paths, `${whose}: ${releasedWhy[why](by === undefined ? '' : by === you ? 'you' : personWords(by, 16))}`),
    lines: [...allPaths(paths), ...(why === 'expired' || why === 'asked' ? nextInLine(waiting) : [])],
  };
}

/** To a room. */
export const freedCard = ({ claim, paths, rest, why }: Released, waiting: readonly PersonId[]): Card => ({
  title: titleOf('RELEASED ', paths, ` of ${personWords(claim.holder.id, 16)}: ${releasedWhy[why]('')}`),
  lines: [...allPaths(paths), ...(rest.length > 0 ? [line(`still held: ${pathsWords(rest, 28)}`)] : []), ...nextInLine(waiting)],
});

/** To whoever held it. */
export const brokenCard = ({ claim, paths, rest, by, reason }: Released, { you }: Reader): Card => ({
  title: titleOf(
    'BROKEN ',
    paths,
    `${claim.holder.id === you ? '' : ` of ${personWords(claim.holder.id, 16)}`} by ${personWords(by ?? 'an admin', 16)}`,
  ),
  lines: [
    ...(reason === undefined ? [] : [reasonWords(reason, 40)]),
    ...(paths.length > 1 ? pathRows('', paths) : []),
    ...(rest.length > 0 ? [...pathRows('still held:', rest), 'Files are untouched.'] : ['The claim is gone; files are untouched.']),
  ],
  buttons: [{ label: 'Wait for it', sends: claimLine({ paths, mode: claim.mode }, true) }],
});

/** A line of the file has become a claim, or the desk of another clone has granted one. */
export const adoptedCard = (claim: Claim, reader: Reader): Card => ({
  title:
    claim.from === 'clone'
      ? titleOf(
          'CLAIMED ',
          claim.paths,
          ` by ${personWords(claim.holder.id)} at ${visible(claim.by ?? 'another clone', { maxLength: 20 })}`,
        )
      : titleOf('ADOPTED ', claim.paths, ` for ${personWords(claim.holder.id)}: a line of the file`),
  lines: [
    line(`until ${zonedMoment(claim.until, reader)} (${leftWords(claim.until, reader.now)}) · lease ${claim.lease}`),
    ...allPaths(claim.paths),
  ],
});

/** Lines that stay lines, all of one holder. */
export function notAdoptedCard(lines: readonly Extract<News, { is: 'not adopted' }>[], reader: Reader): Card {
  const [first] = lines;
  const named = lines.map(({ path }) => path);
  const rows = lines.map(({ path, conflict, refusal }) => {
    const holder = conflict?.claims[0]?.claim;
    const why = holder ? `${personWords(holder.holder.id, 12)} has it, ${leftWords(holder.until, reader.now)} left` : refusal.code;
    return line(lines.length === 1 ? why : `${pathWords(path, Math.max(12, 38 - why.length))}: ${why}`);
  });
  return {
    title: titleOf('NOT ADOPTED ', named, ` for ${personWords(first!.who.id)}`),
    lines: [...some(rows, cardLines - 2), lines.length === 1 ? 'It stays a line of the file.' : 'They stay lines of the file.'],
  };
}

/** What somebody is about to do under a claim. */
export function announcedCard(claims: readonly Claim[], announced: NonNullable<Claim['announced']>, reader: Reader): Card {
  const holder = personWords(claims[0]!.holder.id);
  const paths = claims.flatMap((claim) => claim.paths);
  const until = Math.max(...claims.map((claim) => claim.until));
  return {
    title: titleOf(`${announced.risky ? 'RISKY' : 'ANNOUNCED'} ${holder}: `, paths),
    lines: [...announcedRows(announced, paths), line(`claimed until ${zonedMoment(until, reader)} (${leftWords(until, reader.now)})`)],
  };
}

/** As much of the paths as the title has room for. */
export function titleOf(before: string, paths: readonly string[], after = ''): string {
  const room = titleColumns - columns(before) - columns(after);
  return title(`${before}${pathsWords(paths, Math.max(10, room))}${after}`);
}

/** A line of its own, where the title names only the first. */
export const allPaths = (paths: readonly string[]): string[] => (paths.length > 1 ? [line(pathList(paths))] : []);

export const keepButton = (claim: Claim, policy: Policy = standard): Button => {
  const span = formatDuration(renewalOf(claim, policy));
  return { label: `Keep ${span}`, sends: `renew --lease ${claim.lease} --for ${span}` };
};
export const releaseButton = ({ lease }: { lease: number }): Button => ({ label: 'Release', sends: `release --lease ${lease}` });

const waits = (waiting: readonly PersonId[], before: string): string =>
  waiting.length === 0 ? '' : `${before}${peopleWords(waiting)} ${waiting.length === 1 ? 'waits' : 'wait'}`;
const waitLine = (waiting: readonly PersonId[]): string[] => (waiting.length === 0 ? [] : [line(waits(waiting, ''))]);
const nextInLine = (waiting: readonly PersonId[]): string[] => [
  line(waiting[0] === undefined ? 'Nobody waits for it' : `Next in line: ${peopleWords(waiting)}`),
];
const some = (rows: readonly string[], most: number): string[] =>
  rows.length <= most ? [...rows] : [...rows.slice(0, most - 1), `+${rows.length - most + 1} more`];
