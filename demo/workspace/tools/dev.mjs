/** Checks of the demo itself: `node dev.mjs lint|test`. Anything else prints a usage line and ends with 0, as Molt's tools/dev.py does. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { measure } from './lib/measure.mjs';
import { buildFolder, programs, root } from './lib/programs.mjs';
import { findPython } from './lib/python.mjs';
import { assemble, buildWasm, writeWasm } from './lib/wasm_build.mjs';
import { link } from './wasm_link.mjs';

const python = findPython();
const runtime = join(root, 'runtime/runtime.wat');
let count = 0;
let failures = 0;

const work = { lint, test }[process.argv[2]];
if (work) {
  work();
  console.log(failures > 0 ? `${failures} of ${count} checks failed` : `All ${count} checks passed`);
  if (failures > 0) process.exitCode = 1;
} else console.log('Usage: tools/dev.mjs [lint|test]');

/** Every source must be understood by what will read it. */
function lint() {
  const tools = ['tools', 'tools/lib'].flatMap((folder) => filesIn(folder, '.mjs'));
  for (const path of [...tools, ...filesIn('benches', '.js')]) check(path, () => run([process.execPath, '--check', path]));
  for (const path of [runtime, ...filesIn('benches', '.wat')])
    check(path, () => void assemble(relative(root, path), readFileSync(path, 'utf8')));
  if (!python) return console.log('Skipping the Python files: python3 not found on PATH.');
  const parse = 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])';
  for (const path of filesIn('benches', '.py')) check(path, () => run([python.path, '-I', '-c', parse, path]));
}

/** Every program must give its answer, in each language and link mode. */
function test() {
  const folder = buildFolder();
  const runtimeBuilt = join(folder, 'runtime.wasm');
  buildWasm(runtime, runtimeBuilt);
  const runWasm = join(root, 'tools/run_wasm.mjs');
  for (const program of programs(false)) {
    const wat = program.source('wat');
    const target = (ending) => join(folder, `${program.name}${ending}.wasm`);
    const answers = (...argv) => measure(argv, program.expected, { samples: 1, warmup: 0 }).failed;
    if (python) check(program.source('py'), () => answers(python.path, '-I', program.source('py')));
    check(program.source('js'), () => answers(process.execPath, program.source('js')));
    check(`${wat}, fallback`, () => {
      buildWasm(wat, target(''));
      return answers(process.execPath, runWasm, target(''), runtimeBuilt);
    });
    check(`${wat}, linked`, () => {
      const text = link(readFileSync(wat, 'utf8'), readFileSync(runtime, 'utf8'));
      writeWasm(`${program.name}_linked.wat`, text, target('_linked'));
      return answers(process.execPath, runWasm, target('_linked'));
    });
  }
}

/** `work` gives or throws why it failed; undefined: it did not. */
function check(what, work) {
  count++;
  let failure;
  try {
    failure = work();
  } catch (error) {
    failure = error.message;
  }
  if (failure === undefined) return;
  failures++;
  console.log(`error: ${relative(root, what)}: ${failure}`);
}

function run(argv) {
  const { status, stderr, error } = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

function filesIn(folder, ending) {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(root, folder, name));
}
