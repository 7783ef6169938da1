/** The import law: which room may know which other, that no ring forms, and who may touch files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Lower rooms last: an import only points down. */
const rooms = ['chat', 'reports', 'bench', 'jobs', 'locks', 'kernel'];
/** Also the roof, and the crash points, which only tests switch on. */
const mayDoFiles = /^src\/(?:kernel\/crash-point\.ts$|jobs\/(?:directory|follow|shim)(?:\/|\.ts$)|locks\/file(?:\/|\.ts$)|[^/]+\.ts$)/;
/** Written for tests, though their names do not end in .test.ts. */
const isTest = (file: string): boolean => /\.test\.ts$|\.contract\.ts$|\.fixture\.ts$|\/testing\.ts$|\/fake-[^/]+\.ts$/.test(file);

type Files = Readonly<Record<string, string>>;

/** `from '…'`, `import '…'`, `import('…')`. */
const imports = (source: string): string[] =>
  [...withoutComments(source).matchAll(/(?<![.\w])(?:from\s*|import\s*|import\s*\(\s*)(['"])([^'"\n]+)\1/g)].map((match) => match[2]!);

const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

const resolveFrom = (file: string, target: string): string =>
  target.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), target)) : target;

/** One sentence for each arrow against the law. */
function violations(files: Files): string[] {
  return Object.entries(files)
    .filter(([file]) => !isTest(file))
    .flatMap(([file, source]) =>
      imports(source).flatMap((target) => against(file, resolveFrom(file, target)).map((why) => `${file} -> ${target}: ${why}`)),
    );
}

function against(file: string, target: string): string[] {
  const isOutside = !/^(?:src|adapters|commands|config|demo)\//.test(target);
  const [top, room = ''] = file.split('/');
  const [targetTop, targetRoom = ''] = target.split('/');
  const isRoof = /^src\/[^/]+\.ts$/.test(file);
  if (file.startsWith('src/jobs/shim/') && !(target.startsWith('node:') || /^src\/(?:kernel\/|jobs\/spec\.ts$|jobs\/shim\/)/.test(target)))
    return ['the shim knows only node:, kernel and jobs/spec'];
  if (isOutside)
    return top === 'src' && /^node:fs(?:\/|$)/.test(target) && !mayDoFiles.test(file)
      ? ['no files here: they belong to jobs/{directory,follow,shim} and locks/file']
      : [];
  if (isTest(target)) return ['only tests know what is made for tests'];
  if (isRoof) return [];
  if (/^src\/[^/]+\.ts$/.test(target)) return ['nobody knows the roof'];
  if (top === 'src') {
    if (targetTop !== 'src') return ['src knows nothing outside of src'];
    return room === targetRoom || rooms.indexOf(room) < rooms.indexOf(targetRoom) ? [] : [`${room} is not above ${targetRoom}`];
  }
  if (top === 'config') return targetTop === 'config' || targetTop === 'src' ? [] : ['config knows src only'];
  if (targetTop === 'config') return ['only main and compose know config'];
  if (targetTop === 'src') return [];
  return top === targetTop && (top !== 'adapters' || room === targetRoom)
    ? []
    : ['adapters and commands know src and themselves, never each other'];
}

/** A ring of imports, if there is one. */
function ring(files: Files): string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file) || files[file] === undefined) return undefined;
    for (const target of imports(files[file])) {
      const found = walk(resolveFrom(file, target), [...path, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of Object.keys(files)) {
    const found = walk(file, []);
    if (found) return found;
  }
  return undefined;
}

function readAll(): Files {
  const folders = ['src', 'adapters', 'commands', 'config', 'demo'].filter((folder) => existsSync(join(root, folder)));
  const paths = folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }));
  const found = paths.filter((entry) => entry.isFile() && /\.m?[jt]s$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(found.map((path) => [relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]));
}

describe('this program', () => {
  const files = readAll();

  test('is read at all', () => expect(Object.keys(files).length).toBeGreaterThan(50));
  test('has no arrow against the law', () => expect(violations(files)).toEqual([]));
  test('has no ring', () => expect(ring(files)).toBeUndefined());
});

describe('the law', () => {
  test.each([
    ['a lower room that knows a higher one', 'src/jobs/a.ts', `import { x } from '../chat/b.ts';`],
    ['a type import', 'src/kernel/a.ts', `import type { X } from '../jobs/b.ts';`],
    ['an export from', 'src/kernel/a.ts', `export { x } from '../jobs/b.ts';`],
    ['a dynamic import', 'src/kernel/a.ts', `const x = await import('../jobs/b.ts');`],
    ['an import type in a type', 'src/kernel/a.ts', `type X = import('../jobs/b.ts').X;`],
    ['a bare import', 'src/kernel/a.ts', `import '../jobs/b.ts';`],
    ['an import over several lines', 'src/kernel/a.ts', `import {\n  x,\n} from '../jobs/b.ts';`],
    ['src that knows an adapter', 'src/chat/a.ts', `import { x } from '../../adapters/sqlite/store.ts';`],
    ['src that knows a command', 'src/chat/a.ts', `import { x } from '../../commands/help.ts';`],
    ['src that knows the config', 'src/chat/a.ts', `import type { Config } from '../../config/schema.ts';`],
    ['src that knows the roof', 'src/chat/a.ts', `import { x } from '../compose.ts';`],
    ['an adapter that knows another', 'adapters/tmux/a.ts', `import { x } from '../sqlite/store.ts';`],
    ['an adapter that knows a command', 'adapters/console/a.ts', `import { x } from '../../commands/help.ts';`],
    ['a command that knows an adapter', 'commands/a.ts', `import { x } from '../adapters/tmux/tmux.ts';`],
    ['an adapter that knows the config', 'adapters/cli/a.ts', `import { x } from '../../config/load.ts';`],
    ['a shim that knows a package', 'src/jobs/shim/a.ts', `import { execa } from 'execa';`],
    ['a shim that knows the job', 'src/jobs/shim/a.ts', `import type { Job } from '../job.ts';`],
    ['files in chat', 'src/chat/a.ts', `import { readFileSync } from 'node:fs';`],
    ['files in jobs', 'src/jobs/queue.ts', `import { readFile } from 'node:fs/promises';`],
    ['a fake in the program', 'src/chat/a.ts', `import { FakeClock } from '../kernel/fake-clock.ts';`],
  ])('forbids %s', (_name, file, source) => expect(violations({ [file]: source })).toHaveLength(1));

  test.each([
    ['a higher room that knows a lower one', 'src/chat/a.ts', `import { x } from '../kernel/b.ts';`],
    ['a room that knows itself', 'src/jobs/a.ts', `import { x } from './directory/b.ts';`],
    ['a command that knows src', 'commands/a.ts', `import { x } from '../src/chat/command.ts';`],
    [
      'compose that knows everyone',
      'src/compose.ts',
      `import { x } from '../config/load.ts';\nimport { y } from '../adapters/tmux/runner.ts';`,
    ],
    ['files where jobs live', 'src/jobs/directory/a.ts', `import { readFileSync } from 'node:fs';`],
    ['a test that knows anything', 'src/kernel/a.test.ts', `import { x } from '../../adapters/sqlite/store.ts';`],
    ['a forbidden import in a comment', 'src/kernel/a.ts', `/** import '../chat/b.ts' */`],
  ])('allows %s', (_name, file, source) => expect(violations({ [file]: source })).toEqual([]));

  test('finds a ring, also of types', () => {
    const files = {
      'src/jobs/a.ts': `import type { B } from './b.ts';`,
      'src/jobs/b.ts': `import type { C } from './c.ts';`,
      'src/jobs/c.ts': `export * from './a.ts';`,
    };
    expect(ring(files)).toEqual(['src/jobs/a.ts', 'src/jobs/b.ts', 'src/jobs/c.ts', 'src/jobs/a.ts']);
  });
});
