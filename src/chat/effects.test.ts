import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { second } from '../kernel/durations.ts';
import { refuse } from '../kernel/result.ts';
import { credentialFits } from './credentials.ts';
import type { Effect } from './store.ts';
import { House, room } from './testing.ts';

let house: House;
beforeEach(() => {
  house = new House();
});
afterEach(() => house.close());

const start = (key: string, canonical = 'bench'): Effect => ({
  do: 'start',
  draft: { key, requester: 'ada', place: room, asked: { given: canonical, canonical } } as never,
});
const add = (key: string, effect: Effect): void => house.store.effects.add({ key, effect, place: room });
const outcomes = (inbox: string): unknown[] =>
  house.store.effects.of(inbox).map(({ state, outcome }) => [state, outcome && JSON.parse(outcome)]);

test('are done in order, and what came of them is kept', async () => {
  add('e#0', start('e'));
  add('e#1', { do: 'cancel', job: 1, by: 'ada', why: 'x' });
  await house.effects.work();
  expect(outcomes('e')).toEqual([
    ['done', { ok: true, job: 1 }],
    ['done', { ok: true }],
  ]);
  expect(house.jobs.cancelled).toEqual([1]);
});

test('one that comes while others are worked is worked in the same go', async () => {
  add('e#0', start('e'));
  const all = house.effects.work();
  add('f#0', start('f'));
  await Promise.all([all, house.effects.work()]);
  expect(house.jobs.started.map(({ key }) => key)).toEqual(['f', 'e']);
});

test('work that is asked for the moment other work ends is done', async () => {
  for (let i = 0; i < 20; i++) {
    await house.effects.work();
    add(`e${i}#0`, start(`e${i}`));
    void house.effects.work();
    await house.effects.work();
    expect(house.store.effects.todo()).toEqual([]);
  }
});

test('after a kill between doing and noting they are done again, harmlessly', async () => {
  house.store.effects.finish = () => {
    throw new Error('killed here');
  };
  add('e#0', start('e'));
  await house.effects.work();
  house.kill();
  house.open();
  await house.effects.work();
  expect(house.jobs.started).toHaveLength(1);
  expect(house.jobs.asked.get('e')).toBe(2);
});

describe('a credential', () => {
  const fits = (secret: string): boolean => credentialFits(house.store.credential('ada'), secret);

  test('is made in its file; the hash is kept, the path is told, the secret is nowhere', async () => {
    const key = house.says('credential');
    const told = await house.dispatch.outcome(key);
    await house.work();
    const [secret] = house.credentials.made;
    expect(fits(secret!)).toBe(true);
    const [card] = house.platform.messages.map((m) => m.card);
    expect(card).toMatchObject({
      title: 'CREDENTIAL of ada is in a file of the host',
      lines: expect.arrayContaining(['/credentials/ada']),
    });
    expect(told).toEqual({ ok: true, card });
    house.store.close();
    const written = Buffer.concat(['', '-wal'].filter((end) => existsSync(house.file + end)).map((end) => readFileSync(house.file + end)));
    expect(written.includes('/credentials/ada')).toBe(true);
    expect(written.includes(secret!)).toBe(false);
    house.open();
  });

  test('made twice by a kill in between: the second is the only one that fits, and that is told once', async () => {
    house.store.effects.finish = () => {
      throw new Error('killed here');
    };
    house.says('credential');
    await house.work();
    expect(house.credentials.made.map(fits)).toEqual([false]);
    house.kill();
    house.open();
    await house.work();
    expect(house.credentials.made.map(fits)).toEqual([false, true]);
    expect(house.platform.titles()).toHaveLength(1);
  });

  test('that cannot be written leaves the one before', async () => {
    await house.hear('credential');
    house.credentials.make = () => refuse('not written', 'No credential was made: the disk is full.', 'people credential ada');
    expect(await house.hear('credential')).toEqual([
      expect.stringMatching(/^NO CREDENTIAL made for ada\nNo credential was made: the disk is\nfull\./),
    ]);
    expect(house.credentials.made.map(fits)).toEqual([true]);
  });
});

test('refused: said once with the reason and the line to send', async () => {
  add('e#0', { do: 'first', job: 7, by: 'ada' });
  house.jobs.refusal = refuse('busy', 'The disk is full.', 'prune');
  add('f#0', start('f', `bench ${'x'.repeat(100)}`));
  await house.work();
  const [first, second] = house.platform.messages.map(({ card }) => card);
  expect([first!.title, ...first!.lines!]).toEqual(['NOT FIRST 7', '7 runs already. Nothing was moved.', '/molt status 7']);
  expect(first!.buttons).toEqual([{ label: 'Run it', sends: 'status 7' }]);
  expect(second!.title).toMatch(/^NOT STARTED bench x+…$/);
  expect(second!.title.length).toBeLessThanOrEqual(60);
  expect(outcomes('f')).toEqual([['failed', { ok: false, refusal: { code: 'busy', message: 'The disk is full.', next: 'prune' } }]]);
});

test('a long refusal is told whole, in rows that a phone shows', async () => {
  const message = `There is too little room where the logs are: 12 MiB are free, and 512 MiB are kept free. Nothing was started. Remove old jobs, or set disk.min lower in the config.`;
  house.jobs.refusal = refuse('disk full', message, 'health');
  add('e#0', start('e'));
  await house.work();
  const { lines = [] } = house.platform.messages[0]!.card;
  expect(lines.at(-1)).toBe('/molt health');
  expect(lines.slice(0, -1).join(' ')).toBe(message);
  expect(Math.max(...lines.map((one) => one.length))).toBeLessThanOrEqual(40);
});

test('a bug in one is told and logged, and the next is done', async () => {
  house.jobs.cancel = async () => {
    throw new Error('a bug');
  };
  add('e#0', { do: 'cancel', job: 1, by: 'ada', why: 'x' });
  add('f#0', start('f'));
  await house.work();
  expect(house.platform.titles()).toEqual(['NOT STOPPED 1']);
  expect(house.logged.join()).toContain('effect e#0 failed Error: a bug');
  expect(house.jobs.started).toHaveLength(1);
});

test('where nothing can be written they wait, and are worked once it can', async () => {
  const { todo } = house.store.effects;
  house.store.effects.todo = () => {
    throw new Error('the disk is gone');
  };
  add('e#0', start('e'));
  await house.effects.work();
  house.store.effects.todo = todo;
  house.clock.advance(5 * second);
  await house.effects.work();
  expect(house.jobs.started).toHaveLength(1);
});

test('after stop nothing is begun', async () => {
  house.effects.stop();
  add('e#0', start('e'));
  await house.effects.work();
  expect(house.jobs.started).toEqual([]);
});
