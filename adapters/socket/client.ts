/** The other end of the bot's socket. Loads next to nothing: `molt-ops say` is asked often. */
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { botSocket, checkSocketFolder } from './folder.ts';
import { type Heard, type Listen, lineSplitter, type Request, type Said } from './protocol.ts';

export interface Line {
  /** Undefined when the bot went away before it answered. */
  say(request: Request): Promise<Said | undefined>;
  close(): void;
}

const noBot = (folder: string, cause?: unknown) =>
  refuse('no bot', `No bot is running here (looked in ${folder}). Start one: npm start, or molt-ops serve`, undefined, cause);

/** Connects to the bot whose sockets are in `folder`. `heard`: wants to be told what the bot posts. `gone`: the bot has closed the line. */
export async function connect(folder: string, options: { heard?: (what: Heard) => void; gone?: () => void } = {}): Promise<Outcome<Line>> {
  const checked = checkSocketFolder(folder);
  if (!checked.ok) return checked.refusal.code === 'no bot' ? noBot(folder) : checked;
  const opened = await open(join(folder, botSocket));
  if (!(opened instanceof Error)) return done(talk(opened, options));
  const { code } = opened as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return noBot(folder, opened);
  return refuse('no connection', `The bot's socket can't be reached: ${opened.message}.`, undefined, opened);
}

const open = (path: string): Promise<Socket | Error> =>
  new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket)).once('error', resolve);
  });

function talk(socket: Socket, { heard, gone }: { heard?: (what: Heard) => void; gone?: () => void }): Line {
  const waiting: ((said: Said | undefined) => void)[] = [];
  const take = (line: string): void => {
    const value = JSON.parse(line) as Heard | Said;
    if ('posted' in value) heard?.(value);
    else waiting.shift()?.(value);
  };
  // The bot is trusted: what it says may be as long as a report is.
  socket.on(
    'data',
    lineSplitter(take, () => socket.destroy(), Number.POSITIVE_INFINITY),
  );
  socket.on('error', () => socket.destroy());
  let closed = false;
  socket.on('close', () => {
    closed = true;
    for (const tell of waiting.splice(0)) tell(undefined);
    gone?.();
  });
  const send = (value: Request | Listen): unknown => socket.write(`${JSON.stringify(value)}\n`);
  if (heard) send({ listen: true });
  return {
    say: (request) =>
      new Promise((resolve) => {
        if (closed) return resolve(undefined);
        waiting.push(resolve);
        send(request);
      }),
    close: () => socket.end(),
  };
}
