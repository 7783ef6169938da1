/** `molt-ops say`: no packages, no TypeScript, no second Node. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isCheckout = existsSync(join(root, 'tsconfig.json'));
const socket = isCheckout ? '../adapters/socket' : '../dist/adapters/socket';
const [{ say }, { connect }, { socketFolder }] = await Promise.all([
  import(`${socket}/say.mjs`),
  import(`${socket}/client.mjs`),
  import(`${socket}/folder.mjs`),
]);
const { env } = process;
/** As in src/paths.ts. */
const home = env.MOLT_OPS_HOME ? resolve(env.MOLT_OPS_HOME) : join(isCheckout ? root : process.cwd(), '.molt-ops');

// A reader that goes away (`| head`) is not a failure of ours.
process.stdout.on('error', () => process.exit(1));
process.exitCode = await say(process.argv.slice(3), {
  env,
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  connect: () => connect(socketFolder(home, env)),
});
