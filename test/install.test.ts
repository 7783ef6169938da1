/** What an install brings: pinned, with integrity, from no named registry, and nothing that runs by itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  version?: string;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
  link?: boolean;
}
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as T;
const lock = read<{ packages: Record<string, Locked> }>('package-lock.json');
const manifest = read<Record<string, Record<string, string> | undefined>>('package.json');
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

const offenders = (is: (one: Locked) => boolean): string[] => packages.filter(([, one]) => is(one)).map(([path]) => path);

test('something is installed', () => expect(packages.length).toBeGreaterThan(20));
test('no package needs an install script', () => expect(offenders(({ hasInstallScript }) => hasInstallScript === true)).toEqual([]));
test('every package has its integrity', () =>
  expect(offenders(({ integrity, link }) => !link && !integrity?.startsWith('sha512-'))).toEqual([]));
test('no registry is named', () => expect(offenders(({ resolved }) => resolved !== undefined)).toEqual([]));
test.each(['dependencies', 'optionalDependencies', 'devDependencies'])('%s are pinned to one version', (kind) =>
  expect(Object.entries(manifest[kind] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]),
);
