/** The program that looks at host and workspace once the steps are over. Nothing it says or does changes how the job ended. */
import { spawn } from 'node:child_process';
import { type Millis, systemClock } from '../../kernel/clock.ts';
import { nowVariable, nowWords, tagVariable } from '../spec.ts';
import { killTree } from './tree.ts';

/** Resolves when it is over, or was ended after `limit` milliseconds. */
export async function runAfter(
  argv: readonly string[],
  cwd: string,
  env: Record<string, string>,
  tag: string,
  limit: Millis = 30_000,
): Promise<void> {
  const [file = '', ...rest] = argv;
  const own = `${tag}.after`;
  const variables = { ...env, [tagVariable]: own, [nowVariable]: nowWords(Date.now()) };
  await new Promise<void>((resolve) => {
    const child = spawn(file, rest, { cwd, env: variables, detached: true, stdio: 'ignore' });
    const timer = systemClock.after(limit, () => {
      void killTree({ tag: own, groups: child.pid === undefined ? [] : [child.pid], grace: 0 }).then(() => resolve());
    });
    const over = (): void => {
      timer.cancel();
      resolve();
    };
    child.on('exit', over).on('error', over);
  });
}
