/** For tests of the lock file: a workspace in a temporary folder, real git, real other processes. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import type { Outcome } from '../../kernel/result.ts';
import { type Intent, type LockFile, openLockFile, type There } from './lock-file.ts';

/** Another at each run; MOLT_OPS_TEST_SEED repeats one. */
export const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const path = 'docs/AGENT_LOCKS.md';

/** A new folder before each test; `outer` has room beside it. Gone after it. */
export function freshWorkspace(): { readonly outer: string; readonly workspace: string; readonly file: string } {
  let outer = '';
  beforeEach(() => {
    outer = realpathSync(mkdtempSync(join(tmpdir(), 'molt-ops-lock-file-')));
    mkdirSync(join(outer, 'w', 'docs'), { recursive: true });
  });
  afterEach(() => rmSync(outer, { recursive: true, force: true }));
  return {
    get outer() {
      return outer;
    },
    get workspace() {
      return join(outer, 'w');
    },
    get file() {
      return join(outer, 'w', path);
    },
  };
}

export const valueIn = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
};

export const opened = (workspace: string, points?: (name: string) => void, at = path): LockFile =>
  valueIn(openLockFile(workspace, at, points));

export function seenIn(file: LockFile): There {
  const found = file.read();
  if (found.is !== 'there') throw new Error(JSON.stringify(found));
  return found;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (from: Uint8Array): string => new TextDecoder().decode(from);
export const noIntent: Intent = { before() {}, withdrawn() {} };

export const put = (folder: string, name: string, content: string): void => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
};

/** Whatever is in the folder besides these names. */
export const others = (folder: string, ...names: string[]): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => !names.includes(name)) : [];

export const git = (folder: string, ...words: string[]): string =>
  execFileSync(
    'git',
    ['-C', folder, '-c', 'user.name=ada', '-c', 'user.email=ada@example.org', '-c', 'protocol.file.allow=always', ...words],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_EDITOR: 'true', GIT_SEQUENCE_EDITOR: 'true' },
    },
  ).trim();

export const sh = (folder: string, script: string): string => execFileSync('sh', ['-ec', script], { cwd: folder, encoding: 'utf8' });

const here = (name: string): string => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));

/** A Node of its own that runs `script` as a module, with `openLockFile`, `watchLockFile`, `systemClock`, and node:fs as `fs`. `through`: started by that program. */
export const node = (script: string, ...args: string[]) => nodeThrough([], script, ...args);

export function nodeThrough(
  through: readonly string[],
  script: string,
  ...args: string[]
): { pid: number; out: () => string; said: (what: string) => Promise<void>; over: Promise<string | number | null>; kill: () => void } {
  const head = `import * as fs from 'node:fs'; import { openLockFile } from ${here('./lock-file.ts')};
    import { watchLockFile } from ${here('./watch.ts')}; import { systemClock } from ${here('../../kernel/clock.ts')};\n`;
  const [program, ...words] = [...through, process.execPath, '--input-type=module', '-e', head + script, '--', ...args] as [
    string,
    ...string[],
  ];
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const look of waiting) look();
  };
  child.stdout.on('data', (chunk) => {
    out += chunk;
    tell();
  });
  const over = new Promise<string | number | null>((resolve) =>
    child.on('close', (code, signal) => {
      resolve(signal ?? code);
      tell();
    }),
  );
  return {
    pid: child.pid!,
    out: () => out,
    /** Also when it is over without a word. */
    said: (what) =>
      new Promise((resolve) => {
        const look = () => {
          if (!out.includes(what) && child.exitCode === null && child.signalCode === null) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    over,
    kill: () => child.kill('SIGKILL'),
  };
}
