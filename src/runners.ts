/** What starts shims on this host: tmux where it can be had, and always the way without it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import { detachedRunner } from '../adapters/detached/runner.ts';
import { tmuxConfig } from '../adapters/tmux/config.ts';
import { tmuxRunner } from '../adapters/tmux/runner.ts';
import { tmuxVersion } from '../adapters/tmux/tmux.ts';
import type { Runner } from './jobs/runner.ts';
import { shimCommand } from './shim-command.ts';

export const tmuxSocket = 'tmux.sock';

export interface Runners {
  /** In the order in which they are asked. */
  runners: readonly Runner[];
  /** The first of them, for people. */
  runner: string;
  /** Why there is no tmux. */
  problem: string | undefined;
}

/** `home`: the state folder; `sockets`: the folder for sockets; `jobsEnv`: the environment of jobs; `env`: the bot's own. */
export async function openRunners(
  home: string,
  sockets: string,
  jobsEnv: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Runners> {
  const cache = getCompileCacheDir();
  const shimEnv = {
    PATH: jobsEnv.PATH ?? '',
    HOME: jobsEnv.HOME ?? '/',
    MALLOC_ARENA_MAX: '1',
    NODE_COMPILE_CACHE: cache === undefined ? join(home, 'cache') : dirname(cache),
    ...(env.MOLT_OPS_CRASH_AT !== undefined && { MOLT_OPS_CRASH_AT: env.MOLT_OPS_CRASH_AT }),
  };
  const detached = detachedRunner({ shim: shimCommand, env: shimEnv });
  const version = await tmuxVersion();
  if (!version.ok) return { runners: [detached], runner: 'detached', problem: version.refusal.message };
  const configFile = join(home, 'tmux.conf');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(configFile, tmuxConfig);
  const tmux = tmuxRunner({
    socket: join(sockets, tmuxSocket),
    configFile,
    shim: shimCommand,
    env: { ...shimEnv, TERM: 'xterm-256color', LANG: jobsEnv.LANG ?? 'C.UTF-8' },
  });
  return { runners: [tmux, detached], runner: `tmux ${version.value}`, problem: undefined };
}
