/** The lock file among people: whatever stands in its place is told, and nothing that somebody wrote is lost. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Intent, isSameStamp, openLockFile, type Written } from './lock-file.ts';
import { bytes, freshWorkspace, git, node, noIntent, opened, others, path, put, seenIn, sh, text } from './testing.ts';

const at = freshWorkspace();
const isRoot = process.getuid?.() === 0;
const name = 'AGENT_LOCKS.md';
const docs = (): string => dirname(at.file);
const strays = (): string[] => others(docs(), name);
const content = (): string => readFileSync(at.file, 'utf8');

/** Writes `new` over what it reads, with something done at the named step; and all that was told. */
function writeWith(
  deeds: Record<string, () => void>,
  fresh = 'new\n',
): { written: Written; told: string[]; again: ReturnType<typeof opened> } {
  const told: string[] = [];
  const file = opened(at.workspace, (point) => deeds[point]?.());
  const seen = seenIn(file);
  deeds.start?.();
  const intent: Intent = { before: () => told.push('before'), withdrawn: () => told.push('withdrawn') };
  const written = file.write(seen, bytes(fresh), intent);
  return { written, told, again: file };
}

describe('the path in the config', () => {
  test.each([
    ['', 'names no file'],
    ['.', 'names no file'],
    ['/etc/passwd', 'is absolute'],
    ['../x.md', 'has .. in it'],
    ['docs/../../x.md', 'has .. in it'],
    ['docs/', 'names a folder'],
    ['a\0b', 'has a NUL'],
    ['.git/config', "lies in git's own folder"],
    ['.GIT/x', "lies in git's own folder"],
    ['a\nb/..', 'has .. in it'],
  ])('%j is refused', (given, why) => {
    const refused = openLockFile(at.workspace, given);
    expect(refused.ok ? 'accepted' : refused.refusal.message).toContain(why);
    expect(refused.ok ? '' : refused.refusal.message).not.toMatch(/\p{Cc}/u);
  });

  test.each([
    ['docs/AGENT_LOCKS.md', path],
    ['./docs//AGENT_LOCKS.md', path],
    ['LOCKS', 'LOCKS'],
    ['..locks/.gitlocks', '..locks/.gitlocks'],
  ])('%j is %j', (given, plain) => expect(opened(at.workspace, undefined, given).path).toBe(plain));
});

describe('what stands there', () => {
  const cases: [string, () => void, object][] = [
    ['nothing', () => {}, { is: 'missing' }],
    ['no folder', () => rmdirSync(docs()), { is: 'missing' }],
    ['no workspace', () => rmSync(at.workspace, { recursive: true }), { is: 'missing' }],
    [
      'a file in place of the folder',
      () => sh(at.workspace, 'rmdir docs; echo > docs'),
      { is: 'unusable', why: 'lies below something that is no folder' },
    ],
    ['a folder', () => mkdirSync(at.file), { is: 'unusable', why: 'is a folder' }],
    ['a FIFO', () => execFileSync('mkfifo', [at.file]), { is: 'unusable', why: 'is a FIFO, not a file' }],
    ['a link to nothing', () => symlinkSync('gone', at.file), { is: 'unusable', why: 'is a link to nothing' }],
    ['a link to itself', () => symlinkSync(name, at.file), { is: 'unusable', why: 'is a link that leads back to itself' }],
    ['a link to a device', () => symlinkSync('/dev/zero', at.file), { is: 'unusable', why: 'is a link that leads out of the workspace' }],
    [
      'a link out of the workspace',
      () => {
        put(at.outer, 'secret', 'x');
        symlinkSync('../../secret', at.file);
      },
      { is: 'unusable', why: 'is a link that leads out of the workspace' },
    ],
    [
      'a folder that is a link out of the workspace',
      () => {
        put(at.outer, `else/${name}`, 'x');
        sh(at.workspace, 'rmdir docs; ln -s ../else docs');
      },
      { is: 'unusable', why: 'is a link that leads out of the workspace' },
    ],
    [
      "a link into git's folder",
      () => {
        git(at.workspace, 'init', '-q');
        symlinkSync('../.git/config', at.file);
      },
      { is: 'unusable', why: "is a link that leads into git's own folder" },
    ],
    ['5 MB and a byte', () => writeFileSync(at.file, Buffer.alloc(5_000_001, 'x')), { is: 'unusable', why: 'is larger than 5 MB' }],
    [
      'a terabyte of nothing',
      () => {
        put(at.workspace, path, '');
        truncateSync(at.file, 2 ** 40);
      },
      { is: 'unusable', why: 'is larger than 5 MB' },
    ],
  ];
  test.each(cases)('%s', (_name, make, expected) => {
    make();
    const file = opened(at.workspace);
    expect(file.read()).toEqual(expected);
    const seen = { is: 'there' as const, bytes: bytes('x'), stamp: { dev: 0n, ino: 0n, size: 1n, mtimeNs: 0n, ctimeNs: 0n } };
    expect(file.write(seen, bytes('new'), noIntent)).toEqual({ is: 'changed' });
  });

  test('a socket', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at.file, resolve));
    expect(opened(at.workspace).read()).toEqual({ is: 'unusable', why: 'is a socket, not a file' });
    await new Promise((resolve) => server.close(resolve));
  });

  test.skipIf(!isRoot)('a device (only root makes one)', () => {
    execFileSync('mknod', [at.file, 'c', '1', '5']);
    expect(opened(at.workspace).read()).toEqual({ is: 'unusable', why: 'is a device, not a file' });
  });

  // Root reads whatever the mode: there it becomes nobody first.
  test.each([
    ['a file of mode 000', () => chmodSync(at.file, 0), { read: 'cannot be read: permission denied' }],
    ['a folder of mode 000', () => chmodSync(docs(), 0), { read: 'cannot be read: permission denied' }],
    [
      'a folder that is not ours to write',
      () => chmodSync(docs(), 0o555),
      { read: 'there', write: 'cannot be written: permission denied' },
    ],
  ])('%s', async (_name, make, expected) => {
    put(at.workspace, path, 'x');
    chmodSync(at.outer, 0o755);
    chmodSync(at.file, 0o666);
    make();
    const child = node(
      `if (process.getuid() === 0) process.setuid(65534);
       const file = openLockFile(process.argv[1], ${JSON.stringify(path)}).value;
       const found = file.read();
       const written = found.is === 'there' ? file.write(found, Buffer.from('new'), { before() {}, withdrawn() {} }) : undefined;
       console.log(JSON.stringify({ read: found.why ?? found.is, write: written?.why ?? written?.is }));`,
      at.workspace,
    );
    expect(await child.over).toBe(0);
    expect(JSON.parse(child.out())).toEqual(expected);
    chmodSync(docs(), 0o755);
    expect(strays()).toEqual([]);
  });

  test.each([
    ['nothing in it', ''],
    ['a BOM, mixed line ends, no last one', '\ufeff# Locks\r\nb\n\rc'],
    ['5 MB', 'x'.repeat(5_000_000)],
  ])('a file with %s is read and written to the byte', (_name, before) => {
    put(at.workspace, path, before);
    const file = opened(at.workspace);
    const seen = seenIn(file);
    expect(text(seen.bytes) === before.replace(/^\ufeff/, '') && seen.bytes.length === Buffer.byteLength(before)).toBe(true);
    expect(file.write(seen, Uint8Array.of(0xff, 0, 10), noIntent).is).toBe('written');
    expect([...readFileSync(at.file)]).toEqual([0xff, 0, 10]);
  });
});

describe('a write', () => {
  test('tells what stands there now, and the next write goes on from it', () => {
    put(at.workspace, path, 'old\n');
    const file = opened(at.workspace);
    let seen = seenIn(file);
    for (let n = 0; n < 5; n += 1) {
      const written = file.write(seen, bytes(`new ${n}\n`), noIntent);
      if (written.is !== 'written') throw new Error(written.is);
      const again = seenIn(file);
      expect(text(written.found.bytes)).toBe(`new ${n}\n`);
      expect(isSameStamp(again.stamp, written.found.stamp)).toBe(true);
      seen = written.found;
    }
    expect([content(), strays(), file.late()]).toEqual(['new 4\n', [], []]);
  });

  test('keeps mode, owner and group', () => {
    put(at.workspace, path, 'old\n');
    chmodSync(at.file, 0o2664);
    if (isRoot) chownSync(at.file, 1234, 4321);
    const before = statSync(at.file);
    expect(writeWith({}).written.is).toBe('written');
    const after = statSync(at.file);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
  });

  test('goes through links inside the workspace, and leaves them', () => {
    put(at.workspace, 'notes/real.md', 'old\n');
    symlinkSync('notes', join(at.workspace, 'n'));
    symlinkSync('../n/real.md', at.file);
    expect(writeWith({}).written.is).toBe('written');
    expect(readlinkSync(at.file)).toBe('../n/real.md');
    expect(readFileSync(join(at.workspace, 'notes/real.md'), 'utf8')).toBe('new\n');
    expect(lstatSync(join(at.workspace, 'notes/real.md')).isFile()).toBe(true);
    expect(others(join(at.workspace, 'notes'), 'real.md')).toEqual([]);
  });

  test('names its temporary, durable and whole, before it takes its place', () => {
    put(at.workspace, path, 'old\n');
    const file = opened(at.workspace);
    let named = '';
    const written = file.write(seenIn(file), bytes('new\n'), {
      before(temporary) {
        named = temporary;
        expect(readFileSync(join(at.workspace, temporary), 'utf8')).toBe('new\n');
        expect(content()).toBe('old\n');
      },
      withdrawn: () => expect.unreachable(),
    });
    expect(written.is).toBe('written');
    expect(named).toMatch(/^docs\/\.molt-ops-locks\.[0-9a-f]{12}$/);
    expect(existsSync(join(at.workspace, named))).toBe(false);
  });

  test.each([
    ['is read-only', () => chmodSync(at.file, 0o444), 'is read-only'],
    ['would be too large', () => {}, 'cannot be written: it would be too large', 'x'.repeat(5_000_001)],
  ])('is refused where the file %s', (_name, make, why, fresh = 'new\n') => {
    put(at.workspace, path, 'old\n');
    make();
    expect(writeWith({}, fresh)).toMatchObject({ written: { is: 'failed', why }, told: [] });
    expect([content(), strays()]).toEqual(['old\n', []]);
  });

  // What people and editors do, each at each step of a write.
  const steps = ['start', 'temporary', 'intended', 'compared'] as const;
  const inPlace: Record<string, () => void> = {
    append: () => appendFileSync(at.file, 'hand\n'),
    'empty and fill': () => writeFileSync(at.file, 'old\nhand\n'),
    'change a byte and set the time back': () => {
      const { atime, mtime } = statSync(at.file);
      const fd = openSync(at.file, 'r+');
      writeSync(fd, 'h', 0);
      closeSync(fd);
      utimesSync(at.file, atime, mtime);
    },
  };
  const replacing: Record<string, () => void> = {
    'rename over it': () => {
      put(at.workspace, 'docs/4913', 'old\nhand\n');
      renameSync(join(at.workspace, 'docs/4913'), at.file);
    },
    'delete and make anew': () => {
      unlinkSync(at.file);
      put(at.workspace, path, 'old\nhand\n');
    },
  };
  const removing: Record<string, () => void> = {
    delete: () => unlinkSync(at.file),
    'put a folder there': () => {
      unlinkSync(at.file);
      mkdirSync(at.file);
    },
    'put a link there': () => {
      put(at.workspace, 'docs/else.md', 'old\nhand\n');
      unlinkSync(at.file);
      symlinkSync('else.md', at.file);
    },
    'rename the folder': () => renameSync(join(at.workspace, 'docs'), join(at.workspace, 'other')),
  };
  const all = { ...inPlace, ...replacing, ...removing };
  const cases = steps.flatMap((step) => Object.keys(all).map((deed) => ({ step, deed })));

  test.each(cases)('at "$step" somebody does: $deed', ({ step, deed }) => {
    put(at.workspace, path, 'old\n');
    let there = '';
    const look = (): string =>
      sh(at.workspace, 'ls -AR | grep -v molt-ops-locks; cat docs/AGENT_LOCKS.md docs/else.md other/AGENT_LOCKS.md 2>/dev/null || true');
    const { written, told } = writeWith({
      [step]() {
        all[deed]!();
        there = look();
      },
    });
    expect(written.is).toBe('changed');
    expect(told).toEqual(step === 'start' ? [] : ['before', 'withdrawn']);
    expect(look()).toBe(there);
    expect(others(join(at.workspace, 'docs'), name, 'else.md')).toEqual([]);
  });

  test.each(Object.keys(inPlace))('too late to stand back, somebody does: %s: nothing is lost', (deed) => {
    put(at.workspace, path, 'old\n');
    const { written, told, again } = writeWith({ sure: inPlace[deed]! });
    if (written.is !== 'overtaken') throw new Error(written.is);
    expect(text(written.bytes)).toBe(deed === 'change a byte and set the time back' ? 'hld\n' : 'old\nhand\n');
    expect([content(), told, strays()]).toEqual(['new\n', ['before'], []]);
    expect([again.late(), isSameStamp(seenIn(again).stamp, written.found.stamp)]).toEqual([[], true]);
  });

  test('a folder that comes in its place at the last moment stays', () => {
    put(at.workspace, path, 'old\n');
    const { written, told } = writeWith({ sure: removing['put a folder there']! });
    expect(written).toEqual({ is: 'failed', why: 'cannot be written: a folder stands in its place' });
    expect([statSync(at.file).isDirectory(), told, strays()]).toEqual([true, ['before', 'withdrawn'], []]);
  });

  test('the same bytes behind a new link are written through it, if it came before the write', () => {
    put(at.workspace, path, 'old\n');
    const link = (): void => {
      renameSync(at.file, join(at.workspace, 'docs/else.md'));
      symlinkSync('else.md', at.file);
    };
    expect(writeWith({ intended: link }).written.is).toBe('changed');
    expect(writeWith({}).written.is).toBe('written');
    expect([readlinkSync(at.file), content()]).toEqual(['else.md', 'new\n']);
  });

  test('a link that leads elsewhere by now: neither file is written', () => {
    for (const name of ['one.md', 'two.md']) put(at.workspace, `docs/${name}`, 'old\n');
    symlinkSync('one.md', at.file);
    expect(writeWith({ intended: () => sh(docs(), 'ln -sf two.md AGENT_LOCKS.md') }).written.is).toBe('changed');
    expect(sh(docs(), 'cat one.md two.md')).toBe('old\nold\n');
  });

  test('one who empties the file at the last moment and fills it later: what he writes is not lost', async () => {
    put(at.workspace, path, 'old\n');
    const filled = join(at.outer, 'filled');
    const script = `exec 3> AGENT_LOCKS.md; (sleep 0.05; echo hand >&3; echo > ${filled}) > /dev/null 2>&1 &`;
    const { written, again } = writeWith({ sure: () => sh(docs(), script) });
    if (written.is !== 'overtaken') throw new Error(written.is);
    while (!existsSync(filled)) await setImmediate();
    // Mostly it was waited for.
    expect([written.bytes, ...again.late().map(({ bytes: late }) => late)].map(text).at(-1)).toBe('hand\n');
  });

  test.each(Object.keys(inPlace))('after the rename somebody does: %s: the next write sees that', (deed) => {
    put(at.workspace, path, 'old\n');
    const { written, again } = writeWith({ renamed: inPlace[deed]! });
    if (written.is !== 'written') throw new Error(written.is);
    const now = content();
    expect(now).not.toBe('new\n');
    expect(isSameStamp(seenIn(again).stamp, written.found.stamp)).toBe(false);
    expect(again.write(written.found, bytes('newer\n'), noIntent)).toEqual({ is: 'changed' });
    expect(content()).toBe(now);
  });

  test('the same bytes with another time are still what was seen; with another mode the write begins again', () => {
    put(at.workspace, path, 'old\n');
    expect(writeWith({ start: () => utimesSync(at.file, 1, 1) }).written.is).toBe('written');
    expect(writeWith({ intended: () => chmodSync(at.file, 0o600) }).written.is).toBe('changed');
    expect([content(), statSync(at.file).mode & 0o777]).toEqual(['new\n', 0o600]);
  });

  test('who has the file open may write long after: it is told once, with what it was written on', () => {
    put(at.workspace, path, 'old\n');
    const fd = openSync(at.file, 'a');
    const { again, written } = writeWith({});
    expect(written.is).toBe('written');
    writeSync(fd, 'slow hand\n');
    closeSync(fd);
    expect(again.late().map(({ base, bytes: late }) => [text(base), text(late)])).toEqual([['old\n', 'old\nslow hand\n']]);
    expect(again.late()).toEqual([]);
    expect(content()).toBe('new\n');
  });

  test('who empties it to fill it again is understood when it is full', () => {
    put(at.workspace, path, 'old\n');
    const fd = openSync(at.file, 'r+');
    const { again } = writeWith({});
    ftruncateSync(fd);
    expect(again.late()).toEqual([]);
    writeSync(fd, 'old\nhand\n', 0);
    closeSync(fd);
    expect(again.late().map(({ base, bytes: late }) => [text(base), text(late)])).toEqual([['old\n', 'old\nhand\n']]);
  });

  test('so of many writes, without files held open for ever', () => {
    put(at.workspace, path, '0');
    const openNow = (): number | undefined => (existsSync('/proc/self/fd') ? others('/proc/self/fd').length : undefined);
    const before = openNow();
    const file = opened(at.workspace);
    const held = Array.from({ length: 80 }, (_, n) => {
      const fd = openSync(at.file, 'a');
      expect(file.write(seenIn(file), bytes(`${n + 1}`), noIntent).is).toBe('written');
      // Those that are let go of are looked at when they are.
      writeSync(fd, '!');
      return fd;
    });
    if (before !== undefined) expect(openNow()! - before - held.length).toBeLessThan(40);
    expect(file.late().map(({ bytes: late }) => text(late))).toEqual(held.map((_, n) => `${n}!`));
    for (const fd of held) closeSync(fd);
  });

  test('where the intent cannot be kept, nothing is written, and that can be told afterwards', () => {
    put(at.workspace, path, 'old\n');
    const file = opened(at.workspace);
    let named = '';
    const failing: Intent = {
      before(temporary) {
        named = temporary;
        throw new Error('database is full');
      },
      withdrawn() {},
    };
    expect(() => file.write(seenIn(file), bytes('new\n'), failing)).toThrow('database is full');
    expect(content()).toBe('old\n');
    expect([file.landed(named), strays()]).toEqual([false, []]);
  });
});

describe('a disk', () => {
  /** In a mount namespace of its own, gone with its process. */
  const mounted = (mount: string, script: string): string | undefined => {
    try {
      return execFileSync(
        'unshare',
        ['-m', 'sh', '-ec', `mount ${mount} none "$0"; exec "$@"`, docs(), process.execPath, '--input-type=module', '-e', script],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
    } catch (error) {
      if (/permi|unshare/i.test(String((error as { stderr?: unknown }).stderr ?? error))) return undefined;
      throw error;
    }
  };
  test.each([
    ['that is full', '-t tmpfs -o size=64k', '', 'cannot be written: the disk is full'],
    [
      'that is read-only',
      '-t tmpfs -o size=1m',
      `spawnSync('mount', ['-o', 'remount,ro', folder]);`,
      'cannot be written: the file system is read-only',
    ],
  ])('%s leaves file and folder as they were', (_name, mount, then, why) => {
    const said = mounted(
      mount,
      `import * as fs from 'node:fs'; import { spawnSync } from 'node:child_process';
       import { openLockFile } from ${JSON.stringify(new URL('./lock-file.ts', import.meta.url).pathname)};
       const folder = ${JSON.stringify(docs())};
       fs.writeFileSync(folder + '/AGENT_LOCKS.md', 'old');
       ${then}
       const file = openLockFile(${JSON.stringify(at.workspace)}, ${JSON.stringify(path)}).value;
       const written = file.write(file.read(), Buffer.alloc(100_000, 'x'), { before() {}, withdrawn() {} });
       console.log(JSON.stringify([written, fs.readdirSync(folder), fs.readFileSync(folder + '/AGENT_LOCKS.md', 'utf8')]));`,
    );
    if (said === undefined) return console.info('not tried: no mount is allowed here');
    expect(JSON.parse(said)).toEqual([{ is: 'failed', why }, [name], 'old']);
  });
});

describe('after a crash', () => {
  const points = ['temporary', 'intended', 'compared', 'renamed', 'withdrawn'];
  test.each(points)('at "%s" the file is whole, it can be told which, and nothing is left', async (point) => {
    put(at.workspace, path, 'old');
    const child = node(
      `const [workspace, point] = process.argv.slice(1);
       const file = openLockFile(workspace, ${JSON.stringify(path)}, (name) => {
         if (name === 'intended' && point === 'withdrawn') fs.writeFileSync(workspace + '/${path}', 'hand');
         if (name === point) process.kill(process.pid, 'SIGKILL');
       }).value;
       const keep = (text) => fs.writeFileSync(workspace + '/intent', text);
       file.write(file.read(), Buffer.from('new'), { before: keep, withdrawn: () => keep('') });`,
      at.workspace,
      point,
    );
    expect(await child.over).toBe('SIGKILL');
    const kept = join(at.workspace, 'intent');
    const intent = existsSync(kept) ? readFileSync(kept, 'utf8') : '';
    const file = opened(at.workspace);
    const landed = intent === '' ? 'no intent' : file.landed(intent);
    const expected = {
      temporary: ['no intent', 'old', 1],
      intended: [false, 'old', 0],
      compared: [false, 'old', 0],
      renamed: [true, 'new', 0],
      withdrawn: ['no intent', 'hand', 1],
    }[point];
    expect([landed, content(), file.sweep()]).toEqual(expected);
    expect(strays()).toEqual([]);
  });

  test('the sweep takes nothing of others, and nothing where there is no folder', () => {
    put(at.workspace, path, 'old');
    for (const other of ['.molt-ops-locks.0123456789ab', '.molt-ops-locks.txt', '.AGENT_LOCKS.md.swp', 'molt-ops-locks.0123456789ab'])
      put(at.workspace, `docs/${other}`, '');
    expect(opened(at.workspace).sweep()).toBe(1);
    expect(strays().sort()).toEqual(['.AGENT_LOCKS.md.swp', '.molt-ops-locks.txt', 'molt-ops-locks.0123456789ab']);
    expect(opened(join(at.outer, 'nowhere')).sweep()).toBe(0);
  });

  test('the sweep looks where a link leads, too', () => {
    put(at.workspace, 'notes/real.md', 'old');
    put(at.workspace, 'notes/.molt-ops-locks.0123456789ab', 'x');
    symlinkSync('../notes/real.md', at.file);
    expect(opened(at.workspace).sweep()).toBe(1);
  });

  test.each(['docs/AGENT_LOCKS.md', '../docs/.molt-ops-locks.0123456789ab', '', '/etc/passwd', 'gone/.molt-ops-locks.0123456789ab'])(
    '%j is no write of ours that landed, and it is not removed',
    (odd) => {
      put(at.workspace, path, 'old');
      put(at.outer, 'docs/.molt-ops-locks.0123456789ab', 'x');
      expect(opened(at.workspace).landed(odd)).toBe(false);
      expect(content()).toBe('old');
      expect(others(join(at.outer, 'docs'))).toHaveLength(1);
    },
  );
});
