/** Claims: one against many, and a guard that asks of many changed files whose they are. Plain computing, no files. */
import { untrusted } from '../src/kernel/text.ts';
import { check } from '../src/locks/guard/check.ts';
import type { GuardClaim } from '../src/locks/guard/port.ts';
import { parseScope, type Scope } from '../src/locks/scope/scope.ts';
import { ScopeIndex } from '../src/locks/scope/scope-index.ts';
import { median, round, spread } from './figures.ts';

const claims = 5000;
const changed = 1000;
const rounds = 51;

/** A claim of each kind; most of them meet much. */
const asked = {
  file: 'crates/c7/src/m3/f11.rs',
  folder: 'crates/c7',
  otherFolder: 'elsewhere/',
  pattern: 'crates/*/src/m3/*.rs',
  deepPattern: '**/f11.rs',
  repository: '.',
};

export async function locks(): Promise<object> {
  const [few, many] = [overlaps(claims, mixed), overlaps(claims * 10, mixed)];
  return {
    unit: 'ms',
    overlap: { claims, ...few, reach: 1 },
    onlyPatterns: { claims, ...overlaps(claims, patterns) },
    guard: { files: changed, claims, ...guard(claims, mixed), reach: 50 },
    guardOnlyPatterns: { files: changed, claims, ...guard(claims, patterns) },
    growthFor10TimesTheClaims: {
      overlap: Object.fromEntries(Object.entries(few).map(([kind, { median: one }]) => [kind, growth(one, many[kind]!.median)])),
      guard: growth(guard(claims, mixed).median, guard(claims * 10, mixed).median),
    },
  };
}

/** Too quick to compare is no growth. */
const growth = (one: number, ten: number): number => round(Math.max(ten, 0.001) / Math.max(one, 0.001));

type Kind = (n: number) => string;
const file: Kind = (n) => `crates/c${n % 97}/src/m${n % 13}/f${n}.rs`;
const patterns: Kind = (n) => [`crates/c${n % 97}/**/f${n}_*.rs`, `**/test_${n}.py`, `crates/*/src/m${n % 13}/f${n}*`][n % 3]!;
/** As in Molt's file, and a tenth of patterns. */
const mixed: Kind = (n) => (n % 10 === 0 ? patterns(n / 10) : n % 10 < 3 ? `docs/d${n % 211}/s${n}/` : file(n));

function indexOf(count: number, kind: Kind): ScopeIndex<number> {
  const index = new ScopeIndex<number>();
  for (let n = 0; n < count; n += 1) index.add(scope(kind(n)), n);
  return index;
}

/** Reading the claim as it was written is part of it. */
function overlaps(count: number, kind: Kind): Record<string, { median: number; max: number; met: number }> {
  const index = indexOf(count, kind);
  return Object.fromEntries(
    Object.entries(asked).map(([name, text]) => {
      let met = 0;
      const took = times(() => {
        met = index.meeting(scope(text)).size;
      });
      return [name, { median: round(median(took), 3), max: round(Math.max(...took), 3), met }];
    }),
  );
}

/** From the claims as the bot sends them: reading their paths is part of it. */
function guard(count: number, kind: Kind): { median: number; min: number; max: number; n: number } {
  const files = Array.from({ length: changed }, (_, n) => untrusted(n % 4 === 0 ? `docs/d${n % 300}/s${n}/page.md` : file(n * 7)));
  return spread(
    times(
      (claims) => check({ claims }, [{ files, me: 'codex-7' }]),
      () => Array.from({ length: count }, (_, n) => claim(n, kind)),
    ),
  );
}

const claim = (n: number, kind: Kind): GuardClaim => ({
  lease: n,
  holder: `codex-${n % 40}`,
  owner: `person-${n % 10}`,
  kind: 'agent',
  paths: [kind(n)],
  mode: n % 20 === 0 ? 'shared' : 'exclusive',
  since: 0,
  until: 0,
});

function times<T = void>(run: (prepared: T) => unknown, prepare?: () => T): number[] {
  return Array.from({ length: rounds }, () => {
    const prepared = prepare?.() as T;
    const start = performance.now();
    run(prepared);
    return performance.now() - start;
  });
}

function scope(text: string): Scope {
  const read = parseScope(text);
  if (!read.ok) throw new Error(read.refusal.message);
  return read.value;
}
