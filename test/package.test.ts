/** The package as it is published runs from an empty folder, without the sources. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
let folder: string;
let installed: string;

/** Packed from a copy: a build in the checkout would be seen by whatever else runs there. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-package-'));
  const source = join(folder, 'source');
  const left = ['node_modules', '.git', '.molt-ops', 'dist', 'logs'];
  for (const name of readdirSync(root)) if (!left.includes(name)) cpSync(join(root, name), join(source, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
  // npm's own hook would do this, but scripts are switched off here.
  execFileSync(process.execPath, [join(source, 'bin/build.mjs')], { stdio: 'pipe' });
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: source, encoding: 'utf8' });
  const modules = join(folder, 'empty/node_modules');
  mkdirSync(modules, { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  installed = join(modules, 'molt-ops');
  mkdirSync(installed);
  execFileSync('tar', ['-xzf', join(folder, packed.trim().split('\n').at(-1)!), '-C', installed, '--strip-components=1']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): string =>
  execFileSync(process.execPath, [join(installed, 'bin/molt-ops.mjs'), ...args], {
    cwd: join(folder, 'empty'),
    encoding: 'utf8',
    timeout: 20_000,
  });

test('holds the program and no sources, tests or logs', () => {
  expect(readdirSync(installed).sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json']);
  const names = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
  expect(names.filter((name) => /\.ts$|\.test\.js$/.test(name))).toEqual([]);
});
test('tells its version', () => expect(run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/));
test('loads its config', () => expect(run('config', 'check')).toMatch(/ is fine: /));
test('has the files that are not TypeScript', () => expect(existsSync(join(installed, 'dist/adapters/host/observe.sh'))).toBe(true));
