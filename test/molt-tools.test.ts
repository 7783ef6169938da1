/** The recipe of config/molt.yaml over tools that behave like Molt's: link modes are told, and nothing that an earlier run left is measured. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { BenchHost, until } from './lab/bench-host.ts';

/** `uv run --python 3.14 python3 -u TOOL …` runs TOOL. */
const uv = '#!/bin/sh\nshift 5\nexec sh "$@"\n';
/**
 * tools/bench_wasm.py and run_wasm.js in one: a linked module stays in ./output_linked.wasm, says nothing when linking works, and what is not
 * linked runs a module that lies there, in 9 s instead of 0.1, unless MOLT_WASM_PREFER_LINKED is 0. `linkable` names what wasm-ld can link.
 */
const tool = `
linked=
while [ $# -gt 0 ]; do case "$1" in --json-out) out=$2; shift;; --linked) linked=1;; esac; shift; done
rows=
for name in bench_sum bench_fib; do
  used=false time=0.1000
  if [ "$linked" ]; then
    if grep -q "$name" linkable; then rm -f output_linked.wasm; echo "$name" > output_linked.wasm; used=true
    else echo "WASM link unavailable; falling back to non-linked build for $name.py." >&2; fi
  fi
  if [ $used = false ] && [ -e output_linked.wasm ] && [ "$MOLT_WASM_PREFER_LINKED" != 0 ]; then time=9.0000; fi
  printf '%-30s | %-12s | %8s KB\\n' $name $time 512.0
  rows="$rows$comma\\"$name\\": {\\"molt_wasm_time_s\\": $time, \\"molt_wasm_ok\\": true, \\"molt_wasm_size_kb\\": 512, \\"molt_wasm_linked\\": $used}"
  comma=,
done
echo "{\\"benchmarks\\": {$rows}, \\"samples\\": 1, \\"warmup\\": 0}" > "$out"
`;

const { recipes } = parse(readFileSync(join(import.meta.dirname, '../config/molt.yaml'), 'utf8'));
let host: BenchHost;

beforeAll(async () => {
  host = new BenchHost({ recipes: { bench: recipes.bench } });
  mkdirSync(join(host.workspace, 'tools'));
  mkdirSync(join(host.root, 'bin'));
  writeFileSync(join(host.root, 'bin/uv'), uv, { mode: 0o755 });
  writeFileSync(join(host.workspace, 'tools/bench_wasm.py'), tool);
  expect(await host.serve({ env: { PATH: `${join(host.root, 'bin')}:${process.env.PATH}` } }).ready).toBe(true);
}, 60_000);
afterAll(() => host?.close());

test.each([
  ['all can be linked', '--linked', 'bench_sum bench_fib', 'linked 2/2'],
  ['linking is not asked for, and a module lies there', '', 'bench_sum bench_fib', 'fallback (unlinked)'],
  ['one can be linked', '--linked', 'bench_sum', 'mixed: 1/2 linked'],
  ['none can be linked, and a module lies there', '--linked', '', 'fallback: asked linked, 0/2 are'],
])('%s', async (_, option, linkable, mode) => {
  writeFileSync(join(host.workspace, 'linkable'), linkable);
  const stale = existsSync(join(host.workspace, 'output_linked.wasm'));
  expect(stale).toBe(mode !== 'linked 2/2');
  const { job, text } = (await host.ask(`bench --wasm ${option}`, { wait: true }))!;
  expect(job).toMatchObject({ state: 'succeeded', exitCode: 0 });
  expect(text).toContain(`- wasm: 2/2 ok, n=1, warm-up 0, ${mode}\n`);
  expect(readFileSync(join(job!.dir, 'log'), 'utf8')).toContain(`==> wasm: ${mode}\n`);
  const ending = await until('the ending', () => host.outbox().find(({ key }) => key.startsWith(`end/${job!.id}/`)));
  expect(ending.text).toContain(mode);
  const { benchmarks } = JSON.parse(readFileSync(join(job!.dir, 'wasm.json'), 'utf8'));
  expect(Object.values(benchmarks)).toMatchObject([{ molt_wasm_time_s: 0.1 }, { molt_wasm_time_s: 0.1 }]);
});

test('a result of an earlier run, lying in the tree, is not taken for one of this run', async () => {
  const left = JSON.stringify({ benchmarks: { bench_old: { molt_wasm_time_s: 1, molt_wasm_ok: true } } });
  mkdirSync(join(host.workspace, 'bench/results'), { recursive: true });
  for (const name of ['wasm.json', 'bench/results/wasm.json']) writeFileSync(join(host.workspace, name), left);
  writeFileSync(join(host.workspace, 'tools/bench_wasm.py'), 'exit 0\n');
  const { job, text } = (await host.ask('bench --wasm', { wait: true }))!;
  expect(job).toMatchObject({ state: 'failed', exitCode: 0 });
  expect(text).toMatch(/^failed: no result in phase wasm/m);
  expect(text).not.toContain('bench_old');
  rmSync(join(host.workspace, 'wasm.json'));
});
