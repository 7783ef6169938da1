/** For the tests of this folder: an adapter to a Slack in a box, and a clock that is turned only when nothing is on its way. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { ChatAdapter, Incoming, Message, Pages, Posted } from '../../src/chat/adapter.ts';
import type { Millis } from '../../src/kernel/clock.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { FakeClock } from '../../src/kernel/fake-clock.ts';
import type { Place } from '../../src/kernel/people.ts';
import { refuse } from '../../src/kernel/result.ts';
import type { Card } from '../../src/reports/card.ts';
import type { SlackLab } from '../../test/lab/slack/lab.ts';
import { type SlackParts, slackAdapter } from './adapter.ts';
import type { Answer, Api, Called } from './api.ts';
import type { Notes } from './catch-up.ts';

export { seed } from './render/testing.ts';

const handles: { readonly [person: string]: string } = { ada: 'T01/U01', bob: 'U02' };

export function memoryNotes(): Notes {
  const kept = new Map<string, string>();
  return { get: (name) => kept.get(name), set: (name, value) => void kept.set(name, value) };
}

/** Parts of an adapter to this lab; notes live in memory. */
export const partsFor = (lab: SlackLab, more: Partial<SlackParts> = {}): SlackParts => ({
  tokens: { bot: lab.env.SLACK_BOT_TOKEN, app: lab.env.SLACK_APP_TOKEN },
  apiUrl: lab.env.SLACK_API_URL,
  clock: systemClock,
  notes: memoryNotes(),
  rooms: ['C01'],
  groups: [],
  threads: () => [],
  handle: (person) => handles[person],
  readFile: async () => refuse('no files', 'There are no files here.'),
  log: () => {},
  ...more,
});

export interface Listening {
  adapter: ChatAdapter;
  received: Incoming[];
}

/** An adapter that is started, and what it has received; `known` keeps it over a restart. */
export async function listening(
  lab: SlackLab,
  { parts = {}, pages, received = [] }: { parts?: Partial<SlackParts>; pages?: Pages; received?: Incoming[] } = {},
): Promise<Listening> {
  const adapter = slackAdapter(partsFor(lab, parts));
  await adapter.start((incoming) => void received.push(incoming), pages);
  return { adapter, received };
}

/** What an inbox keeps: each id once, as it came first. */
export const once = (received: readonly Incoming[]): Incoming[] =>
  received.filter((one, n) => received.findIndex(({ id }) => id === one.id) === n);

export const room = (id: string, thread?: string): Place => ({ adapter: 'slack', room: id, ...(thread !== undefined && { thread }) });
export const said = (card: Card, more: Partial<Message> = {}): Message => ({ card, rings: false, ...more });

/** The message that was posted; throws where it was not. */
export async function posted(delivery: ReturnType<ChatAdapter['post']>): Promise<Posted> {
  const done = await delivery;
  if (!done.ok) throw new Error(`${done.why}: ${done.message}`);
  return done.posted;
}

/** Web API by hand: what each method answers, and what it was asked. */
export class FakeApi implements Api {
  readonly asked: { method: string; args: Record<string, Answer> }[] = [];
  readonly sent: { url: string; body: string }[] = [];
  answer: (method: string, args: Record<string, Answer>, n: number) => Called | Promise<Called> = () => ({ ok: true, value: {} });
  sends: (url: string) => Called = () => ({ ok: true, value: undefined });

  async call(method: string, args: Record<string, unknown> = {}): Promise<Called> {
    this.asked.push({ method, args });
    return this.answer(method, args, this.count(method));
  }

  async send(url: string, body: Uint8Array): Promise<Called> {
    this.sent.push({ url, body: Buffer.from(body).toString() });
    return this.sends(url);
  }

  count(method: string): number {
    return this.asked.filter((one) => one.method === method).length;
  }
}

/** Calls of this process that are on their way. */
export class Wire {
  private underWay = 0;
  private readonly begin = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    // Sockets begin with a GET, and stay.
    if (request.method !== 'POST') return;
    this.underWay += 1;
    request.once('close', () => {
      this.underWay -= 1;
    });
  };

  watch(): void {
    subscribe('http.client.request.created', this.begin);
  }

  unwatch(): void {
    unsubscribe('http.client.request.created', this.begin);
  }

  /** What is on its way between the two ends in this process arrives; whatever goes on waits for the clock. */
  async rest(): Promise<void> {
    for (let calm = 0; calm < calmTurns; calm += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.underWay > 0) calm = 0;
    }
  }

  /** Time goes by, in steps between which everything comes to rest. */
  async pass(clock: FakeClock, span: Millis, step: Millis = 250): Promise<void> {
    for (let left = span; left > 0; left -= step) {
      clock.advance(Math.min(step, left));
      await this.rest();
    }
  }

  /** What this comes to, while time goes by. */
  async passing<T>(clock: FakeClock, work: Promise<T>, step: Millis = 250): Promise<T> {
    let over = false;
    const done = (): void => {
      over = true;
    };
    work.then(done, done);
    for (;;) {
      await this.rest();
      if (over) return work;
      clock.advance(step);
    }
  }
}

/** Turns of the event loop in which nothing is under way: a message over a socket of this process takes two or three. */
const calmTurns = 15;
