import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { unstamp } from '../../kernel/stamp.ts';
import type { JobEvent, Marker } from '../spec.ts';
import { type Disk, disk } from './disk.ts';
import { openEvents } from './events.ts';
import { type Log, openLog } from './log.ts';

const folder = mkdtempSync(join(tmpdir(), 'molt-log-'));
let number = 0;

/** A disk with room for so many bytes of a file; `room` can be changed. */
function smallDisk(room: number): Disk & { room: number } {
  const small = {
    room,
    write(fd: number, bytes: Buffer, position: number) {
      const fits = Math.min(bytes.length, small.room - position);
      if (fits <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      return disk.write(fd, bytes.subarray(0, fits), position);
    },
    truncate: disk.truncate,
  };
  return small;
}

function open(limit = 2 ** 31, on: Disk = disk) {
  const path = join(folder, `log-${number++}`);
  const events: JobEvent[] = [];
  const fd = openSync(path, 'wx');
  const log = openLog({ fd, limit, now: () => Date.UTC(2026, 10, 22) + events.length, emit: (e) => events.push(e), disk: on });
  const read = (): Buffer => readFileSync(path);
  const markers = (): Marker[] => events.flatMap((e) => ('log' in e && e.log ? [e.log] : []));
  return { log, events, read, raw: () => unstamp(read(), markers()).toString('latin1') };
}

const say = (log: Log, events: JobEvent[], text: string): void =>
  log.say([text], (place) => events.push({ type: 'note', at: 0, text, ...(place && { log: place }) }));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what the steps wrote comes back, whatever stands between', () => {
  const part = fc.record({ out: fc.string({ unit: 'binary-ascii', maxLength: 60 }), own: fc.boolean() });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const { log, events, raw } = open();
      for (const { out, own } of parts) {
        log.output(Buffer.from(out, 'latin1'));
        if (own) say(log, events, 'native: exit 0 in 12.3 s');
      }
      log.finish();
      expect(raw()).toBe(parts.map((p) => p.out).join(''));
    }),
    { numRuns: 50 },
  );
});

test('our own line ends an open one, and says so', () => {
  const { log, events, read } = open();
  log.output(Buffer.from('no end'));
  say(log, events, 'over');
  expect(read().toString()).toMatch(/Z no end\n\d\S+Z ==> over\n$/);
  expect(events).toMatchObject([{ log: { offset: 31, newline: true } }]);
});

test('the event is told before the bytes are written', () => {
  const { log, read } = open();
  log.say(['x'], () => expect(read()).toHaveLength(0));
  expect(read().length).toBeGreaterThan(0);
});

test('over the limit whole lines are kept, the rest is counted and told', () => {
  const { log, events, read, raw } = open(3 * 30);
  log.output(Buffer.from('1234\n5678\nabcd\nefgh\n'));
  log.output(Buffer.from('more\n'));
  log.finish();
  expect(raw()).toBe('1234\n5678\nabcd\n');
  expect(events).toMatchObject([
    { type: 'gap', reason: 'log limit', bytes: 5 },
    { type: 'gap', reason: 'log limit', bytes: 10, log: { offset: 90 } },
  ]);
  expect(read().toString()).toContain('==> the log is at its limit of 90 bytes: 10 bytes of output are missing above\n');
});

test('kept and missing bytes add up to all that was said', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', '\n'), maxLength: 40 }), { maxLength: 10 }),
      fc.nat(400),
      (pieces, limit) => {
        const { log, events, raw } = open(limit);
        for (const piece of pieces) log.output(Buffer.from(piece));
        log.finish();
        const missing = Math.max(0, ...events.flatMap((e) => (e.type === 'gap' ? [e.bytes] : [])));
        const all = pieces.join('');
        expect(all.startsWith(raw())).toBe(true);
        expect(raw().length + missing).toBe(all.length);
      },
    ),
  );
});

test('a full disk: output is drained and counted, and goes on when there is room', () => {
  const small = smallDisk(100);
  const { log, events, read, raw } = open(2 ** 31, small);
  log.output(Buffer.from('before\n'));
  log.output(Buffer.from('does not fit any more, not even one half of it, by no means at all\n'));
  log.output(Buffer.from('nor this\n'));
  vi.advanceTimersByTime(5000);
  small.room = 10_000;
  log.output(Buffer.from('lost\n'));
  expect(read()).toHaveLength(32);
  vi.advanceTimersByTime(5000);
  log.output(Buffer.from('after\n'));
  log.finish();
  expect(raw()).toBe('before\nafter\n');
  expect(events).toMatchObject([
    { type: 'gap', reason: 'disk full', bytes: 67 },
    { type: 'gap', reason: 'disk full', bytes: 81, log: { offset: 32 } },
  ]);
  expect(read().toString()).toContain('==> the disk was full: 81 bytes of output are missing here\n');
  expect(vi.getTimerCount()).toBe(0);
});

test('a line of our own that met a full disk stands at the place that its event told', () => {
  const small = smallDisk(40);
  const { log, events, raw, read } = open(2 ** 31, small);
  log.output(Buffer.from('open line'));
  say(log, events, 'native: exit 0');
  say(log, events, 'said while full');
  small.room = 10_000;
  vi.advanceTimersByTime(5000);
  log.output(Buffer.from('later\n'));
  expect(raw()).toBe('open linelater\n');
  expect(read().toString()).toMatch(/open line\n\S+ ==> native: exit 0\n\S+ ==> the disk was full: 0 bytes/);
});

test('still full at the end: nothing waits, and the events tell', () => {
  const { log, events } = open(2 ** 31, smallDisk(0));
  log.output(Buffer.from('gone\n'));
  log.finish();
  expect(events.at(-1)).toMatchObject({ type: 'gap', reason: 'disk full', bytes: 5 });
  expect(vi.getTimerCount()).toBe(0);
});

test('events give up the reserve, then wait for room, and keep their order', async () => {
  const small = smallDisk(59);
  const path = join(folder, 'events.jsonl');
  const reserve = join(folder, 'reserve');
  closeSync(openSync(reserve, 'w'));
  let rings = 0;
  const events = openEvents(openSync(path, 'wx'), reserve, () => rings++, small);
  events.append({ type: 'awake', at: 1 });
  events.append({ type: 'awake', at: 2 });
  events.append({ type: 'awake', at: 3 });
  expect(() => readFileSync(reserve)).toThrow('ENOENT');
  let settled = false;
  const waiting = events.settled().then(() => {
    settled = true;
  });
  await Promise.resolve();
  expect([settled, rings]).toEqual([false, 1]);
  small.room = 10_000;
  vi.advanceTimersByTime(5000);
  await waiting;
  expect(
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l)),
  ).toEqual([1, 2, 3].map((at) => ({ v: 1, type: 'awake', at })));
});
