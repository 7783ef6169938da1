/** What people say while a claim waits for its paths: their answer, or talk that claims nothing. */
import { describe, expect, it } from 'vitest';
import { shown, Talk } from './desk.fixture.ts';
import { viewOf } from './view.fixture.ts';

const locks = { ...viewOf().locks, list: (folder: string) => (folder === '.' ? ['docs/', 'src/'] : []) };
async function asked(): Promise<Talk> {
  const talk = new Talk();
  talk.more = { locks };
  expect((await talk.card('ada', 'claim --for 2h')).title).toBe('CLAIM which paths?');
  return talk;
}

describe('a claim that waits for its paths', () => {
  it.each(['forget it', 'nothing', 'none', 'later', 'i dont know', 'what?', 'hmm wait', 'is that so', 'yes', 'who has docs/?'])(
    'claims nothing for %j',
    async (said) => {
      const talk = await asked();
      await talk.say('ada', said);
      expect(talk.paths()).toEqual([]);
    },
  );
  it.each([
    ['docs', '1 ada: docs'],
    ['src and docs', '1 ada: src docs'],
    ['new/thing.rs', '1 ada: new/thing.rs'],
    ['"new thing"', '1 ada: new thing'],
  ])('takes %j', async (said, held) => {
    const talk = await asked();
    await talk.say('ada', said);
    expect(talk.paths()).toEqual([held]);
  });
  it('asks whether a name that is not there yet is one', async () => {
    const talk = await asked();
    const answer = await talk.say('ada', 'lib');
    expect([shown(answer).title, shown(answer).lines![0]]).toEqual(['MEANT "claim lib --for 2h"?', 'You said: lib']);
    expect(talk.paths()).toEqual([]);
    await talk.say('ada', 'yes');
    expect(talk.paths()).toEqual(['1 ada: lib']);
  });
  it('may be said whole, in words', async () => {
    const talk = await asked();
    expect(shown(await talk.say('ada', 'I need docs/ until lunch')).title).toBe('MEANT "claim docs/ --until lunch"?');
    await talk.say('ada', 'yes');
    expect(talk.paths()).toEqual(['1 ada: docs/']);
  });
});
