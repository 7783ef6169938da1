/** The checks themselves, on small histories made by hand: each passes what is right, and tells what is not. */
import { describe, expect, test } from 'vitest';
import type { Claim as Line } from '../../src/locks/agent-locks/parse.ts';
import type { Claim } from '../../src/locks/desk/desk.ts';
import { allAgree, grantsAreOnTheRemote, nobodyTwice, noHandEditLost, timesAreTrue } from './checks.ts';
import type { Asked, Audited, CloneName, Ended, HandLine, Tip } from './record.ts';

const claim = (lease: number, holder: string, path: string, more: Partial<Claim> = {}): Claim => ({
  ...{ lease, holder: { id: holder, kind: 'agent' }, paths: [path], mode: 'exclusive', since: 1000, until: 7000, span: 6000, from: 'chat' },
  ...{ stage: { is: 'running', since: 1000 }, ...more },
});
const line = (agent: string, path: string): Line => ({ agent, path });
const tip = (by: CloneName | undefined, lines: readonly Line[], ...grants: readonly Claim[]): Tip => ({
  ...{ commit: 'c', grants, lines },
  ...(by && { by }),
});
const file = (...lines: readonly string[]): string => `# Locks\n\n## Active locks\n${lines.map((each) => `- ${each}\n`).join('')}`;
const [a, b] = [line('codex-1', 'src/a'), line('codex-5', 'src/')];

describe('nobody twice', () => {
  const first = claim(1, 'codex-1', 'src/a');
  const second = claim(2, 'codex-5', 'src/');
  test.each<[string, number, Tip[]]>([
    ['one after the other', 0, [tip('one', [a], first), tip('one', []), tip('two', [b], second)]],
    ['the one ends in the push that grants the other', 0, [tip('one', [a], first), tip('two', [b], second)]],
    ['at once', 1, [tip('one', [a], first), tip('two', [a, b], second)]],
    ['in one push', 1, [tip('one', [a, b], first, second)]],
    [
      'brought back by people, and still there when a desk grants the other',
      0,
      [tip('one', [a], first), tip(undefined, []), tip(undefined, [a]), tip('two', [a, b], second)],
    ],
    ['people brought the line back meanwhile: nobody granted it', 0, [tip('one', [a], first), tip(undefined, []), tip(undefined, [a])]],
    ['put back while another holds it', 1, [tip('one', [a], first), tip('two', [b], second), tip('one', [a, b])]],
    [
      'put back while nobody holds it, and then given away',
      1,
      [tip('one', [a], first), tip(undefined, []), tip('one', [a]), tip('two', [a, b], second)],
    ],
    ['by the same holder', 0, [tip('one', [a], first), tip('two', [a, line('codex-1', 'src/')], claim(2, 'codex-1', 'src/'))]],
    [
      'who shares anew what they held alone no longer keeps others out',
      0,
      [
        tip('one', [a], first),
        tip('one', [a], claim(2, 'codex-1', 'src/a', { mode: 'shared' })),
        tip('two', [a, b], claim(3, 'codex-5', 'src/', { mode: 'shared' })),
      ],
    ],
    [
      'shared beside shared',
      0,
      [tip('one', [a, b], claim(1, 'codex-1', 'src/a', { mode: 'shared' }), claim(2, 'codex-5', 'src/', { mode: 'shared' }))],
    ],
    ['while the file cannot be read nothing ends', 1, [tip('one', [a], first), { commit: 'c', grants: [] }, tip('two', [a, b], second)]],
  ])('%s', (_, problems, tips) => expect(nobodyTwice({ tips })).toHaveLength(problems));
});

describe('grants are on the remote', () => {
  const why = 'said-one-1';
  const asked = (ok: boolean, claims: object[] = []): Asked[] => [
    { bot: 'one', key: 'one-1', line: 'claim src/a', answer: { ok, text: '', ...(ok ? { data: { claims } } : { code: 'taken' }) } },
  ];
  const made = (one: Claim, bot: CloneName = 'one'): Audited => ({ bot, at: 1000, what: 'granted', detail: { claim: one, how: 'asked' } });
  const granted = claim(1, 'codex-1', 'src/a', { why });
  const tips = [tip('one', [a], granted)];
  const told = [{ lease: 1, holder: 'codex-1' }];
  const ended = (...claims: Claim[]): Ended[] => [{ clone: 'one', claims, text: '' }];
  test.each<[string, number, Parameters<typeof grantsAreOnTheRemote>[0]]>([
    ['told and pushed', 0, { tips, asked: asked(true, told), audit: [made(granted)], ended: ended(granted) }],
    ['told, but never pushed', 1, { tips: [], asked: asked(true, told), audit: [made(granted)], ended: ended(granted) }],
    [
      'pushed under another lease',
      1,
      { tips: [tip('one', [a], { ...granted, lease: 2 })], asked: asked(true, told), audit: [made(granted)], ended: [] },
    ],
    ['refused, and a push that came to nothing', 0, { tips, asked: asked(false), audit: [], ended: ended() }],
    [
      'refused, though the other desk saw the push for a while',
      0,
      { tips, asked: asked(false), audit: [made({ ...granted, from: 'clone' }, 'two')], ended: ended() },
    ],
    ['refused, yet made', 1, { tips, asked: asked(false), audit: [made(granted)], ended: ended() }],
    ['refused, yet held', 2, { tips, asked: asked(false), audit: [], ended: ended(granted) }],
    [
      'held, but granted by no desk',
      1,
      { tips, asked: [], audit: [made({ ...granted, from: 'clone' })], ended: ended({ ...granted, from: 'clone' }) },
    ],
    ['nothing was granted', 0, { tips, asked: asked(true), audit: [], ended: ended() }],
  ])('%s', (_, problems, history) => expect(grantsAreOnTheRemote(history)).toHaveLength(problems));
});

describe('no hand edit is lost', () => {
  const wrote: HandLine = { clone: 'one', agent: 'hand-1', path: 'docs/x/', isRemoved: false, isCalm: true };
  const adopted: Audited = {
    bot: 'two',
    at: 1000,
    what: 'granted',
    detail: { claim: claim(1, 'hand-1', 'docs/x', { from: 'file' }), how: 'file' },
  };
  const ended = (text: string): Ended[] => [
    { clone: 'one', claims: [], text },
    { clone: 'two', claims: [], text: '' },
  ];
  const held: Ended[] = [{ clone: 'one', claims: [claim(1, 'hand-1', 'docs/x')], text: '' }];
  const note = { clone: 'one' as const, text: 'Note 1.' };
  test.each<[string, number, Parameters<typeof noHandEditLost>[0]]>([
    ['taken over', 0, { lines: [wrote], notes: [], audit: [adopted], ended: ended('') }],
    ['still there', 0, { lines: [wrote], notes: [], audit: [], ended: ended(file('hand-1 -> docs/x/')) }],
    ['taken out by hand', 0, { lines: [{ ...wrote, isRemoved: true }], notes: [], audit: [], ended: ended('') }],
    ['gone', 1, { lines: [wrote], notes: [], audit: [], ended: ended(file('hand-2 -> docs/x/')) }],
    [
      'asked for by somebody of that name is not taken over',
      1,
      { lines: [wrote], notes: [], audit: [{ ...adopted, detail: { ...adopted.detail, how: 'asked' } }], ended: ended('') },
    ],
    ['taken out by hand, and held as before', 1, { lines: [{ ...wrote, isRemoved: true }], notes: [], audit: [adopted], ended: held }],
    [
      'taken out by hand where git may have brought it back',
      0,
      { lines: [{ ...wrote, isRemoved: true, isCalm: false }], notes: [], audit: [adopted], ended: held },
    ],
    [
      'taken out by hand, and brought back later',
      0,
      { lines: [{ ...wrote, isRemoved: true }], notes: [], audit: [adopted, { ...adopted, what: 'released' }], ended: held },
    ],
    ['a note that is there', 0, { lines: [], notes: [note], audit: [], ended: ended('Note 1.\n') }],
    ['a note that is gone', 1, { lines: [], notes: [note], audit: [], ended: ended('Note 2.\n') }],
  ])('%s', (_, problems, history) => expect(noHandEditLost(history)).toHaveLength(problems));
});

describe('times are true', () => {
  const row = (what: string, at: number, one: Claim, more: object = {}, bot: CloneName = 'one'): Audited => ({
    bot,
    at,
    what,
    detail: { claim: one, ...more },
  });
  const held = claim(1, 'codex-1', 'src/a');
  const longer = claim(1, 'codex-1', 'src/a', { until: 9000, stage: { is: 'reminded', since: 6000 } });
  const soon = row('ends soon', 4000, claim(1, 'codex-1', 'src/a', { stage: { is: 'reminded', since: 1000 } }));
  const grace = row('in grace', 7000, held);
  const end = row('released', 10_000, held, { why: 'expired' });
  test.each<[string, number, Audited[]]>([
    ['a whole life', 0, [soon, grace, end]],
    ['a claim that was given back', 0, [soon, row('released', 5000, held, { why: 'asked' })]],
    ['reminded twice in one term', 1, [soon, soon, grace, end]],
    [
      'reminded again after it was renewed',
      0,
      [soon, row('ends soon', 8000, longer), row('in grace', 9000, longer), row('released', 12_000, longer, { why: 'expired' })],
    ],
    ['grace twice', 1, [grace, grace, end]],
    ['without grace', 1, [soon, end]],
    ['grace of another term', 1, [grace, row('released', 12_000, longer, { why: 'expired' })]],
    ['expired twice', 1, [grace, end, end]],
    ['before its time', 1, [grace, { ...end, at: 6999 }]],
    [
      'at both desks',
      2,
      [
        grace,
        end,
        row('in grace', 7000, { ...held, from: 'clone' }, {}, 'two'),
        row('released', 10_000, { ...held, from: 'clone' }, { why: 'expired' }, 'two'),
      ],
    ],
    [
      'two claims of one number, one of which was never made',
      0,
      [grace, end, row('in grace', 9000, { ...held, since: 2000 }), row('released', 12_000, { ...held, since: 2000 }, { why: 'expired' })],
    ],
  ])('%s', (_, problems, audit) => expect(timesAreTrue({ audit, asked: [] })).toHaveLength(problems));

  test.each([
    ['as long as was told', 0, 10_000],
    ['shorter than was told', 1, 10_001],
  ])('a claim lasts %s', (_, problems, until) => {
    const claims = [{ lease: 1, holder: 'codex-1', until: new Date(until).toISOString() }];
    const asked: Asked[] = [{ bot: 'two', key: 'two-1', line: 'claim src/a', answer: { ok: true, text: '', data: { claims } } }];
    expect(timesAreTrue({ audit: [grace, end], asked })).toHaveLength(problems);
  });
});

describe('all agree', () => {
  const held = claim(1, 'codex-1', 'src/a');
  const ended = (one: Claim[], two: Claim[], ...texts: [string, string]): Ended[] => [
    { clone: 'one', claims: one, text: texts[0] },
    { clone: 'two', claims: two, text: texts[1] },
  ];
  const says = file('codex-1 -> src/a');
  test.each<[string, number, Parameters<typeof allAgree>[0]]>([
    ['all the same', 0, { tips: [tip('one', [a])], ended: ended([held], [{ ...held, from: 'clone' }], says, says) }],
    ['one holds what the other does not', 2, { tips: [tip('one', [a])], ended: ended([held], [], says, says) }],
    ['another lease', 2, { tips: [tip('one', [a])], ended: ended([held], [{ ...held, lease: 2 }], says, says) }],
    ['a file without the line', 1, { tips: [tip('one', [a])], ended: ended([held], [held], says, file()) }],
    ['the remote without the line', 1, { tips: [tip('one', [])], ended: ended([held], [held], says, says) }],
    [
      'a line that is in the way',
      0,
      { tips: [tip('one', [a, b])], ended: ended([held], [held], says, file('codex-1 -> src/a', 'codex-5 -> src/')) },
    ],
    [
      'a line that is in nobody’s way',
      1,
      { tips: [tip('one', [a])], ended: ended([held], [held], says, file('codex-1 -> src/a', 'codex-5 -> lib/')) },
    ],
  ])('%s', (_, problems, history) => expect(allAgree(history)).toHaveLength(problems));
});
