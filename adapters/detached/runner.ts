/** Jobs without tmux: the same shim in a session of its own, and the log is the only view. */
import { spawn } from 'node:child_process';
import type { Runner } from '../../src/jobs/runner.ts';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';

/** `shim`: its argv before the job directory; `env`: its whole environment. */
export function detachedRunner({ shim, env }: { shim: readonly string[]; env: Record<string, string> }): Runner {
  return {
    name: 'detached',
    start: ({ dir }) =>
      new Promise<Outcome<void>>((resolve) => {
        const [file = '', ...rest] = shim;
        const child = spawn(file, [...rest, dir], { cwd: '/', env, detached: true, stdio: 'ignore' });
        child.on('error', (cause) =>
          resolve(refuse('shim not started', `The shim could not be started: ${cause.message}`, undefined, cause)),
        );
        child.on('spawn', () => resolve(done(undefined)));
        child.unref();
      }),
    reopen: async () => done(undefined),
    close: async () => {},
  };
}
