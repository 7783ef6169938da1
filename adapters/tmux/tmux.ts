/** Calls of tmux: always with our own socket, a time limit, and no environment but the given one. */
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { sessionName } from '../../src/kernel/ids.ts';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';

/** A server that was stopped (SIGSTOP) or hangs answers nothing: the caller must not wait for it. Milliseconds. */
const patience = 3000;
const oldest = { major: 3, minor: 2 };

export type Tmux = (words: readonly string[]) => Promise<Outcome<string>>;

export function openTmux({ socket, configFile, env }: { socket: string; configFile: string; env: Record<string, string> }): Tmux {
  return (words) =>
    new Promise((answer) => {
      const client = spawn('tmux', ['-S', socket, '-f', configFile, ...words], { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
      const [said, complained] = [gather(client.stdout), gather(client.stderr)];
      // The client hands its outputs to the server, and a stopped server keeps them open for ever: they are not waited for.
      const silent = setTimeout(() => {
        client.kill('SIGKILL');
        client.stdout.destroy();
        client.stderr.destroy();
        answer(refuse('tmux silent', `tmux did not answer within ${patience / 1000} s: its server is stopped or overloaded.`));
      }, patience);
      const over = (outcome: Outcome<string>): void => {
        clearTimeout(silent);
        answer(outcome);
      };
      client.on('error', (cause) => over(refuse('tmux failed', `tmux could not be run: ${cause.message}`, undefined, cause)));
      client.on('close', (code) => {
        if (code === 0) over(done(said().replace(/\n$/, '')));
        else over(refuse('tmux failed', `tmux refused: ${complained().trimEnd() || `it ended with ${code}`}`));
      });
    });
}

function gather(stream: NodeJS.ReadableStream): () => string {
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  return () => Buffer.concat(pieces).toString('utf8');
}

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
  const asked = await promisify(execFile)(command, ['-V'], { timeout: patience, killSignal: 'SIGKILL' }).catch(() => undefined);
  if (!asked) {
    return refuse(
      'no tmux',
      'tmux is not installed. Jobs run without it, but nobody can attach. Install it: apt install tmux, or brew install tmux.',
    );
  }
  return checkVersion(asked.stdout.trimEnd());
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
