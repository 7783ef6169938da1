/** Loads all that a bot and a shim load, and starts neither: the compile cache holds it from then on. */
import { spawnSync } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import './serve.ts';
import { shimCommand } from './shim-command.ts';

export function warm(): number {
  const cache = getCompileCacheDir();
  if (cache === undefined) return 1;
  const [node = '', ...args] = shimCommand;
  const env = { NODE_COMPILE_CACHE: dirname(cache) };
  return spawnSync(node, args, { env, stdio: 'ignore' }).status ?? 1;
}
