/** What of a job's files may leave the host: only files of jobs, only what is safe to show, and never a secret. */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../kernel/result.ts';
import { createMask, visible } from '../../kernel/text.ts';
import { readAttachment } from './attachment.ts';

const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);
const own = 's3cret-of-the-bot';
const mask = createMask([own]);
const root = mkdtempSync(join(tmpdir(), 'molt-ops-attachment-'));
const logs = join(root, 'logs');
const dir = join(logs, 'benchmarks', 'job_42');
const at = (name: string): string => join(dir, name);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const textOf = (read: Outcome<Buffer>): string => {
  if (!read.ok) throw new Error(read.refusal.message);
  return read.value.toString('utf8');
};
const read = (name: string, more: { last?: number; ours?: true } = {}): Outcome<Buffer> =>
  readAttachment(logs, { path: at(name), ...more }, mask);
function put(name: string, content: string | Buffer): string {
  writeFileSync(at(name), content);
  return name;
}

beforeAll(() => {
  mkdirSync(dir, { recursive: true });
  put('log', 'one\ntwo\n');
  writeFileSync(join(root, 'secret'), 'x');
  writeFileSync(join(root, 'linked'), 'x');
  symlinkSync(join(root, 'secret'), at('link'));
  symlinkSync(root, at('folder-link'));
  linkSync(join(root, 'linked'), at('hard'));
  execFileSync('mkfifo', [at('fifo')]);
});

test('a text that is known is sent as it may be shown, whatever stands in its place', () => {
  const sent = readAttachment('/nowhere', { path: '/nowhere/report.md', text: `done\nwith ${own}\u202e` }, mask);
  expect(textOf(sent)).toBe('done\nwith ‹masked›⟨U+202E⟩');
});

describe('a file', () => {
  test('of a job is sent whole', () => expect(textOf(read('log'))).toBe('one\ntwo\n'));

  test.each<[string, string]>([
    ['a link', at('link')],
    ['a folder behind a link', join(at('folder-link'), 'secret')],
    ['a file with a second name elsewhere', at('hard')],
    ['a FIFO', at('fifo')],
    ['a folder', dir],
    ['nothing', at('none')],
    ['a file beside the logs', join(root, 'secret')],
    ['a file above them', join(logs, '..', 'secret')],
    ['a file of the host', '/etc/hostname'],
    ['a device', '/dev/zero'],
    ['the logs themselves', logs],
    ['a relative path', 'log'],
    ['no path', ''],
  ])('that is %s is not', (_, path) => expect(readAttachment(logs, { path }, mask)).toMatchObject({ ok: false }));
});

describe('of a long file', () => {
  const lines = Array.from({ length: 100 }, (_, n) => `line ${n} ä`).join('\n');

  test('only the end is sent, from the start of a line, and it is told how much is left out', () => {
    put('long', `${lines}\n`);
    const size = Buffer.byteLength(lines) + 1;
    const sent = textOf(read('long', { last: 40 }));
    expect(sent).toMatch(/^\(\d+ bytes before this are left out\)\nline 97 ä\nline 98 ä\nline 99 ä\n$/);
    expect(Number(/\d+/.exec(sent)![0])).toBe(size - Buffer.byteLength('line 97 ä\nline 98 ä\nline 99 ä\n'));
  });

  test('nothing is left out where it is no longer than that', () => {
    put('fits', lines);
    expect(textOf(read('fits', { last: Buffer.byteLength(lines) }))).toBe(lines);
    expect(textOf(read('fits', { last: 10 ** 9 }))).toBe(lines);
  });

  test('with one endless line the end of it is sent, and no half character', () => {
    put('endless', 'ä'.repeat(50_000));
    const [note, rest] = textOf(read('endless', { last: 1001 })).split('\n');
    expect(note).toMatch(/^\(\d+ bytes before this are left out\)$/);
    expect(rest).toMatch(/^ä{500,501}$/);
  });

  test('never more than 16 MiB', () => {
    put('huge', Buffer.alloc(17 * 1024 ** 2, `${'x'.repeat(63)}\n`));
    const sent = read('huge');
    expect(sent.ok && sent.value.length).toBeLessThanOrEqual(16 * 1024 ** 2 + 100);
    expect(textOf(sent).startsWith(`(${1024 ** 2 + 64} bytes before this are left out)\nxxx`)).toBe(true);
  });
});

describe('a secret', () => {
  const token = 'xoxb-1234567890-abcdefghijklmnop';
  const key = [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...Array.from({ length: 20 }, (_, n) => `${n}b3BlbnNzaC1rZXktdjEAAAAABG5vbmU`),
    '-----END OPENSSH PRIVATE KEY-----',
  ];

  test.each([own, token, 'ghp_0123456789abcdefghij', 'AKIA0123456789ABCDEF', 'molt-cred-0123456789abcdef', key.join('\n')])(
    'is not sent: %s',
    (secret) => {
      put('secret', `before\n${secret}\nafter\n`);
      const sent = textOf(read('secret'));
      for (const line of secret.split('\n')) expect(sent).not.toContain(line);
      expect(sent).toMatch(/^before\n.*‹masked›.*\nafter\n$/s);
    },
  );

  test.each<[string, string]>([
    ['a token in an endless line', `${'x '.repeat(2000)}${token}${' y'.repeat(2000)}`],
    ['our own', `${'x '.repeat(2000)}${own}${' y'.repeat(2000)}`],
    ['a key of many lines', `before\n${key.join('\n')}\nafter\n`],
  ])('is not sent in part either, wherever the rest is left out: %s', (_, content) => {
    put('cut', content);
    const size = Buffer.byteLength(content);
    const parts = content.includes('\n') ? key.slice(1, -1) : [token.slice(-8), own.slice(-8)];
    for (let last = 1; last < size; last += content.includes('\n') ? 1 : 37) {
      const sent = textOf(read('cut', { last }));
      for (const part of parts) expect(sent).not.toContain(part);
    }
    for (let n = 0; n < 40; n += 1) {
      const sent = textOf(read('cut', { last: 4000 + n }));
      for (const part of parts) expect(sent).not.toContain(part);
    }
  });
});

test(`nothing that is sent moves a cursor, hides or turns round, and no line is lost (seed ${seed})`, () => {
  const unit = fc.constantFrom(
    'a',
    'ä',
    '😀',
    '\x1b[2J',
    '\0',
    '\t',
    '\r',
    '\n',
    '\u202e',
    '\u200b',
    '\u2028',
    '\x7f',
    '\x9b',
    'xoxb-1234567890',
    own,
    ' ',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 300 }), fc.integer({ min: 1, max: 500 }), (content, last) => {
      put('any', content);
      const whole = textOf(read('any'));
      expect(whole).not.toMatch(/[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]--\n]/v);
      expect(whole).toBe(visible(content, { mask, newlines: true }));
      const sent = textOf(read('any', { last }));
      expect(sent).not.toMatch(/[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]--\n]/v);
      expect(sent).not.toContain(own);
      const [note, ...rest] = sent.split('\n');
      if (note!.endsWith('bytes before this are left out)') && content.includes('\n') && rest.length > 1)
        expect(whole.endsWith(rest.join('\n'))).toBe(true);
    }),
    { seed, numRuns: 300 },
  );
});

describe('a picture', () => {
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from([0, 1, 2, 255])]);
  test('of our own goes as it is', () => {
    put('picture.png', png);
    const sent = read('picture.png', { ours: true });
    expect(sent.ok && sent.value.equals(png)).toBe(true);
  });

  test('of a job is a text like any other', () => {
    put('real.png', png);
    expect(textOf(read('real.png'))).toMatch(/PNG.*␀␁␂/s);
    put('fake.png', `\x1b[2J${own}`);
    expect(textOf(read('fake.png'))).toBe('␛[2J‹masked›');
  });

  test('that is none is one neither, whoever is said to have made it', () => {
    put('planted.png', `\x1b[2J${own}`);
    expect(textOf(read('planted.png', { ours: true }))).toBe('␛[2J‹masked›');
  });
});
