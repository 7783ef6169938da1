/** Versions of the tools that jobs use. A tool is asked once; again only when its file is another one. */
import { execFile } from 'node:child_process';
import { access, constants, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

type Env = { [name: string]: string };
/** A tool that does not answer in time is not listed. Milliseconds. */
const patience = 3000;

export function toolVersions(tools: readonly (readonly string[])[], env: Env): () => Promise<{ [tool: string]: string }> {
  const known = new Map<string, string | undefined>();

  const version = async (argv: readonly string[]): Promise<string | undefined> => {
    const path = await find(argv[0] ?? '', env.PATH ?? '');
    if (path === undefined) return undefined;
    const key = JSON.stringify([path, (await stat(path)).mtimeMs, ...argv]);
    if (!known.has(key)) known.set(key, await ask(argv, env));
    return known.get(key);
  };

  return async () => {
    const found = await Promise.all(tools.map(async (argv) => [argv[0] ?? '', await version(argv).catch(() => undefined)] as const));
    return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
  };
}

/** The file that `name` means on `path`, links followed. */
async function find(name: string, path: string): Promise<string | undefined> {
  for (const folder of name.includes('/') ? [''] : path.split(':')) {
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      return await realpath(file);
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** The first line that it says, on whichever stream: `java -version` uses stderr. */
async function ask(argv: readonly string[], env: Env): Promise<string | undefined> {
  const [file = '', ...rest] = argv;
  const asked = promisify(execFile)(file, rest, { env, timeout: patience, killSignal: 'SIGKILL', cwd: '/', maxBuffer: 65_536 });
  asked.child.stdin?.end();
  const said = await asked.catch(() => undefined);
  const line = said && `${said.stdout}\n${said.stderr}`.split('\n').find((l) => l.trim() !== '');
  return line?.trim().slice(0, 200);
}
