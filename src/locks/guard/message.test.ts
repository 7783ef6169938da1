/** Trailers stand where git would put them: beside `git interpret-trailers`, on every message. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withLeases } from './message.ts';

const seed = process.env.MOLT_OPS_TEST_SEED ? Number(process.env.MOLT_OPS_TEST_SEED) : Date.now() & 0x7fffffff;
const help = '\n# Please enter the commit message for your changes. Lines starting\n# with # will be ignored.\n#\n# On branch main\n';
const scissors =
  '# ------------------------ >8 ------------------------\n# Do not modify or remove the line above.\ndiff --git a/x b/x\n+Signed-off-by: x\n';

const byGit = (message: string, leases: readonly number[]): string =>
  execFileSync(
    'git',
    ['interpret-trailers', '--no-divider', '--if-exists', 'addIfDifferent', ...leases.flatMap((n) => ['--trailer', `Molt-Lease: ${n}`])],
    {
      input: message,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' },
    },
  );

const messages: Record<string, string> = {
  'a title': 'Fix it\n',
  'a title that looks like a trailer': 'parser: fix it\n',
  'a body': 'Fix it\n\nBecause it was broken.\n',
  'a body that ends like trailers': 'Fix it\n\nnote: this is prose, and more\nof it\n',
  'a body that ends like a trailer': 'Fix it\n\nsee: that\n',
  trailers: 'Fix it\n\nBody.\n\nSigned-off-by: A <a@b>\nReviewed-by: C\n',
  'trailers with a continued one': 'Fix it\n\nSigned-off-by: A <a@b>\n  and more\nCc: x\n',
  'trailers that are a quarter': 'Fix it\n\nSigned-off-by: A <a@b>\nsome\nother\nlines\n',
  'trailers that are less': 'Fix it\n\nSigned-off-by: A <a@b>\nsome\nother\nlines\nmore\n',
  'a picked commit': 'Fix it\n\nBody.\n\n(cherry picked from commit 1234567)\n',
  'blank lines at the end': 'Fix it\n\nBody.\n\n\n\n',
  instructions: `Fix it\n${help}`,
  'trailers and instructions': `Fix it\n\nCc: x\n${help}`,
  scissors: `Fix it\n\nBody.\n${help}${scissors}`,
  'trailers and scissors': `Fix it\n\nCc: x\n${help}${scissors}`,
  'a line of dashes': 'Fix it\n\nBody\n---\nmore\n',
  'its own, already': 'Fix it\n\nMolt-Lease: 17\n',
  'another one': 'Fix it\n\nMolt-Lease: 3\n',
  'its own in prose': 'Fix it\n\nMolt-Lease: 17\n\nis what it says\n',
};

test.each(Object.entries(messages))('%s: as git does it, and once', (_name, message) => {
  const once = withLeases(message, [17]);
  expect(once).toBe(byGit(message, [17]));
  expect(withLeases(once, [17])).toBe(once);
  expect(withLeases(once, [17, 18])).toBe(byGit(once, [18]));
});

test.each([
  ['nothing', ''],
  ['blank lines', '\n\n'],
  ['only instructions', help],
  ['only a signature', `\nSigned-off-by: A <a@b>\n${help}`],
  ['only what is cut off', scissors],
])('%s is no message, and git is to give it up', (_name, message) => expect(withLeases(message, [17])).toBe(message));

test('nor is an untouched template', () => {
  const template = 'Title\n\nWhy:\n# a hint\n';
  expect(withLeases(`Title\n\nWhy:\n\n${help}`, [17], { template })).toBe(`Title\n\nWhy:\n\n${help}`);
  expect(withLeases(`Title\n\nWhy: so\n${help}`, [17], { template })).toContain('Molt-Lease: 17');
});

test('other comment letters, also those that git chose by itself', () => {
  expect(withLeases('Fix it\n; hint\n', [17], { comment: ';' })).toBe('Fix it\n\nMolt-Lease: 17\n; hint\n');
  expect(withLeases('Fix it\n\n#1 is done\n\n; hint\n', [17], { comment: 'auto' })).toBe(
    'Fix it\n\n#1 is done\n\nMolt-Lease: 17\n\n; hint\n',
  );
});

test('better than git does: a title without a line end, a comment among trailers', () => {
  expect(withLeases('Fix it', [17])).toBe('Fix it\n\nMolt-Lease: 17\n');
  expect(withLeases('Fix it\n\nCc: x\n# what\nCc: y\n', [17])).toBe('Fix it\n\nCc: x\n# what\nCc: y\nMolt-Lease: 17\n');
});

test.each([
  ['#12 fix\n', '#12 fix\n\nMolt-Lease: 17\n'],
  ['fix\n\n#12 more\n', 'fix\n\n#12 more\n\nMolt-Lease: 17\n'],
  ['fix\n\nCc: x\n#12\n', 'fix\n\nCc: x\n#12\nMolt-Lease: 17\n'],
  ['#12\n\nMolt-Lease: 17\n', '#12\n\nMolt-Lease: 17\n'],
  ['# a\n# b\n', '# a\n# b\n\nMolt-Lease: 17\n'],
  [help, help],
  [`Fix it\n${scissors}`, `Fix it\n\nMolt-Lease: 17\n${scissors}`],
])('where comments are kept, they are text: %j', (message, named) => {
  expect(withLeases(message, [17], { isKept: true })).toBe(named);
  expect(withLeases(named, [17], { isKept: true })).toBe(named);
});

test('line ends and bytes stay', () => {
  expect(withLeases('Fix it\r\n\r\nBody\r\n', [17])).toBe('Fix it\r\n\r\nBody\r\n\r\nMolt-Lease: 17\r\n');
  const bytes = Buffer.from([0x46, 0xe9, 0x0a]).toString('latin1');
  expect(withLeases(bytes, [17])).toBe(`${bytes}\nMolt-Lease: 17\n`);
});

test('no lease, nothing', () => expect(withLeases('Fix it\n', [])).toBe('Fix it\n'));

describe('any message', () => {
  const line = fc.constantFrom(
    'Fix it',
    'and more',
    'Cc: x',
    'Molt-Lease: 17',
    'Molt-Lease: 4',
    'Signed-off-by: A',
    '  and on',
    '# comment',
    '',
    '',
    'a: b c',
    '(cherry picked from commit 1)',
    '#',
    '---',
    ': no',
  );
  test(`as git does it (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 9 }), (lines) => {
        const message = `${['Title', ...lines].join('\n')}\n`;
        // git drops comments among trailers, as it does from every commit.
        const [ours, theirs] = [withLeases(message, [17]), byGit(message, [17])].map((text) => text.replace(/^#.*\n/gm, ''));
        expect(ours).toBe(theirs);
      }),
      { seed, numRuns: 300 },
    );
  }, 60_000);
});
