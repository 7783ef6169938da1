import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readEvents } from './directory/events.ts';
import { type End, type Exit, files, type JobEvent } from './spec.ts';
import { isOver, provenExit, stateOf } from './state.ts';

const dir = mkdtempSync(join(tmpdir(), 'molt-fold-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const at = fc.integer({ min: 0, max: 2 ** 40 });
const exit: fc.Arbitrary<Exit> = fc.oneof(
  fc.constant({ code: 0 }),
  fc.record({ code: fc.integer({ min: 1, max: 255 }) }),
  fc.constant({ signal: 'SIGKILL' }),
);
const phase = fc.constantFrom('native', 'wasm', 'ü\u2028');
const stepNumber = fc.nat(3);
const event: fc.Arbitrary<JobEvent> = fc.oneof(
  fc.record({
    type: fc.constant('started' as const),
    at,
    pid: fc.nat(),
    startTicks: fc.constant('1'),
    bootId: fc.constant('b'),
    host: fc.constant('m1'),
  }),
  fc.record({
    type: fc.constant('withdrawn' as const),
    at,
    reason: fc.constantFrom('cancelled' as const, 'start failed' as const),
    why: fc.string(),
  }),
  fc.record({ type: fc.constant('phase' as const), at, phase, step: stepNumber, of: fc.constant(4) }),
  fc.record({ type: fc.constant('step-end' as const), at, phase, step: stepNumber, exit, took: fc.nat() }),
  fc.record({ type: fc.constant('stopping' as const), at, reason: fc.constantFrom('cancelled' as const, 'time limit' as const) }),
  fc.record({ type: fc.constant('stalled' as const), at, since: at }),
  fc.record({ type: fc.constant('awake' as const), at }),
  fc.record({ type: fc.constant('note' as const), at, text: fc.string() }),
);
const end: fc.Arbitrary<End> = fc.oneof(
  fc.record({ v: fc.constant(1 as const), at, outcome: fc.constant('exited' as const), exit }),
  fc.record({ v: fc.constant(1 as const), at, outcome: fc.constant('withdrawn' as const) }),
  fc.record({
    v: fc.constant(1 as const),
    at,
    outcome: fc.constant('lost' as const),
    why: fc.constantFrom('reboot' as const, 'shim killed' as const),
  }),
);

test('any prefix of events.jsonl, torn anywhere, has a state, and reading on gives what reading whole gives', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), fc.nat(), fc.option(end, { nil: undefined }), (events, cut, over) => {
      const bytes = Buffer.from(events.map((e) => `${JSON.stringify({ v: 1, ...e })}\n`).join(''));
      const torn = bytes.subarray(0, bytes.length === 0 ? 0 : cut % bytes.length);
      writeFileSync(join(dir, files.events), torn);
      const before = readEvents(dir);
      expect(isOver(stateOf({ asked: 'starting', events: before.events }))).toBe(false);
      expect(isOver(stateOf({ asked: 'starting', events: before.events, end: over }))).toBe(over !== undefined);
      writeFileSync(join(dir, files.events), bytes);
      const after = readEvents(dir, before.offset);
      expect([...before.events, ...after.events].map(({ v: _, ...e }: JobEvent & { v?: number }) => e)).toEqual(events);
      expect(after.offset).toBe(bytes.length);
    }),
  );
});

test('once over, more lines never take that back', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 8 }), fc.array(event, { maxLength: 8 }), end, (events, more, over) => {
      expect(isOver(stateOf({ asked: 'queued', events, end: over }))).toBe(true);
      expect(isOver(stateOf({ asked: 'queued', events: [...events, ...more], end: over }))).toBe(true);
    }),
  );
});

test('lines that are no events, or of a later version, say nothing', () => {
  writeFileSync(
    join(dir, files.events),
    '{"type":"note","at":1,"text":"a"}\nnot json\n{"type":"later","at":2}\n[]\nnull\n{"type":"constructor","at":1}\n{"type":"awake","at":3}\n',
  );
  expect(readEvents(dir).events.map((e) => e.type)).toEqual(['note', 'awake']);
});

const ended = (step: number, how: Exit): JobEvent => ({ type: 'step-end', at: 1, phase: 'p', step, exit: how, took: 1 });
const begun = (step: number): JobEvent => ({ type: 'phase', at: 1, phase: 'p', step, of: 2 });
const stopping: JobEvent = { type: 'stopping', at: 1, reason: 'cancelled' };
const two = [{ continue: false }, { continue: false }];
const goOn = [{ continue: true }, { continue: true }];

test.each<[string, { continue: boolean }[], JobEvent[], Exit | undefined]>([
  ['nothing yet', two, [], undefined],
  ['one of two', two, [begun(0), ended(0, { code: 0 })], undefined],
  ['in the second', two, [begun(0), ended(0, { code: 0 }), begun(1)], undefined],
  ['both', two, [begun(0), ended(0, { code: 0 }), begun(1), ended(1, { code: 0 })], { code: 0 }],
  ['the first failed', two, [begun(0), ended(0, { code: 7 })], { code: 7 }],
  ['the first failed and it goes on', goOn, [begun(0), ended(0, { code: 7 })], undefined],
  ['failed, went on, and ended', goOn, [begun(0), ended(0, { code: 7 }), begun(1), ended(1, { signal: 'SIGKILL' })], { code: 7 }],
  ['stopped in the first', goOn, [begun(0), stopping, ended(0, { signal: 'SIGTERM' })], { signal: 'SIGTERM' }],
  ['stopped between two', goOn, [begun(0), ended(0, { code: 0 }), stopping], { code: 0 }],
  ['stopping, and still running', goOn, [begun(0), stopping], undefined],
])('proven exit: %s', (_, steps, events, expected) => {
  expect(provenExit(steps, events)).toEqual(expected);
});
