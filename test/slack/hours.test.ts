/** Hours of Slack in seconds: what rings, what waits, and what is said when Slack was away. Real jobs; the clock is the test's. */
import { afterEach, expect, test } from 'vitest';
import { hour, minute } from '../../src/kernel/durations.ts';
import { clockTime } from '../../src/kernel/zone.ts';
import { until } from '../lab/bench-host.ts';
import { openTimedBot, type TimedBot, waitsFor } from './timed-bot.ts';

let opened: TimedBot | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});
async function open(recipes: object): Promise<TimedBot> {
  opened = await openTimedBot({ people, recipes });
  return opened;
}

const people = {
  ada: { slack: 'U01', roles: ['operator', 'admin'], timezone: 'America/Chicago' },
  bob: { slack: 'T01/U02', roles: ['operator'], timezone: 'America/Chicago' },
};
const recipe = (run: string[], more: object = {}) => ({
  about: 'For the test',
  category: 'benchmarks',
  exclusive: 'none',
  steps: [{ phase: 'only', run }],
  ...more,
});

async function started(house: TimedBot, user: string, text: string): Promise<string> {
  expect(await house.lab.slash(user, 'C01', text)).toMatchObject({ ok: true });
  const card = () => house.lab.in('C01').find((message) => new RegExp(`^STARTED \\d+ ${text} `).test(message.text));
  // The pace of a room is one message a second.
  for (let n = 0; n < 500 && !card(); n += 1) {
    house.clock.advance(10);
    await house.rest();
  }
  return card()!.ts;
}

/** The clock of Chicago shows `time` next. */
async function passUntil(house: TimedBot, time: string): Promise<void> {
  const shown = clockTime(house.clock.now(), 'America/Chicago');
  const [from, to] = [shown, time].map((one) => Number(one.slice(0, 2)) * 60 + Number(one.slice(3)));
  await house.pass(((to! - from! + 1440) % 1440) * minute);
}

test('a quiet job of two hours rings its requester once: at the end', async () => {
  const house = await open({ long: recipe(waitsFor('go')) });
  const card = await started(house, 'U01', 'long');
  await house.pass(2 * hour - minute);
  expect(house.lab.rings('U01')).toEqual([]);
  const micro = house.lab.thread('C01', card).filter(({ text }) => text.startsWith('- ['));
  expect(micro.length).toBe(7);
  for (const { text } of micro)
    expect(text).toMatch(/^- \[\d\d:\d\d\] running — 1 long: .* Next: .*, update by \d\d:\d\d\. Resume: ssh -t m1 molt-ops attach 1\.$/);
  house.release('go');
  await house.ended(1);
  expect(house.lab.rings('U01').map(({ why }) => why)).toEqual(['mention']);
  expect(house.lab.rings('U02')).toEqual([]);
  const ending = house.lab.in('C01').filter(({ text }) => text.startsWith('DONE 1'));
  expect(ending).toHaveLength(2);
  expect(ending.map(({ text }) => text.includes('<@U01>')).sort()).toEqual([false, true]);
  expect(house.lab.thread('C01', card).filter(({ text }) => text.startsWith('REPORT 1'))).toHaveLength(1);
  expect(house.lab.scheduled).toEqual([]);
});

test('once a person has written in its thread, micro-reports go into the card and ring nobody', async () => {
  const house = await open({ long: recipe(waitsFor('go')) });
  const card = await started(house, 'U01', 'long');
  await house.pass(31 * minute);
  await house.lab.says('U02', 'C01', 'looks slow today', { thread: card });
  await house.pass(30 * minute);
  const inThread = house.lab.thread('C01', card).filter(({ text }) => text.startsWith('- ['));
  expect(inThread).toHaveLength(2);
  expect(house.lab.messages.find(({ ts }) => ts === card)?.text.match(/^- \[/gm)).toHaveLength(2);
  expect([...house.lab.rings('U01'), ...house.lab.rings('U02')].filter(({ ts }) => !inThread.some((m) => m.ts === ts))).toEqual([]);
  house.release('go');
  await house.ended(1);
});

test('Slack away for an hour: jobs run on, and on its return there is one micro-report a job and every final report', async () => {
  const recipes = { one: recipe(waitsFor('one')), two: recipe(waitsFor('two')), three: recipe(waitsFor('three', 7)) };
  const house = await open(recipes);
  const cards = [await started(house, 'U01', 'one'), await started(house, 'U01', 'two'), await started(house, 'U02', 'three')];
  await house.pass(5 * minute);
  house.lab.down();
  await house.pass(30 * minute);
  house.release('two');
  house.release('three');
  await until('ends', () => house.host.jobs().filter(({ end }) => end).length === 2);
  await house.pass(30 * minute);
  house.lab.up();
  await house.pass(6 * minute);
  const microReports = cards.map((card) => house.lab.thread('C01', card).filter(({ text }) => text.startsWith('- [')).length);
  expect(microReports).toEqual([1, expect.any(Number), expect.any(Number)]);
  expect(Math.max(...microReports)).toBe(1);
  for (const [card, id] of [
    [cards[1]!, 2],
    [cards[2]!, 3],
  ] as const)
    expect(house.lab.thread('C01', card).filter(({ text }) => text.startsWith(`REPORT ${id}`))).toHaveLength(1);
  expect(house.lab.in('C01').filter(({ text }) => /^(?:DONE 2|FAILED 3)/.test(text) && text.includes('<@U0'))).toHaveLength(2);
  // Slack itself said that there was no sign, and the bot that it is back.
  expect(house.lab.in('C01').filter(({ text }) => text.startsWith('NO SIGN from m1'))).toHaveLength(1);
  expect(house.lab.in('C01').filter(({ text }) => text.startsWith('BACK m1 after'))).toHaveLength(1);
  house.release('one');
  await house.ended(1);
  expect(house.lab.thread('C01', cards[0]!).filter(({ text }) => text.startsWith('REPORT 1'))).toHaveLength(1);
});

test('a scheduled job that fails at night is told in the morning; its card, its report and its log are there at once', async () => {
  const house = await open({ nightly: recipe(['sh', '-c', 'echo broken; exit 3']) });
  await house.lab.slash('U01', 'C01', 'notify quiet 22:00-07:00');
  await house.lab.slash('U01', 'C01', 'schedule daily 02:00 nightly');
  await house.rest();
  await passUntil(house, '02:01');
  await house.ended(1);
  const seen = (what: RegExp) => house.lab.messages.filter(({ text }) => what.test(text));
  expect(seen(/^REPORT 1/)).toHaveLength(1);
  expect(seen(/^FAILED 1.*exit 3/s).filter(({ text }) => text.includes('<@U01>'))).toEqual([]);
  expect(house.lab.rings('U01')).toEqual([]);
  await passUntil(house, '06:58');
  expect(house.lab.rings('U01')).toEqual([]);
  await house.pass(5 * minute);
  expect(house.lab.rings('U01').map(({ why }) => why)).toEqual(['mention']);
  expect(seen(/^FAILED 1.*exit 3/s).filter(({ text }) => text.includes('<@U01>'))).toHaveLength(1);
});
