/** Sockets that close, break, fall silent or never open; and what arrives all the same. Real sockets; time is the test's. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Incoming } from '../../src/chat/adapter.ts';
import { minute, second } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { SlackLab } from '../../test/lab/slack/lab.ts';
import { slackAdapter } from './adapter.ts';
import type { Called } from './api.ts';
import { type Envelope, openSockets, type Sockets } from './connection.ts';
import { once as eachOnce, type Listening, listening, partsFor, Wire } from './testing.ts';

const wire = new Wire();
wire.watch();
afterAll(() => wire.unwatch());

/** Whatever is on its way between two ends in this process arrives. */
async function arrive(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a Slack in a box', () => {
  let lab: SlackLab;
  let clock: FakeClock;
  let bot: Listening;
  let logged: string[];
  beforeEach(async () => {
    clock = new FakeClock();
    logged = [];
    lab = await SlackLab.open({ clock });
    lab.addUser({ id: 'U01', name: 'ada' });
    lab.addChannel({ id: 'C01', name: 'bench' });
    bot = await listening(lab, { parts: { clock, log: (_, message) => void logged.push(message) } });
    await opened(2);
  });
  afterEach(async () => {
    await bot.adapter.stop();
    await lab.close();
  });

  /** Turns the clock until it holds; tells how long that took. */
  async function until(what: string, holds: () => boolean, most = 10 * minute, step = 500): Promise<number> {
    const began = clock.now();
    for (await wire.rest(); !holds(); await wire.rest()) {
      if (clock.now() - began > most) throw new Error(`still not: ${what}`);
      clock.advance(step);
    }
    return clock.now() - began;
  }
  const opened = (connections: number): Promise<number> => until(`${connections} connections`, () => lab.connections === connections);
  const opens = (): number => lab.calls.filter(({ method }) => method === 'apps.connections.open').length;

  test('has two connections, so that one is open while the other is replaced', () => {
    expect(lab.connections).toBe(2);
    expect(bot.adapter.connection()).toEqual({ is: 'open' });
  });

  test.each(['warning', 'refresh_requested'] as const)(
    '40 commands around 5 refreshes (%s) all arrive, once, and are acknowledged',
    async (reason) => {
      const results: Promise<{ ok: boolean }>[] = [];
      const before = opens();
      for (let n = 0; n < 40; n += 1) {
        results.push(lab.slash('U01', 'C01', `status ${n}`));
        if (n % 8 === 3) lab.refresh({ reason });
        await wire.rest();
        clock.advance(n % 3 === 0 ? 250 : 2000);
        // What Slack has closed by now it sends nothing on.
        await wire.rest();
      }
      await wire.pass(clock, minute, second);
      expect((await Promise.all(results)).filter(({ ok }) => !ok)).toEqual([]);
      expect(bot.received.map(({ text }) => text)).toEqual(Array.from({ length: 40 }, (_, n) => `/molt status ${n}`));
      expect(new Set(bot.received.map(({ id }) => id)).size).toBe(40);
      expect(lab.connections).toBe(2);
      expect(opens() - before).toBe(5 * 2);
    },
  );

  test('a warned connection is replaced before it is closed', async () => {
    lab.refresh({ reason: 'warning' });
    await wire.rest();
    expect(lab.connections).toBe(4);
    await wire.pass(clock, 11 * second, second);
    expect(lab.connections).toBe(2);
    expect(bot.adapter.connection()).toEqual({ is: 'open' });
  });

  test('half-open sockets are noticed by the pongs that do not come, and replaced; nothing is lost', async () => {
    const before = opens();
    lab.halfOpen();
    const said = [lab.says('U01', 'C01', '<@UBOT01> jobs 1'), lab.says('U01', 'C01', '<@UBOT01> jobs 2')];
    const noticed = await until('new sockets', () => opens() === before + 2 && lab.connections === 4);
    console.log(`half-open sockets were replaced after ${noticed / second} s`);
    expect(noticed).toBeLessThanOrEqual(21 * second);
    await until('both messages', () => eachOnce(bot.received).length === 2);
    await Promise.all(said);
    await opened(2);
    expect(bot.adapter.connection()).toEqual({ is: 'open' });
  });

  test('quiet sockets are kept: for an hour nothing is opened anew', async () => {
    const before = opens();
    await wire.pass(clock, 60 * minute, 4 * second);
    expect(opens()).toBe(before);
    expect(lab.connections).toBe(2);
  });

  test('where Socket Mode was turned off it waits a minute, and tries again', async () => {
    const before = opens();
    lab.platform.socket.refresh('link_disabled' as never, 0);
    await wire.pass(clock, 59 * second, second);
    expect(opens()).toBe(before);
    expect(bot.adapter.connection()).toMatchObject({ is: 'closed' });
    await wire.pass(clock, 2 * second, second);
    expect(opens()).toBe(before + 2);
    expect(lab.connections).toBe(2);
  });

  test('down it is closed since then, tries less and less often, and is there again soon after it is up', async () => {
    await wire.pass(clock, 7 * second, second);
    const since = clock.now();
    lab.down();
    await wire.rest();
    expect(bot.adapter.connection()).toEqual({ is: 'closed', since });
    logged.length = 0;
    await wire.pass(clock, 30 * minute, second);
    // Each of two sockets, every 30 s in the end.
    expect(logged.length).toBeGreaterThanOrEqual(2 * 55);
    expect(logged.length).toBeLessThanOrEqual(2 * 66);
    expect(bot.adapter.connection()).toEqual({ is: 'closed', since });
    lab.up();
    expect(await opened(2)).toBeLessThanOrEqual(31 * second);
    expect((await lab.slash('U01', 'C01', 'jobs')).ok).toBe(true);
  });

  test('what is received is acknowledged only after it was taken', async () => {
    await bot.adapter.stop();
    const seen: [string, number][] = [];
    const adapter = slackAdapter(partsFor(lab, { clock }));
    await adapter.start(({ text }) => void seen.push([text, lab.unacked.length]));
    bot = { adapter, received: [] };
    await opened(2);
    const said = [lab.says('U01', 'C01', '<@UBOT01> one'), lab.slash('U01', 'C01', 'two')];
    // A mention comes twice.
    expect(lab.unacked).toHaveLength(3);
    await wire.rest();
    await Promise.all(said);
    expect(seen.map(([text]) => text).sort()).toEqual(['/molt two', 'one', 'one']);
    for (const [, unacked] of seen) expect(unacked).toBeGreaterThanOrEqual(1);
    expect(lab.unacked).toEqual([]);
  });

  test('what could not be stored is not acknowledged, comes again, and is worked then', async () => {
    await bot.adapter.stop();
    const received: Incoming[] = [];
    let tries = 0;
    const adapter = slackAdapter(partsFor(lab, { clock }));
    await adapter.start((incoming) => {
      tries += 1;
      if (tries <= 3) throw new Error('the disk is full');
      received.push(incoming);
    });
    bot = { adapter, received };
    await opened(2);
    void lab.says('U01', 'C01', '<@UBOT01> bench');
    await until('it was received', () => received.length > 0, 20 * minute);
    await until('all is acknowledged', () => lab.unacked.length === 0);
    expect(eachOnce(received).map(({ text }) => text)).toEqual(['bench']);
    expect(lab.platform.events.dropped).toEqual([]);
  });

  test('more connections than Slack allows are not asked for in a hurry', async () => {
    await bot.adapter.stop();
    const others = await Promise.all(Array.from({ length: 10 }, () => other()));
    const before = opens();
    bot = await listening(lab, { parts: { clock } });
    await wire.rest();
    expect(opens() - before).toBeLessThanOrEqual(6);
    await wire.pass(clock, minute, second);
    expect(opens() - before).toBeLessThanOrEqual(20);
    for (const socket of others) socket.terminate();
    expect(await opened(2)).toBeLessThanOrEqual(31 * second);
    expect(bot.adapter.connection()).toEqual({ is: 'open' });

    async function other(): Promise<WebSocket> {
      const socket = new WebSocket(lab.platform.socket.ticket(lab.platform.port));
      await once(socket, 'message');
      return socket;
    }
  });
});

test('a person waits less than three seconds while the event loop is blocked for 200 ms again and again', async () => {
  const lab = await SlackLab.open();
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  const bot = await listening(lab);
  let busy = true;
  const block = (): void => {
    const end = performance.now() + 200;
    while (performance.now() < end);
    if (busy) setTimeout(block, 1);
  };
  setTimeout(block, 1);
  const took: number[] = [];
  for (let n = 0; n < 10; n += 1) {
    const [slash] = await Promise.all([lab.slash('U01', 'C01', `status ${n}`), lab.says('U01', 'C01', `<@UBOT01> jobs ${n}`)]);
    expect(slash).toMatchObject({ ok: true });
    took.push(slash.ackMs!);
  }
  busy = false;
  console.log(`acknowledged within ${Math.max(...took)} ms at the most while busy`);
  expect(Math.max(...took)).toBeLessThan(3000);
  expect(eachOnce(bot.received)).toHaveLength(20);
  await bot.adapter.stop();
  await lab.close();
});

describe('a server of sockets', () => {
  let server: Server;
  let hub: WebSocketServer;
  let clock: FakeClock;
  let sockets: Sockets;
  let ends: WebSocket[];
  let addresses: number[];
  let got: Envelope[];
  let acked: { end: number; text: string }[];
  let log: string[];
  let openings: number;
  let address: () => Called | Promise<Called>;
  /** Says nothing at first. */
  let silent: boolean;
  const raw = new Set<Socket>();

  beforeEach(async () => {
    clock = new FakeClock();
    ends = [];
    addresses = [];
    got = [];
    acked = [];
    log = [];
    openings = 0;
    silent = false;
    server = createServer();
    server.on('connection', (socket: Socket) => {
      raw.add(socket);
      socket.on('close', () => raw.delete(socket));
    });
    hub = new WebSocketServer({ server });
    hub.on('connection', (socket) => {
      const end = ends.push(socket) - 1;
      socket.on('error', () => {});
      socket.on('message', (data) => acked.push({ end, text: String(data) }));
      if (!silent) socket.send('{"type":"hello"}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = () => ({ ok: true, value: { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` } });
    const began = clock.now();
    sockets = openSockets({
      clock,
      address: async () => {
        addresses.push(clock.now() - began);
        return address();
      },
      receive: (envelope) => {
        got.push(envelope);
        envelope.ack();
      },
      opened: () => {
        openings += 1;
      },
      log: (_, message) => log.push(message),
    });
  });
  afterEach(async () => {
    sockets.stop();
    for (const socket of raw) socket.destroy();
    hub.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const start = async (): Promise<void> => {
    const started = sockets.start(20);
    await arrive();
    await started;
  };
  const pass = async (span: number, step: number = second): Promise<void> => {
    for (let left = span; left > 0; left -= step) {
      clock.advance(Math.min(step, left));
      await arrive();
    }
  };

  test('opens twice, and tells each time that something may have been missed', async () => {
    await start();
    expect(ends).toHaveLength(2);
    expect(openings).toBe(2);
    expect(sockets.state()).toEqual({ is: 'open' });
  });

  test.each<[string, () => Called | Promise<Called>, number, number[]]>([
    ['refused for a minute', () => ({ ok: false, why: 'later', error: 'invalid_auth', after: minute }), 3 * minute, [0, 60, 120, 180]],
    ['refused', () => ({ ok: false, why: 'never', error: 'x' }), 2 * minute, [0, 0, 1, 3, 7, 15, 31, 61, 91]],
    [
      'broken',
      () => {
        throw new Error('broken');
      },
      20 * second,
      [0, 0, 1, 3, 7, 15],
    ],
  ])('an address that is %s is asked for again in good time', async (_, answer, span, times) => {
    address = answer;
    await start();
    // In small steps, for an answer comes a moment after the clock has moved.
    await pass(span, 50);
    const seconds = addresses.map((at) => Math.round(at / second));
    expect(seconds).toEqual(times.flatMap((at) => [at, at]));
    expect(sockets.state()).toMatchObject({ is: 'closed' });
  });

  test('one that opens and says nothing is given up after ten seconds', async () => {
    silent = true;
    await start();
    expect(sockets.state()).toMatchObject({ is: 'closed' });
    await pass(9 * second);
    expect(ends).toHaveLength(2);
    silent = false;
    await pass(2 * second);
    expect(ends).toHaveLength(4);
    expect(sockets.state()).toEqual({ is: 'open' });
  });

  test('one that is not even opened is given up as well', async () => {
    server.removeAllListeners('upgrade');
    server.on('upgrade', () => {});
    await start();
    await pass(11 * second);
    expect(addresses.length).toBe(4);
  });

  test('one that answers no ping is given up soon, one that does is kept', async () => {
    hub.options.autoPong = false;
    await start();
    hub.options.autoPong = true;
    ends[0]!.on('ping', (data) => ends[0]!.pong(data));
    await pass(9 * second);
    expect(ends).toHaveLength(2);
    await pass(12 * second);
    expect(ends).toHaveLength(3);
    expect(ends[0]!.readyState).toBe(WebSocket.OPEN);
    expect(ends[1]!.readyState).toBe(WebSocket.CLOSED);
    await pass(5 * minute, 4 * second);
    expect(ends).toHaveLength(3);
  });

  test('what is no envelope is nothing', async () => {
    await start();
    for (const text of ['', 'x', '[]', '1', 'null', '{}', '{"envelope_id":1}', '{"type":"other"}', '{"type":"hello"']) ends[0]!.send(text);
    ends[0]!.send(Buffer.from([0, 1, 2]));
    await arrive();
    expect(got).toEqual([]);
    expect(sockets.state()).toEqual({ is: 'open' });
  });

  test('an envelope is handed over with its kind, and acknowledged by its id', async () => {
    await start();
    ends[1]!.send(JSON.stringify({ envelope_id: 'E1', type: 'slash_commands', payload: { text: 'jobs' } }));
    await arrive();
    expect(got).toMatchObject([{ type: 'slash_commands', payload: { text: 'jobs' } }]);
    got[0]!.ack({ response_action: 'clear' });
    await arrive();
    expect(acked).toEqual([
      { end: 1, text: '{"envelope_id":"E1"}' },
      { end: 1, text: '{"envelope_id":"E1","payload":{"response_action":"clear"}}' },
    ]);
  });

  test('what comes on a socket that is replaced, to its very end, is acknowledged', async () => {
    await start();
    ends[0]!.send('{"type":"disconnect","reason":"warning"}');
    await arrive();
    expect(ends).toHaveLength(3);
    for (let n = 0; n < 40; n += 1) {
      clock.advance(second);
      // In the very moment, before the other end hears of anything that the clock brought about.
      if (ends[0]!.readyState === WebSocket.OPEN) ends[0]!.send(JSON.stringify({ envelope_id: `E${n}`, type: 'events_api', payload: {} }));
      if (n === 10) ends[0]!.close(1000);
      await arrive();
    }
    expect(got).toHaveLength(11);
    expect(acked.map(({ text }) => JSON.parse(text).envelope_id)).toEqual(Array.from({ length: 11 }, (_, n) => `E${n}`));
    expect(sockets.state()).toEqual({ is: 'open' });
  });

  test('what was received on a socket that has closed since is acknowledged on another', async () => {
    await start();
    const late: Envelope[] = [];
    got.push = (envelope) => {
      late.push({ ...envelope });
      envelope.ack = () => {};
      return 0;
    };
    ends[0]!.send(JSON.stringify({ envelope_id: 'E1', type: 'interactive', payload: {} }));
    await arrive();
    ends[0]!.terminate();
    await arrive();
    late[0]!.ack({ response_action: 'clear' });
    await arrive();
    expect(acked.map(({ text }) => JSON.parse(text).envelope_id)).toEqual(['E1']);
  });

  test('a replaced socket that Slack does not close is closed in the end', async () => {
    await start();
    ends[0]!.send('{"type":"disconnect","reason":"warning"}');
    await pass(2 * minute, 4 * second);
    expect(ends[0]!.readyState).toBe(WebSocket.CLOSED);
    expect(ends).toHaveLength(3);
  });

  test.each(['warning', 'refresh_requested'])('a %s is answered by one new socket, however often it comes', async (reason) => {
    await start();
    for (let n = 0; n < 3; n += 1) ends[0]!.send(JSON.stringify({ type: 'disconnect', reason }));
    await arrive();
    ends[0]!.close(1000);
    await arrive();
    expect(ends).toHaveLength(3);
    expect(openings).toBe(3);
  });

  test('after stop nothing is opened, and nothing waits', async () => {
    await start();
    ends[0]!.send('{"type":"disconnect","reason":"warning"}');
    await arrive();
    sockets.stop();
    await arrive();
    expect(sockets.state()).toEqual({ is: 'closed', since: clock.now() });
    expect(clock.pending).toBe(0);
    const before = addresses.length;
    await pass(5 * minute, 10 * second);
    expect(addresses.length).toBe(before);
    expect(ends.every(({ readyState }) => readyState === WebSocket.CLOSED)).toBe(true);
  });

  test('a stop while an address is asked for opens nothing', async () => {
    let tell: (called: Called) => void = () => {};
    address = () =>
      new Promise((resolve) => {
        tell = resolve;
      });
    await start();
    sockets.stop();
    tell({ ok: true, value: { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` } });
    await arrive();
    expect(ends).toEqual([]);
  });

  test('a start that opens nothing ends after its patience', async () => {
    address = () => new Promise(() => {});
    const began = performance.now();
    await sockets.start(30);
    expect(performance.now() - began).toBeGreaterThanOrEqual(25);
    expect(sockets.state()).toMatchObject({ is: 'closed' });
  });
});
