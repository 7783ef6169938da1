/** `molt-ops doctor`: what is set up, what is missing, and how to mend it. */
import { accessSync, constants, existsSync, lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa } from 'execa';

export type Check = { name: string; is: 'fine' | 'missing' | 'note'; says: string; mend?: string };

export interface DoctorDeps {
  paths: { home: string; config: string };
  /** Undefined: the config can't be used; `problem` says why. */
  logs?: string;
  problem?: string;
  sockets: { folder: string; botRuns: boolean };
  /** First line of what a tool says of its version; undefined when it is missing. */
  tool(argv: readonly string[]): Promise<string | undefined>;
  /** What the chat platforms say, each by its own adapter. */
  chats(): Promise<readonly Check[]>;
  out(text: string): void;
  nodeVersion: string;
}

/** Exit code 1 when something that is needed is missing. */
export async function doctor(args: readonly string[], deps: DoctorDeps): Promise<number> {
  if (args.length > 0) {
    deps.out('Usage: molt-ops doctor');
    return 2;
  }
  const [found, chats] = await Promise.all([tools(deps), deps.chats()]);
  const checks = [...found, ...places(deps), ...chats, trust];
  for (const { name, is, says, mend } of checks) {
    deps.out(`${{ fine: 'ok     ', missing: 'MISSING', note: 'note   ' }[is]} ${name}: ${says}`);
    if (mend) deps.out(`        mend: ${mend}`);
  }
  const missing = checks.filter(({ is }) => is === 'missing').length;
  deps.out(missing === 0 ? 'All that is needed is here.' : `${missing} ${missing === 1 ? 'thing is' : 'things are'} missing.`);
  return missing === 0 ? 0 : 1;
}

/** `needed` undefined: things work without it, and `without` says how. */
const wanted: readonly { argv: readonly string[]; needed?: true; without: string; install: string }[] = [
  { argv: ['git', '--version'], needed: true, without: 'records and claims need it', install: 'git' },
  { argv: ['tmux', '-V'], without: 'jobs run, but nobody can attach to them', install: 'tmux' },
  { argv: ['python3', '--version'], without: 'the demo has no CPython column', install: 'python3' },
  { argv: ['ssh', '-V'], without: 'nobody can attach from another machine', install: 'openssh-server' },
  { argv: ['mosh', '--version'], without: 'attaching from a phone breaks with its network', install: 'mosh' },
];

async function tools({ tool, nodeVersion }: DoctorDeps): Promise<Check[]> {
  const node: Check = { name: 'node', is: 'fine', says: nodeVersion };
  const found = await Promise.all(
    wanted.map(async ({ argv, needed, without, install }): Promise<Check> => {
      const name = argv[0] ?? '';
      const version = await tool(argv);
      if (version === undefined)
        return {
          name,
          is: needed ? 'missing' : 'note',
          says: `not installed: ${without}`,
          mend: `apt install ${install}, or brew install ${install}`,
        };
      const old = name === 'tmux' && isOldTmux(version);
      return old
        ? { name, is: 'note', says: `${version} is older than 3.2: nobody can attach to jobs`, mend: 'upgrade tmux' }
        : { name, is: 'fine', says: version };
    }),
  );
  return [node, ...found];
}

export function isOldTmux(version: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return major !== undefined && Number(major) * 100 + Number(minor) < 302;
}

function places({ paths, logs, problem, sockets }: DoctorDeps): Check[] {
  const config: Check =
    problem === undefined
      ? { name: 'config', is: 'fine', says: paths.config }
      : { name: 'config', is: 'missing', says: problem, mend: 'correct it, then: molt-ops config check' };
  return [
    config,
    folder('state folder', paths.home),
    ...(logs === undefined ? [] : [folder('logs', logs)]),
    {
      name: 'bot',
      is: sockets.botRuns ? 'fine' : 'note',
      says: sockets.botRuns ? `runs; sockets in ${sockets.folder}` : 'does not run',
      ...(!sockets.botRuns && { mend: 'npm start, or molt-ops serve' }),
    },
  ];
}

/** A folder that is not there yet is made at the first start, if the one above it lets us. */
function folder(name: string, path: string): Check {
  let nearest = path;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    if (!lstatSync(nearest).isDirectory() && nearest !== path) throw new Error('not a folder');
  } catch {
    return { name, is: 'missing', says: `${path} can't be written`, mend: `sudo chown -R "$USER" '${nearest}'` };
  }
  return { name, is: 'fine', says: nearest === path ? path : `${path} (made at the first start)` };
}

const trust: Check = {
  name: 'jobs',
  is: 'note',
  says: "run as this Unix user: a job can read the bot's secrets and speak on its socket",
  mend: 'give the bot a Unix user of its own, with nothing else in its home: docs/trust.md',
};

/** Asks a tool for its version; `ssh -V` answers on stderr. */
export async function toolVersion(argv: readonly string[]): Promise<string | undefined> {
  const [file = '', ...rest] = argv;
  const result = await execa(file, rest, { reject: false, stdin: 'ignore', timeout: 3000 });
  if (result.exitCode !== 0) return undefined;
  return `${result.stdout}\n${result.stderr}`
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim();
}
