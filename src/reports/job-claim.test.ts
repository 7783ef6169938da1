/** What a job says of the paths that are claimed for it: while it lasts that they are, and at its end that they no longer are. */
import { describe, expect, it } from 'vitest';
import { minute } from '../kernel/durations.ts';
import { columns } from '../kernel/text.ts';
import { endingCard } from './ending-card.ts';
import { began, ended, fakeContext, fakeFacts } from './fake-facts.ts';
import { fullReport } from './full-report.ts';
import { jobCard } from './job-card.ts';

const paths: [fresh: string[], started: string | string[] | undefined, done: string | undefined][] = [
  [['src/'], 'claimed src/ until it ends', 'claim over: src/'],
  [['src/', 'tests/bench'], 'claimed src/, tests/bench until it ends', 'claim over: src/, tests/bench'],
  [['src/', 'docs/', 'tests/bench'], ['claimed until it ends:', 'src/, docs/, tests/bench'], 'claim over: src/, docs/, tests/bench'],
  [
    ['runtime/crates/molt-runtime/src/objects/dict.rs'],
    ['claimed until it ends:', '…crates/molt-runtime/src/objects/dict.rs'],
    'claim over: …runtime/src/objects/dict.rs',
  ],
  [['.'], 'claimed . until it ends', 'claim over: .'],
  [['a\u202eb/'], 'claimed a⟨U+202E⟩b/ until it ends', 'claim over: a⟨U+202E⟩b/'],
  [[], undefined, undefined],
];

describe.each(paths)('%j', (fresh, started, done) => {
  const spec = { claim: { paths: ['src/', ...fresh], fresh } };
  const claimLines = (lines: readonly string[] = []): string[] => lines.filter((line) => line.startsWith('claim'));

  it.each<[string, Parameters<typeof fakeFacts>[0]]>([
    ['created', { is: 'created' }],
    ['queued', { is: 'queued' }],
    ['starting', { is: 'starting' }],
    ['running', { is: 'running', since: began }],
    ['stopping', { is: 'stopping', since: began, reason: 'cancelled', startedAt: began }],
  ])('its card while it is %s', (_, state) => {
    const { lines } = jobCard(fakeFacts(state, { spec }), fakeContext());
    expect(lines!.slice(1)).toEqual(expect.arrayContaining(started === undefined ? [] : [started].flat()));
    expect(claimLines(lines)).toHaveLength(started === undefined ? 0 : 1);
    expect(lines!.filter((line) => columns(line) > 40)).toEqual([]);
  });

  it.each<[string, Parameters<typeof fakeFacts>[0]]>([
    ['succeeded', { is: 'succeeded', ...ended(minute) }],
    ['failed', { is: 'failed', ...ended(minute), exit: { code: 1 }, reason: 'exit', phase: 'cargo' }],
    ['cancelled', { is: 'cancelled', ...ended(minute) }],
    ['lost', { is: 'lost', ...ended(minute), why: 'reboot', left: [] }],
    ['start failed', { is: 'start_failed', at: began, why: 'no tmux' }],
  ])('what it says when it %s', (_, state) => {
    const facts = fakeFacts(state, { spec });
    expect(claimLines(endingCard(facts, fakeContext()).lines)).toEqual(done === undefined ? [] : [done]);
    expect(claimLines(jobCard(facts, fakeContext()).lines)).toEqual([]);
  });
});

it('its report names them all, and none takes effect in it', () => {
  const spec = { claim: { paths: ['src/'], fresh: ['src/', '#12 *b*/', 'tests/'] } };
  const facts = fakeFacts({ is: 'succeeded', ...ended(minute) }, { spec });
  expect(fullReport(facts, fakeContext())).toContain('\n- Claimed until its end: src/, `#12 *b*/`, tests/\n');
});

it('a job of before, whose spec says nothing of claims', () => {
  const facts = fakeFacts({ is: 'running', since: began });
  expect(jobCard(facts, fakeContext()).lines!.join()).not.toContain('claim');
});
