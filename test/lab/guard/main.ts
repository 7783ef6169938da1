/** The guard as a program, for the hooks of tests. */
import { guard } from '../../../adapters/cli/guard.ts';
import { depsFor } from './deps.ts';

const [, , , ...args] = process.argv;
process.exitCode = await guard(
  args,
  depsFor(process.cwd(), process.env, {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  }),
);
