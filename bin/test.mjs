/** `npm test`: types, lint, all tests; the last line counts them. Words after it go to vitest. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { ensurePackages, nodePath, root } from './launch.mjs';

await ensurePackages(true);
const bin = join(root, 'node_modules/.bin');
const { MOLT_OPS_JOB: _job, MOLT_OPS_BOT: _bot, ...rest } = process.env;
const env = { ...rest, PATH: `${bin}${delimiter}${process.env.PATH}` };
const node = nodePath();
const only = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'molt-ops-test-'));
const report = join(folder, 'report.json');

const run = (name, args) => spawnSync(node, [join(bin, name), ...args], { cwd: root, env, stdio: 'inherit' }).status === 0;

let [passed, failed] = [0, 0];
const count = (name, ok) => {
  process.stdout.write(`${name}: ${ok ? 'ok' : 'FAILED'}\n`);
  if (ok) passed += 1;
  else failed += 1;
};

if (only.length === 0) {
  count('types', run('tsc', ['-p', '.']));
  count('lint', run('biome', ['check']));
}
const ran = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...only]);
const suites = read(report);
passed += suites.passed;
failed += suites.failures.length || (ran ? 0 : 1);
for (const name of suites.skipped) process.stdout.write(`skipped: ${name}\n`);
for (const what of suites.failures) process.stdout.write(`failed: ${what}\n`);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && ran ? 0 : 1);

/** As much of it as a log shows in a line. */
function oneLine(text) {
  return text.replace(/\s+/g, ' ').slice(0, 900);
}

function read(path) {
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
    const tests = testResults.flatMap(({ name, message, assertionResults }) =>
      assertionResults.length > 0
        ? assertionResults.map((test) => ({ ...test, file: relative(root, name) }))
        : // A suite that could not be loaded has no tests.
          [{ file: relative(root, name), status: 'failed', fullName: '', failureMessages: [message] }],
    );
    const skipped = tests.filter(({ status }) => !['passed', 'failed'].includes(status)).map(({ fullName }) => fullName);
    const failures = tests
      .filter(({ status }) => status === 'failed')
      .map(({ file, fullName, failureMessages }) => oneLine(`${file} ${fullName}: ${failureMessages.join(' ')}`));
    return { passed: numPassedTests, skipped, failures };
  } catch {
    return { passed: 0, skipped: [], failures: [] };
  }
}
