import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../jobs/facts.ts';
import { createMask, untrusted } from '../kernel/text.ts';
import { began, ended, fakeContext, fakeFacts, fakeRecord, fakeStep, inState, lines, passed, result } from './fake-facts.ts';
import { fullReport } from './full-report.ts';
import { inert } from './markdown.ts';

const report = (facts: Facts): string => fullReport(facts, fakeContext());
const section = (markdown: string, name: string): string =>
  new RegExp(`### ${name}\n([\\s\\S]*?)(?=\n\n### |$)`).exec(markdown)![1]!.trimEnd();
const headings = ['### Status', '### Summary', '### Files Touched', '### Tests', '### Notes', '### Resume'];
const stepOf = (phase: string) => fakeStep(phase);

describe('the full report', () => {
  it('is this, to the letter', () => {
    const facts = fakeFacts(
      { is: 'failed', ...ended(252_000), exit: { code: 101 }, reason: 'exit', phase: 'cargo' },
      {
        steps: [
          passed(stepOf('lint')),
          inState(stepOf('cargo'), { is: 'ended', exit: { code: 101 }, took: 239_700 }),
          inState(stepOf('test'), { is: 'not run' }),
        ],
        quote: { line: untrusted('error[E0308]: mismatched types'), where: untrusted('runtime/src/obj.rs:412'), more: 2 },
        recordEnd: fakeRecord({
          git: {
            head: 'a0a69098bb1b889c696d5f009f07bfc8dfae1472',
            branch: 'main',
            status: ['? new file.txt', '1 .M N... 100644 100644 100644 aa bb src/obj.rs'],
            diff: 'd1',
          },
        }),
      },
    );
    expect(report(facts)).toBe(`## bench (job 42)

### Status
failed: exit 101 in phase cargo after 4m12s (09:34 to 09:38 CST).

### Summary
- Phases: 1 failed, 1 passed, 1 not run

### Files Touched
- new file.txt — new, untracked
- src/obj.rs — modified

### Tests
- \`uv run tools/lint.py\` → PASS
- \`uv run tools/cargo.py\` → FAIL
- \`uv run tools/test.py\` → NOT RUN

### Notes
- Requested by ada
- Commit: \`a0a69098bb1b889c696d5f009f07bfc8dfae1472\`, branch main, 0 dirty files at start, 2 at end
- Git changed during the run: the diff against HEAD is another one
- Machine: m1, Some CPU, 2 CPUs, 8.00 GB memory, Linux 6.18 x86_64, governor performance
- Tools: python3: Python 3.14.10
- Start: 2026-11-22 09:34 CST (2026-11-22T15:34:12Z), load 0.50 0.40 0.30
- End: 2026-11-22 09:38 CST (2026-11-22T15:38:24Z), load 0.50 0.40 0.30
- Phase lint: exit 0 in 12s
- Phase cargo: exit 101 in 4m
- Log: 12.1 KB, complete
- First of 3 errors at runtime/src/obj.rs:412, quoted below

\`\`\`text
  error[E0308]: mismatched types
\`\`\`

### Resume
- \`ssh m1 molt-ops log 42\`
- Log: \`logs/benchmarks/20261122T153412Z_bench_42/log\`
`);
  });

  it.each([
    ['succeeded', fakeFacts({ is: 'succeeded', ...ended(60_000) }), 'succeeded: exit 0 after 1m, 1 phase (09:34 to 09:35 CST).'],
    [
      'signaled',
      fakeFacts({ is: 'signaled', ...ended(3000), exit: { signal: 'SIGKILL' }, phase: 'p' }),
      'signaled: signal 9 (SIGKILL) in phase p after 3s (09:34 to 09:34 CST).',
    ],
    [
      'no result',
      fakeFacts({ is: 'failed', ...ended(3000), exit: { code: 0 }, reason: 'no result', phase: 'wasm', missing: ['wasm.json'] }),
      'failed: no result in phase wasm, exit 0 after 3s; missing: wasm.json (09:34 to 09:34 CST).',
    ],
    [
      'timed out',
      fakeFacts({ is: 'timed_out', ...ended(3000), exit: { signal: 'SIGTERM' }, phase: 'p' }, { spec: { limits: { time: 3000, log: 1 } } }),
      'timed_out: time limit of 3s reached in phase p after 3s, signal 15 (SIGTERM) (09:34 to 09:34 CST).',
    ],
    [
      'cancelled',
      fakeFacts({ is: 'cancelled', ...ended(3000), exit: { code: 7 }, phase: 'p' }, { cancel: { v: 1, at: 1, by: 'bob', why: 'not now' } }),
      'cancelled by bob (not now) in phase p after 3s, exit 7 (09:34 to 09:34 CST).',
    ],
    [
      'withdrawn',
      fakeFacts({ is: 'cancelled', at: began, since: undefined }, { cancel: { v: 1, at: 1, by: 'bob', why: '' } }),
      'cancelled by bob before it started.',
    ],
    [
      'not started',
      fakeFacts({ is: 'start_failed', at: began, why: 'tmux is missing' }),
      'start_failed: tmux is missing. Nothing was run.',
    ],
    [
      'lost',
      fakeFacts({ is: 'lost', ...ended(3000), why: 'shim killed', phase: 'p', left: [{ pid: 7, name: 'node' }] }),
      'lost: its shim was killed in phase p, noticed after 3s; exit code unknown; processes left: 7 (node). Not re-run.',
    ],
    [
      'running',
      fakeFacts({ is: 'running', since: began, phase: { name: 'p', step: 0, of: 2, since: began } }),
      'running for 0s in phase p (1 of 2).',
    ],
    [
      'queued',
      fakeFacts({ is: 'queued' }, { waiting: { position: 1, reason: 'waits for 41' } }),
      'queued: number 1 in the queue, waits for 41.',
    ],
  ])('tells the status of a job that %s', (_, facts, status) => expect(section(report(facts), 'Status')).toBe(status));

  it('attaches while it runs', () =>
    expect(section(report(fakeFacts({ is: 'running', since: began })), 'Resume')).toBe('- `ssh -t m1 molt-ops attach 42`'));

  it('quotes the last five lines when nothing matched', () => {
    const facts = fakeFacts(
      { is: 'failed', ...ended(1), exit: { code: 7 }, reason: 'exit' },
      { tail: lines('1', '2', '# 3', '`4`', '```', '6') },
    );
    expect(section(report(facts), 'Notes')).toContain('Last 5 lines:\n\n````text\n  2\n  # 3\n  `4`\n  ```\n  6\n````');
  });

  it('tells why a command could not be started', () => {
    const facts = fakeFacts(
      { is: 'failed', ...ended(1), exit: { code: 127 }, reason: 'exit', phase: 'x' },
      {
        steps: [inState(stepOf('x'), { is: 'ended', exit: { code: 127 }, took: 0 })],
        events: [{ type: 'step-unstartable', at: began, phase: 'x', step: 0, exit: { code: 127 }, why: 'uv was not found' }],
      },
    );
    expect(section(report(facts), 'Tests')).toBe('- `uv run tools/x.py` → FAIL (could not be started: uv was not found)');
  });

  it('names what moved, what was left out of the log and who is left', () => {
    const facts = fakeFacts(
      { is: 'succeeded', ...ended(60_000) },
      {
        recordEnd: fakeRecord({ git: { head: 'b'.repeat(40), branch: 'topic', status: [], diff: 'd0' } }),
        log: { path: '/x/log', bytes: 2048, missing: 70_000 },
        events: [
          { type: 'stalled', at: began + 30_000, since: began + 10_000, cpuPercent: 3 },
          { type: 'awake', at: began + 40_000 },
          { type: 'gap', at: began, reason: 'disk full', bytes: 70_000 },
        ],
        end: { v: 1, at: began, outcome: 'exited', exit: { code: 0 }, left: [{ pid: 9, name: 'sleep' }] },
      },
    );
    const notes = section(report(facts), 'Notes');
    expect(notes).toContain('- Git changed during the run: HEAD moved `a0a6909` → `bbbbbbb`');
    expect(notes).toContain('- Git changed during the run: branch switched main → topic');
    expect(notes).toContain('- Log: 2.0 KB; 68.4 KB (70000 bytes) of output are missing in it (disk full)');
    expect(notes).toContain('- Stalled: no output since 2026-11-22 09:34 for 30s, CPU 3%');
    expect(notes).toContain('- Processes left: 9 (sleep)');
    expect(section(report(facts), 'Files Touched')).toContain('- HEAD — moved `a0a6909` → `bbbbbbb`');
  });

  it('compares the two records file by file', () => {
    const git = (status: string[], changed?: string[]) =>
      fakeRecord({ git: { head: 'a'.repeat(40), branch: 'main', status, ...(changed && { changed }) } });
    const facts = fakeFacts(
      { is: 'succeeded', ...ended(1) },
      {
        record: git(['1 .M N... 1 1 1 a b same', '1 .M N... 1 1 1 a b again', '? gone', '1 .M N... 1 1 1 a b now-deleted']),
        recordEnd: git(
          [
            '1 .M N... 1 1 1 a b same',
            '1 .M N... 1 1 1 a b again',
            '1 .D N... 1 1 1 a b now-deleted',
            '2 R. N... 1 1 1 a b R100 to\tfrom',
            '1 A. N... 1 1 1 a b added',
          ],
          ['again'],
        ),
      },
    );
    expect(section(report(facts), 'Files Touched').split('\n')).toEqual([
      '- added — added, staged',
      '- again — modified, written again',
      '- gone — was new, untracked, no longer is',
      '- now-deleted — was modified, now deleted',
      '- to — renamed',
    ]);
  });

  it('does not make up what was not recorded', () => {
    const { recordEnd: _, ...facts } = fakeFacts({ is: 'lost', ...ended(1), why: 'reboot', left: [] });
    expect(section(report(facts), 'Files Touched')).toBe('- unknown — the workspace was not recorded at the end');
    expect(section(report({ ...facts, record: fakeRecord({ host: undefined }) }), 'Notes')).toContain('- Machine: unknown, not recorded');
  });

  it('shows mean, median, variance and range of super runs', () => {
    const stats = { mean_s: 0.5, median_s: 0.49, variance_s: 0.0001, range_s: 0.03, min_s: 0.48, max_s: 0.51 };
    const run = {
      super_run: true,
      samples: 10,
      benchmarks: { 'bench_a.py': { molt_ok: true, molt_time_s: 0.5, molt_size_kb: 1, super_stats: { molt: stats } } },
    };
    const facts = fakeFacts(
      { is: 'succeeded', ...ended(1) },
      { steps: [passed(stepOf('native'))], results: [result('native', 'molt-native', run)] },
    );
    expect(section(report(facts), 'Summary')).toBe(
      [
        '- Phases: 1 passed',
        '- native: 1/1 ok, n=10, super run',
        '- CPython: n/a, it was not measured, so there is no ratio',
        '',
        '```text',
        '  bench   cpython      molt',
        '  a           n/a     .500s',
        '```',
        '',
        '```text',
        '  bench  of            mean     median   variance      range',
        '  a      molt         .500s      .490s    1.00e-4      .030s',
        '```',
      ].join('\n'),
    );
  });

  it('names partial rows partial and takes no ratio from them', () => {
    const native = fakeStep('native', { result: { format: 'molt-native', file: '/o/n.json' } });
    const printed = 'bench_fib.py | 0.2 | n/a | n/a | n/a | n/a | n/a | 0.1 | 0.59        x | 69.9 KB\n';
    const facts = fakeFacts(
      { is: 'signaled', ...ended(1), exit: { signal: 'SIGKILL' } },
      {
        steps: [inState(native, { is: 'ended', exit: { signal: 'SIGKILL' }, took: 1 })],
        results: [{ phase: 'native', format: 'molt-native', file: 'n.json', read: { ok: false, why: 'missing' } }],
        printed: [{ step: 0, text: untrusted(printed) }],
      },
    );
    const summary = section(report(facts), 'Summary');
    expect(summary).toContain('- native: 1/1 ok; partial: rows that were printed before the end, never compared as a whole run');
    expect(summary).not.toContain('CPython:');
    expect(summary).not.toContain('than CPython');
  });

  it.each([
    [{ ok: false, why: 'not a regular file' }, 'not a regular file'],
    [{ ok: false, why: 'too large', detail: '2.0 GB' }, 'too large: 2.0 GB'],
    [{ ok: true, content: 7, bytes: 1 }, 'not a molt-wasm result: it has no benchmarks'],
  ] as const)('says why a result was not used: %j', (read, why) => {
    const facts = fakeFacts({ is: 'succeeded', ...ended(1) }, { results: [{ phase: 'wasm', format: 'molt-wasm', file: 'w.json', read }] });
    expect(section(report(facts), 'Summary')).toContain(`- Result of wasm not used: w.json — ${why}\n`);
  });

  it('tells once what mends results that were not used, but not where a step failed anyway', () => {
    const results = [{ phase: 'wasm', format: 'molt-wasm', file: 'w.json', read: { ok: false, why: 'missing' } as const }];
    const noResult = fakeFacts({ is: 'failed', ...ended(1), exit: { code: 0 }, reason: 'no result', missing: ['w.json'] }, { results });
    const mend = '- To mend: let the step write its result as a new plain file of JSON, 16 MiB at most, then send: again 42\n';
    expect(section(report(noResult), 'Summary')).toContain(mend);
    const failed = fakeFacts({ is: 'failed', ...ended(1), exit: { code: 1 }, reason: 'exit' }, { results });
    expect(report(failed)).not.toContain('To mend');
  });

  it('tells figures and keys of a result that were not taken', () => {
    const read = { ok: true, content: { benchmarks: {} }, bytes: 9, notTaken: { figures: 2, keys: 1 } } as const;
    const facts = fakeFacts({ is: 'succeeded', ...ended(1) }, { results: [{ phase: 'wasm', format: 'molt-wasm', file: 'w.json', read }] });
    expect(section(report(facts), 'Summary')).toContain(
      '- w.json holds 2 figures that are no number (NaN, Infinity), taken as n/a, and 1 key named `__proto__`, left out. Mend what writes it\n',
    );
  });

  it('counts time by the monotonic clock, and says when the other one was set back', () => {
    const [step, hour] = [fakeStep('build'), 3_600_000];
    const facts = fakeFacts(
      { is: 'succeeded', ...ended(-hour) },
      {
        steps: [inState(step, { is: 'ended', exit: { code: 0 }, took: 90_000 })],
        events: [
          { type: 'phase', at: began, phase: 'build', step: 0, of: 1 },
          { type: 'step-end', at: began - hour, phase: 'build', step: 0, exit: { code: 0 }, took: 90_000 },
        ],
      },
    );
    expect(section(report(facts), 'Status')).toContain('succeeded: exit 0 after 1m30s');
    expect(section(report(facts), 'Notes')).toContain('- The clock of the host was set back during the run: ');
    expect(report(fakeFacts({ is: 'succeeded', ...ended(1) }))).not.toContain('clock of the host');
  });

  it('does not vouch for changes beside which other jobs may have run', () => {
    const recordEnd = fakeRecord({ git: { head: 'x', status: ['? new.txt'], diff: 'd1' } });
    const shared = '- This recipe does not hold the worktree: what changed may be another job’s doing\n';
    expect(report(fakeFacts({ is: 'succeeded', ...ended(1) }, { recordEnd, spec: { exclusive: 'none' } }))).toContain(shared);
    expect(report(fakeFacts({ is: 'succeeded', ...ended(1) }, { recordEnd }))).not.toContain(shared);
    expect(report(fakeFacts({ is: 'succeeded', ...ended(1) }, { spec: { exclusive: 'none' } }))).not.toContain(shared);
  });

  it('masks the secrets of the bot', () => {
    const facts = fakeFacts({ is: 'failed', ...ended(1), exit: { code: 1 }, reason: 'exit' }, { tail: lines('token hunter2-hunter2') });
    expect(fullReport(facts, { ...fakeContext(), mask: createMask(['hunter2-hunter2']) })).toContain('token ‹masked›');
  });
});

const hostile = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      '#42',
      '@ada',
      '`',
      '```',
      '\n',
      '## x',
      '[a](http://x)',
      '<b>',
      '**',
      '_',
      '![](x)',
      'www.x.org',
      'GH-7',
      '\x1b[2J',
      '\u202e',
      '|',
      ' ',
      'a0a69098bb',
      '\r\n### Status\n',
      '\\',
      '-',
      '~~~',
    ),
  }),
  fc.string({ unit: 'binary' }),
);

/** What is left of markdown when fenced blocks and code spans are taken out. */
const withoutCode = (markdown: string): string =>
  markdown.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replace(/(?<!`)(`+)(?!`)([^\n]*?[^`\n])\1(?!`)/g, '');

describe('hostile values', () => {
  it('keep the headings as they are, and take no effect', () =>
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const step = fakeStep(a, { run: [a, b], result: { format: 'molt-native', file: b } });
        const facts = fakeFacts(
          { is: 'failed', ...ended(1000), exit: { code: 1 }, reason: 'exit', phase: a },
          {
            spec: { asked: { given: a, canonical: b }, recipe: a, requester: b, commit: a, host: b },
            steps: [inState(step, { is: 'ended', exit: { code: 1 }, took: 1 })],
            events: [{ type: 'step-unstartable', at: began, phase: a, step: 0, exit: { code: 127 }, why: b }],
            record: fakeRecord({
              git: { head: a, branch: b, status: [`? ${a}`] },
              host: { name: a, os: b, arch: a, cpu: b },
              tools: { [a]: b },
            }),
            recordEnd: fakeRecord({ git: { head: b, branch: a, status: [`? ${b}`], changed: [a] } }),
            cancel: { v: 1, at: 1, by: a, why: b },
            results: [
              result(a, 'molt-native', { benchmarks: { [a]: {}, [b]: { molt_time_s: 1 } } }),
              { phase: a, format: b, file: a, read: { ok: false, why: 'not JSON', detail: b } },
            ],
            tail: lines(a, b),
            end: { v: 1, at: 1, outcome: 'exited', exit: { code: 1 }, left: [{ pid: 1, name: a }] },
          },
        );
        const markdown = report(facts);
        const found = markdown.split('\n').filter((line) => /^\s{0,3}#{1,6}(\s|$)/.test(line) && !line.startsWith('  '));
        expect(found.slice(1)).toEqual(headings);
        expect(found[0]).toMatch(/^## /);
        const bare = withoutCode(markdown);
        expect(bare).not.toMatch(/@|#\d|:\/\/|www\.|\bGH-7|<b>|\]\(|\*\*/);
        expect(markdown).not.toMatch(/[\u202e\x1b\r]/);
      }),
      { numRuns: 300 },
    ));

  it.each([
    ['bench --linked', 'bench --linked'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['fixes #42', '`fixes #42`'],
    ['@ada', '`@ada`'],
    ['http://x', '`http://x`'],
    ['__init__.py', '`__init__.py`'],
    ['', '`  `'],
  ])('%j is told as %s', (text, told) => expect(inert(text)).toBe(told));
});
