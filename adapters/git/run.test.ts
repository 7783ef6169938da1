/** The bot that is asked to end while git runs ends in its own way. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const module = fileURLToPath(new URL('./run.ts', import.meta.url));

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s while git runs is for the bot to answer', async (signal) => {
  const folder = mkdtempSync(join(tmpdir(), 'molt-ops-run-'));
  // A git that does not end before the bot is asked to; the alias is given as an argument, as no config of a repository may.
  const script = `
    import { existsSync } from 'node:fs';
    import { run } from ${JSON.stringify(module)};
    process.once(${JSON.stringify(signal)}, () => setImmediate(() => process.exit(7)));
    void run(${JSON.stringify(folder)}, ['-c', 'alias.hang=!touch ran; exec sleep 60', 'hang'], { limit: 60_000 });
    const look = setInterval(() => {
      if (!existsSync(${JSON.stringify(join(folder, 'ran'))})) return;
      clearInterval(look);
      console.log('runs');
    }, 10);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  try {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more) => {
      text += more;
      if (text === 'runs\n') child.kill(signal);
    });
    expect(await once(child, 'close')).toEqual([7, null]);
    expect(text).toBe('runs\n');
  } finally {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // All of it has ended.
    }
    rmSync(folder, { recursive: true, force: true });
  }
});
