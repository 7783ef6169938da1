import { expect, test } from 'vitest';
import { FakeClock } from '../../kernel/fake-clock.ts';
import { watchSilence } from './limits.ts';

function watch(limit: number) {
  const clock = new FakeClock(0);
  const told: string[] = [];
  const silence = watchSilence({
    limit,
    silent: (length) => told.push(`silent ${length}`),
    awake: () => told.push('awake'),
    monotonic: clock.now,
    after: (delay, run) => clock.after(delay, run),
  });
  return { clock, told, silence };
}

test('silence is told once, and its end once', () => {
  const { clock, told, silence } = watch(100);
  silence.begin();
  clock.advance(99);
  expect(told).toEqual([]);
  clock.advance(1000);
  silence.heard();
  silence.heard();
  expect(told).toEqual(['silent 100', 'awake']);
  clock.advance(100);
  expect(told).toEqual(['silent 100', 'awake', 'silent 100']);
});

test('output puts it off, and sets no timer of its own', () => {
  const { clock, told, silence } = watch(100);
  silence.begin();
  for (let n = 0; n < 10; n += 1) {
    clock.advance(60);
    silence.heard();
    expect(clock.pending).toBe(1);
  }
  clock.advance(99);
  expect(told).toEqual([]);
  clock.advance(1);
  expect(told).toEqual(['silent 100']);
});

test('between steps nobody is silent', () => {
  const { clock, told, silence } = watch(100);
  silence.begin();
  clock.advance(50);
  silence.end();
  clock.advance(1000);
  silence.heard();
  expect(clock.pending).toBe(0);
  silence.begin();
  clock.advance(99);
  expect(told).toEqual([]);
});
