/** What bots, hands, people's git and fate do to two clones, and random schedules of it. */
import fc from 'fast-check';
import type { CloneName } from './record.ts';

/** They meet each other in all ways. */
const contested = [
  ...['src/a', 'src/b/', 'src/b/x.ts', 'src/*/x.ts', 'lib/', 'lib/c.ts', 'tests/?', 'tests/a'],
  ...['tools/a', 'tools/a/b', 'tools/*/b', 'web/', 'web/*.css', 'web/a.css', 'README.md', 'etc/x', 'etc/y'],
] as const;

/** Of each clone's people, two of them at home in both. */
export const agents: Readonly<Record<CloneName, readonly string[]>> = {
  one: ['codex-1', 'codex-2', 'codex-3', 'codex-4'],
  two: ['codex-3', 'codex-4', 'codex-5', 'codex-6'],
};

export type Say =
  | { say: 'claim'; paths: readonly string[]; agent: number; span: number; how: '' | '--wait' | '--shared' }
  | { say: 'release' | 'renew' | 'steal' | 'break'; path: string; span: number }
  | { say: 'take' | 'pass' | 'locks' }
  /** To lines that vanished: those that hands took out were meant to go, others come back. */
  | { say: 'settle' };

/** How an editor saves: in place, or by another file that takes its name. */
export type Style = 'append' | 'in place' | 'rename';
export type Hand =
  | { hand: 'add'; style: Style; path: string | undefined }
  /** Several at once may be a slip: then it is asked about. */
  | { hand: 'remove'; style: Exclude<Style, 'append'>; which: number; count: number }
  | { hand: 'note'; style: Exclude<Style, 'append'> };

export type Git =
  | { git: 'commit' | 'push' }
  /** In a file that may lie in a claim; committed, or left as it is. */
  | { git: 'work'; path: string; isCommitted: boolean }
  /** Of a conflict both sides are taken, or the merge is given up. */
  | { git: 'pull'; conflict: 'both' | 'abort' }
  | { git: 'branch'; which: number }
  | { git: 'stash'; span: number };

export type Fate =
  /** Away for `gone`. */
  | { fate: 'kill'; clone: CloneName; gone: number }
  | { fate: 'die at'; clone: CloneName; point: string; gone: number }
  /** Killed while the remote takes its time over a push. */
  | { fate: 'kill in push'; clone: CloneName; slow: number }
  | { fate: 'slow'; slow: number; span: number }
  | { fate: 'away'; span: number };

export type Timed<T> = { after: number; deed: T };

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const anyOf = <T>(...options: readonly [weight: number, arbitrary: fc.Arbitrary<T>][]): fc.Arbitrary<T> =>
  fc.oneof(...options.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const path = fc.constantFrom(...contested);
const span = fc.integer({ min: 2, max: 8 });
const say = anyOf<Say>(
  [
    10,
    fc.record({
      say: fc.constant('claim'),
      paths: fc.uniqueArray(path, { minLength: 1, maxLength: 2 }),
      agent: upTo(3),
      span,
      how: fc.constantFrom('', '', '', '--wait', '--shared'),
    }),
  ],
  [4, fc.record({ say: fc.constantFrom('release', 'release', 'renew', 'renew', 'steal', 'break', 'break'), path, span })],
  [3, fc.record({ say: fc.constantFrom('take', 'take', 'pass', 'locks') })],
  [2, fc.constant({ say: 'settle' })],
);

const whole = fc.constantFrom<Exclude<Style, 'append'>>('in place', 'rename');
const hand = anyOf<Hand>(
  [
    6,
    fc.record({
      hand: fc.constant('add'),
      style: fc.constantFrom<Style>('append', 'append', 'in place', 'rename'),
      path: anyOf<string | undefined>([7, fc.constant(undefined)], [1, path]),
    }),
  ],
  [5, fc.record({ hand: fc.constant('remove'), style: whole, which: upTo(99), count: fc.constantFrom(1, 1, 1, 2, 3) })],
  [3, fc.record({ hand: fc.constant('note'), style: whole })],
);

const git = anyOf<Git>(
  [3, fc.record({ git: fc.constantFrom('commit', 'push', 'push') })],
  [1, fc.record({ git: fc.constant('work'), path: fc.constantFrom('src/a', 'lib/c.ts', 'src/free.ts'), isCommitted: fc.boolean() })],
  [3, fc.record({ git: fc.constant('pull'), conflict: fc.constantFrom('both', 'both', 'abort') })],
  [1, fc.record({ git: fc.constant('branch'), which: upTo(1) })],
  [1, fc.record({ git: fc.constant('stash'), span: upTo(700) })],
);

const clone = fc.constantFrom<CloneName>('one', 'two');
const gone = anyOf([2, fc.constant(0)], [1, upTo(1500)]);
/** Around a push, and around what is written down of it. */
const points = ['inbox.after-store', 'transaction.before', 'transaction.after', 'desk.before-commit', 'desk.after-commit'] as const;
const fate = anyOf<Fate>(
  [3, fc.record({ fate: fc.constant('kill'), clone, gone })],
  [4, fc.record({ fate: fc.constant('die at'), clone, point: fc.constantFrom(...points), gone })],
  [2, fc.record({ fate: fc.constant('kill in push'), clone, slow: fc.integer({ min: 200, max: 800 }) })],
  [2, fc.record({ fate: fc.constant('slow'), slow: fc.integer({ min: 50, max: 600 }), span: upTo(3000) })],
  [2, fc.record({ fate: fc.constant('away'), span: fc.integer({ min: 200, max: 3000 }) })],
);

export interface Plan {
  says: Readonly<Record<CloneName, readonly (readonly Timed<Say>[])[]>>;
  hands: Readonly<Record<CloneName, readonly Timed<Hand>[]>>;
  /** At every other seed only in one clone. */
  gits: Readonly<Record<CloneName, readonly Timed<Git>[]>>;
  fates: readonly Timed<Fate>[];
}

/** Enough for so many seconds; each driver has a schedule of its own. */
export function randomPlan(seconds: number, seed: number): Plan {
  let salt = 0;
  const schedule = <T>(deed: fc.Arbitrary<T>, longest: number): Timed<T>[] =>
    fc.sample(fc.record({ after: fc.integer({ min: Math.ceil(longest / 20), max: longest }), deed }), {
      numRuns: Math.ceil((seconds * 1000 * 3) / longest),
      seed: seed + salt++ * 7919,
    });
  const both = <T>(make: () => T): Record<CloneName, T> => ({ one: make(), two: make() });
  return {
    says: both(() => [schedule(say, 500), schedule(say, 1200)]),
    hands: both(() => schedule(hand, 1500)),
    gits: { one: schedule(git, 1500), two: seed % 2 === 0 ? schedule(git, 1500) : [] },
    fates: schedule(fate, 5000),
  };
}
