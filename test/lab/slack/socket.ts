/** Socket Mode: connections, envelopes, acknowledgements. Who gets what again is the redelivery's. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Millis } from '../../../src/kernel/clock.ts';
import { second } from '../../../src/kernel/durations.ts';
import { bot } from './team.ts';
import type { Timers } from './timers.ts';
import type { Loose } from './types.ts';

export const ackDeadline = 3 * second;
const pingEvery = 10 * second;
/** How long Slack still counts on a connection that swallows everything. */
const believed = 90 * second;
const mostConnections = 10;

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled';
export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';

export type Answer = { is: 'acked'; after: Millis; payload?: unknown } | { is: 'unreachable' } | { is: 'silent' };

interface Connection {
  socket: WebSocket;
  /** Half open: nothing is delivered on it and nothing comes from it, though both ends believe in it. */
  swallows: boolean;
}

interface Waiting {
  name: string;
  answered: (payload: unknown) => void;
}

export class SocketMode {
  private readonly timers: Timers;
  private readonly random: () => number;
  private readonly server = new WebSocketServer({ noServer: true, autoPong: false });
  private open: Connection[] = [];
  private readonly tickets = new Set<string>();
  private readonly waiting = new Map<string, Waiting>();
  /** Called when an envelope no longer waits. */
  settled: () => void = () => {};

  constructor(timers: Timers, random: () => number) {
    this.timers = timers;
    this.random = random;
  }

  get connections(): number {
    return this.open.length;
  }

  /** What was sent and waits for its acknowledgement: event ids, for other envelopes their own. */
  get unacked(): string[] {
    return [...this.waiting.values()].map(({ name }) => name);
  }

  /** The way in for one connection. */
  ticket(port: number): string {
    const ticket = randomUUID();
    this.tickets.add(ticket);
    return `ws://127.0.0.1:${port}/link/?ticket=${ticket}&app_id=${bot.app}`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://lab').searchParams.get('ticket') ?? '';
    if (!this.tickets.delete(ticket)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(request, socket, head, (ws) => this.welcome(ws));
  }

  /** Sends to one connection, any one. `done` is called once. Answers whether the envelope is on its way to somebody who can hear it. */
  deliver(type: EnvelopeType, payload: Loose, more: Loose, done: (answer: Answer) => void): { heard: boolean } {
    const connection = this.open[Math.floor(this.random() * this.open.length)];
    if (!connection) {
      done({ is: 'unreachable' });
      return { heard: false };
    }
    const id = randomUUID();
    const sentAt = this.timers.now();
    const end = (answer: Answer): void => {
      if (!this.waiting.delete(id)) return;
      deadline.cancel();
      done(answer);
      this.settled();
    };
    const deadline = this.timers.after(ackDeadline, () => end({ is: 'silent' }));
    this.waiting.set(id, {
      name: payload.event_id ?? id,
      answered: (answer) => end({ is: 'acked', after: this.timers.now() - sentAt, payload: answer }),
    });
    if (!connection.swallows) connection.socket.send(JSON.stringify({ envelope_id: id, payload, type, ...more }));
    return { heard: !connection.swallows };
  }

  refresh(reason: DisconnectReason, closeAfter: Millis): void {
    const present = this.open.filter((c) => !c.swallows);
    for (const { socket } of present) socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'lab' } }));
    const close = (): void => {
      for (const { socket } of present) socket.close(1000);
    };
    if (closeAfter === 0) close();
    else this.timers.after(closeAfter, close);
  }

  halfOpen(): void {
    const present = [...this.open];
    for (const connection of present) {
      connection.swallows = true;
      // Not even a close frame gets an answer.
      connection.socket.pause();
    }
    this.timers.after(believed, () => {
      this.open = this.open.filter((c) => !present.includes(c));
    });
  }

  drop(): void {
    const present = this.open;
    this.open = [];
    for (const { socket } of present) socket.terminate();
  }

  /** Ends the server, and whatever still hangs on it. */
  close(): void {
    for (const socket of this.server.clients) socket.terminate();
    this.server.close();
  }

  private welcome(socket: WebSocket): void {
    socket.on('error', () => {});
    if (this.open.length >= mostConnections) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'lab' } }));
      socket.close(1000);
      return;
    }
    const connection: Connection = { socket, swallows: false };
    this.open.push(connection);
    socket.on('close', () => {
      this.open = this.open.filter((c) => c !== connection);
    });
    socket.on('ping', (data) => socket.pong(data));
    socket.on('message', (data) => this.heard(String(data)));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.open.length,
        debug_info: { host: 'lab', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: bot.app },
      }),
    );
    this.keepPinging(connection);
  }

  private keepPinging(connection: Connection): void {
    this.timers.after(pingEvery, () => {
      if (!this.open.includes(connection) || connection.swallows) return;
      connection.socket.ping('Ping from lab');
      this.keepPinging(connection);
    });
  }

  /** An acknowledgement counts on whichever connection it comes. */
  private heard(text: string): void {
    try {
      const { envelope_id: id, payload } = JSON.parse(text);
      this.waiting.get(id)?.answered(payload);
    } catch {
      // Slack takes no notice of what it can't read.
    }
  }
}
