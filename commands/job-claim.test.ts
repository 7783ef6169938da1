/** `--claim` of a recipe: what it claims, what it says where others hold some of it, and that `again` and `schedule` do the same. */
import { describe, expect, it } from 'vitest';
import type { Answer } from '../src/chat/command.ts';
import type { Draft } from '../src/jobs/job.ts';
import { done } from '../src/kernel/result.ts';
import { plainText } from '../src/reports/card.ts';
import { shown, type Talk, talkAfter } from './desk.fixture.ts';
import { job, recipes, viewOf } from './view.fixture.ts';

const paths = recipes.get('bench')!.paths!;
const before = job(7, 'bench --smoke', { is: 'succeeded', at: 1, since: 0 });

/** `claim`: what the spec of job 7 says of it. */
async function talkWith(lines: readonly string[], claim?: Draft['claim']): Promise<Talk> {
  const talk = await talkAfter(...lines);
  const { jobs } = viewOf({ list: [before] });
  const read: typeof jobs.read = async (id) => {
    const found = await jobs.read(id);
    return found.ok ? done({ ...found.value, spec: { ...found.value.spec, ...(claim && { claim }) } }) : found;
  };
  talk.more = { jobs: { ...jobs, read }, nextRun: () => 1 };
  return talk;
}

const drafts = (talk: Talk): Draft[] => talk.effects.flatMap((effect) => (effect.do === 'start' ? [effect.draft] : []));
const toldBesides = (answer: Answer): string[] => (answer.ok ? (answer.says ?? []).map(({ card }) => plainText(card)) : []);

describe('the paths are claimed for the job, and its spec tells of them', () => {
  it.each<[lines: string[], line: string, claim: Draft['claim'], desk: string[]]>([
    [[], 'run bench --claim', { paths, fresh: paths }, ['1 ada: src/ tests/bench']],
    [[], 'bench --claim=docs/,lib/', { paths: ['docs/', 'lib/'], fresh: ['docs/', 'lib/'] }, ['1 ada: docs/ lib/']],
    [['ada: claim src/'], 'run bench --claim', { paths, fresh: ['tests/bench'] }, ['1 ada: src/', '2 ada: tests/bench']],
    [['ada: claim src/'], 'bench --claim=src/', { paths: ['src/'], fresh: [] }, ['1 ada: src/']],
    [[], 'again 7', { paths, fresh: paths }, ['1 ada: src/ tests/bench']],
  ])('%j, then %s', async (lines, line, claim, desk) => {
    const talk = await talkWith(lines, { paths, fresh: paths });
    const answer = await talk.say('ada', line);
    expect(drafts(talk)).toMatchObject([{ claim }]);
    expect(talk.paths()).toEqual(desk);
    expect(talk.desk.claims.at(-1)!.job).toBe(claim!.fresh.length > 0 ? `slack:${lines.length + 1}` : undefined);
    expect(answer.ok && answer.data).toMatchObject({ claims: talk.desk.claims.map(({ lease }) => ({ lease })) });
  });

  it('and nothing where nothing was asked for', async () => {
    const talk = await talkWith([]);
    for (const line of ['run bench', 'again 7']) await talk.did('ada', line);
    expect(drafts(talk).map(({ claim }) => claim)).toEqual([undefined, undefined]);
    expect(talk.paths()).toEqual([]);
  });

  it('its line is that of the job without the claim, so that earlier runs tell how long it takes', async () => {
    const talk = await talkWith([], { paths, fresh: paths });
    await talk.did('ada', 'bench --claim=docs/ --smoke');
    await talk.did('ada', 'again 7');
    expect(drafts(talk)).toMatchObject([{ canonical: 'bench --smoke' }, { canonical: 'bench --smoke', again: 7 }]);
    expect(talk.desk.claims.map(({ why }) => why)).toEqual(['bench --smoke --claim=docs/', 'again 7: bench --smoke']);
  });
});

describe('others hold some of it', () => {
  const held = ['codex-2: claim src/ --for 2h --why "GC barrier"'];
  const card = `NOT STARTED bench: codex-2 has src/
clash: src/ · 2h left
why: "GC barrier"
free: tests/bench
lease 1 · since 09:34
[Take free] [Wait] [Ask] [No claim]`;

  it.each<[string, sends: (string | undefined)[]]>([
    ['run bench --claim', ['bench --claim=tests/bench', 'claim src/ tests/bench --wait', 'ask src/ tests/bench', 'bench']],
    ['again 7', ['bench --smoke --claim=tests/bench', 'claim src/ tests/bench --wait', 'ask src/ tests/bench', 'bench --smoke']],
  ])('not started by %s: whose it is, and all ways on', async (line, sends) => {
    const talk = await talkWith(held, { paths, fresh: paths });
    const answer = await talk.say('ada', line);
    expect(plainText(shown(answer))).toBe(card);
    expect(shown(answer).buttons!.map((button) => button.sends)).toEqual(sends);
    expect(answer).toMatchObject({
      ok: false,
      refusal: { code: 'taken', message: expect.stringMatching(/^bench was not started\. .*codex-2/), next: sends[3] },
      data: { claims: [{ lease: 1, holder: 'codex-2', witness: 'src' }], free: ['tests/bench'] },
    });
    expect([talk.paths(), drafts(talk)]).toEqual([['1 codex-2: src/'], []]);
    for (const next of sends) expect(await talk.say('ada', next!)).toMatchObject({ ok: true });
  });

  it.each(['run bench', 'again 7', 'run bench --claim=docs/'])('%s starts, and tells of it', async (line) => {
    const talk = await talkWith(held);
    expect(toldBesides(await talk.say('ada', line))).toEqual([
      'CLAIMED by others: paths of bench\nsrc: codex-2\nIt was started all the same.\n[Who]',
    ]);
    expect(drafts(talk)).toHaveLength(1);
  });

  it('to a program as the answer', async () => {
    const talk = await talkWith(held);
    talk.more = { ...talk.more, local: true };
    const answer = await talk.say('ada', 'run bench --claim=docs/');
    expect(toldBesides(answer)).toEqual([]);
    expect(plainText(shown(answer))).toMatch(/^CLAIMED by others: paths of bench\nsrc: codex-2\nIt was started all the same\./);
    expect(answer).toMatchObject({ data: { others: [{ lease: 1, holder: 'codex-2', witness: 'src' }], claims: [{ paths: ['docs/'] }] } });
    expect(drafts(talk)).toHaveLength(1);
  });

  it('not of what one holds oneself', async () => {
    const talk = await talkWith(['ada: claim src/', 'codex-1: claim tests/']);
    expect(toldBesides(await talk.say('ada', 'run bench'))).toEqual([]);
  });
});

describe('what names no path, or all of them', () => {
  it.each<[line: string, code: string, next: string]>([
    ['bench --claim=', 'no path', 'bench --claim'],
    ['bench --smoke --claim=,', 'no path', 'bench --smoke --claim'],
    ['schedule daily 02:00 bench --claim=', 'no path', 'schedule daily 02:00 bench --claim'],
    ['schedule daily 02:00 bench --claim=.', 'whole claim', 'schedule daily 02:00 bench --claim=docs/'],
    ['schedule daily 02:00 build --claim', 'whole claim', 'schedule daily 02:00 build --claim=docs/'],
    ['schedule daily 02:00 bench --claim=../x', 'outside the repository', 'schedule daily 02:00 bench'],
  ])('%s is refused', async (line, code, next) => {
    const talk = await talkWith([]);
    const answer = await talk.say('ada', line);
    expect(!answer.ok && [answer.refusal.code, answer.refusal.next]).toEqual([code, next]);
    expect(!answer.ok && answer.refusal.message).toMatch(/not started|Nothing was scheduled/);
  });

  it.each(['bench --claim=.', 'bench --claim=./', 'run build --claim', 'again 7'])('%s is asked about first', async (line) => {
    const talk = await talkWith([], { paths: ['.'], fresh: ['.'] });
    expect((await talk.card('ada', line)).title).toMatch(/^CLAIM all of it for (?:bench|build)\?$/);
    expect([talk.paths(), drafts(talk)]).toEqual([[], []]);
    await talk.did('ada', 'yes');
    expect([talk.desk.claims.length, drafts(talk).length]).toEqual([1, 1]);
  });
});

describe('a mistyped line keeps it', () => {
  it.each<[string, string]>([
    ['bench --linkd --claim', 'bench --linked --claim'],
    ['bench --cliam', 'bench --claim'],
    ['bench --cliam=docs/', 'bench --claim=docs/'],
    ['bench --claim docs/ lib/', 'bench --claim=docs/,lib/'],
    ['schedule daily 02:00 bench --linkd --claim', 'schedule daily 02:00 bench --linked --claim'],
  ])('%s: %s', async (line, next) => expect(await (await talkWith([])).say('ada', line)).toMatchObject({ ok: false, refusal: { next } }));

  it('and no recipe is said to have no options', async () =>
    expect(await (await talkWith([])).say('ada', 'build --xyzzy')).toMatchObject({
      refusal: { message: 'build has no option --xyzzy and was not started. It has --claim.' },
    }));
});

describe('it recurs', () => {
  it.each<[string, string]>([
    ['schedule "0 9 * * 1" bench --claim', 'bench --claim'],
    ['schedule daily 02:00 bench --claim=docs/,lib/ --smoke', 'bench --smoke --claim=docs/,lib/'],
  ])('%s', async (line, canonical) => {
    const answer = await (await talkWith([])).say('ada', line);
    expect(answer).toMatchObject({ ok: true, changes: [{ change: 'schedule', schedule: { canonical } }] });
  });
});
