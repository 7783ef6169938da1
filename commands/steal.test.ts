/** What people do with others' claims: `steal` and its answers, `ask`, `break`. */
import { describe, expect, it } from 'vitest';
import type { View } from '../src/chat/command.ts';
import { tick } from '../src/locks/desk/desk.ts';
import { world } from '../src/locks/desk/testing.ts';
import { plainText } from '../src/reports/card.ts';
import { shown, type Talk, talkAfter } from './desk.fixture.ts';
import { all, viewOf } from './view.fixture.ts';

const wanted = ['ada: claim docs/ --for 2h', 'bob: steal docs/ --why "release notes" --for 1h'];
/** Time goes by at the desk, while its holders are at work. */
function atWork(talk: Talk, minutes: number): Talk {
  talk.later(minutes);
  talk.desk = tick(talk.desk, talk.now, world({ dirty: 1 })).desk;
  return talk;
}

describe('steal', () => {
  it('asks the holder, and says what comes of that', async () => {
    const talk = await talkAfter('ada: claim docs/ src/ --for 2h');
    expect(plainText(await talk.card('bob', 'steal docs/ --why "release notes"'))).toMatchInlineSnapshot(`
      "ASKED ada for docs/: until 09:49 CST
      why: "release notes"
      Not yours yet. Silent until then and
      not at work: yours. At work: a second
      person has to approve.
      [Withdraw] [More]"
    `);
    expect(talk.desk.steals).toMatchObject([
      { lease: 1, paths: ['docs/'], by: { id: 'bob' }, why: 'release notes', place: { room: 'C01' } },
    ]);
    expect(talk.paths()).toEqual(['1 ada: docs/ src/']);
  });
  it('takes from one’s own agent at once', async () => {
    const talk = await talkAfter('codex-1: claim docs/');
    expect(plainText(await talk.card('ada', 'steal docs/ --why "mine"'))).toBe(
      'TAKEN docs/ until 13:34 CST (4h)\nlease 2\nwhy: "mine"\nin place of lease 1: docs/ of codex-1\n[Release] [Keep 4h] [More]',
    );
    expect(talk.paths()).toEqual(['2 ada: docs/']);
  });
  it('of what several hold asks each of them', async () => {
    const talk = await talkAfter('ada: claim docs/a.md', 'eve: claim docs/b.md', 'bob: claim docs/c.md');
    expect((await talk.card('bob', 'steal docs/ --why x')).title).toBe('ASKED ada and eve for docs/a.md +1: until 09:49 CST');
    expect(talk.desk.steals.map(({ lease, paths }) => [lease, ...paths])).toEqual([
      [1, 'docs/a.md'],
      [2, 'docs/b.md'],
    ]);
  });
  it.each<[string, string, string]>([
    ['steal docs/', 'the release, by Friday', 'the release, by Friday'],
    ['steal docs/ --for 30m', 'it\'s "urgent" -- really', 'it\'s "urgent" -- really'],
    ['steal docs/ --why " "', 'needed', 'needed'],
    ['steal -- -x', 'needed, now', 'needed, now'],
  ])('%s asks for the reason, and takes the answer whole', async (line, reply, why) => {
    const talk = await talkAfter('ada: claim docs/ -x');
    expect((await talk.card('bob', line)).title).toMatch(/^WHY do you need (?:docs\/|-x)\?$/);
    expect(talk.desk.steals).toEqual([]);
    await talk.say('bob', reply);
    expect(talk.desk.steals.map((steal) => steal.why)).toEqual([why]);
  });
  it.each<[string, string[]]>([
    ['release src/', ['1 ada: docs/']],
    ['release src', ['1 ada: docs/']],
    ['claim runtime/', ['1 ada: docs/', '2 bob: src/', '3 bob: runtime/']],
    ['locks', ['1 ada: docs/', '2 bob: src/']],
    ['help', ['1 ada: docs/', '2 bob: src/']],
    ['who has docs/?', ['1 ada: docs/', '2 bob: src/']],
    ['done with src', ['1 ada: docs/', '2 bob: src/']],
    ['break docs/', ['1 ada: docs/', '2 bob: src/']],
    ['jobs --failed', ['1 ada: docs/', '2 bob: src/']],
    ['nothing', ['1 ada: docs/', '2 bob: src/']],
    ['forget it', ['1 ada: docs/', '2 bob: src/']],
  ])('that waits for its reason does not take %j for one', async (said, held) => {
    const talk = await talkAfter('ada: claim docs/', 'bob: claim src/');
    await talk.card('bob', 'steal docs/');
    await talk.say('bob', said);
    expect(talk.desk.steals).toEqual([]);
    expect(talk.paths()).toEqual(held);
  });
  it('that waits for its reason may be said whole', async () => {
    const talk = await talkAfter('ada: claim docs/');
    await talk.card('bob', 'steal docs/');
    await talk.say('bob', 'steal docs/ because bob is away');
    expect(talk.desk.steals.map(({ why }) => why)).toEqual(['bob is away']);
  });
  it('in a form tells the holder, and wants a reason there', async () => {
    const talk = await talkAfter('ada: claim docs/');
    const form = await all.find(({ name }) => name === 'steal')!.form!(
      { words: ['docs/'], options: {} },
      viewOf({ desk: talk.desk, asker: { id: 'bob', roles: [], handles: {} } }),
    );
    expect(form).toMatchObject({ ok: true, value: { line: 'steal docs/', fields: [{ name: 'why' }, { name: 'for' }] } });
    expect(form.ok && form.value.lines[0]).toBe('docs/ of ada');
    const answer = await talk.say('bob', 'steal docs/', { inbox: 'page' });
    expect(!answer.ok && answer.refusal.message).toMatch(/--why/);
  });
});

describe('the answers to it', () => {
  it.each<[string, string, string, string[]]>([
    ['ada', 'steal --approve', 'GIVEN docs/ to bob\nlease 2, until 10:34 CST\n[Locks]', ['2 bob: docs/']],
    ['ada', 'steal --approve --lease 1', 'GIVEN docs/ to bob\nlease 2, until 10:34 CST\n[Locks]', ['2 bob: docs/']],
    ['ada', 'steal --deny', 'DENIED docs/: bob does not get it\n[Locks]', ['1 ada: docs/']],
    ['ada', 'steal --later', 'LATER: docs/ goes to bob at 09:44 CST\n[Locks]', ['1 ada: docs/']],
    ['bob', 'steal --withdraw', 'WITHDRAWN docs/: no longer asked for\n[Locks]', ['1 ada: docs/']],
    ['bob', 'steal --withdraw --lease 1', 'WITHDRAWN docs/: no longer asked for\n[Locks]', ['1 ada: docs/']],
  ])('%s: %s', async (who, line, told, held) => {
    const talk = await talkAfter(...wanted);
    // The holder may answer from the host as well.
    expect(plainText(await talk.card(who, line, { local: true }))).toBe(told);
    expect(talk.paths()).toEqual(held);
  });
  it('a second person approves what the holder is at work on', async () => {
    for (const line of ['steal --approve', 'steal --approve --lease 1']) {
      const talk = atWork(await talkAfter(...wanted), 16);
      expect(plainText(await talk.card('eve', line))).toBe("APPROVED: docs/ is now bob's\nlease 2, until 10:50 CST\n[Locks]");
      expect(talk.paths()).toEqual(['2 bob: docs/']);
    }
  });
  it.each<[string, string, Partial<View>, string]>([
    ['eve', 'steal --approve --lease 1', { local: true }, 'not here'],
    ['vic', 'steal --approve --lease 1', {}, 'not allowed'],
    ['codex-1', 'steal --approve --lease 1', {}, 'not allowed'],
    ['codex-2', 'steal --approve --lease 1', { role: 'approver' }, 'agents never approve'],
    ['bob', 'steal --approve --lease 1', {}, 'no second person'],
    ['eve', 'steal --deny --lease 1', {}, 'not yours'],
    ['eve', 'steal --withdraw --lease 1', {}, 'not yours'],
    ['eve', 'steal --approve --lease 9', {}, 'no steal'],
    ['eve', 'steal --deny', {}, 'no steal'],
    ['ada', 'steal --approve --deny', {}, 'two answers'],
  ])('%s: %s, %j is refused', async (who, line, more, code) => {
    const talk = atWork(await talkAfter(...wanted), 16);
    const { desk } = talk;
    expect(await talk.say(who, line, more)).toMatchObject({ ok: false, refusal: { code } });
    expect(talk.desk).toBe(desk);
  });
  it('an operator is no second person', async () => {
    const talk = atWork(await talkAfter('eve: claim docs/', 'bob: steal docs/ --why x'), 16);
    expect(await talk.say('ada', 'steal --approve --lease 1')).toMatchObject({ ok: false, refusal: { code: 'not allowed' } });
  });
  it('of several, which one is asked for', async () => {
    const talk = await talkAfter('ada: claim docs/', 'ada: claim src/', 'bob: steal . --why x');
    const answer = await talk.say('ada', 'steal --deny');
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'which steal', next: 'steal --deny --lease 1' } });
    await talk.did('ada', 'steal --deny --lease 1');
    expect(talk.desk.steals.map(({ lease }) => lease)).toEqual([2]);
  });
});

describe('steal is refused', () => {
  it.each<[string[], string, string, string | undefined]>([
    [[], 'bob: steal', 'no path', 'locks'],
    [[], 'bob: steal ../x --why x', 'outside the repository', undefined],
    [[], 'bob: steal docs/ --why x', 'not claimed', 'claim docs/'],
    [['bob: claim docs/'], 'bob: steal docs/ --why x', 'held already', 'renew docs/'],
    [['ada: claim docs/'], 'bob: steal docs/ --why x --for 0', 'no time', 'steal docs/ --for 4h --why x'],
    [['ada: claim -x'], 'bob: steal --for 9d --why "a b" -- -x', 'too long', 'steal --for 7d --why "a b" -- -x'],
    [['ada: claim docs/'], 'bob: steal docs/ --why x --for 1h --until 6pm', 'two times', 'steal docs/ --for 1h --why x'],
    [['ada: claim docs/', 'bob: steal docs/ --why x'], 'eve: steal docs/ --why x', 'asked already', 'claim docs/ --wait'],
    [['ada: claim docs/'], `bob: steal docs/ --why ${'x'.repeat(501)}`, 'text too long', undefined],
  ])('%j, then %s', async (before, line, code, next) => {
    const talk = await talkAfter(...before);
    const { desk } = talk;
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    const answer = await talk.say(who!, text!);
    expect(answer).toMatchObject({ ok: false, refusal: { code } });
    if (next !== undefined) expect(!answer.ok && answer.refusal.next).toBe(next);
    expect(talk.desk).toBe(desk);
  });
});

describe('ask', () => {
  const direct: View['direct'] = ({ handles }) =>
    handles.slack === undefined ? undefined : { adapter: 'slack', room: `@${handles.slack}`, direct: true };
  it.each<[string, string[], string, Partial<View>, string]>([
    ['a person alone', ['ada: claim docs/'], 'ask docs/', { direct }, '@T01/U01'],
    ['the owner of an agent', ['codex-1: claim docs/'], 'ask docs/', { direct }, '@T01/U01'],
    ['in the room of the claim, who cannot be reached alone', ['kim: claim docs/'], 'ask docs/', { direct }, 'C01'],
  ])('asks %s', async (_, before, line, more, where) => {
    const talk = await talkAfter(...before);
    const { desk } = talk;
    const answer = await talk.say('bob', `${line} --why "release notes"`, more);
    const says = answer.ok ? answer.says! : [];
    expect(says.map(({ place, rings }) => [place.room, rings])).toEqual([[where, true]]);
    expect(plainText(says[0]!.card)).toMatch(
      /^ASKED by bob: may I have docs\/\?\nwhy: "release notes"\n(?:your|codex-1's) claim: docs\/ · [14]h left\nNothing changes unless you say so\.\n\[Release\]/,
    );
    expect(talk.desk).toBe(desk);
  });
  it('what it offers works', async () => {
    const talk = await talkAfter('ada: claim docs/');
    const asked = await talk.say('bob', 'ask docs/', { direct });
    const { buttons } = (asked.ok && asked.says![0]!.card) || { buttons: [] };
    expect(buttons!.map(({ sends }) => sends)).toEqual(['release --lease 1', 'handover bob --lease 1', 'renew --lease 1 --for 4h']);
    expect((await talk.card('ada', buttons![1]!.sends)).title).toBe('OFFERED docs/ to bob until 09:44 CST');
  });
  it('asks each of several', async () => {
    const talk = await talkAfter('ada: claim docs/a', 'eve: claim docs/b', 'bob: claim docs/c');
    const answer = await talk.say('bob', 'ask docs/', { direct });
    expect(answer.ok && answer.says!.map(({ card }) => card.mention)).toEqual([['ada'], ['eve']]);
    expect(shown(answer).title).toBe('ASKED ada and eve for docs/');
  });
  it.each<[string[], string, Partial<View>, string, string | undefined]>([
    [[], 'ask', {}, 'no path', 'locks'],
    [[], 'ask docs/', {}, 'not claimed', 'claim docs/'],
    [[], 'ask bob docs/ free', {}, 'not claimed', 'locks'],
    [['ada: claim docs/'], 'ask for coffee', {}, 'not claimed', 'locks'],
    [['ada: claim docs/'], 'ask lib/', {}, 'not claimed', 'claim lib/'],
    [['codex-2: claim docs/'], 'ask docs/', {}, 'held already', 'release docs/'],
    [['ada: claim docs/'], `ask docs/ --why ${'x'.repeat(501)}`, {}, 'text too long', undefined],
  ])('%j, then %s is refused', async (before, line, more, code, next) => {
    const answer = await (await talkAfter(...before)).say('bob', line, more);
    expect(answer).toMatchObject({ ok: false, refusal: { code } });
    expect(!answer.ok && answer.refusal.next).toBe(next);
  });
  it.each<[string[], string, string, string | undefined]>([
    [['ada: claim docs/'], 'ask eve for docs/', "docs/ is ada's, not eve's. Nobody was asked. Like this:", 'ask docs/'],
    [['ada: claim docs/'], 'ask zoe about docs because x', "docs is ada's, not zoe's. Nobody was asked. Like this:", 'ask docs --why x'],
    [
      ['ada: claim docs/', 'eve: claim src/'],
      'ask ada for docs/ and src/',
      "src/ is eve's, not ada's. Nobody was asked. Like this:",
      'ask docs/ src/',
    ],
    [
      ['ada: claim docs/'],
      'steal docs/ from eve because x',
      "docs/ is ada's, not eve's. Nothing was stolen. Like this:",
      'steal docs/ --why x',
    ],
    [
      ['ada: claim docs/'],
      'take docs/ from eve because x',
      "docs/ is ada's, not eve's. Nothing was asked. Like this:",
      'steal docs/ --why x',
    ],
  ])('%j, then %s keeps the name', async (before, line, message, next) => {
    const talk = await talkAfter(...before);
    const { desk } = talk;
    expect(await talk.say('bob', line, { direct })).toMatchObject({ ok: false, refusal: { code: 'not theirs', message, next } });
    expect(talk.desk).toBe(desk);
  });
  it.each<[string[], string, string[]]>([
    [['ada: claim docs/'], 'ask ada for docs/', ['ada']],
    [['ada: claim docs/'], 'ask <@U01> about docs', ['ada']],
    [['codex-1: claim docs/'], 'ask ada for docs/', ['codex-1']],
    [['ada: claim docs/a', 'eve: claim docs/b'], 'ask eve for docs/', ['eve']],
  ])('%j, then %s asks only %j', async (before, line, whom) => {
    const answer = await (await talkAfter(...before)).say('bob', line, { direct });
    expect(answer.ok && answer.says!.flatMap(({ card }) => card.mention)).toEqual(whom);
  });
  it('a steal from somebody is of theirs alone', async () => {
    const talk = await talkAfter('ada: claim docs/a', 'eve: claim docs/b');
    await talk.did('bob', 'steal docs/ from eve because x');
    expect(talk.desk.steals.map(({ paths }) => paths)).toEqual([['docs/b']]);
  });
  it.each<[string, string, string[]]>([
    ['ask bob docs/ free', 'MEANT "ask docs/"?', ['docs/']],
    ['ask who has docs/', 'MEANT "ask docs/"?', ['docs/']],
    ['ask docs/ coffee --why "release notes"', 'MEANT “ask docs/ --why "release notes"”?', ['docs/']],
    ['ask docs coffee', 'MEANT "ask docs"?', ['docs']],
  ])('%s rings nobody on a guess', async (line, title, words) => {
    const talk = await talkAfter('ada: claim docs/');
    const answer = await talk.say('bob', line, { direct });
    expect([shown(answer).title, answer.ok && answer.says]).toEqual([title, undefined]);
    const asked = await talk.say('bob', 'yes', { direct });
    expect(asked.ok && asked.says!.map(({ card }) => card.title)).toEqual([`ASKED by bob: may I have ${words.join(' ')}?`]);
  });
  it('asks at once for what a claim names, and for what is there, and only for what is held', async () => {
    const talk = await talkAfter('ada: claim newdir', 'eve: claim lib/');
    const list = (folder: string): string[] => (folder === '.' ? ['docs/', 'lib/'] : []);
    const answer = await talk.say('bob', 'ask newdir Docs LIB', { direct, locks: { ...viewOf().locks, list } });
    expect(plainText(shown(answer))).toBe(
      'ASKED ada and eve for newdir +1\nheld by nobody: Docs\nThe claim stays until they answer.\n[Wait] [More]',
    );
    expect(answer.ok && answer.says!.map(({ card }) => card.title)).toEqual([
      'ASKED by bob: may I have newdir +1?',
      'ASKED by bob: may I have newdir +1?',
    ]);
  });
  it('what only the claim of everything holds is asked about first', async () => {
    const talk = await talkAfter('ada: claim "{a,b}*"');
    expect(shown(await talk.say('bob', 'ask bob about', { direct })).title).toBe('MEANT "ask bob about"?');
  });
  it('whom nothing is known of is not asked in a private talk with somebody else', async () => {
    const talk = await talkAfter('kim: claim docs/');
    talk.desk = { ...talk.desk, claims: talk.desk.claims.map(({ place: _, ...claim }) => claim) };
    const place = { adapter: 'slack', room: 'D1', direct: true as const };
    expect(await talk.say('bob', 'ask docs/', { direct, place })).toMatchObject({
      ok: false,
      refusal: { code: 'nobody there', next: 'claim docs/ --wait' },
    });
  });
});

describe('break', () => {
  const held = ['ada: claim docs/ README.md', 'bob: claim src/', 'eve: claim docs/ --wait'];
  it.each<[string, string, string[]]>([
    [
      'break docs/ --why "gone home"',
      'BROKEN docs/ of ada\nlease 1\nstill held: README.md\nwhy: "gone home"\nnext: eve, docs/ until 09:44\n[Locks]',
      ['1 ada: README.md', '2 bob: src/'],
    ],
    ['break 1', 'BROKEN docs/ +1 of ada\ndocs/, README.md\nlease 1\nnext: eve, docs/ until 09:44\n[Locks]', ['2 bob: src/']],
    ['break #2', 'BROKEN src/ of bob\nlease 2\n[Locks]', ['1 ada: docs/ README.md']],
    ['break src/a.rs', 'BROKEN src/ of bob\nlease 2\n[Locks]', ['1 ada: docs/ README.md']],
  ])('%s', async (line, told, left) => {
    const talk = await talkAfter(...held);
    expect(plainText(await talk.card('kim', line))).toBe(told);
    expect(talk.paths()).toEqual(left);
  });
  it('takes the part that was named, and says what stays, under the same lease and until the same time', async () => {
    const talk = await talkAfter('bob: claim src/a.rs docs/x tools/ lib/one/two/three/ lib/one/two/four/ --for 2h');
    const [before] = talk.desk.claims;
    const answer = await talk.say('kim', 'break src/a.rs tools/ --why "gone home"');
    expect(plainText(shown(answer))).toMatchInlineSnapshot(`
      "BROKEN src/a.rs +1 of bob
      src/a.rs, tools/
      lease 1
      still held: docs/x, lib/one/two/three/,
      lib/one/two/four/
      why: "gone home"
      [Locks]"
    `);
    expect(talk.desk.claims).toEqual([{ ...before, paths: ['docs/x', 'lib/one/two/three/', 'lib/one/two/four/'] }]);
    expect(answer).toMatchObject({
      data: {
        claims: [{ lease: 1, holder: 'bob', paths: ['docs/x', 'lib/one/two/three/', 'lib/one/two/four/'] }],
        released: [{ lease: 1, holder: 'bob', paths: ['src/a.rs', 'tools/'], rest: ['docs/x', 'lib/one/two/three/', 'lib/one/two/four/'] }],
      },
    });
  });
  it('of parts of several asks first, and names what would go of each', async () => {
    const talk = await talkAfter('ada: claim src/a.rs docs/', 'bob: claim src/b.rs tools/');
    expect(plainText(await talk.card('kim', 'break src/'))).toContain(
      'BREAK 2 claims?\nsrc/a.rs of ada (lease 1)\nsrc/b.rs of bob (lease 2)\n',
    );
    expect(plainText(await talk.card('kim', 'yes'))).toMatchInlineSnapshot(`
      "BROKEN src/a.rs +1 of ada and bob
      src/a.rs of ada (lease 1)
      still held: docs/
      src/b.rs of bob (lease 2)
      still held: tools/
      [Locks]"
    `);
    expect(talk.paths()).toEqual(['1 ada: docs/', '2 bob: tools/']);
  });
  it('of several asks first', async () => {
    const talk = await talkAfter(...held);
    expect(plainText(await talk.card('kim', 'break .'))).toContain('BREAK 2 claims?\ndocs/ +1 of ada (lease 1)\nsrc/ of bob (lease 2)\n');
    expect(talk.paths()).toHaveLength(2);
    await talk.say('kim', 'yes');
    expect(talk.paths()).toEqual([]);
  });
  it.each<[string, string, string]>([
    ['kim', 'break', 'no path'],
    ['kim', 'break 9', 'lease is over'],
    ['kim', 'break lib/', 'not claimed'],
    ['kim', 'break ../x', 'outside the repository'],
    ['bob', 'break docs/', 'not allowed'],
  ])('%s: %s is refused', async (who, line, code) => {
    const talk = await talkAfter(...held);
    const answer = await talk.say(who, line);
    expect(answer).toMatchObject({ ok: false, refusal: { code } });
    expect(!answer.ok && answer.refusal.message).toMatch(/Nothing was (?:broken|done)/);
    expect(talk.paths()).toHaveLength(2);
  });
});
