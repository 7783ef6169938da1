/** Entry: the verb of the command line decides what is loaded, and nothing else is. */
import { fileURLToPath } from 'node:url';
import { findPaths } from './paths.ts';

const usage = `molt-ops VERB
  start ["COMMAND"]        the bot with a console
  serve                    the bot without one, for a service
  say TEXT                 one command to the running bot: --as PERSON --key K --wait --json
  attach [N]               look at a running job
  log N                    the log of a job: -f follows, --raw gives the exact bytes
  jobs                     all jobs: --json
  doctor                   what is set up, what is missing, how to mend it
  init                     write a config for a repository: --yes
  config check | schema    check the config, or print its schema
  guard VERB               claims looked at by git's hooks and by CI: molt-ops guard
  config slack-manifest    what a Slack app is made from: docs/slack.md
  warm                     compile the program ahead; the first start does it by itself
Environment: MOLT_OPS_CONFIG, MOLT_OPS_HOME; see README.md`;

const env = process.env;
const paths = findPaths(env, process.cwd());
const out = (text: string): void => void process.stdout.write(`${text}\n`);
const err = (text: string): void => void process.stderr.write(`${text}\n`);
/** A reader that goes away (`| head`) is not a failure of ours. */
process.stdout.on('error', () => process.exit(1));

/** The launcher, which finds a Node that is new enough. */
const entryOf = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../bin/molt-ops.mjs' : '../../bin/molt-ops.mjs', import.meta.url));

const verbs: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  start: async (args) => (await import('./serve.ts')).start(args, paths),
  serve: async (args) => (await import('./serve.ts')).serve(args, paths),
  attach: async (args) => (await import('./cli.ts')).attach(args, paths),
  log: async (args) => (await import('./cli.ts')).log(args, paths),
  jobs: async (args) => (await import('./cli.ts')).jobs(args, paths),
  doctor: async (args) => (await import('./cli.ts')).doctor(args, paths),
  init: async (args) => (await import('./cli.ts')).init(args),
  warm: async () => (await import('./warm.ts')).warm(),
  guard: async (args) => (await import('./guard.ts')).guard(args, env, entryOf()),
  config: async (args) => (await import('./cli.ts')).config(args, paths),
};

async function run(verb: string | undefined, args: string[]): Promise<number> {
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    (verb === undefined ? err : out)(usage);
    return verb === undefined ? 2 : 0;
  }
  if (verb === '--version' || verb === 'version') {
    out((await import('./version.ts')).version());
    return 0;
  }
  const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (known) return known(args);
  const { nearest } = await import('./kernel/nearest.ts');
  const near = nearest(verb, [...Object.keys(verbs), 'say']);
  const instead = near === undefined ? `A command for the bot goes in quotes: molt-ops say "${verb}"` : `Did you mean: molt-ops ${near}`;
  err(`There is no verb "${verb}". Nothing was done. ${instead}\nAll verbs: molt-ops help`);
  return 2;
}

const [verb, ...args] = process.argv.slice(2);
process.exitCode = await run(verb, args);
