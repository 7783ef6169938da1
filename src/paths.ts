/** Where this program finds itself and its state: from the environment and its own place only, so that `say` needs no config. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Paths {
  /** Of the checkout or the package, where config/ and demo/ lie: the sources, or dist/. */
  program: string;
  /** State folder: database, sockets, keys. */
  home: string;
  config: string;
  /** Where logs go when the config does not say. */
  logs: string;
}

/** In a checkout everything is kept in the checkout; an installed package keeps nothing in itself, so there it is the current folder. */
export function findPaths(env: Readonly<Record<string, string | undefined>>, cwd: string): Paths {
  const program = dirname(dirname(fileURLToPath(import.meta.url)));
  const isCheckout = existsSync(join(program, 'tsconfig.json'));
  const base = isCheckout ? program : cwd;
  return {
    program,
    home: env.MOLT_OPS_HOME ? resolve(cwd, env.MOLT_OPS_HOME) : join(base, '.molt-ops'),
    config: env.MOLT_OPS_CONFIG ? resolve(cwd, env.MOLT_OPS_CONFIG) : join(program, 'config/molt-ops.yaml'),
    logs: join(base, 'logs'),
  };
}
