/** The first 100 characters of every kind of message, as a lock screen shows them, and the rules that all keep. */
import { describe, expect, it } from 'vitest';
import type { Facts, ResultFile } from '../jobs/facts.ts';
import type { Step } from '../jobs/spec.ts';
import { minute } from '../kernel/durations.ts';
import { columns, untrusted } from '../kernel/text.ts';
import { type Card, plainText } from './card.ts';
import { endingCard } from './ending-card.ts';
import { began, ended, fakeContext, fakeFacts, fakeRecord, fakeStep, inState, lines, passed, result } from './fake-facts.ts';
import { jobCard } from './job-card.ts';
import { microReport } from './micro-report.ts';
import { stallCard } from './stall-card.ts';
import { tailCard } from './tail-card.ts';

const native = fakeStep('native', { result: { format: 'molt-native', file: '/o/native.json' } });
const wasm = fakeStep('wasm', { run: ['bench_wasm.py', '--linked'], result: { format: 'molt-wasm', file: '/o/wasm.json' } });
const linked = { asked: { given: 'bench —linked', canonical: 'bench --linked' } };
const dirty = fakeRecord({ git: { head: 'a0a69098bb1b889c696d5f009f07bfc8dfae1472', branch: 'main', status: ['? a', '? b', '? c'] } });
const noResult = (read: ResultFile['read']): ResultFile => ({ phase: 'wasm', format: 'molt-wasm', file: 'wasm.json', read });
const at = (minutes: number) => fakeContext(began + minutes * minute);

const started = fakeFacts(
  { is: 'running', since: began, phase: { name: 'native', step: 0, of: 2, since: began } },
  {
    spec: linked,
    record: dirty,
    steps: [inState(native, { is: 'running', since: began }, { rows: 0, of: 45 }), inState(wasm, { is: 'not run' })],
    earlier: [31 * minute],
  },
);
const running = fakeFacts(
  { is: 'running', since: began, phase: { name: 'wasm', step: 1, of: 2, since: began } },
  {
    spec: linked,
    steps: [passed(native, { rows: 45, of: 45 }), inState(wasm, { is: 'running', since: began }, { rows: 12, of: 45 })],
    earlier: [31 * minute],
  },
);
const stalled: Facts = fakeFacts(
  {
    is: 'running',
    since: began,
    phase: { name: 'parse', step: 0, of: 1, since: began },
    stalled: { since: began + 5 * minute, at: began + 25 * minute, cpuPercent: 0.4 },
  },
  {
    spec: { id: 44, recipe: 'fuzz', limits: { log: 1, time: 300 * minute } },
    steps: [inState(fakeStep('parse'), { is: 'running', since: began }, { rows: 7, of: 45 })],
    tail: lines('corpus synced'),
  },
);
const times = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 };
const benched = [
  result('native', 'molt-native', {
    samples: 3,
    warmup: 1,
    benchmarks: Object.fromEntries(
      Object.keys(times).map((k) => [`bench_${k}.py`, { molt_ok: true, molt_time_s: 0.5, cpython_time_s: 1, molt_size_kb: 1 }]),
    ),
  }),
  result('wasm', 'molt-wasm', {
    samples: 3,
    warmup: 1,
    benchmarks: Object.fromEntries(
      Object.entries(times).map(([k, s]) => [`bench_${k}`, { molt_wasm_ok: k !== 'g', molt_wasm_time_s: s, molt_wasm_linked: k !== 'g' }]),
    ),
  }),
];
const halfOf = (step: Step) => inState(step, { is: 'ended', exit: { code: 0 }, took: 14 * minute });
const done = fakeFacts(
  { is: 'succeeded', ...ended(28 * minute) },
  { spec: linked, steps: [halfOf(native), halfOf(wasm)], results: benched },
);
const build = { id: 43, recipe: 'build', requester: 'codex-26366', agent: true, asked: { given: 'build', canonical: 'build' } };
const cut = [passed(native), inState(wasm, { is: 'cut off' }, { rows: 31, of: 45 })];

const cards: [string, Card, string][] = [
  [
    'started',
    jobCard(started, at(0)),
    'STARTED 42 bench --linked · ada\na0a6909 main, 3 dirty files · m1\nnative 0/45 · ETA 10:05 CST (31m)\nU',
  ],
  [
    'running',
    jobCard(running, at(15)),
    'RUNNING 42 bench --linked · ada\na0a6909 main, clean · m1\nwasm 12/45 · ETA 10:05 CST (16m)\nUpdate by ',
  ],
  [
    'late',
    jobCard(running, at(60)),
    'RUNNING 42 bench --linked · ada\na0a6909 main, clean · m1\nwasm 12/45 · LATE: usually 31m\nUpdate by 10',
  ],
  [
    'first run',
    jobCard({ ...running, earlier: [] }, at(15)),
    'RUNNING 42 bench --linked · ada\na0a6909 main, clean · m1\nwasm 12/45 · first run, no ETA\nUpdate by 10',
  ],
  [
    'queued',
    jobCard(fakeFacts({ is: 'queued' }, { spec: linked, waiting: { position: 2, reason: 'waits for 41 bench' } }), at(0)),
    'QUEUED 42 bench --linked · ada\na0a6909 main, clean · m1\nnumber 2: waits for 41 bench\n[Undo] [More]',
  ],
  [
    'stopping',
    jobCard(
      fakeFacts(
        {
          is: 'stopping',
          since: began + minute,
          reason: 'cancelled',
          startedAt: began,
          phase: { name: 'wasm', step: 1, of: 2, since: began },
        },
        { steps: cut },
      ),
      at(1),
    ),
    'STOPPING 42 bench · ada\na0a6909 main, clean · m1\nwasm 31/45 · cancelled\n[Tail] [More]',
  ],
  [
    'over',
    jobCard(done, at(28)),
    'DONE 42 bench --linked · ada\na0a6909 main, clean · m1\nexit 0 · 28m · ended 10:02 CST\n[Report] [Again',
  ],
  [
    'done',
    endingCard(done, at(28)),
    'DONE 42: 1 failed, native 7/7, wasm 6/7\nbench --linked · 28m · a0a6909\nn=3, warm-up 1 · linked 6/7\nW',
  ],
  [
    'done, no bench',
    endingCard(
      fakeFacts({ is: 'succeeded', ...ended(12_300) }, { spec: { recipe: 'lint', asked: { given: 'lint', canonical: 'lint' } } }),
      at(1),
    ),
    'DONE 42 lint: exit 0 in 12s\nlint · 12s · a0a6909\n[Report] [Again] @ada',
  ],
  [
    'failed',
    endingCard(
      fakeFacts(
        { is: 'failed', ...ended(252_000), exit: { code: 101 }, reason: 'exit', phase: 'cargo' },
        { spec: build, quote: { line: untrusted('E0308 mismatched types'), where: untrusted('runtime/src/obj.rs:412'), more: 2 } },
      ),
      at(5),
    ),
    'FAILED 43 build: cargo, exit 101\nE0308 mismatched types\nruntime/src/obj.rs:412 (1 of 3 errors)\nbuild',
  ],
  [
    'no result',
    endingCard(
      fakeFacts(
        { is: 'failed', ...ended(9000), exit: { code: 0 }, reason: 'no result', phase: 'wasm', missing: ['wasm.json'] },
        { results: [noResult({ ok: false, why: 'missing' })] },
      ),
      at(1),
    ),
    'FAILED 42 bench: wasm, exit 0 but no result\nmissing: wasm.json\nbench · 9s · a0a6909 · by ada\n[Tail] ',
  ],
  [
    'a result that cannot be used',
    endingCard(
      fakeFacts(
        { is: 'failed', ...ended(9000), exit: { code: 0 }, reason: 'no result', phase: 'wasm', missing: ['wasm.json'] },
        { results: [noResult({ ok: false, why: 'not a regular file', detail: 'a FIFO' })] },
      ),
      at(1),
    ),
    'FAILED 42 bench: wasm, exit 0 but no result\nwasm.json: a FIFO\nbench · 9s · a0a6909 · by ada\n[Tail] [',
  ],
  [
    'processes left',
    endingCard(
      fakeFacts(
        { is: 'succeeded', ...ended(9000) },
        { end: { v: 1, at: 1, outcome: 'exited', exit: { code: 0 }, left: [{ pid: 4711, name: 'node' }] } },
      ),
      at(1),
    ),
    'DONE 42 bench: exit 0 in 9s\nbench · 9s · a0a6909\nleft 1 process: 4711 (node)\n[Report] [Again] @ada',
  ],
  [
    'a result that is no JSON',
    endingCard(
      fakeFacts(
        { is: 'succeeded', ...ended(9000) },
        { results: [noResult({ ok: false, why: 'not JSON', detail: 'Unexpected end of JSON input' })] },
      ),
      at(1),
    ),
    'DONE 42 bench: exit 0 in 9s, result not used\nwasm.json: not JSON\nbench · 9s · a0a6909\n[Report] [Agai',
  ],
  [
    'signaled',
    endingCard(
      fakeFacts({ is: 'signaled', ...ended(9000), exit: { signal: 'SIGKILL' }, phase: 'wasm' }, { tail: lines('working', '') }),
      at(1),
    ),
    'FAILED 42 bench: wasm, signal 9 (SIGKILL)\nlast line: "working"\nbench · 9s · a0a6909 · by ada\n[Tail] ',
  ],
  [
    'timed out',
    endingCard(
      fakeFacts(
        { is: 'timed_out', ...ended(360 * minute), exit: { signal: 'SIGTERM' }, phase: 'wasm' },
        { steps: cut, spec: { limits: { log: 1, time: 360 * minute } } },
      ),
      at(360),
    ),
    'TIMED OUT 42 bench: limit 6h reached at wasm 31/45\nbench · 6h · a0a6909 · by ada\n[Report] [Log] [Aga',
  ],
  [
    'cancelled',
    endingCard(
      fakeFacts(
        { is: 'cancelled', ...ended(2 * minute), phase: 'wasm' },
        { steps: cut, cancel: { v: 1, at: 1, by: 'bob', why: 'host is needed' } },
      ),
      at(2),
    ),
    'CANCELLED 42 bench at wasm 31/45, by bob\nwhy: host is needed\nbench · 2m · a0a6909 · by ada\n[Report] ',
  ],
  [
    'withdrawn',
    endingCard(fakeFacts({ is: 'cancelled', at: began, since: undefined }, { cancel: { v: 1, at: 1, by: 'ada', why: '' } }), at(2)),
    'CANCELLED 42 bench before it started, by ada\nbench · a0a6909 · by ada\n[Report] [Again] @ada',
  ],
  [
    'not started',
    endingCard(fakeFacts({ is: 'start_failed', at: began, why: 'tmux is missing' }), at(0)),
    'NOT STARTED 42 bench: tmux is missing\nbench · a0a6909 · by ada\n[Report] [Again] @ada',
  ],
  [
    'lost',
    endingCard(
      fakeFacts(
        { is: 'lost', ...ended(20 * minute), why: 'reboot', phase: 'wasm', left: [{ pid: 4711, name: 'node' }] },
        { spec: { id: 45 }, steps: cut },
      ),
      at(20),
    ),
    'LOST 45 bench at wasm 31/45, not re-run\nthe host rebooted, noticed 09:54 CST\nKept: log (12.1 KB)\nsti',
  ],
  [
    'stalled',
    stallCard(stalled, at(25)),
    'STALLED 44 fuzz: silent 20m, CPU 0%\nlast line: "corpus synced"\nsince 09:39 CST · parse 7/45\nNot stop',
  ],
  [
    'tail',
    tailCard({ id: 42, recipe: 'bench', state: started.job.state }, lines('one', 'two\x1b[2J'), at(1)),
    'RUNNING 42 bench: last 2 lines\none\ntwo␛[2J\n[Stop]',
  ],
];

describe('messages', () => {
  it.each(cards)('%s', (_, card, first) => expect(plainText(card).slice(0, 100)).toBe(first));

  it.each(cards)('%s keeps to 60 columns of title, 40 of lines and 12 lines', (_, card) => {
    expect(columns(card.title)).toBeLessThanOrEqual(60);
    for (const line of [...(card.lines ?? []), ...(card.code ?? '').split('\n')]) expect(columns(line), line).toBeLessThanOrEqual(40);
    expect(plainText(card).split('\n').length).toBeLessThanOrEqual(12);
  });

  it('keeps who, how long and which commit when the line itself is long', () => {
    const asked = { given: '', canonical: 'bench --super --samples 10 --with-a-very-long-option-and-then-some' };
    expect(jobCard({ ...started, job: { ...started.job, spec: { ...started.job.spec, asked } } }, at(0)).title).toBe(
      'STARTED 42 bench --super --samples 10 --with-a-very-l… · ada',
    );
    expect(endingCard({ ...done, job: { ...done.job, spec: { ...done.job.spec, asked } } }, at(28)).lines![0]).toBe(
      'bench --super --samples… · 28m · a0a6909',
    );
  });

  it('says when a tool only printed how it is used', () =>
    expect(
      endingCard(
        fakeFacts(
          { is: 'succeeded', ...ended(400) },
          { tail: lines('Usage: dev.py [lint|test]'), log: { path: '/x', bytes: 60, missing: 0 } },
        ),
        at(1),
      ).title,
    ).toBe('DONE 42 bench: exit 0, but only a usage line'));

  it('is a table of at most 40 columns, failures first', () =>
    expect(endingCard(done, at(28)).code).toBe(
      [
        'bench          cpython   wasm   wasm/cpy',
        'FAILED g              wasm build',
        'f                1.00s  6.00s  6.0x slow',
        'e                1.00s  5.00s  5.0x slow',
        'd                1.00s  4.00s  4.0x slow',
        'c                1.00s  3.00s  3.0x slow',
        '+2 more',
      ].join('\n'),
    ));
});

describe('micro-report', () => {
  it.each([
    ['running', running, 'running — 42 bench: wasm 12/45, ETA 10:05', 'Next: 33 wasm benches, update by 10:04'],
    [
      'first run',
      { ...running, earlier: [] },
      'running — 42 bench: wasm 12/45, first run, no ETA',
      'Next: 33 wasm benches, update by 10:04',
    ],
  ])('%s, to the letter', (_, facts, status, next) =>
    expect(microReport(facts, at(15))).toBe(
      `- [09:49] ${status}. Output: logs/benchmarks/20261122T153412Z_bench_42/log. ${next}. Resume: ssh -t m1 molt-ops attach 42.`,
    ),
  );

  it('says that a job is silent', () =>
    expect(microReport(stalled, at(25))).toContain('- [09:59] stalled — 44 fuzz: parse 7/45, silent since 09:39, '));

  it('is one line whatever the job is called', () =>
    expect(
      microReport(
        fakeFacts({ is: 'running', since: began, phase: { name: 'a\nb', step: 0, of: 1, since: began } }, { spec: { recipe: 'x\ny' } }),
        at(1),
      ),
    ).not.toContain('\n'));
});
