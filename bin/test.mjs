/** `npm test`: types, lint, all tests; the last line counts them. Words after it go to vitest. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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
// A suite that could not even be loaded has no test that failed.
failed += suites.failed > 0 || ran ? suites.failed : 1;
for (const name of suites.skipped) process.stdout.write(`skipped: ${name}\n`);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && ran ? 0 : 1);

function read(path) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
    const skipped = testResults.flatMap((file) =>
      file.assertionResults.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => test.fullName),
    );
    return { passed: numPassedTests, failed: numFailedTests, skipped };
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}
