/** Demo workspaces for tests: the real one, and one whose only program is tiny. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDemo } from './make.ts';

/** A temporary folder that holds the workspace `demo`; `remove` takes it all away. */
export async function temporaryDemo(): Promise<{ demo: string; folder: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'molt demo $(id) '));
  const demo = join(folder, 'demo');
  const made = await makeDemo(demo);
  if (!made.ok) throw new Error(made.refusal.message);
  return { demo, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Takes the programs out and puts `bench_tiny` in, which takes no time; its answer is 42. */
export function onlyTiny(demo: string): void {
  for (const name of readdirSync(join(demo, 'benches'))) rmSync(join(demo, 'benches', name));
  const write = (name: string, text: string) => writeFileSync(join(demo, 'benches', name), text);
  write('expected.json', '{"bench_tiny": "42"}');
  write('bench_tiny.py', 'print(42)\n');
  write('bench_tiny.js', "console.log('42');\n");
  const add = '(import "runtime" "add" (func $add (param f64 f64) (result f64)))';
  const main = '(func (export "main") (result f64) (call $add (f64.const 40) (f64.const 2)))';
  write('bench_tiny.wat', `(module\n  ${add}\n  ${main}\n)\n`);
}

export interface Run {
  exit: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a tool of the workspace with this Node; without `path` the PATH of this process. */
export function runTool(demo: string, words: readonly string[], path = process.env.PATH): Run {
  const [tool = '', ...rest] = words;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('tools', tool), ...rest], {
    cwd: demo,
    encoding: 'utf8',
    env: { HOME: process.env.HOME, PATH: path },
    maxBuffer: 2 ** 26,
  });
  return { exit: status, stdout, stderr };
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into it, and say themselves what must be there
type Json = any;
/** What a result says of its benches, by their keys. */
export type Benches = Record<string, Json>;

export const readJson = (path: string): Record<string, Json> => JSON.parse(readFileSync(path, 'utf8'));

/** The cells of the rows that stdout holds: name first. */
export const rows = (stdout: string): string[][] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('bench_'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

export const hasPython = spawnSync('python3', ['--version']).status === 0;
