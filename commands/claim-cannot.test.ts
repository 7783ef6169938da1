/** Claims as people say them: what is refused, what is asked about, and that nothing is held that was not said. */
import { describe, expect, it } from 'vitest';
import type { View } from '../src/chat/command.ts';
import { shown, Talk } from './desk.fixture.ts';
import { viewOf } from './view.fixture.ts';

const tree: Record<string, string[]> = {
  '.': ['docs/', 'src/', 'README.md'],
  docs: ['AGENT_LOCKS.md', 'api/', 'guide/', 'index.md'],
};
const locks = (): View['locks'] => ({ ...viewOf().locks, file: 'docs/AGENT_LOCKS.md', list: (folder) => tree[folder] ?? [] });
const said = async (line: string, talk = new Talk()) => talk.say('ada', line, { locks: locks() });

describe('refused, with a line to send', () => {
  it.each([
    ['claim docs except docs/api', 'whole paths', 'claim docs/guide/ docs/index.md'],
    ['claim docs/ but not docs/api/ for 2h', 'whole paths', 'claim docs/guide/ docs/index.md --for 2h'],
    ['claim everything except docs/', 'whole paths', 'claim src/ README.md'],
    ['claim docs/ not docs/', 'whole paths', 'help claim'],
    ["I'm taking docs/ without docs/guide/ and docs/index.md", 'whole paths', 'claim docs/api/'],
    ['claim docs/ --except docs/api', 'whole paths', 'claim docs/guide/ docs/index.md'],
    ['claim docs/ at 5pm', 'begins at once', 'claim docs/'],
    ['claim docs/ in 2 hours because API pages', 'begins at once', 'claim docs/ --why "API pages"'],
    ['claim docs/ from 2 to 4', 'begins at once', 'claim docs/ --until 4'],
    ["I'm taking docs/ from 5pm", 'begins at once', 'claim docs/'],
    ['claim docs/ for ever', 'no time', 'claim docs/ --for 2h'],
    ['claim docs/ forever', 'no time', 'claim docs/ --for 2h'],
    ['claim docs/ for a few hours to fix links', 'no time', 'claim docs/ --for 2h --why "fix links"'],
    ['claim docs/ for 90', 'no time', 'claim docs/ --for 2h'],
    ['claim docs/ until yesterday', 'past', 'claim docs/ --for 2h'],
    ['claim docs/ until further notice', 'unreadable', 'claim docs/ --for 2h'],
    ['claim docs/ until after lunch', 'unreadable', 'claim docs/ --for 2h'],
    ['claim docs/ until bob is back because API pages', 'unreadable', 'claim docs/ --for 2h --why "API pages"'],
    ["I'm taking docs/ until the build is green", 'unreadable', 'claim docs/ --for 2h'],
    ['claim docs/ for 1e9h', 'no time', 'claim docs/ --for 2h'],
    ['claim docs/ for 1:30', 'no time', 'claim docs/ --for 2h'],
    ['claim docs/ until 17h', 'clock or span', 'claim docs/ --until 17:00'],
    ['claim docs/ until 17h30', 'clock or span', 'claim docs/ --until 17:30'],
    ['claim docs/ until 8h', 'clock or span', 'claim docs/ --for 8h'],
    ['claim docs/ for 2h until 5pm', 'two times', 'claim docs/ --for 2h'],
    ['claim docs/ 2h 3h', 'option twice', 'claim docs/ --for 3h'],
    [
      'claim docs/ till 5pm to fix the docs/ links until tomorrow',
      'option twice',
      'claim docs/ --until tomorrow --why "fix the docs/ links"',
    ],
    ['release docs/ except docs/api', 'usage', 'help release'],
  ])('%s: %s', async (line, code, next) => {
    const talk = new Talk();
    const answer = await said(line, talk);
    expect(!answer.ok && [answer.refusal.code, answer.refusal.next]).toEqual([code, next]);
    expect(talk.desk.claims).toEqual([]);
    const again = await said(next, talk);
    expect(again.ok).toBe(true);
  });

  it('reads well', async () => {
    const lines = ['claim docs except docs/api', 'claim docs/ at 5pm', 'claim docs/ until 17h'];
    const cards = await Promise.all(lines.map(async (line) => shown(await said(line))));
    expect(cards.map(({ title, lines }) => [title, ...(lines ?? [])].join('\n')).join('\n\n')).toMatchInlineSnapshot(`
      "Nothing was claimed. A claim takes whole paths,
      so "docs/api" cannot be left out.
      What is there besides:
      /molt claim docs/guide/ docs/index.md

      Nothing was claimed. A claim begins at once, not "at 5pm".
      From now on:
      /molt claim docs/

      Nothing was claimed. "17h" is 17:00, or that long from now?
      --until 17:00 or --for 17h:
      /molt claim docs/ --until 17:00"
    `);
  });
});

describe('a name that could be the reason', () => {
  it.each([
    ['ada', 'claim docs/ for codex-1', 'claim docs/ --as codex-1', '1 codex-1: docs/'],
    ['ada', 'claim docs/ for codex-1 for 2h', 'claim docs/ --for 2h --as codex-1', '1 codex-1: docs/'],
    ['ada', 'claim docs/ for codex-2', 'claim docs/ --why codex-2', '1 ada: docs/'],
    ['ada', 'claim docs/ for @bob', 'claim docs/ --why @bob', '1 ada: docs/'],
    ['ada', 'claim docs/ for <@U02>', 'claim docs/ --why <@U02>', '1 ada: docs/'],
    ['ada', 'reserve docs/ for codex-1', 'claim docs/ --as codex-1', '1 codex-1: docs/'],
    ['ada', "I'm taking docs/ for codex-1 for 2h", 'claim docs/ --for 2h --as codex-1', '1 codex-1: docs/'],
    ['ada', 'reserve docs/ for codex-2', 'claim docs/ --why codex-2', '1 ada: docs/'],
  ])('%s: %s is asked about as %s', async (who, line, meant, held) => {
    const talk = new Talk();
    const answer = await talk.say(who, line);
    expect(answer.ok && answer.changes).toMatchObject([{ change: 'ask', question: { line: meant } }]);
    expect(talk.paths()).toEqual([]);
    await talk.did(who, 'yes');
    expect(talk.paths()).toEqual([held]);
  });

  it.each([
    'claim docs/ --why bob',
    'claim docs/ --why codex-1',
    'claim docs/ for links',
    'claim docs/ because bob asked',
    'claim docs/ as codex-1',
  ])('%s is not asked about', async (line) => {
    const talk = new Talk();
    await talk.did('ada', line);
    expect(talk.desk.claims).toHaveLength(1);
  });
});

describe('a guess is asked about, and its yes does just that', () => {
  it.each([
    ['claim docs/ tomorrow', ['1 ada: docs/']],
    ['claim docs/ (api pages)', ['1 ada: docs/']],
    ['claim docs/ 2h, api pages', ['1 ada: docs/']],
    ['claim docs/ shared with bob', ['1 ada: docs/ shared']],
    ['claim docs/ or src/', ['1 ada: docs/ src/']],
    ['claim victory!', ['1 ada: victory']],
    ['claim docs/ --shared tomorrow', ['1 ada: docs/ tomorrow shared']],
  ])('%s', async (line, held) => {
    const talk = new Talk();
    const answer = await said(line, talk);
    expect(answer.ok && answer.reply?.title).toMatch(/^MEANT /);
    expect(talk.paths()).toEqual([]);
    await talk.did('ada', 'yes');
    expect(talk.paths()).toEqual(held);
  });

  it.each([
    'release docs/ to bob',
    'release docs/ for bob',
    'release docs/ tomorrow',
    'keep docs/ for bob',
    'release docs/ when bob is back',
  ])('%s changes nothing before', async (line) => {
    const talk = new Talk();
    await talk.did('ada', 'claim docs/');
    const before = talk.desk;
    expect(shown(await said(line, talk)).title).toMatch(/^MEANT /);
    expect(talk.desk).toBe(before);
  });
});
