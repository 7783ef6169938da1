/** A bot that was away, stopped or killed: who had to answer gets that time once, and what they were told is put right with it. A real store, and a clock of the test's own for each life. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../adapters/sqlite/store.ts';
import { minute, second } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import { done, refuse } from '../kernel/result.ts';
import * as desk from '../locks/desk/desk.ts';
import { ada, at, bob, type Deed } from '../locks/desk/testing.ts';
import { dm, main, people } from './claim-news.fixture.ts';
import { type Admission, createLockDesk, type LockDesk } from './lock-desk.ts';
import type { OutboxRow, Store } from './store.ts';

interface Life {
  clock: FakeClock;
  store: Store;
  desk: LockDesk;
  /** How often something was to go out. */
  woken(): number;
  /** As the bot's line would. */
  does(deed: Deed): void;
  /** Time goes by, and what falls due is done. */
  until(time: string): Promise<void>;
  /** Nothing is written any more. */
  killed(): void;
}

let folder = '';
let lives: Life[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-ops-desk-'));
});
afterEach(() => {
  for (const one of lives) one.killed();
  lives = [];
  rmSync(folder, { recursive: true, force: true });
});

/** Another bot on the same database. `dies`: right after it has committed something. */
function live(time: string, { admits = () => true, dies = false }: { admits?(): boolean; dies?: boolean } = {}): Life {
  const clock = new FakeClock(at(time));
  const opened = openStore({ file: join(folder, 'molt-ops.db'), backups: join(folder, 'backups'), clock });
  if (!opened.ok) throw new Error(opened.refusal.message);
  const { store } = opened.value;
  let woken = 0;
  const lockDesk = createLockDesk({
    store,
    clock,
    admit: async (): Promise<Admission> =>
      admits() ? { is: 'admitted' } : { is: 'refused', refusal: refuse('away', 'The remote is away.').refusal },
    context: (state, asked) => ({
      now: clock.now(),
      zone: () => 'UTC',
      people,
      settings: store.settings,
      direct: ({ id }) => dm(id),
      adapters: ['slack'],
      rooms: [main],
      ...(asked && { asked }),
      told: store.outbox.get,
      isWaiting: (key) => store.outbox.get(key)?.posted === undefined,
      desk: state,
    }),
    quietUntil: () => undefined,
    policy: desk.standard,
    lockFile: 'docs/AGENT_LOCKS.md',
    look: async () => done({ dirty: [], commits: [] }),
    behind() {},
    wakeOutbox() {
      woken += 1;
      if (dies) life.killed();
    },
    log() {},
  });
  let isOver = false;
  const life: Life = {
    clock,
    store,
    desk: lockDesk,
    woken: () => woken,
    does(deed) {
      const outcome = deed(store.claims.desk());
      if (!('ok' in outcome) || !outcome.ok) throw new Error(JSON.stringify(outcome));
      const change = { from: store.claims.desk(), to: outcome.value.desk, news: outcome.value.news };
      store.transaction(() => {
        store.claims.changeDesk(change, 'test');
        for (const message of lockDesk.messages(change)) store.outbox.put(message);
      });
      lockDesk.changed();
    },
    async until(text) {
      while (clock.now() < at(text)) {
        clock.advance(Math.min(30 * second, at(text) - clock.now()));
        await lockDesk.alone(async () => {});
      }
    },
    killed() {
      if (isOver) return;
      isOver = true;
      // Its timers die with its clock.
      store.close();
    },
  };
  lives.push(life);
  return life;
}

const holds: Deed = (state) => desk.claim(state, { who: ada, paths: ['docs/'] }, at('09:00'));
const messageOf = ({ store }: Life, key: string): OutboxRow => store.outbox.get(key)!;
const reminder = `claim/1/ends@${at('13:00')}`;

test('killed again and again it gives the time back once, and the message that names the old one is put right once', async () => {
  const before = live('09:00');
  await before.desk.start();
  before.does(holds);
  await before.until('13:10');
  expect(messageOf(before, reminder).card.lines).toEqual(['Released 13:30 UTC unless kept']);
  const { version } = messageOf(before, reminder);
  before.killed();
  // Nothing was noted since the grace began.
  for (const time of ['15:00', '15:00', '15:01']) {
    await live(time, { dies: true })
      .desk.start()
      .catch(() => {});
    const again = live(time);
    expect(messageOf(again, reminder)).toMatchObject({
      version: version + 1,
      rings: true,
      card: { lines: ['Released 15:30 UTC unless kept'] },
    });
    again.killed();
  }
});

test('a line of the file that is taken over first does not end the absence, whatever comes in between', async () => {
  const before = live('09:00');
  await before.desk.start();
  before.does(holds);
  await before.until('13:10');
  before.desk.stop();
  before.killed();
  for (const [time, path] of [
    ['15:00', 'src/'],
    ['16:00', 'tools/'],
  ] as const) {
    const killed = live(time);
    await killed.desk.alone(() => killed.desk.commit(desk.adopt(killed.store.claims.desk(), { who: bob, paths: [path] }, at(time))));
    expect(killed.woken()).toBe(0);
    killed.killed();
  }
  const after = live('17:00');
  await after.desk.start();
  expect(messageOf(after, reminder).card.lines).toEqual(['Released 17:20 UTC unless kept']);
  expect(after.woken()).toBeGreaterThan(0);
});

test('what a remote that is away holds up is made up for once it is there again', async () => {
  let isThere = true;
  const before = live('09:00', { admits: () => isThere });
  await before.desk.start();
  before.does(holds);
  before.does((state) => desk.claim(state, { who: ada, paths: ['src/'] }, at('09:00')));
  await before.until('09:10');
  before.does((state) => desk.steal(state, { who: bob, lease: 1, why: 'x' }, at('09:10')));
  isThere = false;
  await before.until('09:26');
  before.does((state) => desk.handOver(state, { who: ada, lease: 2, to: bob }, at('09:26')));
  await before.until('09:27');
  before.desk.stop();
  before.killed();

  const after = live('12:00', { admits: () => isThere });
  await after.desk.start();
  await after.until('12:02');
  expect(after.store.claims.desk().handovers).toMatchObject([{ until: at('09:36') }]);
  isThere = true;
  await after.until('12:03');
  const { handovers, claims } = after.store.claims.desk();
  expect(handovers).toMatchObject([{ until: at('12:09') }]);
  expect(claims.map(({ holder, paths }) => `${holder.id} ${paths}`)).toEqual(['ada src/', 'bob docs/']);
  expect(messageOf(after, `claim/2/handover@${at('09:26')}`).card.title).toBe('OFFERED src/ by ada: take by 12:09');
  await after.until('12:10');
  expect(after.store.claims.desk().handovers).toEqual([]);
});

test('a start that is no absence changes nothing', async () => {
  const before = live('09:00');
  await before.desk.start();
  before.does(holds);
  await before.until('13:10');
  before.desk.stop();
  before.killed();
  const after = live('13:10');
  after.clock.advance(minute / 2);
  await after.desk.start();
  expect(messageOf(after, reminder).card.lines).toEqual(['Released 13:30 UTC unless kept']);
});
