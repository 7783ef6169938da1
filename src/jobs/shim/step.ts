/** One step: its process, and the FIFO that takes all it says. */
import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { crashPoint } from '../../kernel/crash-point.ts';
import { below } from '../../kernel/paths.ts';
import { type Exit, type Step, tagVariable } from '../spec.ts';

export type Started =
  /** `ended` resolves when the process is gone and what it had said has been handed over. */
  { ok: true; pid: number; ended: Promise<Exit> } | { ok: false; exit: { code: number }; why: string };

const pieceSize = 65_536;
/** More than a FIFO can hold on any host: what comes after that at the end of a step is from somebody who still writes. */
const drainMost = 2 ** 20 + pieceSize;

/**
 * Starts a step with its own session and process group, no input, and both outputs on `pipe`.
 * The pipe is read for as long as anybody holds it, so that what a step leaves running does not die of a closed pipe.
 */
export async function startStep(
  step: Step,
  workspace: string,
  pipe: string,
  environment: Record<string, string>,
  tag: string,
  output: (bytes: Buffer) => void,
): Promise<Started> {
  if (leadsOut(step.cwd, workspace))
    return { ok: false, exit: { code: 126 }, why: `the folder ${step.cwd} leads outside the workspace; make it a folder of the workspace` };
  const read = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const write = openSync(pipe, constants.O_WRONLY);
  const env = { ...environment, ...step.env, [tagVariable]: tag };
  const child = await launch(step, env, write);
  closeSync(write);
  if (child instanceof Error) {
    closeSync(read);
    return { ok: false, ...unstartable(step, child) };
  }
  crashPoint('shim.after-spawn');
  const drain = follow(read, output);
  const ended = child.ended.then((exit) => {
    drain();
    return exit;
  });
  return { ok: true, pid: child.pid, ended };
}

type Child = { pid: number; ended: Promise<Exit> };

function launch(step: Step, env: Record<string, string>, write: number): Promise<Child | Error> {
  return new Promise((resolve) => {
    try {
      const [file = '', ...rest] = step.run;
      const child = spawn(file, rest, { cwd: step.cwd, env, detached: true, stdio: ['ignore', write, write] });
      child.on('error', resolve);
      const { pid } = child;
      if (pid === undefined) return;
      // At 'exit', never at 'close': a child left behind may hold the pipe for ever.
      const ended = new Promise<Exit>((tell) => child.on('exit', (code, signal) => tell(signal ? { signal } : { code: code ?? 0 })));
      resolve({ pid, ended });
    } catch (error) {
      resolve(error as Error);
    }
  });
}

/** Hands over what comes through the FIFO; the answer takes at once what is still in it. */
function follow(fd: number, output: (bytes: Buffer) => void): () => void {
  let open = true;
  const buffer = Buffer.allocUnsafe(pieceSize);
  const socket = new Socket({
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer,
      callback: (length) => {
        output(buffer.subarray(0, length));
        return true;
      },
    },
  });
  socket.on('close', () => {
    open = false;
  });
  socket.on('error', () => {});
  return () => {
    const piece = Buffer.allocUnsafe(pieceSize);
    for (let taken = 0; open && !socket.destroyed && taken < drainMost; ) {
      const length = readNow(fd, piece);
      if (length === 0) return;
      output(piece.subarray(0, length));
      taken += length;
    }
  };
}

/** 0 at the end, and when there is nothing now. */
function readNow(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN' || code === 'EBADF') return 0;
    throw error;
  }
}

/** As a shell tells it: 127 not found, 126 found but not to be run. */
function unstartable(step: Step, error: NodeJS.ErrnoException): { exit: { code: number }; why: string } {
  if (!isFolder(step.cwd)) return { exit: { code: 127 }, why: `the folder ${step.cwd} is not there` };
  if (error.code === 'ENOENT') return { exit: { code: 127 }, why: `${step.run[0]} was not found` };
  if (error.code === 'EACCES') return { exit: { code: 126 }, why: `${step.run[0]} may not be run` };
  return { exit: { code: 126 }, why: error.code === 'E2BIG' ? 'its words are too long for this system' : error.message };
}

/** By a link: its text was looked at when the recipe was expanded, but an earlier step may have made the folder since. */
function leadsOut(cwd: string, workspace: string): boolean {
  try {
    return below(workspace, realpathSync(cwd)) === undefined;
  } catch {
    return false;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
