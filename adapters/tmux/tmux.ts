/** Calls of tmux: always with our own socket, a time limit, and no environment but the given one. */
import type { ChildProcess } from 'node:child_process';
import { execa } from 'execa';
import { sessionName } from '../../src/kernel/ids.ts';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';

/** A server that was stopped (SIGSTOP) or hangs answers nothing: the caller must not wait for it. Milliseconds. */
const patience = 3000;
const oldest = { major: 3, minor: 2 };

export type Tmux = (words: readonly string[]) => Promise<Outcome<string>>;

export function openTmux({ socket, configFile, env }: { socket: string; configFile: string; env: Record<string, string> }): Tmux {
  return async (words) => {
    const client = execa('tmux', ['-S', socket, '-f', configFile, ...words], {
      env,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: patience,
      killSignal: 'SIGKILL',
      cwd: '/',
    });
    const result = await Promise.race([client, killed(client.nodeChildProcess)]);
    if (result === 'killed') {
      return refuse('tmux silent', `tmux did not answer within ${patience / 1000} s: its server is stopped or overloaded.`);
    }
    if (result.exitCode === 0) return done(result.stdout);
    const said = result.stderr || result.shortMessage || 'it said nothing';
    return refuse('tmux failed', `tmux refused: ${said}`, undefined, result.cause);
  };
}

/** The client hands its outputs to the server, and a stopped server keeps them open for ever: only the client's own end counts. */
const killed = (client: ChildProcess): Promise<'killed'> =>
  new Promise((resolve) => {
    client.once('exit', (_code, signal) => {
      if (signal !== 'SIGKILL') return;
      client.stdout?.destroy();
      client.stderr?.destroy();
      resolve('killed');
    });
  });

/** `=` keeps `molt-1` from meaning `molt-10`. */
export const target = (id: number): string => `=${sessionName(id)}`;

/** What a person runs to look at job `id`; the window keeps its size whatever terminal looks at it. */
export const attachArgv = (socket: string, id: number, readOnly = false): string[] => [
  'tmux',
  '-S',
  socket,
  'attach',
  '-f',
  readOnly ? 'ignore-size,read-only' : 'ignore-size',
  '-t',
  target(id),
];

/** `3.3a`; a refusal that says how to mend it when tmux is missing or too old. */
export async function tmuxVersion(command = 'tmux'): Promise<Outcome<string>> {
  const result = await execa(command, ['-V'], { reject: false, stdin: 'ignore', timeout: patience });
  if (result.exitCode !== 0) {
    return refuse(
      'no tmux',
      'tmux is not installed. Jobs run without it, but nobody can attach. Install it: apt install tmux, or brew install tmux.',
    );
  }
  return checkVersion(result.stdout);
}

/** Reads `tmux 3.3a`, `tmux next-3.5`, `tmux openbsd-7.4`. */
export function checkVersion(said: string): Outcome<string> {
  const version = said.replace(/^tmux /, '').trim();
  const numbers = /(?:^|next-)(\d+)\.(\d+)/.exec(version);
  if (!numbers) return done(version);
  const [major, minor] = [Number(numbers[1]), Number(numbers[2])];
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return done(version);
  return refuse(
    'tmux too old',
    `tmux ${version} is too old: ${oldest.major}.${oldest.minor} or newer is needed. Jobs run without it, but nobody can attach until it is upgraded.`,
  );
}
