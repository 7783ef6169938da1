import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { directoryName } from '../../kernel/ids.ts';
import { jobDirectory, step } from '../shim/testing.ts';
import { files } from '../spec.ts';
import { findJob, listJobs, newestJobs } from './scan.ts';

const logs = mkdtempSync(join(tmpdir(), 'molt-scan-'));
afterAll(() => rmSync(logs, { recursive: true }));

function job(id: number, over = true): void {
  const made = jobDirectory([step(['true'])], { id, category: 'agents' });
  if (over) writeFileSync(join(made, files.end), JSON.stringify({ v: 1, at: 5, outcome: 'exited', exit: { code: 0 } }));
  mkdirSync(join(logs, 'agents'), { recursive: true });
  renameSync(made, join(logs, 'agents', directoryName({ createdAt: 0, recipe: 'try', id })));
  rmSync(dirname(made), { recursive: true });
}

test('the newest, those that are not over, and how many others; one by its number', () => {
  for (const id of [1, 2, 3, 4, 10, 11]) job(id, id !== 2);
  mkdirSync(join(logs, 'agents', '19700101T000000Z_broken_12'));
  const ids = (jobs: { id: number }[]): number[] => jobs.map(({ id }) => id);
  expect(ids(listJobs(logs))).toEqual([11, 10, 4, 3, 2, 1]);
  expect({ ...newestJobs(logs, 3), jobs: ids(newestJobs(logs, 3).jobs) }).toEqual({ jobs: [11, 10, 2], others: 3 });
  expect(ids(newestJobs(logs, 0).jobs)).toEqual([2]);
  expect(basename(findJob(logs, 10)!.dir)).toBe('19700101T000000Z_try_10');
  expect(findJob(logs, 12)).toBeUndefined();
  expect(findJob(logs, 99)).toBeUndefined();
});
