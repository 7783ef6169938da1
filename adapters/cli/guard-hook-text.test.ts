/** What the guard writes into hooks: which scripts it can stand in, that it comes out to the byte, and that the runner passes all on. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hooks, isShell, runnerFor, splitAtBlock, withBlock } from './guard-hook-text.ts';

const seed = process.env.MOLT_OPS_TEST_SEED ? Number(process.env.MOLT_OPS_TEST_SEED) : Date.now() & 0x7fffffff;

test.each([
  ['#!/bin/sh\n', true],
  ['#!/bin/sh -e\nx', true],
  ['#! /usr/bin/env bash\nx', true],
  ['#!/usr/bin/env -S zsh -f\n', true],
  ['#!/opt/local/bin/dash\n', true],
  ['echo no first line', true],
  ['', true],
  ['#!/bin/sh', false],
  ['#!/bin/sh\r\nx\r\n', false],
  ['#!/usr/bin/env python3\n', false],
  ['#!/usr/bin/fish\n', false],
  ['#!/bin/csh\n', false],
  ['#!/usr/bin/pwsh\n', false],
  ['#!/bin/bashful\n', false],
  ['\x7fELF\x02\x01\x01\0\0', false],
  ['\xef\xbb\xbf#!/bin/sh\n', false],
])('%j', (text, is) => expect(isShell(text)).toBe(is));

test(`whatever the script, the lines come out to the byte, and stand there once (seed ${seed})`, () => {
  const line = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('#!/bin/sh', '# molt-ops guard: end', 'exit 0', '', '\r'));
  fc.assert(
    fc.property(
      fc.array(line).map((lines) => lines.join('\n')),
      fc.constantFrom(...hooks),
      fc.constantFrom('run', 'sh'),
      (text, hook, how) => {
        const put = withBlock(text, hook, how);
        const { before, after } = splitAtBlock(put)!;
        expect(before + after).toBe(text);
        expect(withBlock(put, hook, how)).toBe(put);
        expect(withBlock(put, 'pre-push', 'run')).toBe(withBlock(text, 'pre-push', 'run'));
      },
    ),
    { seed, numRuns: 500 },
  );
});

test.each([
  ['pre-commit', '', ['guard', 'pre-commit']],
  ['commit-msg', '', ['guard', 'commit-msg', 'a "b"', '$x']],
  ['pre-push', 'refs/heads/x 1 refs/heads/x 2\n\n', ['guard', 'pre-push', 'a "b"', '$x']],
])('the runner passes on %s: words, stdin, exit code, from a path that a shell would stumble over', (hook, stdin, words) => {
  const root = mkdtempSync(join(tmpdir(), 'molt-ops-hook-'));
  try {
    const folder = join(root, `it's "$(touch harmed)" é`);
    mkdirSync(folder);
    const entry = join(folder, 'entry');
    writeFileSync(entry, `for word; do printf '%s|' "$word"; done; ${hook === 'pre-push' ? 'cat; ' : ''}exit 5\n`);
    const runner = join(folder, 'hook');
    writeFileSync(runner, runnerFor({ node: '/bin/sh', entry }));
    const ran = spawnSync('/bin/sh', [runner, hook, 'only', ...words.slice(2)], { input: stdin, encoding: 'utf8', cwd: root });
    expect(ran).toMatchObject({ status: 5, stderr: '', stdout: `${words.join('|')}|${stdin}` });
  } finally {
    rmSync(root, { recursive: true });
  }
});
