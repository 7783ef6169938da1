/** What programs get of an answer: that something was asked and nothing done, how the lock file stands, and what an undo took back. */
import { describe, expect, it, test } from 'vitest';
import type { View } from '../src/chat/command.ts';
import { plainText } from '../src/reports/card.ts';
import { shown, Talk, talkAfter } from './desk.fixture.ts';
import { say, viewOf } from './view.fixture.ts';

describe('a question tells that nothing was done, and what to type to go on', () => {
  it.each<[before: string[], line: string, asked: object]>([
    [[], 'kim: claim .', { line: 'claim "."', yes: 'yes', no: 'no' }],
    [[], 'kim: claim . --whole', { line: 'claim "." --whole', yes: 'yes', no: 'no' }],
    [[], 'kim: claim', { yes: 'claim PATHS', no: 'no' }],
    [[], 'kim: claim --for 2h', { yes: 'claim --for 2h PATHS', no: 'no' }],
    [['ada: claim docs/'], 'bob: steal docs/ --for 1h', { yes: 'steal docs/ --for 1h --why TEXT', no: 'no' }],
    [['ada: claim docs/', 'bob: claim src/'], 'kim: break .', { line: 'break .', yes: 'yes', no: 'no' }],
    [[], 'kim: guess "claim docs/"', { line: 'claim docs/', yes: 'yes', no: 'no' }],
  ])('%j, then %s', async (before, line, asked) => {
    const talk = await talkAfter(...before);
    const { desk } = talk;
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    const answer = await talk.say(who!, text!);
    expect(answer).toMatchObject({ ok: true, changes: [{ change: 'ask' }] });
    expect(answer.ok && answer.data).toEqual({ asked, claims: [] });
    expect(talk.desk).toBe(desk);
  });

  it.each<[string, string]>([
    ['bench --super', 'bench --super'],
    ['guess "stop 42"', 'stop 42'],
    ['guess "build"', 'build'],
    ['bench --claim=.', 'bench --claim=.'],
  ])('%s, which is no claim', async (line, yes) => {
    expect(await say(line)).toMatchObject({ ok: true, data: { asked: { line: yes, yes: 'yes', no: 'no' } } });
  });

  it('and what is typed then goes on', async () => {
    const talk = new Talk();
    await talk.say('kim', 'claim .');
    expect(await talk.say('kim', 'yes')).toMatchObject({ data: { asked: { line: 'claim "." --whole' } } });
    expect(await talk.say('kim', 'yes')).toMatchObject({ ok: true, data: { claims: [{ lease: 1, paths: ['.'] }] } });
  });
});

describe('how the lock file stands is told to programs as well', () => {
  const standings: View['locks']['standing'][] = [
    { is: 'in step' },
    { is: 'missing' },
    { is: 'read-only', why: 'has a merge conflict in line 12' },
    { is: 'asking', key: '1', lines: [{ agent: 'ada', path: 'x' }], why: 'HEAD moved at the same time' },
  ];
  const lines: [string, string][] = [
    ['ada', 'claim src/'],
    ['ada', 'release docs/'],
    ['ada', 'renew docs/ --for 5h'],
    ['kim', 'break docs/'],
    ['kim', 'break 1'],
    ['ada', 'undo'],
  ];
  test.each(lines.flatMap((line) => standings.map((standing) => [...line, standing.is, standing] as const)))(
    '%s: %s, while it is %s',
    async (who, line, _, standing) => {
      const talk = await talkAfter('ada: claim docs/ lib/');
      const answer = await talk.say(who, line, { locks: { ...viewOf().locks, standing } });
      expect(answer).toMatchObject({ ok: true, data: { file: { path: 'docs/AGENT_LOCKS.md', standing } } });
      expect(plainText(shown(answer)).includes('docs/AGENT_LOCKS.md')).toBe(standing.is !== 'in step');
    },
  );
});

describe('undo tells programs what it took back', () => {
  test('a claim', async () => {
    const talk = await talkAfter('ada: claim docs/');
    const answer = await talk.say('ada', 'undo');
    expect(answer.ok && answer.data).toEqual({
      undone: 'claim of docs/',
      claims: [],
      waits: [],
      released: [{ lease: 1, holder: 'ada', paths: ['docs/'], rest: [], why: 'asked' }],
      file: { path: 'docs/AGENT_LOCKS.md', standing: { is: 'in step' } },
    });
  });
  test('a release', async () => {
    const talk = await talkAfter('ada: claim docs/', 'ada: release');
    expect(await talk.say('ada', 'undo')).toMatchObject({
      data: { undone: 'release of docs/', stays: 'the lease, which is a new one', claims: [{ lease: 2, paths: ['docs/'] }], released: [] },
    });
  });
  test('a mute', async () => {
    const undoable = { inbox: 'console:0', person: 'ada', at: viewOf().now, what: 'mute of 42', back: { changes: [], effects: [] } };
    expect(await say('undo', viewOf({ undoable: [undoable] }))).toMatchObject({ ok: true, data: { undone: 'mute of 42' } });
  });
  test('a start', async () => {
    const undoable = {
      inbox: 'console:42',
      person: 'ada',
      at: viewOf().now,
      what: 'start of bench',
      back: { cancelStartedBy: 'console:42' },
    };
    expect(await say('undo', viewOf({ undoable: [undoable] }))).toMatchObject({ ok: true, data: { undone: 'start of bench', job: 42 } });
  });
});

test.each([
  ['claim docs/', 'MEANT "claim docs/"?'],
  ['claim docs/ --for "two hours"', 'MEANT “claim docs/ --for "two hours"”?'],
])('a guess of %s shows where it begins and ends', async (line, title) => {
  const quoted = line.includes('"') ? `'${line}'` : `"${line}"`;
  expect((await new Talk().card('ada', `guess ${quoted}`)).title).toBe(title);
});
