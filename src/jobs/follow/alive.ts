/** Hears a shim through its FIFO `alive`, without polling: a byte for each event, and its death as the end. */
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { files, rings } from '../spec.ts';

export interface Alive {
  close(): void;
}

export interface Hear {
  /** There may be something new in the directory. */
  rang(): void;
  /** Its pane is gone: nobody can look at the job. */
  paneGone(): void;
  /** No shim holds the FIFO any more. Told once. */
  died(): void;
}

/**
 * `coming`: no shim need be there yet. The FIFO is then held both ways, so that it cannot end, until the first byte comes.
 * `there`: whoever has it open now is the shim; where nobody has, `died` is told at once. Throws when the FIFO cannot be opened.
 */
export function listen(dir: string, shim: 'coming' | 'there', hear: Hear): Alive {
  const path = join(dir, files.alive);
  let closed = false;
  const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  let socket: Socket;

  const read = (fd: number, heard: (bytes: Buffer) => void): Socket => {
    const opened = new Socket({ fd, readable: true, writable: false });
    const over = (): void => {
      if (closed || opened !== socket) return;
      closed = true;
      opened.destroy();
      hear.died();
    };
    return opened.on('data', heard).on('end', over).on('close', over).on('error', over);
  };
  const rang = (bytes: Buffer): void => {
    if (!closed) hear.rang();
    if (!closed && bytes.includes(rings.paneGone)) hear.paneGone();
  };
  // Opened while the FIFO still has a writer, us: only then is the loss of the last writer an end, also when that has happened before.
  const second = (): number => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);

  if (shim === 'there') {
    const fd = second();
    closeSync(both);
    socket = read(fd, rang);
  } else {
    const waiting = read(both, (bytes) => {
      socket = read(second(), rang);
      waiting.destroy();
      rang(bytes);
    });
    socket = waiting;
  }
  return {
    close() {
      closed = true;
      socket.destroy();
    },
  };
}
