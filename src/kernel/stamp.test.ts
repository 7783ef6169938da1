import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stamp, stampLength, stampPiece, unstamp, unstamper } from './stamp.ts';

test.each([0, -5, Date.UTC(2026, 10, 22, 9, 34, 12, 345), Date.UTC(9999, 11, 31), 8.64e15, Number.NaN])(
  'a stamp of %d is 25 bytes',
  (at) => {
    expect(stamp(at)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z $/);
    expect(stamp(at)).toHaveLength(stampLength);
  },
);

test('a stamp says the time', () => expect(stamp(Date.UTC(2026, 10, 22, 9, 34, 12, 345))).toBe('2026-11-22T09:34:12.345Z '));

test.each<[string, string, boolean, string, boolean]>([
  ['nothing stays nothing', '', false, '', false],
  ['nothing leaves a line open', '', true, '', true],
  ['a whole line', 'a\n', false, '>a\n', false],
  ['the rest of a line', 'a\n', true, 'a\n', false],
  ['an open line', 'a\nb', false, '>a\n>b', true],
  ['empty lines', '\n\n', false, '>\n>\n', false],
  ['a carriage return is a byte like any other', 'a\rb\r\n', false, '>a\rb\r\n', false],
])('%s', (_, piece, open, text, after) => expect(stampPiece(piece, open, '>')).toEqual({ text, open: after }));

/** Bytes that look like what could fool an inverse. */
const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\r\n', '==> phase native 1/2: x\n', '2026-11-22T09:34:12.345Z ', '\n\n', 'no end', '\0', '\xff'),
      fc.string({ unit: 'binary-ascii', maxLength: 30 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** A log as the shim makes it: pieces of output, and now and then lines of its own. */
const logs = fc
  .array(fc.record({ piece: bytes, at: fc.integer({ min: 0, max: 4e12 }), own: fc.boolean() }), { maxLength: 12 })
  .map((parts) => {
    let log = '';
    let raw = '';
    let open = false;
    const markers: { offset: number; length: number; newline: boolean }[] = [];
    for (const { piece, at, own } of parts) {
      const stamped = stampPiece(piece, open, stamp(at));
      log += stamped.text;
      raw += piece;
      open = stamped.open;
      if (!own) continue;
      const text = `${open ? '\n' : ''}${stamp(at)}==> native: exit 0 in 12.3 s\n`;
      markers.push({ offset: log.length, length: text.length, newline: open });
      log += text;
      open = false;
    }
    return { log: Buffer.from(log, 'latin1'), raw, markers };
  });

test('the exact bytes come back, whatever they are and however the clock runs', () => {
  fc.assert(
    fc.property(logs, ({ log, raw, markers }) => {
      expect(unstamp(log, markers).toString('latin1')).toBe(raw);
    }),
  );
});

test('they come back in pieces too, wherever the log is cut', () => {
  fc.assert(
    fc.property(logs, fc.array(fc.nat(40), { minLength: 1 }), ({ log, raw, markers }, cuts) => {
      const take = unstamper(markers);
      let out = '';
      for (let at = 0, n = 0; at < log.length; n += 1) {
        const next = at + 1 + cuts[n % cuts.length]!;
        out += take(log.subarray(at, next)).toString('latin1');
        at = next;
      }
      expect(out).toBe(raw);
    }),
  );
});

test('from the middle of a log on', () => {
  const head = `${stamp(1)}one\n`;
  const log = Buffer.from(`${head}${stamp(1)}==> m\n${stamp(2)}two\n`);
  const markers = [{ offset: head.length, length: stampLength + 6, newline: false }];
  expect(unstamp(log.subarray(head.length), markers, head.length).toString()).toBe('two\n');
});

test('a marker whose bytes were never written takes nothing away', () => {
  const log = Buffer.from(`${stamp(1)}one\n`);
  expect(unstamp(log, [{ offset: log.length, length: 60 }]).toString()).toBe('one\n');
});
