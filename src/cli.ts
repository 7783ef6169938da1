/** The verbs that need no running bot. */
import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { attach as attachVerb } from '../adapters/cli/attach.ts';
import { config as configVerb } from '../adapters/cli/config.ts';
import { doctor as doctorVerb, toolVersion } from '../adapters/cli/doctor.ts';
import { init as initVerb } from '../adapters/cli/init.ts';
import { type JobsDeps, jobs as jobsVerb, log as logVerb } from '../adapters/cli/jobs.ts';
import { openAsk } from '../adapters/slack/ask.ts';
import { slackCheckup } from '../adapters/slack/checkup.ts';
import { manifestText } from '../adapters/slack/manifest.ts';
import { connect } from '../adapters/socket/client.mjs';
import { socketFolder } from '../adapters/socket/folder.mjs';
import { commands } from '../commands/index.ts';
import { readSecret } from '../config/secrets.ts';
import { type Cli, composeCli, configSchema } from './compose-cli.ts';
import { followLog } from './jobs/directory/follow-log.ts';
import { rawLog, wholeLog } from './jobs/directory/log.ts';
import { findJob, listJobs, newestJobs } from './jobs/directory/scan.ts';
import { done } from './kernel/result.ts';
import type { Paths } from './paths.ts';

const out = (text: string): void => void process.stdout.write(`${text}\n`);
const err = (text: string): void => void process.stderr.write(`${text}\n`);

export const jobs = (args: string[], paths: Paths): Promise<number> => withCli(paths, (cli) => jobsVerb(args, jobsDeps(cli)));
export const log = (args: string[], paths: Paths): Promise<number> => withCli(paths, (cli) => logVerb(args, jobsDeps(cli)));
export const attach = (args: string[], paths: Paths): Promise<number> =>
  withCli(paths, (cli) =>
    attachVerb(args, {
      ...jobsDeps(cli),
      isTerminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
      openViewer: cli.openViewer,
      openTerminal: (id) => onThisTerminal(cli.attachArgv(id)),
    }),
  );

export async function doctor(args: string[], paths: Paths): Promise<number> {
  const cli = load(paths);
  const folder = socketFolder(paths.home, process.env);
  const line = await connect(folder);
  if (line.ok) line.value.close();
  return doctorVerb(args, {
    paths,
    ...(cli.ok ? { logs: cli.value.logs } : { problem: cli.refusal.message }),
    sockets: { folder, botRuns: line.ok },
    tool: toolVersion,
    chats: () =>
      slackCheckup({
        tokens: { bot: readSecret(process.env, 'SLACK_BOT_TOKEN'), app: readSecret(process.env, 'SLACK_APP_TOKEN') },
        rooms: cli.ok ? cli.value.rooms : [],
        people: cli.ok ? cli.value.people : [],
        groups: cli.ok ? cli.value.groups : [],
        apiUrl: process.env.SLACK_API_URL,
        ask: openAsk,
      }),
    out,
    nodeVersion: process.version,
  });
}

export const config = (args: string[], paths: Paths): Promise<number> =>
  configVerb(args, {
    file: paths.config,
    load(file) {
      const cli = load({ ...paths, config: file });
      return cli.ok ? done(cli.value.counts) : cli;
    },
    schema: configSchema,
    slackManifest: () => manifestText(commands),
    out,
    err,
  });

export async function init(args: string[]): Promise<number> {
  const isTerminal = process.stdin.isTTY === true;
  const typed = isTerminal ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  try {
    return await initVerb(args, {
      cwd: process.cwd(),
      hostName: hostname().split('.')[0] ?? 'host',
      isTerminal,
      ask: async (question, proposed) => (await typed?.question(`${question} [${proposed}]: `)) ?? '',
      out,
      err,
    });
  } finally {
    typed?.close();
  }
}

const load = (paths: Paths) => composeCli({ env: process.env, cwd: process.cwd(), paths });

async function withCli(paths: Paths, run: (cli: Cli) => Promise<number>): Promise<number> {
  const cli = load(paths);
  if (cli.ok) return run(cli.value);
  err(cli.refusal.message);
  return 1;
}

const jobsDeps = (cli: Cli): JobsDeps => ({
  listJobs: () => listJobs(cli.logs),
  newestJobs: (most) => newestJobs(cli.logs, most),
  findJob: (id) => findJob(cli.logs, id),
  readLog: (dir, { raw, follow }) => (follow ? followLog(dir, { raw }) : raw ? rawLog(dir) : wholeLog(dir)),
  out,
  err,
  now: Date.now,
  write: (bytes) => new Promise((resolve) => void process.stdout.write(bytes, () => resolve())),
});

/** tmux asks TERM for what the terminal can do; a phone's may have a name that this host does not know. */
function onThisTerminal([file = '', ...args]: readonly string[]): Promise<number | undefined> {
  const { TMUX: _, ...env } = process.env;
  const known = /^(?:xterm|screen|tmux|rxvt|linux|vt100|vt220)/.test(env.TERM ?? '');
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit', env: { ...env, TERM: known ? env.TERM : 'xterm-256color' } });
    child.on('error', () => resolve(undefined));
    child.on('exit', (code) => resolve(code ?? undefined));
  });
}
