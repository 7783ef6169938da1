/** The whole bot with a room of a chat platform in place of a console, and a clock of the test's own. Jobs are real. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Incoming } from '../src/chat/adapter.ts';
import { refusalText } from '../src/chat/answers.ts';
import { FakePlatform } from '../src/chat/fake-adapter.ts';
import { type Bot, compose } from '../src/compose.ts';
import { hour, minute } from '../src/kernel/durations.ts';
import { FakeClock } from '../src/kernel/fake-clock.ts';
import { plainText } from '../src/reports/card.ts';
import { BenchHost, until } from './lab/bench-host.ts';

const recipe = (script: string, more: object = {}) => ({
  about: 'For the test',
  category: 'compiler',
  exclusive: 'none',
  steps: [{ phase: 'only', run: ['sh', '-c', script] }],
  ...more,
});
const recipes = {
  quick: recipe('echo quick'),
  fails: { ...recipe('echo "error: no $0"; exit 7'), options: { loud: { type: 'flag' }, level: { type: 'int', max: 9 } } },
  waits: recipe('echo row; until [ -e "$HOME/go" ]; do sleep 0.05; done'),
};
const eve = 'T01/U09';
const ada = 'T01/U01';

let host: BenchHost;
let bot: Bot;
let errors: string[];
const clock = new FakeClock(Date.now());
const platform = new FakePlatform('slack');
let said = 0;

beforeAll(async () => {
  host = new BenchHost({
    recipes,
    people: { bob: { slack: 'T01/U02', roles: ['viewer'] } },
    rooms: [{ slack: 'C01', digest: '0 * * * *' }],
  });
  await open();
}, 30_000);
afterAll(async () => {
  await bot?.stop();
  await host?.close();
});

async function open(): Promise<void> {
  errors = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => errors.push(String(text)) > 0);
  const program = resolve(import.meta.dirname, '..');
  const paths = { program, home: host.home, config: host.config, logs: host.logs };
  const made = await compose({ env: host.env, cwd: host.root, paths, adapters: [platform.adapter()], clock });
  if (!made.ok) throw new Error(made.refusal.message);
  bot = made.value;
  await bot.start();
  stderr.mockRestore();
}

/** Says it in the room, and gives back what is answered: a text, or the number of the job that was started. */
async function say(text: string, more: Partial<Incoming> = {}): Promise<string | number> {
  const id = more.id ?? `e${++said}`;
  platform.says({ id, place: { adapter: 'slack', room: 'C01' }, sender: ada, text, at: clock.now(), addressed: true, ...more });
  const told = await bot.answers.outcome(`slack:${id}`);
  if (!told.ok) return refusalText(told.refusal);
  return told.job ?? (told.card ? plainText(told.card) : '');
}
const posted = (what: RegExp): Promise<string> =>
  until(String(what), () => platform.messages.map(({ card }) => plainText(card)).find((text) => what.test(text)), 10_000);
const count = (what: RegExp): number => platform.messages.filter(({ card }) => what.test(plainText(card))).length;
const specs = () => host.jobs().map(({ spec }) => spec);
const ended = (id: number) => until(`end of ${id}`, () => host.jobs().find(({ spec }) => spec.id === id)?.end);

describe('the first admin', () => {
  const code = (): string => /molt pair (\S+)/.exec(errors.join(''))![1]!;

  test('until then strangers may nothing but be told their id, and a viewer may not make one', async () => {
    expect(await say('quick', { sender: eve })).toMatch(/don't know you here\. Your id is T01\/U09/s);
    expect(await say('people add eve admin', { sender: 'T01/U02' })).toMatch(/Only an admin may change people/);
    expect(specs()).toEqual([]);
  });

  test('pairs by the code that the bot printed, which is of no use after that', async () => {
    expect(await say('pair wrong ada')).toMatch(/^You were not paired\. That code is wrong, used or too old/);
    expect(await say(`pair ${code()} ada`)).toMatch(/^PAIRED: you are ada, admin/);
    expect(await say(`pair ${code()} eve`, { sender: eve })).toMatch(/^You were not paired\. That code is wrong/);
    expect(await say('whoami', { sender: eve })).toMatch(/^UNKNOWN here/);
  });
});

describe('a job that was asked for in a room', () => {
  test('has a card, its ending rings, its report hangs in the thread of the card', async () => {
    expect(await say('quick')).toBe(1);
    await posted(/^DONE 1 quick: /);
    const report = await until('report', () => platform.messages.find(({ key }) => key.startsWith('report/1/')));
    const card = platform.messages.find(({ key }) => key.startsWith('card/1/'))!;
    expect(report.place.thread).toBe(card.ref);
    expect(platform.rings('ada')).toBe(1);
  });

  test('the same within three minutes is asked about, and later is not', async () => {
    const count = specs().length;
    clock.advance(2 * minute);
    expect(await say('quick')).toMatch(/^SAME as 1: another "quick"\?\n1 was started 2m/);
    expect(specs()).toHaveLength(count);
    clock.advance(2 * minute);
    expect(await say('quick')).toBe(2);
    await ended(2);
  });

  test('again of one that failed has the same options', async () => {
    expect(await say('fails --level 3 --loud')).toBe(3);
    await ended(3);
    expect(await posted(/^FAILED 3 fails: /)).toMatch(/exit 7/);
    clock.advance(4 * minute);
    expect(await say('again 3')).toBe(4);
    await ended(4);
    expect(
      specs()
        .map(({ again, options, asked }) => [again, options, asked.canonical])
        .slice(2),
    ).toEqual([
      [undefined, { loud: true, level: 3 }, 'fails --loud --level 3'],
      [3, { loud: true, level: 3 }, 'fails --loud --level 3'],
    ]);
  });

  test('its start is taken back within ten minutes, and not after that', async () => {
    expect(await say('waits')).toBe(5);
    await host.running(5);
    clock.advance(10 * minute + 1);
    expect(await say('undo')).toMatch(/^You did nothing in the last 10 minutes/);
    expect(host.jobs()[4]!.end).toBeUndefined();
  });

  test('speaks each quarter of an hour in its thread, but not where it is muted', async () => {
    const micro = /running — 5 waits: /;
    clock.advance(15 * minute);
    const before = await until('those of 15 and 30 minutes', () => count(micro) >= 2 && count(micro));
    expect(await say('mute 5')).toMatch(/^MUTED 5 waits/);
    clock.advance(15 * minute);
    expect(await say('unmute 5')).toMatch(/^UNMUTED 5 waits/);
    expect(count(micro)).toBe(before);
    clock.advance(15 * minute);
    await until('micro-report', () => count(micro) > before);
    writeFileSync(join(host.root, 'go'), '');
    await ended(5);
  });
});

function commitAt(time: number): void {
  const who = {
    GIT_AUTHOR_NAME: 'test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
  };
  const env = { ...host.env, ...who, GIT_COMMITTER_DATE: new Date(time).toISOString() };
  execFileSync('git', ['-C', host.workspace, 'commit', '-qm', 'second', '--allow-empty'], { env });
}

describe('a line that comes late', () => {
  let [then, now] = ['', ''];

  test('is asked about, with the commit then and now', async () => {
    then = host.git('rev-parse', 'HEAD').trim();
    // git tells the time of a move in whole seconds, and by its own clock.
    const sent = Date.now();
    clock.set(sent + 2 * hour);
    commitAt(sent + hour);
    now = host.git('rev-parse', 'HEAD').trim();
    expect(await say('quick', { at: sent })).toMatch(
      new RegExp(`^LATE: still run "quick"\\?\\nSent .*\\nHEAD moved: ${then.slice(0, 7)} → ${now.slice(0, 7)}\\nLapses at`),
    );
  });

  test('and a yes after an hour starts nothing', async () => {
    const before = specs().length;
    clock.advance(hour + 1);
    platform.says({ id: 'yes', place: { adapter: 'slack', room: 'C01' }, sender: ada, text: 'yes', at: clock.now(), addressed: false });
    await bot.answers.outcome('slack:yes');
    expect(specs()).toHaveLength(before);
  });
});

test('the status of the room is posted each time its time comes, and rings nobody', async () => {
  const posts = () => platform.messages.filter(({ key }) => key.startsWith('digest/slack/C01/'));
  const before = posts().length;
  clock.advance(hour);
  await until('status', () => posts().length > before, 10_000);
  expect(posts()).toHaveLength(before + 1);
  expect(posts().at(-1)).toMatchObject({ rang: false, card: { title: expect.stringMatching(/^STATUS 0 running, 0 queued/) } });
});
