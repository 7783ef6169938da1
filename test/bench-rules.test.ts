/** The rules for benches, through a real bot and the demo workspace: what is recorded, what is told, what is kept. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { connect, type Line } from '../adapters/socket/client.mjs';
import { socketFolder } from '../adapters/socket/folder.mjs';
import { makeDemo } from '../demo/make.ts';
import { onlyTiny } from '../demo/testing.ts';
import { BenchHost, type JobDirectory, until } from './lab/bench-host.ts';

const { recipes } = parse(readFileSync(join(import.meta.dirname, '../config/molt-ops.yaml'), 'utf8'));
let host: BenchHost;
let demo: string;
let line: Line;

beforeAll(async () => {
  const rows = 'for n in 1 2; do echo "bench_row_$n.py | 0.1000 | - | - | - | - | - | 0.0500 | 2.00 x | 10.0 KB"; done';
  const cut = (then: string, limits = {}): object => ({
    about: 'Prints two rows and does not get to its result',
    category: 'benchmarks',
    exclusive: 'none',
    limits,
    steps: [
      {
        phase: 'native',
        run: ['sh', '-c', `${rows}; ${then}`],
        result: { format: 'molt-native', file: '{out}/native.json' },
        progress: { row: '^\\S+\\.py *\\|', of: 10 },
      },
    ],
  });
  const cuts = { waiting: cut('sleep 300'), limited: cut('sleep 300', { time: '1s' }), killed: cut('kill -9 $$') };
  host = new BenchHost({ recipes: { ...recipes, ...cuts } });
  demo = join(host.root, 'demo');
  const made = await makeDemo(demo);
  if (!made.ok) throw new Error(made.refusal.message);
  onlyTiny(demo);
  const git = (...words: string[]) => execFileSync('git', ['-C', demo, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words]);
  git('add', '-A');
  git('commit', '-qm', 'Only tiny');
  writeFileSync(host.config, readFileSync(host.config, 'utf8').replace(host.workspace, demo));
  expect(await host.serve().ready).toBe(true);
  const opened = await connect(socketFolder(host.home, host.env));
  if (!opened.ok) throw new Error(opened.refusal.message);
  line = opened.value;
}, 60_000);

afterAll(async () => {
  line?.close();
  await host?.close();
});

async function run(text: string): Promise<JobDirectory & { ok: boolean; report: string; log: string }> {
  const said = await line.say({ say: text, wait: true });
  const found = host.jobs().find(({ spec }) => spec.id === said?.job?.id);
  if (!said || !found) throw new Error(`"${text}" started nothing: ${said?.text}`);
  return { ...found, ok: said.ok, report: said.text, log: readFileSync(join(found.dir, 'log'), 'utf8') };
}
const json = (dir: string, name: string) => JSON.parse(readFileSync(join(dir, name), 'utf8'));

test('native and WASM in one job: commit, machine and date at both ends, the ratio with its direction, the link mode', async () => {
  const { dir, ok, report, log } = await run('bench --linked --samples 2');
  expect(ok).toBe(true);
  const head = execFileSync('git', ['-C', demo, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  for (const name of ['record.json', 'record-end.json']) expect(json(dir, name).git).toMatchObject({ head, branch: 'main' });
  expect(log.split('\n').slice(0, 4).join('\n')).toContain(head);
  expect(report).toContain(head);
  // Both run for milliseconds: either may win, and now and then neither does.
  expect(report).toMatch(/WASM (?:\S+× (?:slower|faster) than|as fast as) CPython/);
  expect(report).toContain('linked 1/1');
  expect(log).toContain('==> wasm: linked 1/1\n');
  expect(existsSync(join(dir, 'native.json')) && existsSync(join(dir, 'wasm.json'))).toBe(true);
}, 60_000);

test('without the linker: fallback in log and report; a second run has its own directory', async () => {
  writeFileSync(join(demo, 'tools/wasm_link.mjs'), "export const link = () => { throw new Error('undefined symbol: add'); };\n");
  const before = host.jobs().map(({ dir }) => dir);
  const { dir, report, log } = await run('bench --linked --wasm --samples 1');
  expect(before).not.toContain(dir);
  expect(log).toContain('==> wasm: fallback: asked linked, 0/1 are\n');
  expect(report).toContain('fallback: asked linked, 0/1 are');
  execFileSync('git', ['-C', demo, 'checkout', '-q', 'tools/wasm_link.mjs']);
}, 60_000);

test('--super asks first without a release tag, and shows its statistics with one', async () => {
  const asked = await line.say({ say: 'bench --super --native' });
  expect(asked!.text).toMatch(/^CONFIRM bench .*--super/);
  expect(asked!.job).toBeUndefined();
  execFileSync('git', ['-C', demo, 'tag', 'v1.2.3']);
  const { ok, report, dir } = await run('bench --super --native');
  expect(ok).toBe(true);
  expect(report).toMatch(/bench +of +mean +median +variance +range/);
  expect(readdirSync(dir)).toContain('native.json');
}, 60_000);

const rowsOf = (dir: string): boolean => existsSync(join(dir, 'log')) && readFileSync(join(dir, 'log'), 'utf8').includes('bench_row_2.py');

test.each<[way: string, recipe: string, state: string, cut?: (id: number) => unknown]>([
  ['was stopped', 'waiting', 'cancelled', (id) => line.say({ say: `stop ${id}` })],
  ['came to its time limit', 'limited', 'timed_out'],
  ['was killed with its shim', 'waiting', 'lost', (id) => process.kill(host.events(id)[0].pid, 'SIGKILL')],
  ['was killed', 'killed', 'signaled'],
])(
  'the rows of a bench that %s become a result of their own, marked partial',
  async (_, recipe, state, cut) => {
    const said = await line.say({ say: recipe, key: `${recipe} ${state}` });
    const { id, dir } = said!.job!;
    await until('two rows', () => rowsOf(dir));
    await cut?.(id);
    const report = await until('the report', () => existsSync(join(dir, 'report.md')) && readFileSync(join(dir, 'report.md'), 'utf8'));
    expect(report).toMatch(new RegExp(`^${state}`, 'm'));
    expect(report).toContain('- native: 2/2 ok; partial: rows that were printed before the end, never compared as a whole run\n');
    expect(report).toMatch(/native\.partial\.json — new, partial result, 2 rows/);
    expect(report).not.toContain('than CPython');
    expect(json(dir, 'native.partial.json')).toMatchObject({
      partial: true,
      benchmarks: { row_1: { molt_time_s: 0.05, cpython_time_s: 0.1, molt_ok: true }, row_2: { molt_time_s: 0.05 } },
    });
    expect(existsSync(join(dir, 'native.json'))).toBe(false);
  },
  60_000,
);

test('what a job changed and made is told, and nothing else', async () => {
  const { report } = await run('touch');
  const touched = /### Files Touched\n([\s\S]*?)\n\n### /.exec(report)![1]!.split('\n');
  expect(touched).toHaveLength(2);
  expect(touched.join('\n')).toMatch(/notes\.txt/);
  expect(touched.join('\n')).toMatch(/scratch_\w+\.txt/);
}, 60_000);

test('a result outside the job directory is refused when the config is loaded', async () => {
  const file = join(host.root, 'bad.yaml');
  const text = readFileSync(host.config, 'utf8').replace('"{out}/native.json"', 'native.json').replace('file: {out}', 'file: .');
  writeFileSync(file, text.replaceAll("'{out}/native.json'", 'native.json'));
  const { code, stderr } = await host.cli(['config', 'check'], { env: { MOLT_OPS_CONFIG: file } });
  expect(stderr).toContain('{out}');
  expect(code).not.toBe(0);
});
