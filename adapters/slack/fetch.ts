/** As much of `fetch` as Slack's client needs, over node:http, which the sockets use anyway: Node's own would take 20 MB more. */
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
}

/** What is read of an answer. */
export interface Answered {
  ok: boolean;
  status: number;
  statusText: string;
  url: string;
  headers: { get(name: string): string | null; entries(): Iterable<[string, string]> };
  text(): Promise<string>;
  arrayBuffer(): Promise<Uint8Array>;
}

/** An answer of Slack is a page of messages at most. */
const most = 64 * 1024 ** 2;

export function fetchPlainly(address: string | URL, { method = 'GET', headers = {}, body, signal }: Sent = {}): Promise<Answered> {
  const url = new URL(address);
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const asked = request(url, { method, headers: { ...headers, ...length }, ...(signal && { signal }) }, (response) => {
      whole(response).then((content) => resolve(answered(response, url.href, content)), reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

async function whole(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > most) throw new Error('the answer is far too long');
    pieces.push(piece);
  }
  // The other side went away in the middle.
  if (!response.complete) throw new Error('the answer was cut off');
  return Buffer.concat(pieces);
}

function answered({ statusCode = 0, statusMessage = '', headers }: IncomingMessage, url: string, content: Buffer): Answered {
  const all = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]));
  return {
    ok: statusCode >= 200 && statusCode < 300,
    status: statusCode,
    statusText: statusMessage,
    url,
    headers: { get: (name) => all.get(name.toLowerCase()) ?? null, entries: () => all.entries() },
    text: async () => content.toString('utf8'),
    arrayBuffer: async () => content,
  };
}
