/** Makes job directories for tests of the shim and of the runners. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unstamp } from '../../kernel/stamp.ts';
import { type End, files, type JobEvent, type Spec, type Step } from '../spec.ts';
import { killTree } from './tree.ts';

export const shimMain = new URL('./main.ts', import.meta.url).pathname;

export const step = (run: string[], more: Partial<Step> = {}): Step => ({
  phase: 'only',
  run,
  cwd: tmpdir(),
  env: {},
  continue: false,
  ...more,
});

/** A written job directory that no shim has seen, named so that a shell would stumble over it. */
export function jobDirectory(steps: Step[], more: Partial<Spec> = {}, name = 'job'): string {
  const dir = join(mkdtempSync(join(tmpdir(), 'molt-shim-')), name);
  mkdirSync(dir);
  const id = more.id ?? 42;
  const spec: Spec = {
    v: 1,
    id,
    recipe: 'try',
    about: 'a try',
    category: 'agents',
    exclusive: 'none',
    steps,
    workspace: tmpdir(),
    worktree: tmpdir(),
    requester: 'ada',
    agent: false,
    place: { adapter: 'console', room: 'main' },
    asked: { given: 'try', canonical: 'try' },
    options: {},
    limits: { log: 2 ** 31 },
    key: `key-${id}`,
    tag: `tag-${process.pid}-${Math.random().toString(36).slice(2)}`,
    errors: [],
    host: 'm1',
    createdAt: Date.now(),
    ...more,
  };
  const write = (file: string, content: unknown): void => writeFileSync(join(dir, file), `${JSON.stringify(content)}\n`);
  write(files.spec, spec);
  write(files.env, { v: 1, env: { PATH: process.env.PATH, HOME: dir } });
  write(files.record, { v: 1, at: Date.now(), utc: new Date().toISOString() });
  writeFileSync(join(dir, files.reserve), Buffer.alloc(65_536));
  execFileSync(
    'mkfifo',
    [files.alive, files.bell, ...steps.map((_, n) => files.pipe(n))].map((fifo) => join(dir, fifo)),
  );
  return dir;
}

export const eventsOf = (dir: string): JobEvent[] =>
  readFileSync(join(dir, files.events), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JobEvent);
export const endOf = (dir: string): End => JSON.parse(readFileSync(join(dir, files.end), 'utf8')) as End;
export const specOf = (dir: string): Spec => JSON.parse(readFileSync(join(dir, files.spec), 'utf8')) as Spec;
export const logOf = (dir: string): string => readFileSync(join(dir, files.log), 'latin1');
/** What the steps wrote, byte by byte. */
export const rawOf = (dir: string): Buffer =>
  unstamp(
    readFileSync(join(dir, files.log)),
    eventsOf(dir).flatMap((e) => ('log' in e && e.log ? [e.log] : [])),
  );

/** Ends what test jobs left running, and takes their folders away. */
export async function sweep(dirs: string[]): Promise<void> {
  for (const dir of dirs.splice(0)) {
    await killTree({ tag: specOf(dir).tag, groups: [], grace: 0 });
    rmSync(dirname(dir), { recursive: true, force: true });
  }
}
