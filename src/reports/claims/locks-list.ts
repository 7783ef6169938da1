/** All claims and who waits, with whole paths: the file beside a card that has no room for them. */
import { inQuotes, visible } from '../../kernel/text.ts';
import type { Claim, Wait, Who } from '../../locks/desk/desk.ts';
import type { Attachment } from '../card.ts';
import { leftWords, type Reading, stateWords, zonedMoment } from './claim-words.ts';

/** `file`: the lock file, where rooms that take no files find the lines. */
export const locksFile = (held: { claims: readonly Claim[]; waits: readonly Wait[] }, file: string, reading: Reading): Attachment => ({
  name: 'locks.txt',
  path: file,
  text: locksList(held, reading),
});

/** By holder, then by lease; each with its paths below it, one a line. */
export function locksList({ claims, waits }: { claims: readonly Claim[]; waits: readonly Wait[] }, reading: Reading): string {
  const held = claims.toSorted((a, b) => (a.holder.id < b.holder.id ? -1 : a.holder.id > b.holder.id ? 1 : a.lease - b.lease));
  return `${[...held.flatMap((claim) => claimLines(claim, reading)), ...waits.flatMap((wait) => waitLines(wait, reading))].join('\n')}\n`;
}

const claimLines = (claim: Claim, reading: Reading): string[] =>
  block(claim.paths, [
    whoWords(claim.holder),
    ...stateWords(claim),
    `until ${zonedMoment(claim.until, reading)} (${leftWords(claim.until, reading.now)})`,
    `lease ${claim.lease}`,
    ...(claim.why === undefined ? [] : [inQuotes(visible(claim.why))]),
  ]);

const waitLines = ({ who, since, offer, paths }: Wait, reading: Reading): string[] =>
  block(paths, [
    `${whoWords(who)} ${offer ? `may take until ${zonedMoment(offer.until, reading)}` : `waits since ${zonedMoment(since, reading)}`}`,
  ]);

const block = (paths: readonly string[], parts: readonly string[]): string[] => [
  parts.join(' · '),
  ...paths.map((path) => `  ${visible(path)}`),
];

const whoWords = ({ id, owner }: Who): string => `${visible(id)}${owner === undefined ? '' : ` (${visible(owner)}'s)`}`;
