import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { harmless, mirrorTo } from './mirror.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each<[string, string, string]>([
  ['colours stay', '\x1b[1;31mred\x1b[0m', '\x1b[1;31mred\x1b[0m'],
  ['CR, LF and TAB stay', 'a\tb\r\n', 'a\tb\r\n'],
  ['a question to the terminal', 'a\x1b[cb\x1b[6nc', 'a[cb[6nc'],
  ['a title', '\x1b]0;title\x07', ']0;title'],
  ['a bell and a backspace', 'a\x07\b', 'a'],
  ['C1', 'a\u009b31mb\u0085', 'a31mb'],
])('%s', (_, text, shown) => expect(harmless(text)).toBe(shown));

test('nothing active comes through', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('\x1b', '[', ']', 'c', 'm', '1', ';', '\x9b', '\0', '\n', 'é') }), (text) => {
      const rest = harmless(text).replace(/\x1b\[[\d;:]*m/g, '');
      expect(rest).not.toMatch(/[^\P{Cc}\r\n\t]/u);
    }),
  );
});

test('much output is a few writes of its last 8 KiB', () => {
  const writes: string[] = [];
  const mirror = mirrorTo((text) => writes.push(text));
  for (let n = 0; n < 100; n += 1) mirror.output(Buffer.from(`${String(n).repeat(500)}\n`));
  vi.advanceTimersByTime(50);
  expect(writes).toHaveLength(2);
  expect(writes[1]!.length).toBe(8192);
  expect(writes[1]!.endsWith('99\n')).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('a line of ours is shown at once, after what came before it', () => {
  const writes: string[] = [];
  const mirror = mirrorTo((text) => writes.push(text));
  mirror.output(Buffer.from('a'));
  mirror.output(Buffer.from('b\n'));
  mirror.line('==> over');
  expect(writes.join('')).toBe('ab\n==> over\n');
});
