/** What a job says, shown in its pane as well: seldom, never waited for, and without anything that could act on a terminal. */
import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';

export interface Mirror {
  output(bytes: Buffer): void;
  /** A line of our own; shown at once. */
  line(text: string): void;
  /** Keys must neither freeze the pane (Ctrl-S) nor be echoed into the output. */
  quieten(): void;
}

/** At most one write in this time, milliseconds; of what came meanwhile the last `pendingMost` bytes are shown. */
const between = 50;
const pendingMost = 8192;

const none: Mirror = { output: () => {}, line: () => {}, quieten: () => {} };

/** The pane is the controlling terminal; without one there is nothing to mirror to. `lost` is called once when it is gone. */
export function openMirror(lost: () => void): Mirror {
  let tty: number;
  try {
    tty = openSync('/dev/tty', constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return none;
  }
  let gone = false;
  const letGo = (): void => {
    if (gone) return;
    gone = true;
    closeSync(tty);
    lost();
  };
  // A job that says nothing learns of it by the signal; anybody may send that.
  process.on('SIGHUP', () => {
    if (!gone && !isatty(tty)) letGo();
  });
  const write = (text: string): void => {
    if (gone || text === '') return;
    try {
      writeSync(tty, text);
    } catch (error) {
      // A terminal that takes nothing now (its server is stopped) misses this; one that is gone is let go.
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return;
      letGo();
    }
  };
  return {
    ...mirrorTo(write),
    quieten() {
      if (!gone) spawn('stty', ['-ixon', '-echo'], { stdio: [tty, 'ignore', 'ignore'] }).on('error', () => {});
    },
  };
}

/** The pace and the filter, apart from any terminal. */
export function mirrorTo(write: (text: string) => void): Pick<Mirror, 'output' | 'line'> {
  let pending = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    const text = pending.toString();
    pending = Buffer.alloc(0);
    write(harmless(text));
  };
  return {
    output(bytes) {
      const piece = bytes.length > pendingMost ? bytes.subarray(-pendingMost) : bytes;
      pending = Buffer.concat([pending, piece]).subarray(-pendingMost);
      if (timer) return;
      const wait = last + between - performance.now();
      if (wait <= 0) flush();
      else timer = setTimeout(flush, wait);
    },
    line(text) {
      flush();
      write(harmless(`${text}\n`));
    },
  };
}

/** Text with colours (SGR), CR, LF and TAB; every other control character is left out, C1 ones too. */
export const harmless = (text: string): string =>
  text.replace(/\x1b\[[\d;:]*m|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, (found) => (found.length > 1 ? found : ''));
