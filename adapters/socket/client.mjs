/** The other end of the bot's socket. Plain JS, as is all that `say` needs. */
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { botSocket, checkSocketFolder } from './folder.mjs';
import { lineSplitter } from './lines.mjs';

/**
 * @template T @typedef {import('../../src/kernel/result.ts').Outcome<T>} Outcome
 */
/** @typedef {import('./protocol.ts').Request} Request */
/** @typedef {import('./protocol.ts').Listen} Listen */
/** @typedef {import('./protocol.ts').Said} Said */
/** @typedef {import('./protocol.ts').Heard} Heard */

/**
 * @typedef {object} Line
 * @property {(request: Request) => Promise<Said | undefined>} say Undefined when the bot went away before it answered.
 * @property {() => void} close
 */

/**
 * Connects to the bot whose sockets are in `folder`. `heard`: wants to be told what the bot posts. `gone`: the bot has closed the line. `signal` ends the line,
 * or the waiting for it: a bot that was stopped takes connections and never answers.
 * @param {string} folder
 * @param {{ heard?: (what: Heard) => void, gone?: () => void, signal?: AbortSignal }} [options]
 * @returns {Promise<Outcome<Line>>}
 */
export async function connect(folder, options = {}) {
  const checked = checkSocketFolder(folder);
  if (!checked.ok) return checked.refusal.code === 'no bot' ? noBot(folder) : checked;
  const opened = await open(join(folder, botSocket), options.signal);
  if (!(opened instanceof Error)) return { ok: true, value: talk(opened, options) };
  const { code } = /** @type {NodeJS.ErrnoException} */ (opened);
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return noBot(folder, opened);
  return { ok: false, refusal: { code: 'no connection', message: `The bot's socket can't be reached: ${opened.message}.`, cause: opened } };
}

/**
 * @param {string} folder
 * @param {unknown} [cause]
 * @returns {Outcome<never>}
 */
const noBot = (folder, cause) => ({
  ok: false,
  refusal: { code: 'no bot', message: `No bot is running here (looked in ${folder}). Start one: npm start, or molt-ops serve`, cause },
});

/**
 * @param {string} path
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<import('node:net').Socket | Error>}
 */
const open = (path, signal) =>
  new Promise((resolve) => {
    const socket = createConnection({ path, ...(signal && { signal }) });
    const failed = (/** @type {Error} */ error) => {
      // A signal that came too early: the call to connect has brought it back to life.
      socket.destroy();
      resolve(error);
    };
    socket.once('connect', () => resolve(socket)).once('error', failed);
  });

/**
 * @param {import('node:net').Socket} socket
 * @param {{ heard?: (what: Heard) => void, gone?: () => void }} options
 * @returns {Line}
 */
function talk(socket, { heard, gone }) {
  /** @type {((said: Said | undefined) => void)[]} */
  const waiting = [];
  /** @param {string} line */
  const take = (line) => {
    const value = /** @type {Heard | Said} */ (JSON.parse(line));
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
  /** @param {Request | Listen} value */
  const send = (value) => socket.write(`${JSON.stringify(value)}\n`);
  if (heard) send({ listen: true });
  return {
    say: (request) =>
      new Promise((resolve) => {
        if (closed) return resolve(undefined);
        waiting.push(resolve);
        send(request);
      }),
    // What was said still goes out. The other side is not waited for: a bot that hangs would keep this process.
    close: () => socket.destroySoon(),
  };
}
