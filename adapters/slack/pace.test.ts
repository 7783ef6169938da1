/** How fast messages and edits go out, whatever is asked for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hour, minute, second } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { createPace } from './pace.ts';
import { seed } from './testing.ts';

function house() {
  const clock = new FakeClock();
  const pace = createPace(clock);
  const began = clock.now();
  const went: { channel: string; n: number; at: number }[] = [];
  let asked = 0;
  const ask = (channel: string): void => {
    const n = asked++;
    void pace.turn(channel).then(() => went.push({ channel, n, at: clock.now() - began }));
  };
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 3; n += 1) await null;
  };
  /** In steps, for what comes of a timer comes a moment later. */
  const pass = async (span: number, step = 100): Promise<void> => {
    await settle();
    for (let left = span; left > 0; left -= step) {
      clock.advance(Math.min(step, left));
      await settle();
    }
  };
  return {
    clock,
    pace,
    went,
    ask,
    pass,
    settle,
    times: (channel: string) => went.filter((one) => one.channel === channel).map(({ at }) => at),
  };
}

describe('messages', () => {
  test('go to a channel one a second, and to another at once', async () => {
    const h = house();
    for (const channel of ['C01', 'C01', 'C01', 'C02']) h.ask(channel);
    await h.pass(5 * second);
    expect(h.times('C01')).toEqual([0, 1000, 2000]);
    expect(h.times('C02')).toEqual([0]);
  });

  test('go at once where none went for a while', async () => {
    const h = house();
    h.ask('C01');
    await h.pass(10 * second);
    h.ask('C01');
    await h.settle();
    expect(h.times('C01')).toEqual([0, 10_000]);
  });

  test('wait as long as Slack has said, in that channel alone', async () => {
    const h = house();
    h.ask('C01');
    await h.settle();
    h.pace.rest('C01', 30 * second);
    for (const channel of ['C01', 'C01', 'C02']) h.ask(channel);
    await h.pass(minute);
    expect(h.times('C01')).toEqual([0, 30_000, 31_000]);
    expect(h.times('C02')).toEqual([0]);
  });

  test('a shorter rest takes nothing back', async () => {
    const h = house();
    h.pace.rest('C01', 30 * second);
    h.pace.rest('C01', second);
    h.ask('C01');
    await h.pass(minute);
    expect(h.times('C01')).toEqual([30_000]);
  });

  test('a clock that is set back makes nothing wait for hours', async () => {
    const h = house();
    h.ask('C01');
    await h.settle();
    h.clock.set(h.clock.now() - 3 * hour);
    h.ask('C01');
    const before = h.clock.now();
    await h.pass(5 * minute, second);
    expect(h.went).toHaveLength(2);
    expect(h.clock.now() - before).toBeLessThanOrEqual(5 * minute);
  });

  test(`never two within a second of each other, never out of their order, and never later than they must (seed ${seed})`, async () => {
    const plan = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 12 }).map((n) => n * 250), channel: fc.constantFrom('C01', 'C02', 'C03') }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(plan, async (steps) => {
        const h = house();
        const due = new Map<string, number[]>();
        let now = 0;
        for (const { wait, channel } of steps) {
          await h.pass(wait, 250);
          now += wait;
          const times = due.get(channel) ?? [];
          due.set(channel, [...times, Math.max(now, (times.at(-1) ?? -second) + second)]);
          h.ask(channel);
        }
        await h.pass(40 * second, 250);
        for (const [channel, times] of due) {
          expect(h.times(channel)).toEqual(times);
          const order = h.went.filter((one) => one.channel === channel).map(({ n }) => n);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      }),
      { seed, numRuns: 30 },
    );
  });
});

describe('messages to many channels', () => {
  test('go at once as long as Slack takes them, and then in the order in which they were asked for', async () => {
    const h = house();
    const channels = Array.from({ length: 500 }, (_, n) => `C${n}`);
    for (const channel of channels) h.ask(channel);
    await h.settle();
    expect(h.went).toHaveLength(280);
    await h.pass(2 * minute, 50);
    expect(h.went.map(({ channel }) => channel)).toEqual(channels);
    const inAMinute = (from: number): number => h.went.filter(({ at }) => at >= from && at < from + minute).length;
    expect(inAMinute(1)).toBeLessThanOrEqual(281);
    expect(h.went.at(-1)!.at).toBeLessThanOrEqual((220 / 280) * minute + 100);
  });

  test('are shared evenly by channels that always have more to say', async () => {
    const h = house();
    const said = new Map<string, number>();
    const channels = Array.from({ length: 20 }, (_, n) => `C${n}`);
    const talk = async (channel: string): Promise<void> => {
      for (let n = 0; n < 40; n += 1) {
        await h.pace.turn(channel);
        said.set(channel, n + 1);
      }
    };
    for (const channel of channels) void talk(channel);
    await h.pass(80 * second);
    expect(Math.max(...said.values()) - Math.min(...said.values())).toBeLessThanOrEqual(1);
  });

  test('do not wait for hours where the clock is set back', async () => {
    const h = house();
    for (let n = 0; n < 300; n += 1) h.ask(`C${n}`);
    await h.pass(minute);
    h.clock.set(h.clock.now() - 3 * hour);
    h.ask('D1');
    await h.settle();
    expect(h.went.at(-1)!.channel).toBe('D1');
  });
});

describe('edits', () => {
  test('48 go in a minute; the next is told how long to wait, and goes then', () => {
    const { clock, pace } = house();
    for (let n = 0; n < 48; n += 1) {
      expect(pace.edit()).toBe(0);
      clock.advance(100);
    }
    const wait = pace.edit();
    expect(wait).toBe(minute - 4800);
    clock.advance(wait - 1);
    expect(pace.edit()).toBe(1);
    clock.advance(1);
    expect(pace.edit()).toBe(0);
  });

  test('what is refused is not counted', () => {
    const { clock, pace } = house();
    for (let n = 0; n < 200; n += 1) pace.edit();
    clock.advance(minute);
    expect(pace.edit()).toBe(0);
  });

  test(`in no minute more than 48, and nobody who waits as told is refused (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 60, maxLength: 200 }), (waits) => {
        const { clock, pace } = house();
        const went: number[] = [];
        for (const wait of waits) {
          clock.advance(wait);
          const told = pace.edit();
          if (told > 0) {
            expect(told).toBeLessThanOrEqual(minute);
            clock.advance(told);
            expect(pace.edit()).toBe(0);
          }
          went.push(clock.now());
        }
        for (const at of went) expect(went.filter((other) => other > at - minute && other <= at).length).toBeLessThanOrEqual(48);
      }),
      { seed, numRuns: 50 },
    );
  });

  test('a clock that is set back stops none for long', () => {
    const { clock, pace } = house();
    for (let n = 0; n < 48; n += 1) pace.edit();
    clock.set(clock.now() - 3 * hour);
    expect(pace.edit()).toBeLessThanOrEqual(minute);
  });
});
