/** Checks of the demo itself: `node dev.mjs lint|test`. Anything else prints a usage line and ends with 0, as Molt's tools/dev.py does. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { measure } from './lib/measure.mjs';
import { programs, root } from './lib/programs.mjs';
import { findPython } from './lib/python.mjs';
import { assemble } from './lib/wasm_build.mjs';
import { link } from './wasm_link.mjs';

const python = findPython();
const runtime = join(root, 'runtime/runtime.wat');
const once = { samples: 1, warmup: 0 };

switch (process.argv[2]) {
  case 'lint':
    lint();
    break;
  case 'test':
    test();
    break;
  default:
    console.log('Usage: tools/dev.mjs [lint|test]');
}

/** Every source must be understood by what will read it. */
function lint() {
  const tools = ['tools', 'tools/lib'].flatMap((folder) => filesIn(folder, '.mjs'));
  const scripts = [...tools, ...filesIn('benches', '.js')];
  const modules = [runtime, ...programs(false).map((program) => program.source('wat'))];
  for (const path of scripts) check(path, () => run([process.execPath, '--check', path]));
  for (const path of modules) check(path, () => void assemble(relative(root, path), readFileSync(path, 'utf8')));
  if (python)
    for (const path of filesIn('benches', '.py'))
      check(path, () => run([python.path, '-I', '-c', 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])', path]));
  else console.log('Skipping the Python files: python3 not found on PATH.');
  end('checked');
}

/** Every program must give its answer, in Python and JavaScript; as WASM it must at least link. */
function test() {
  for (const program of programs(false)) {
    check(program.source('js'), () => failureOf([process.execPath, program.source('js')], program));
    if (python) check(program.source('py'), () => failureOf([python.path, '-I', program.source('py')], program));
    check(
      program.source('wat'),
      () => void assemble(program.name, link(readFileSync(program.source('wat'), 'utf8'), readFileSync(runtime, 'utf8'))),
    );
  }
  end('tested');
}

function filesIn(folder, ending) {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(root, folder, name));
}

/** Why it failed; undefined: it did not. */
function run(argv) {
  const { status, stderr, error } = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

function failureOf(argv, program) {
  return measure(argv, program.expected, once).failed;
}

function check(path, work) {
  let failure;
  try {
    failure = work();
  } catch (error) {
    failure = error.message;
  }
  check.count = (check.count ?? 0) + 1;
  if (failure === undefined) return;
  check.failed = (check.failed ?? 0) + 1;
  console.log(`error: ${relative(root, path)}: ${failure}`);
}

function end(word) {
  console.log(check.failed ? `${check.failed} of ${check.count} files failed` : `All ${check.count} files ${word}`);
  if (check.failed) process.exitCode = 1;
}
