/** `molt-ops init`: asks a few questions and writes a config for a repository. Never overwrites one. */
import { writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface InitDeps {
  cwd: string;
  hostName: string;
  /** Answers a question; '' takes what is proposed. */
  ask(question: string, proposed: string): Promise<string>;
  isTerminal: boolean;
  out(text: string): void;
  err(text: string): void;
}

export const configName = 'molt-ops.yaml';

export async function init(args: readonly string[], deps: InitDeps): Promise<number> {
  let yes: boolean;
  try {
    yes = parseArgs({ args: [...args], options: { yes: { type: 'boolean', short: 'y' } } }).values.yes === true;
  } catch {
    deps.err('Usage: molt-ops init [--yes]');
    return 2;
  }
  if (!yes && !deps.isTerminal) {
    deps.err('There is nobody to ask here. Take what is proposed: molt-ops init --yes');
    return 2;
  }
  const ask = async (question: string, proposed: string): Promise<string> =>
    yes ? proposed : (await deps.ask(question, proposed)) || proposed;
  const workspace = resolve(deps.cwd, await ask('Git checkout that jobs run in', deps.cwd));
  const logs = resolve(deps.cwd, await ask('Folder for logs', join(workspace, 'logs')));
  const host = await ask('Name of this machine', deps.hostName);
  const test = await ask('Command that runs the tests', 'make test');
  const file = join(deps.cwd, configName);
  try {
    writeFileSync(file, template({ workspace, logs, host, test }), { flag: 'wx', mode: 0o644 });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    deps.err(exists ? `${file} is there already and was not touched.` : `${file} can't be written: ${(error as Error).message}`);
    return 1;
  }
  deps.out(`Wrote ${file}\nCheck it: molt-ops config check ${configName}\nStart: MOLT_OPS_CONFIG=${configName} molt-ops start`);
  return 0;
}

/** JSON strings are YAML strings: whatever a path holds, it stays one value. */
const quoted = (text: string): string => JSON.stringify(text);

export const template = ({
  workspace,
  logs,
  host,
  test,
}: {
  workspace: string;
  logs: string;
  host: string;
  test: string;
}): string => `# The bot for ${basename(workspace).replace(/[^\x20-\x7e]/g, '?')}. All keys: molt-ops config schema
workspace: ${quoted(workspace)}
logs: ${quoted(logs)}
host: {name: ${quoted(host)}}
recipes:
  test:
    about: Runs the tests
    category: compiler
    exclusive: worktree
    limits: {time: 1h, stall: 10m}
    steps:
      - phase: test
        run: [${test.split(/\s+/).filter(Boolean).map(quoted).join(', ')}]
`;
