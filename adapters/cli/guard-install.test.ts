/** Into which repositories the guard is installed. What it does there: test/guard.test.ts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Kin } from '../../src/locks/guard/port.ts';
import { depsFor } from '../../test/lab/guard/deps.ts';
import { House } from '../../test/lab/guard/house.ts';
import { install, uninstall } from './guard-install.ts';

let house: House;
beforeEach(() => {
  house = new House();
});
afterEach(() => house.close());

const hook = (): boolean => existsSync(join(house.work, '.git/hooks/pre-push'));

test.each<[string, Kin | undefined, string[], boolean]>([
  ['the workspace, or a clone of it', { is: 'same' }, [], true],
  ['one of its submodules', { is: 'below', folder: 'vendor/sub' }, [], true],
  ['where nothing is known of a workspace', undefined, [], true],
  ['another repository', { is: 'stranger' }, [], false],
  ['another one, when it is meant', { is: 'stranger' }, ['--force'], true],
])('%s', async (_, kin, args, isInstalled) => {
  const said: string[] = [];
  const out = (line: string): void => void said.push(line);
  const deps = { ...depsFor(house.work, {}, { out, err: out }), kin: async () => kin };
  expect(await install(args, deps)).toBe(isInstalled ? 0 : 1);
  expect(said[0]).toMatch(
    isInstalled ? /^INSTALLED in/ : /^NOT INSTALLED: this is another repository than the one of the claims.* --force$/,
  );
  expect(hook()).toBe(isInstalled);
  expect(existsSync(join(house.work, '.git/molt-ops'))).toBe(isInstalled);
  if (isInstalled) expect(await install([], deps)).toBe(0);
  expect(await uninstall([], deps)).toBe(0);
  expect(hook()).toBe(false);
});
