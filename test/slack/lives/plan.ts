/** What can befall a bot and those who speak with it, and random runs of it. */
import fc from 'fast-check';
import { way } from '../../crash/points.ts';
import type { Fault } from '../../lab/slack/faults.ts';

/** The bot's own time-out of a call; what is slower is of unknown outcome to it. */
export const slackTimeout = 400;
/** Slower than the time-out at times, but never so slow that a post lands after it was looked for: that is half as long again after it. */
const slowest = slackTimeout * 1.2;

/** One is over before its card is posted, one has its card edited, one has much to say. */
export type Recipe = 'quick' | 'slow' | 'loud';
export type Press = 'Again' | 'Another' | 'Tail' | 'Report';

/** `by`: which of the people of its room. */
export type Act =
  | { act: 'slash' | 'mention' | 'dm'; recipe: Recipe; by: number }
  /** Said in the thread of a job: the last lines of its log, which are more than one message holds. */
  | { act: 'ask in thread'; by: number }
  /** The very line of before, by the same person: a question comes of it. */
  | { act: 'same line'; how: 'slash' | 'mention' }
  /** `by`: for buttons that anybody may press. */
  | { act: 'press'; label: Press; by: number }
  | { act: 'redeliver'; which: number }
  | { act: 'refresh'; reason: 'warning' | 'refresh_requested'; closeAfter: number }
  | { act: 'drop' }
  /** In its room, in direct messages with one of its people, or everywhere. */
  | { act: 'fault'; fault: Fault; where: 'room' | number | 'everywhere' }
  /** `typed`: what people say meanwhile; `kill`: the bot comes back to a Slack that is away. */
  | { act: 'outage'; span: number; typed: ('slash' | 'mention' | 'dm')[]; kill: boolean }
  /** Away for `gone`. */
  | { act: 'kill'; gone: number }
  | { act: 'die at'; point: string; gone: number };

export interface Run {
  steps: { after: number; act: Act }[];
}

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const anyOf = <T>(...options: readonly [weight: number, arbitrary: fc.Arbitrary<T>][]): fc.Arbitrary<T> =>
  fc.oneof(...options.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const by = upTo(2);
const recipe = fc.constantFrom<Recipe>('quick', 'quick', 'slow', 'slow', 'loud');
const gone = anyOf([2, fc.constant(0)], [1, upTo(1000)]);
const times = fc.integer({ min: 1, max: 3 });

const command: fc.Arbitrary<Act> = fc.record({ act: fc.constantFrom('slash', 'slash', 'mention', 'dm'), recipe, by });
const label = fc.constantFrom<Press>('Again', 'Again', 'Another', 'Another', 'Tail', 'Report');
const deed = anyOf<Act>(
  [2, fc.record({ act: fc.constant('ask in thread'), by })],
  [1, fc.record({ act: fc.constant('same line'), how: fc.constantFrom('slash', 'mention') })],
  [4, fc.record({ act: fc.constant('press'), label, by })],
);

const inRoom = anyOf<'room' | number>([3, fc.constant('room')], [1, by]);
const befalls = (where: fc.Arbitrary<'room' | number | 'everywhere'>, fault: fc.Arbitrary<Fault>): fc.Arbitrary<Act> =>
  fc.record({ act: fc.constant('fault'), where, fault });
const spoken = fc.constant(/^(?:chat|files)\./);
const everywhere = fc.constant<'everywhere'>('everywhere');

const fault = anyOf<Act>(
  [
    10,
    befalls(
      inRoom,
      fc.record({
        method: fc.constantFrom('chat.postMessage', 'chat.postMessage', 'chat.update', 'files.completeUploadExternal'),
        does: fc.constantFrom('lost response', 'lost response', 'lost request', 'hang'),
        times: fc.integer({ min: 1, max: 2 }),
      }),
    ),
  ],
  [4, befalls(inRoom, fc.record({ method: spoken, does: fc.constant('429'), retryAfter: fc.constantFrom(1, 1, 2), times }))],
  [4, befalls(inRoom, fc.record({ method: spoken, does: fc.constantFrom('http 500', 'internal_error'), times }))],
  [4, befalls(inRoom, fc.record({ method: spoken, slow: fc.integer({ min: 20, max: slowest }), times }))],
  [1, befalls(everywhere, fc.record({ method: fc.constant('upload'), does: fc.constantFrom('http 500', 'lost response'), times }))],
  [
    2,
    befalls(
      everywhere,
      fc.record({
        method: fc.constant(/^(?:conversations\.|users\.|chat\.(?:schedule|delete))/),
        does: fc.constantFrom('http 500', 'lost response', '429'),
        times,
      }),
    ),
  ],
  // After the second of these in a row a bot rests before it tries again, and so do all runs around it.
  [
    1,
    befalls(everywhere, fc.record({ method: fc.constant(/^(?:auth\.test|apps\.)/), does: fc.constantFrom('http 500', 'lost response') })),
  ],
);

const refresh = anyOf<Act>(
  [1, fc.record({ act: fc.constant('refresh'), reason: fc.constant('warning'), closeAfter: fc.integer({ min: 100, max: 1500 }) })],
  [1, fc.record({ act: fc.constant('refresh'), reason: fc.constant('refresh_requested'), closeAfter: fc.constant(0) })],
);
const outage: fc.Arbitrary<Act> = fc.record({
  act: fc.constant('outage'),
  span: fc.integer({ min: 200, max: 2000 }),
  typed: fc.array(fc.constantFrom('slash', 'mention', 'mention', 'dm'), { maxLength: 3 }),
  kill: fc.boolean(),
});
const wire = anyOf<Act>(
  [3, fc.record({ act: fc.constant('redeliver'), which: upTo(50) })],
  [2, refresh],
  [1, fc.record({ act: fc.constant('drop') })],
  [1, outage],
);

/** The points that a bot comes to which is at work. */
const points = way.filter((point) => !point.startsWith('database.'));
const point = anyOf([1, fc.constantFrom(...points)], [1, fc.constantFrom(...points.filter((one) => one.startsWith('outbox.')))]);
const death = anyOf<Act>([2, fc.record({ act: fc.constant('kill'), gone })], [3, fc.record({ act: fc.constant('die at'), point, gone })]);

const act = anyOf([12, command], [14, deed], [18, fault], [7, wire], [3, death]);
const step = (what: fc.Arbitrary<Act>): fc.Arbitrary<Run['steps'][number]> => fc.record({ after: upTo(700), act: what });

/** Something is always said first. */
const run: fc.Arbitrary<Run> = fc
  .tuple(step(command), fc.array(step(act), { minLength: 3, maxLength: 8 }))
  .map(([first, rest]) => ({ steps: [first, ...rest] }));

export const randomRuns = (count: number, seed: number): Run[] => fc.sample(run, { numRuns: count, seed });
