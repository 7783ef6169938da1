/** For tests: real repositories in a temporary folder, and a user who has no settings. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import type { Outcome } from '../../src/kernel/result.ts';

export interface Bench {
  root: string;
  remove(): void;
}

export function openBench(): Bench {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'molt-ops-git-')));
  vi.stubEnv('HOME', root);
  vi.stubEnv('XDG_CONFIG_HOME', join(root, 'none'));
  return {
    root,
    remove() {
      vi.unstubAllEnvs();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A clone, or a new repository, and somebody who works in it. */
export class Desk {
  readonly path: string;
  /** Seconds since 1970 of what is committed next; undefined: now. */
  clock: number | undefined;

  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
  }

  static init(path: string, ...words: string[]): Desk {
    const desk = new Desk(path);
    desk.git('init', '-q', '-b', 'main', ...words);
    return desk;
  }

  static clone(from: string, path: string, ...words: string[]): Desk {
    execFileSync('git', ['clone', '-q', ...words, from, path], { stdio: 'pipe' });
    return new Desk(path);
  }

  git(...words: string[]): string {
    return this.gitWith({}, ...words);
  }

  gitWith(env: Record<string, string>, ...words: string[]): string {
    const time = this.clock === undefined ? {} : { GIT_COMMITTER_DATE: `${this.clock} +0000`, GIT_AUTHOR_DATE: `${this.clock} +0000` };
    const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org', '-c', 'protocol.file.allow=always'];
    const options = { encoding: 'utf8' as const, stdio: 'pipe' as const, env: { ...process.env, ...time, ...env } };
    return execFileSync('git', ['-C', this.path, ...who, ...words], options).trim();
  }

  write(name: string, text: string | Uint8Array): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }

  /** Writes, adds everything and commits; the commit. */
  commit(message: string, files: Readonly<Record<string, string>> = {}): string {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  hook(name: string, script: string): void {
    const hooks = join(this.path, this.git('rev-parse', '--git-dir'), 'hooks');
    mkdirSync(hooks, { recursive: true });
    writeFileSync(join(hooks, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(hooks, name), 0o755);
  }
}

export function valueIn<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.refusal.code}: ${outcome.refusal.message} ${JSON.stringify(outcome.refusal.cause)}`);
  return outcome.value;
}

export function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'none' : outcome.refusal.code;
}
