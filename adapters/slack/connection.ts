/** The sockets over which Slack speaks: two of them, so that one is open while the other is replaced. */
import WebSocket from 'ws';
import type { Connection } from '../../src/chat/adapter.ts';
import type { Clock, Millis, Timer } from '../../src/kernel/clock.ts';
import { second } from '../../src/kernel/durations.ts';
import type { Answer, Called } from './api.ts';

export interface Envelope {
  /** Slack's own, new for each delivery. */
  id: string;
  type: string;
  payload: Answer;
  /** Tells Slack that it has arrived, with what a form is answered. */
  ack(payload?: unknown): void;
}

export interface Sockets {
  state(): Connection;
  /** Resolves once one socket is open, or after `patience`. */
  start(patience: Millis): Promise<void>;
  stop(): void;
}

/** After so long a silence (Slack's own pings end it, too) we ping, and so long may the answer take: then the socket is dead, whatever it says. */
const pingEvery = 10 * second;
const pongWithin = 5 * second;
/** A socket that opens and says nothing. */
const helloWithin = 10 * second;
const longestPause = 30 * second;
/** Slack says it about ten seconds ahead. */
const leftWithin = 30 * second;
/** Slack closes a socket only to have it opened anew. */
const refreshes: readonly unknown[] = ['warning', 'refresh_requested'];
/** Until Socket Mode may have been turned on again. */
const whenDisabled = 60 * second;

export function openSockets(deps: {
  clock: Clock;
  /** apps.connections.open */
  address(): Promise<Called>;
  receive(envelope: Envelope): void;
  /** A socket has opened: what was missed may be looked for. */
  opened(): void;
  log: (level: 'info' | 'warn', message: string, detail?: unknown) => void;
}): Sockets {
  const { clock } = deps;
  const open = new Set<WebSocket>();
  let closedSince: Millis = clock.now();
  let stopped = false;
  let firstOpen: () => void = () => {};
  const slots = [createSlot(), createSlot()];

  /** One of the sockets, replaced for ever. */
  function createSlot() {
    let socket: WebSocket | undefined;
    let failures = 0;
    let pause: Timer | undefined;
    let connecting = false;

    async function connect(): Promise<void> {
      if (connecting || stopped) return;
      connecting = true;
      pause?.cancel();
      const address = await deps.address().catch((cause: Error): Called => ({ ok: false, why: 'later', error: cause.message }));
      connecting = false;
      if (stopped) return;
      if (!address.ok) return again(`no address: ${address.error}`, address.after);
      listen(new WebSocket(address.value.url, { handshakeTimeout: helloWithin, maxPayload: 16 * 1024 ** 2 }));
    }

    function again(why: string, after: Millis = 0): void {
      if (stopped) return;
      failures += 1;
      const wait = Math.max(after, Math.min(longestPause, failures === 1 ? 0 : 2 ** (failures - 2) * second));
      if (failures > 1) deps.log('warn', `Slack: ${why}; tried again in ${wait / second} s`);
      pause?.cancel();
      pause = clock.after(wait, () => void connect());
    }

    function listen(fresh: WebSocket): void {
      const old = socket;
      socket = fresh;
      const watch = watchPings(fresh);
      let disabled = false;
      fresh.on('message', (data) => {
        watch.alive();
        const message = parsed(String(data));
        if (message?.type === 'hello') {
          failures = 0;
          open.add(fresh);
          // Slack closes the old one itself, once it has sent all that it meant to send on it.
          if (old) leave(old);
          deps.opened();
          firstOpen();
        } else if (message?.type === 'disconnect') {
          disabled = message.reason === 'link_disabled';
          const isReplaced = refreshes.includes(message.reason);
          deps.log(isReplaced ? 'info' : 'warn', `Slack closes a socket: ${message.reason}`);
          // Any other one is closed for a reason that the next one would meet as well.
          if (isReplaced && socket === fresh) void connect();
        } else if (typeof message?.envelope_id === 'string')
          deps.receive({
            id: message.envelope_id,
            type: String(message.type),
            payload: message.payload,
            ack: (payload) => {
              // It counts on whichever socket it comes.
              const on = fresh.readyState === WebSocket.OPEN ? fresh : [...open].find((one) => one.readyState === WebSocket.OPEN);
              on?.send(JSON.stringify({ envelope_id: message.envelope_id, ...(payload !== undefined && { payload }) }), () => {});
            },
          });
      });
      fresh.on('pong', watch.alive);
      fresh.on('ping', watch.alive);
      fresh.on('error', (cause) => deps.log('info', `Slack: a socket broke: ${cause.message}`));
      fresh.on('close', () => {
        watch.stop();
        if (open.delete(fresh) && open.size === 0) closedSince = clock.now();
        if (socket !== fresh) return;
        socket = undefined;
        if (!connecting) again('a socket was closed', disabled ? whenDisabled : 0);
      });
    }

    return {
      connect,
      stop() {
        pause?.cancel();
        socket?.terminate();
      },
    };
  }

  /** A replaced socket that Slack does not close is closed in the end. */
  function leave(old: WebSocket): void {
    const timer = clock.after(leftWithin, () => old.close());
    old.on('close', () => timer.cancel());
  }

  /** A socket may look open and swallow all: only an answer proves that it is. One timer, so that a socket that is well wakes nobody. */
  function watchPings(socket: WebSocket): { alive(): void; stop(): void } {
    let heard: Millis | undefined;
    let timer = clock.after(helloWithin, look);

    function look(): void {
      const silent = heard === undefined ? Number.POSITIVE_INFINITY : clock.now() - heard;
      const left = silent < pingEvery ? pingEvery - silent : pingEvery + pongWithin - silent;
      if (left <= 0) {
        socket.terminate();
        return;
      }
      if (silent >= pingEvery && socket.readyState === WebSocket.OPEN) socket.ping();
      // A clock that was set back makes nobody wait for longer.
      timer = clock.after(Math.min(left, pingEvery), look);
    }

    return {
      alive() {
        heard = clock.now();
      },
      stop: () => timer.cancel(),
    };
  }

  return {
    state: () => (open.size > 0 ? { is: 'open' } : { is: 'closed', since: closedSince }),
    async start(patience) {
      const opened = new Promise<void>((resolve) => {
        firstOpen = resolve;
      });
      for (const slot of slots) void slot.connect();
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        opened,
        new Promise((resolve) => {
          timer = setTimeout(resolve, patience);
        }),
      ]);
      clearTimeout(timer);
    },
    stop() {
      stopped = true;
      for (const slot of slots) slot.stop();
      for (const socket of open) socket.terminate();
      if (open.size > 0) closedSince = clock.now();
      open.clear();
    },
  };
}

function parsed(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
