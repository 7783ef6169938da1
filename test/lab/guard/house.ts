/** A repository with its origin, people who commit and push in it, and claims that a test writes. git runs the hooks. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { guard } from '../../../adapters/cli/guard.ts';
import type { GuardClaim, Known } from '../../../src/locks/guard/port.ts';
import { claim } from '../../../src/locks/guard/testing.ts';
import { depsFor } from './deps.ts';

/** The guard as a program of its own. */
export const program = join(import.meta.dirname, 'main.ts');

/** Hooks start the program many times. */
const cache = join(tmpdir(), 'compiled');

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export class House {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'molt-ops-guard-')));
  readonly work: string;
  readonly origin = join(this.root, 'origin.git');
  readonly env: NodeJS.ProcessEnv;
  readonly claimsFile = join(this.root, 'claims.json');

  /** Its folder has a name that a shell would stumble over. */
  constructor(name = "ada's work") {
    this.work = join(this.root, name);
    this.env = {
      PATH: process.env.PATH,
      HOME: this.root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'x',
      GIT_AUTHOR_EMAIL: 'x@example.org',
      GIT_COMMITTER_NAME: 'x',
      GIT_COMMITTER_EMAIL: 'x@example.org',
      NODE_NO_WARNINGS: '1',
      MOLT_OPS_TEST_CLAIMS: this.claimsFile,
      NODE_COMPILE_CACHE: cache,
    };
    mkdirSync(this.work);
    this.git('init', '-q', '-b', 'main');
    spawnSync('git', ['init', '-q', '--bare', '-b', 'main', this.origin], { env: this.env });
    this.git('remote', 'add', 'origin', this.origin);
    this.write('README.md', 'read me\n');
    this.git('add', '.');
    this.git('commit', '-qm', 'first');
    this.git('push', '-q', '-u', 'origin', 'main');
    this.git('remote', 'set-head', 'origin', 'main');
    this.claims();
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** What the bot says: `17 codex-2(ada) docs/`. */
  claims(...all: string[]): void {
    this.known({ is: 'live', claims: all.map((words) => claim(words, { since: Date.now() - 3_600_000, until: Date.now() + 3_600_000 })) });
  }

  known(known: Known | { is: 'snapshot'; claims: GuardClaim[]; age: number }): void {
    writeFileSync(this.claimsFile, JSON.stringify(known));
  }

  /** An empty one, beside the others. */
  bare(name: string): string {
    const path = join(this.root, `${name}.git`);
    this.run('git', ['init', '-q', '--bare', '-b', 'main', path]);
    return path;
  }

  git(...words: string[]): Ran {
    return this.run('git', words);
  }

  /** In this process: hooks are what starts the program. */
  guard(...words: string[]): Promise<Ran> {
    return this.guardIn(this.work, words);
  }

  async guardIn(cwd: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    const [stdout, stderr]: [string[], string[]] = [[], []];
    const home = process.env.HOME;
    process.env.HOME = this.root;
    try {
      const code = await guard(
        words,
        depsFor(
          cwd,
          { MOLT_OPS_TEST_CLAIMS: this.claimsFile, ...env },
          {
            out: (line) => void stdout.push(`${line}\n`),
            err: (line) => void stderr.push(`${line}\n`),
          },
        ),
      );
      return { code, stdout: stdout.join(''), stderr: stderr.join('') };
    } finally {
      process.env.HOME = home;
    }
  }

  run(file: string, words: readonly string[], { cwd = this.work, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Ran {
    const ran = spawnSync(file, words, { cwd, env: { ...this.env, ...env }, encoding: 'utf8' });
    if (ran.error) throw ran.error;
    return { code: ran.status ?? -1, stdout: ran.stdout, stderr: ran.stderr };
  }

  write(path: string, text: string | Buffer, mode = 0o644): void {
    const whole = join(this.work, path);
    mkdirSync(dirname(whole), { recursive: true });
    rmSync(whole, { force: true, recursive: true });
    writeFileSync(whole, text, { mode });
  }

  link(path: string, target: string): void {
    rmSync(join(this.work, path), { force: true });
    symlinkSync(target, join(this.work, path));
  }

  copy(from: string, path: string): void {
    cpSync(from, join(this.work, path));
  }

  /** Writes the files and commits them all. */
  commit(...paths: string[]): Ran {
    for (const path of paths) this.write(path, `${Math.random()}\n`);
    this.git('add', '-A');
    return this.git('commit', '-qm', 'change');
  }

  read = (path: string): string => readFileSync(join(this.work, path), 'utf8');
  message = (): string => this.git('log', '-1', '--format=%B').stdout;
  atOrigin = (branch = 'main'): string => this.git('ls-remote', this.origin, branch).stdout;

  /** Every name below the folder with its mode, and what is in it. */
  tree(folder: string): Record<string, string> {
    const base = join(this.work, folder);
    return Object.fromEntries(
      readdirSync(base, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => {
          const stat = lstatSync(join(base, name));
          const held = stat.isSymbolicLink()
            ? readlinkSync(join(base, name))
            : stat.isFile()
              ? readFileSync(join(base, name), 'latin1')
              : '';
          return [name, `${stat.mode.toString(8)} ${held}`];
        }),
    );
  }
}
