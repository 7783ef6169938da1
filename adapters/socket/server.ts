/** The bot's control socket as a chat platform: `molt-ops say`, and consoles that open beside a running bot. */
import { randomUUID } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ChatAdapter, Incoming, Posted } from '../../src/chat/adapter.ts';
import { type Answers, refusalText, type Told } from '../../src/chat/answers.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Place } from '../../src/kernel/people.ts';
import { plainText } from '../../src/reports/card.ts';
import { botSocket, makeSocketFolder } from './folder.mjs';
import { lineSplitter, longestLine } from './lines.mjs';
import type { Said } from './protocol.ts';
import { parseRequest, type Wanted } from './request.ts';

export interface SocketAdapter extends ChatAdapter {
  /** From now on requests are answered; those that came before have waited. */
  serve(answers: Answers): void;
}

/** A console hears all that is posted in the room of consoles; one who only says a line gets its answer and no more. */
const rooms = { console: 'console', say: 'say' } as const;
/** So many posted messages are remembered for `find`. */
const remembered = 1000;
/** What a listener does not take is let go at this size, so that a stopped one does not fill the memory. Bytes. */
const backlog = 4 * 1024 * 1024;

/** `folder`: see socketFolder. Only who holds the state folder's instance lock may start it: a socket that stands there is stale. */
export function socketAdapter({ folder, clock }: { folder: string; clock: Clock }): SocketAdapter {
  const path = join(folder, botSocket);
  const sockets = new Set<Socket>();
  const listeners = new Set<Socket>();
  const posted = new Map<string, Posted>();
  let server: Server | undefined;
  let closedSince = clock.now();
  let receive: ((incoming: Incoming) => void) | undefined;
  let ready: (answers: Answers) => void = () => {};
  const answers = new Promise<Answers>((resolve) => {
    ready = resolve;
  });

  const welcome = (socket: Socket): void => {
    sockets.add(socket);
    const bye = (): void => {
      sockets.delete(socket);
      listeners.delete(socket);
    };
    socket.on('close', bye).on('error', () => socket.destroy());
    const send = (value: unknown): void => {
      if (!socket.destroyed) socket.write(`${JSON.stringify(value)}\n`);
    };
    let last = Promise.resolve();
    const take = (line: string): void => {
      const wanted = parseRequest(line);
      if (wanted.is === 'listen') {
        listeners.add(socket);
        return;
      }
      // Answers keep the order of the requests, whatever takes longer.
      const answer =
        wanted.is === 'say'
          ? work(wanted, listeners.has(socket) ? rooms.console : rooms.say)
          : Promise.resolve(failure('bad request', wanted.why));
      last = last.then(async () => send(await answer));
    };
    const tooLong = (): void => {
      send(failure('too long', `The line is longer than ${longestLine / 1024} KiB. Nothing was done.`));
      socket.end();
    };
    socket.on('data', lineSplitter(take, tooLong));
  };

  async function work({ request }: Extract<Wanted, { is: 'say' }>, room: string): Promise<Said> {
    try {
      const bot = await answers;
      if (request.as !== undefined && !bot.proves(request.as, request.credential ?? ''))
        return failure('not proven', `That is not the credential of ${request.as}. Nothing was done.`);
      const id = request.key === undefined ? randomUUID() : `key:${request.key}`;
      receive?.({
        id,
        place: { adapter: 'socket', room },
        sender: userInfo().username,
        text: request.say,
        at: clock.now(),
        ...(request.as === undefined ? {} : { as: request.as }),
        addressed: true,
      });
      return await said(await bot.outcome(`socket:${id}`), bot, request.wait === true);
    } catch (cause) {
      return failure('bug', `The bot failed at this line: ${(cause as Error).message}. Its log says more.`);
    }
  }

  const hear = (text: string, rings: boolean): void => {
    for (const socket of listeners) {
      socket.write(`${JSON.stringify({ posted: text, rings })}\n`);
      if (socket.writableLength > backlog) socket.destroy();
    }
  };

  return {
    name: 'socket',
    capabilities: { buttons: false, edits: false, threads: false, settles: 0, local: true },
    connection: () => (server?.listening ? { is: 'open' } : { is: 'closed', since: closedSince }),
    serve: ready,
    async start(take) {
      receive = take;
      const made = makeSocketFolder(folder);
      if (!made.ok) throw new Error(made.refusal.message);
      rmSync(path, { force: true });
      const listening = createServer(welcome);
      server = listening;
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject);
        listening.listen(path, () => {
          chmodSync(path, 0o600);
          resolve();
        });
      });
    },
    async post(place, message, key) {
      const one = posted.get(findKey(place, key)) ?? { place, ref: key };
      if (place.room === rooms.console && !posted.has(findKey(place, key))) hear(plainText(message.card), message.rings);
      posted.set(findKey(place, key), one);
      if (posted.size > remembered) posted.delete(posted.keys().next().value!);
      return { ok: true, posted: one };
    },
    update: async (one) => ({ ok: true, posted: one }),
    find: async (place, key) => posted.get(findKey(place, key)),
    async stop() {
      for (const socket of sockets) socket.destroy();
      const closing = server;
      if (closing) closedSince = clock.now();
      server = undefined;
      // Closing removes the socket's file.
      if (closing) await new Promise<void>((resolve) => closing.close(() => resolve()));
    },
  };
}

const findKey = (place: Place, key: string): string => JSON.stringify([place.room, place.thread, key]);

const failure = (code: string, message: string, next?: string): Said => ({
  ok: false,
  text: message,
  error: { code, message, ...(next !== undefined && { next }) },
});

/** The answer as programs get it. A job that is waited for counts as said well only when it succeeded. */
async function said(told: Told, bot: Answers, wait: boolean): Promise<Said> {
  if (!told.ok) {
    const { refusal, card, data: more } = told;
    return {
      ...failure(refusal.code, refusalText(refusal), refusal.next),
      ...(card && { text: plainText(card) }),
      ...(more !== undefined && { data: more }),
    };
  }
  const data = told.data === undefined ? {} : { data: told.data };
  const started = told.job === undefined ? undefined : bot.job(told.job);
  if (wait && told.job !== undefined) {
    const { job, report } = await bot.ended(told.job);
    const ok = job.state === 'succeeded';
    const error = ok ? {} : { error: { code: `job ${job.state}`, message: `Job ${job.id} ended as ${job.state}.` } };
    return { ok, text: report, job, ...error, ...data };
  }
  const text = told.card ? plainText(told.card) : started ? `Job ${started.id} ${started.recipe}: ${started.state}` : '';
  return { ok: true, text, ...(started && { job: started }), ...data };
}
