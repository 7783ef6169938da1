/** `release docs/`: gives claims back; the next in line is served. */
import { command } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import type { Millis } from '../src/kernel/clock.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { releasedCard } from '../src/reports/claims/claim-card.ts';
import { pathsWords } from '../src/reports/claims/claim-words.ts';
import { type Back, doneOf, leaseOf, reading, stepAnswer, takesPaths } from './claim-words.ts';
import { allFlags, withOwn } from './own-paths.ts';

const usage = 'release [PATHS] [--lease N]';
const nothing = 'Nothing was released.';

export const release = command({
  name: 'release',
  about: 'gives a claim back',
  usage,
  notes: ['Alone: the only one that you hold.', '--all: everything that you hold'],
  role: 'operator',
  readOnly: false,
  exact: true,
  seesClones: true,
  options: takesPaths(usage, { flags: allFlags, values: ['lease'] }),
  values: ['lease'],
  run(given, view) {
    const own = withOwn(given, view, { verb: 'release', nothing });
    if (!own.ok) return own;
    const { words, options } = own.value;
    const lease = leaseOf(options, nothing);
    if (!lease.ok) return lease;
    const which = { ...(lease.value !== undefined && { lease: lease.value }), ...(words.length > 0 && { paths: words }) };
    const step = desk.release(view.desk, { who: whoOf(view.asker), ...which }, view.now);
    if (!step.ok) return step;
    const back = takenAgain(step.value, view.now);
    const card = releasedCard(doneOf(view, step.value), { undo: back !== undefined }, reading(view));
    return stepAnswer(view, step.value, card, back && { back });
  },
});

/** For what was left of its time. Undefined: it had none, or there are several that one claim could not stand for. */
function takenAgain({ news }: desk.Step, now: Millis): Back | undefined {
  const released = news.filter((one) => one.is === 'released');
  const [first, ...others] = released.map(({ claim }) => claim);
  const left = Math.min(...released.map(({ claim }) => claim.until)) - now;
  if (!first || left <= 0 || others.some((other) => other.holder.id !== first.holder.id || other.mode !== first.mode)) return undefined;
  const paths = released.flatMap((one) => one.paths);
  const { holder, mode, why, tests, place } = first;
  return {
    what: `release of ${pathsWords(paths)}`,
    desk: {
      do: 'claim',
      request: {
        who: holder,
        paths,
        mode,
        span: left,
        ...(why !== undefined && { why }),
        ...(tests !== undefined && { tests }),
        ...(place && { place }),
      },
    },
    cannot: 'the lease, which is a new one',
  };
}
