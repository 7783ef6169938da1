/** The result as JSON, in the schema of Molt's tools. A result that exists is never written over. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './programs.mjs';

/** Looks before anything is measured, so that no measurement is in vain. */
export function resultPath(given, kind) {
  const path = given ?? join(root, 'bench/results', `${kind}_${new Date().toISOString().replace(/[-:.]/g, '')}.json`);
  if (existsSync(path)) {
    process.stderr.write(`error: ${path} exists and is not written over. Nothing was measured: give a new --json-out.\n`);
    process.exit(1);
  }
  return path;
}

export function resultOf(benchmarks, plan, pythonVersion) {
  return {
    benchmarks,
    created_at: new Date().toISOString().replace('Z', '+00:00'),
    git_rev: gitRevision(),
    samples: plan.samples,
    schema_version: 1,
    super_run: plan.isSuper,
    system: {
      cpu_count: os.cpus().length,
      load_avg: os.loadavg(),
      machine: os.machine(),
      platform: `${os.type()}-${os.release()}-${os.machine()}`,
      python: pythonVersion ?? 'n/a',
    },
    warmup: plan.warmup,
  };
}

export function writeResult(path, result) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, toText(result), { flag: 'wx' });
}

export const toText = (result) => `${JSON.stringify(result, undefined, 2)}\n`;

function gitRevision() {
  const answer = spawnSync('git', ['-c', 'core.fsmonitor=false', 'rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  return answer.status === 0 ? answer.stdout.trim() : null;
}
