/** What every runner promises, run by each adapter's test with real shims. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Runner } from './runner.ts';
import { runs, until, written } from './shim/strays.ts';
import { endOf, eventsOf, jobDirectory, rawOf, shimMain, step, sweep } from './shim/testing.ts';
import { files } from './spec.ts';

export interface RunnerMaking {
  shim: string[];
  env: Record<string, string>;
}

/** `make` builds a runner; `starter` is a module that exports nothing and starts `argv[2]` (JSON of a RunnerMaking and a job) with the same runner. */
export function runnerContract(name: string, make: (making: RunnerMaking) => Runner, starter: { module: string; given: object }): void {
  const shim = [process.execPath, shimMain];
  const env = { PATH: process.env.PATH!, LANG: 'C.UTF-8' };
  const dirs: string[] = [];
  let id = 100;
  const job = (script: string, folder?: string) => {
    id += 1;
    const dir = jobDirectory([step(['sh', '-c', script])], { id }, folder);
    dirs.push(dir);
    return { id, dir };
  };
  const over = (dir: string) => until(() => existsSync(join(dir, files.end)), `the end of ${dir}`);

  afterEach(() => sweep(dirs));

  describe(name, () => {
    test('a started job runs to its end', async () => {
      const { id, dir } = job('echo hi; exit 7');
      expect(await make({ shim, env }).start({ id, dir })).toEqual({ ok: true, value: undefined });
      await over(dir);
      expect(endOf(dir)).toMatchObject({ exit: { code: 7 } });
      expect(rawOf(dir).toString()).toBe('hi\n');
    });

    test('asked twice, and again after its end, it runs once', async () => {
      const runner = make({ shim, env });
      const it = job('echo ran >> "$HOME/ran"; while [ ! -e "$HOME/go" ]; do sleep 0.01; done');
      const first = await Promise.all([runner.start(it), runner.start(it)]);
      expect(first.every((outcome) => outcome.ok)).toBe(true);
      await until(() => written(join(it.dir, 'ran')), 'the step');
      expect((await runner.start(it)).ok).toBe(true);
      writeFileSync(join(it.dir, 'go'), '');
      await over(it.dir);
      expect((await runner.start(it)).ok).toBe(true);
      expect(readFileSync(join(it.dir, 'ran'), 'utf8')).toBe('ran\n');
      expect(eventsOf(it.dir).filter((e) => e.type === 'started')).toHaveLength(1);
    });

    test('a folder with spaces, quotes, a command and a semicolon in its name', async () => {
      const { id, dir } = job('pwd -P >/dev/null; echo fine', `a b "c" 'd' $(id) #{pid};e;`);
      expect((await make({ shim, env }).start({ id, dir })).ok).toBe(true);
      await over(dir);
      expect(rawOf(dir).toString()).toBe('fine\n');
    });

    test('the environment is the given one: nothing of the starter is in shim or step', async () => {
      const { id, dir } = job(`env; tr '\\0' '\\n' < /proc/$PPID/environ`);
      process.env.MOLT_TEST_SECRET = 'leak';
      try {
        await make({ shim, env }).start({ id, dir });
        await over(dir);
      } finally {
        delete process.env.MOLT_TEST_SECRET;
      }
      expect(rawOf(dir).toString()).toContain('LANG=C.UTF-8');
      expect(rawOf(dir).toString()).not.toContain('leak');
    });

    test('a job survives whoever started it', async () => {
      const it = job('while [ ! -e "$HOME/go" ]; do sleep 0.01; done; echo survived; exit 3');
      const bot: ChildProcess = spawn(process.execPath, [starter.module, JSON.stringify({ ...starter.given, shim, env, job: it })], {
        stdio: 'ignore',
        detached: true,
      });
      const gone = new Promise((resolve) => bot.on('exit', resolve));
      await until(() => existsSync(join(it.dir, files.events)) && eventsOf(it.dir).some((e) => e.type === 'phase'), 'the step');
      process.kill(-bot.pid!, 'SIGKILL');
      await gone;
      expect(runs(bot.pid!)).toBe(false);
      writeFileSync(join(it.dir, 'go'), '');
      await over(it.dir);
      expect(endOf(it.dir)).toMatchObject({ exit: { code: 3 } });
    });

    test('a viewer that is asked for is no second run, and closing is harmless', async () => {
      const runner = make({ shim, env });
      const it = job('echo once >> "$HOME/ran"');
      await runner.start(it);
      await over(it.dir);
      expect((await runner.reopen(it)).ok).toBe(true);
      await runner.close(it);
      await runner.close(it);
      expect(readFileSync(join(it.dir, 'ran'), 'utf8')).toBe('once\n');
    });
  });
}
