/** The bot's end of a lab, as small as can be: it keeps what it gets and acknowledges as it is told. */
import { once } from 'node:events';
import { type WebAPIPlatformError, WebClient } from '@slack/web-api';
import { WebSocket } from 'ws';
import { until } from '../bench-host.ts';
import type { SlackLab } from './lab.ts';
import type { Loose } from './types.ts';

/** Nothing is tried twice and nothing waits: what happens is what the test sees. */
export const webClient = (lab: SlackLab, token = lab.env.SLACK_BOT_TOKEN): WebClient =>
  new WebClient(token, {
    slackApiUrl: lab.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => 'error' as never, setName() {} },
  });

/** A call by its name, for arguments that the client's types would not let through. */
export const call = (lab: SlackLab, method: string, args: Loose = {}): Promise<Loose> => webClient(lab).apiCall(method, args);

/** The error of a call, `ok` when there is none. */
export async function errorOf(calling: Promise<unknown>): Promise<string> {
  try {
    await calling;
    return 'ok';
  } catch (error) {
    const { data, code } = error as Partial<WebAPIPlatformError>;
    return data?.error ?? code ?? String(error);
  }
}

export interface Envelope {
  envelope_id: string;
  type: string;
  payload: Loose;
  retry_attempt?: number;
  retry_reason?: string;
}

export class TestBot {
  readonly got: Envelope[] = [];
  readonly control: Loose[] = [];
  readonly socket: WebSocket;
  closed = false;
  pings = 0;
  /** Undefined: no acknowledgement; otherwise what goes with it. */
  answers: (envelope: Envelope) => Loose | undefined = () => ({});

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.heard(JSON.parse(String(data))));
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('ping', () => {
      this.pings += 1;
    });
    socket.on('error', () => {});
  }

  static async connect(lab: SlackLab): Promise<TestBot> {
    const { url } = await webClient(lab, lab.env.SLACK_APP_TOKEN).apps.connections.open();
    const bot = new TestBot(new WebSocket(url!));
    await once(bot.socket, 'open');
    await until('hello', () => bot.control.some(({ type }) => type === 'hello' || type === 'disconnect'));
    return bot;
  }

  /** Events of this type, with what is around them. */
  events(type: string): Envelope[] {
    return this.got.filter(({ payload }) => payload.event?.type === type);
  }

  private heard(envelope: Envelope): void {
    if (!envelope.envelope_id) {
      this.control.push(envelope);
      return;
    }
    this.got.push(envelope);
    const payload = this.answers(envelope);
    if (payload) this.socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload }));
  }
}
