/** What of the lock desk waits for a person: a line each, fit for a phone. */
import { clip } from '../../kernel/text.ts';
import { actsFor, type DeskState, type Who } from '../../locks/desk/desk.ts';
import { leftWords, pathsWords, personWords, type Reading } from './claim-words.ts';

/** Their claims that end or are over, their turn in line, who asks for what they hold, what is offered to them. */
export function claimNeeds({ claims, waits, steals, handovers }: DeskState, me: Who, { now }: Reading): string[] {
  const holds = (lease: number): boolean => claims.some((claim) => claim.lease === lease && actsFor(me, claim.holder));
  const ending = claims.filter(({ holder, stage }) => actsFor(me, holder) && stage.is !== 'running');
  return [
    ...waits.flatMap(({ who, offer, paths }) =>
      offer && actsFor(me, who) ? [`your turn: ${pathsWords(paths, 20)} · ${leftWords(offer.until, now)}`] : [],
    ),
    ...steals.flatMap(({ lease, by, paths, stage }) =>
      holds(lease) && stage.is === 'asked'
        ? [`${personWords(by.id, 12)} wants ${pathsWords(paths, 14)} · ${leftWords(stage.until, now)}`]
        : [],
    ),
    ...handovers.flatMap(({ to, paths, until }) =>
      actsFor(me, to) ? [`offered: ${pathsWords(paths, 20)} · ${leftWords(until, now)}`] : [],
    ),
    ...ending.map(({ paths, stage, until }) => {
      const word = stage.is === 'escalated' ? 'STALE' : stage.is === 'grace' ? 'OVER' : 'ENDS';
      return `${word} claim ${pathsWords(paths, 20)} · ${stage.is === 'reminded' ? leftWords(until, now) : 'not released'}`;
    }),
  ].map((line) => clip(line, 35));
}
