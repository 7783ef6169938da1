/** A day: a bench from a train, a quiet thread, the power that fails, and what is said about it. A real bot that is killed, real jobs; Slack's own clock is the test's. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { BenchHost, type BotProcess, until } from '../lab/bench-host.ts';
import { type LabMessage, SlackLab } from '../lab/slack/lab.ts';

const waitsFor = (name: string, rows = ''): string[] => ['sh', '-c', `${rows} until [ -e "$HOME/${name}" ]; do sleep 0.05; done`];
const recipe = (run: string[], more: object = {}) => ({
  about: 'For the test',
  category: 'benchmarks',
  exclusive: 'none',
  steps: [{ phase: 'wasm', run, progress: { row: '^row', of: 45 } }],
  ...more,
});

let clock: FakeClock;
let lab: SlackLab;
let host: BenchHost;
let bot: BotProcess;

beforeAll(async () => {
  clock = new FakeClock(Date.now());
  lab = await SlackLab.open({ clock });
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  host = new BenchHost(
    {
      recipes: {
        bench: recipe(waitsFor('bench', 'for i in 1 2 3; do echo row $i; done;'), { options: { linked: { type: 'flag' } } }),
        night: recipe(waitsFor('never', 'for i in 1 2; do echo row $i; done;')),
      },
      people: { ada: { slack: 'U01', roles: ['operator', 'admin'] } },
      rooms: [{ slack: 'C01' }],
    },
    { env: { ...lab.env, MOLT_OPS_REPORTS_EVERY: '2s' } },
  );
  bot = host.serve();
  expect(await bot.ready).toBe(true);
}, 60_000);

afterAll(async () => {
  await host?.close();
  await lab?.close();
});

const seen = (what: RegExp): LabMessage | undefined => lab.in('C01').find(({ text }) => what.test(text));
const comes = (what: RegExp): Promise<LabMessage> => until(String(what), () => seen(what));
const thread = (card: LabMessage, what: RegExp): LabMessage[] => lab.thread('C01', card.ts).filter(({ text }) => what.test(text));

test('from the first line to the job that is started again after the power failed', async () => {
  await lab.slash('U01', 'C01', 'bench —linked');
  const card = await comes(
    /^STARTED 1 bench --linked · ada\n\w{7} main, clean · m1\nwasm \d\/45 · first run, no ETA\nUpdate by \d\d:\d\d C[SD]T$/,
  );
  await until('three micro-reports', () => thread(card, /^- \[\d\d:\d\d\] running — 1 bench: wasm 3\/45/).length >= 3);
  expect(lab.rings('U01')).toEqual([]);
  expect(lab.scheduled).toHaveLength(1);
  writeFileSync(join(host.root, 'bench'), '');
  const done = await until('its end', () =>
    lab.in('C01').find(({ text }) => /^DONE 1 bench: exit 0 in /.test(text) && text.endsWith('<@U01>')),
  );
  await until('its report', () => thread(card, /^REPORT 1 bench: succeeded/).length === 1);
  expect(lab.rings('U01')).toEqual([expect.objectContaining({ ts: done.ts, why: 'mention' })]);
  await until('nothing to wait for', () => lab.scheduled.length === 0);

  await lab.slash('U01', 'C01', 'night');
  const night = await comes(/^STARTED 2 night/);
  const shim = await host.running(2);
  await until('a message in reserve', () => lab.scheduled.length === 1 && thread(night, /^- \[/).length > 0);
  // The power fails: bot and job are gone at once.
  process.kill(shim, 'SIGKILL');
  bot.child.kill('SIGKILL');
  await bot.ended;
  expect(seen(/^NO SIGN/)).toBeUndefined();
  clock.advance(11 * minute);
  const alarm = await comes(
    /^NO SIGN from m1 since \d\d:\d\d C[SD]T\nSent by Slack's timer, not by m1\n2 night may still run \(wasm \d\/45\)/,
  );
  expect(lab.rings('U01').map(({ ts }) => ts)).toContain(alarm.ts);

  bot = host.serve();
  expect(await bot.ready).toBe(true);
  const lost = await comes(/^LOST 2 night at wasm 2\/45, not re-run/);
  await until('its report', () => thread(night, /^REPORT 2 night: lost/).length === 1);
  expect(lab.in('C01').filter(({ text }) => /^(?:LOST 2 night at|DONE 1 bench: exit)/.test(text))).toHaveLength(2);
  expect(lab.scheduled).toEqual([]);
  await lab.press('U01', 'C01', lost.ts, 'Again');
  await comes(/^STARTED 3 night · ada/);
  await lab.says('U01', 'C01', '<@UBOT01> how’s it going?');
  await until('an answer', () => lab.in('C01').some(({ user, text }) => user === 'UBOT01' && /^(?:STARTED|RUNNING) 3 night/.test(text)));
  await lab.slash('U01', 'C01', 'kill it');
  const sure = await comes(/^(?:SURE|CONFIRM|STOP|Stop|DO YOU|GUESS|MEANT|RUN)[^\n]*stop/i);
  await lab.press('U01', 'C01', sure.ts, 'Yes');
  await comes(/^CANCELLED 3 night · ada/);
  // A clean stop leaves nothing behind that could raise an alarm.
  bot.child.kill('SIGTERM');
  expect((await bot.ended).code).toBe(0);
  expect(lab.scheduled).toEqual([]);
});
