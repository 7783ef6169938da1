/** How a person runs a verb of this very bot: over ssh where the config names the host, else on it, with its own state folder. */
import { join } from 'node:path';
import { shellLine } from './kernel/paths.ts';
import type { Paths } from './paths.ts';

/** The answer makes a line to paste of the words of a verb; `terminal`: it needs one. */
export function hostCommand({
  address,
  paths,
  env,
}: {
  address: string | undefined;
  paths: Paths;
  env: Readonly<Record<string, string | undefined>>;
}): (words: readonly string[], terminal?: boolean) => string {
  if (address !== undefined) return (words, terminal) => shellLine(['ssh', ...(terminal ? ['-t'] : []), address, 'molt-ops', ...words]);
  const own = Object.entries({
    MOLT_OPS_CONFIG: env.MOLT_OPS_CONFIG && paths.config,
    MOLT_OPS_HOME: env.MOLT_OPS_HOME && paths.home,
  }).flatMap(([name, value]) => (value ? [`${name}=${value}`] : []));
  const program = join(paths.program.endsWith('/dist') ? join(paths.program, '..') : paths.program, 'bin/molt-ops.mjs');
  return (words) => shellLine([...(own.length > 0 ? ['env', ...own] : []), 'node', program, ...words]);
}
