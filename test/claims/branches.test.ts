/** Claims and branches, with a real bot, a real remote and a real git: what a fetch brings is noticed, and what a commit named once counts on. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../lab/bench-host.ts';
import { ClaimsHouse } from './house.ts';

const entry = resolve(import.meta.dirname, '../../bin/molt-ops.mjs');
let house: ClaimsHouse;
const remote = (): string => join(house.host.root, 'remote.git');
const clone = (): string => join(house.host.root, 'clone');
const there = (...words: string[]): string => house.git('-C', clone(), ...words);

beforeEach(async () => {
  house = new ClaimsHouse();
  house.git('init', '-q', '--bare', '-b', 'main', remote());
  house.git('remote', 'add', 'origin', remote());
  house.git('push', '-q', '-u', 'origin', 'main');
  house.git('clone', '-q', remote(), clone());
  await house.start();
});
afterEach(() => house.close());

test('a branch is squashed into main and deleted on the remote: the fetch that brings it is enough, and it is told once', async () => {
  there('checkout', '-qb', 'feature');
  for (const name of ['one', 'two']) {
    writeFileSync(join(clone(), name), 'x');
    there('add', '.');
    there('commit', '-qm', name);
  }
  there('push', '-q', 'origin', 'feature');
  house.git('fetch', '-q');
  house.git('branch', '-q', 'feature', 'origin/feature');
  await house.did('claim src/ --branch feature');
  await until('it was seen', () => house.rows("SELECT 1 FROM notes WHERE name LIKE 'claims/branch-seen/%'").length > 0);
  there('checkout', '-q', 'main');
  there('merge', '-q', '--squash', 'feature');
  there('commit', '-qm', 'all of it');
  there('push', '-q', 'origin', 'main', ':feature');
  house.git('fetch', '-q', '--prune');
  await until('it is told', () => house.told('claim/%/branch').length > 0);
  expect(house.told('claim/%/branch')).toEqual([expect.stringMatching(/^DONE WITH src\/ of \S+\? Its branch is merged$/)]);
});

test('CI opens to a commit that names a lease which has ended, while its holder has it anew; and closes when another has', async () => {
  await house.did('claim lib/');
  const { lease } = house.stored()[0]!;
  mkdirSync(join(house.host.workspace, 'lib'));
  writeFileSync(join(house.host.workspace, 'lib/a.rs'), 'x');
  house.git('add', '.');
  house.git('commit', '-qm', `change\n\nMolt-Lease: ${lease}`);
  const ci = (): string =>
    spawnSync(process.execPath, [entry, 'guard', 'ci', 'origin/main'], { cwd: house.host.workspace, env: house.host.env, encoding: 'utf8' })
      .stdout;
  expect(ci()).toMatch(/^OPEN: /);
  await house.did('release lib/');
  await house.did('claim lib/');
  expect(house.stored()[0]!.lease).toBeGreaterThan(lease);
  expect(ci()).toMatch(/^OPEN: /);
  await house.did('release lib/');
  writeFileSync(house.file, `${house.text}- codex-9 -> lib/\n`);
  await until('it is adopted', () => house.stored()[0]?.holder.id === 'codex-9');
  expect(ci()).toMatch(/^CLOSED: 1 file claimed by codex-9/);
});
