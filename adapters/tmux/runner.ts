/** Jobs in tmux: each shim is the only program of its own session, and the session is a view that may go at any time. */
import { join } from 'node:path';
import type { Runner } from '../../src/jobs/runner.ts';
import { files, rings } from '../../src/jobs/spec.ts';
import { sessionName } from '../../src/kernel/ids.ts';
import { done, type Outcome } from '../../src/kernel/result.ts';
import { openTmux, target } from './tmux.ts';

export interface TmuxOptions {
  /** In a folder that only we may enter; shorter than 107 bytes. */
  socket: string;
  /** A file that holds `tmuxConfig`. */
  configFile: string;
  /** The shim's argv before the job directory; at least two words, for tmux gives a single one to a shell. */
  shim: readonly string[];
  /** The whole environment of server and shim. */
  env: Record<string, string>;
}

/** Shows the log, and tells as a shim does when its pane is gone. Opened both ways: that never waits, whoever else is there. */
const viewer = `trap 'printf ${rings.paneGone} 1<>"$2"; exit' HUP INT TERM; tail -n 200 -F "$1" & wait`;

export function tmuxRunner({ socket, configFile, shim, env }: TmuxOptions): Runner {
  const tmux = openTmux({ socket, configFile, env });

  const session = async (id: number, argv: readonly string[]): Promise<Outcome<void>> => {
    const words = ['new-session', '-d', '-s', sessionName(id), '-x', '200', '-y', '50', '--', ...argv.map(plain)];
    const opened = await tmux(words);
    // There is one already: the job's shim, or a viewer of it.
    if (!opened.ok && !opened.refusal.message.includes('duplicate session')) return opened;
    return done(undefined);
  };

  // A server that runs already may have been started without our settings: by a unit of its own, or by an earlier version.
  const settings = tmux(['source-file', configFile]);

  let asked: Promise<ReadonlySet<string>> | undefined;
  /** The sessions that there are now; whoever asks while tmux is being asked is told the same. */
  const sessions = (): Promise<ReadonlySet<string>> => {
    asked ??= tmux(['list-sessions', '-F', '#S'])
      .then((listed) => new Set(listed.ok ? listed.value.split('\n') : []))
      .finally(() => {
        asked = undefined;
      });
    return asked;
  };
  let opening: Promise<unknown> = Promise.resolve();

  return {
    name: 'tmux',
    async start({ id, dir }) {
      await settings;
      return session(id, [...shim, dir]);
    },
    async reopen({ id, dir }) {
      if ((await sessions()).has(sessionName(id))) return done(undefined);
      // One after the other: each start of a program holds up the bot for some milliseconds, and there may be a hundred jobs.
      const opened = opening.then(() => session(id, ['sh', '-c', viewer, 'viewer', join(dir, files.log), join(dir, files.alive)]));
      opening = opened;
      return opened;
    },
    async close({ id }) {
      const command = await tmux(['list-panes', '-t', `${target(id)}:`, '-F', '#{pane_start_command}']);
      if (!command.ok) return;
      // A shim ends its session by ending; only a viewer stays.
      if (command.value.includes('tail -n')) await tmux(['kill-session', '-t', target(id)]);
    },
  };
}

/** tmux takes a `;` at the end of a word for the end of its own command, unless it is escaped. */
const plain = (word: string): string => (word.endsWith(';') ? `${word.slice(0, -1)}\\;` : word);
