/** The page: one HTML file, what is to be seen as JSON, a bell for changes, and a place for what people do. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bodyOf } from '../args.ts';
import type { SlackLab } from '../lab.ts';
import { type Act, perform } from './act.ts';
import { type Beside, stateFor } from './state.ts';

export interface Page {
  url: string;
  /** Something has changed. */
  ring(): void;
  close(): Promise<void>;
}

/** So many changes a second at most. */
const calm = 100;

export async function openPage(lab: SlackLab, beside: Beside, port: number): Promise<Page> {
  const listening = new Set<ServerResponse>();
  let pending: NodeJS.Timeout | undefined;
  const ring = (): void => {
    pending ??= setTimeout(() => {
      pending = undefined;
      for (const response of listening) response.write('data: changed\n\n');
    }, calm);
  };

  const server = createServer(async (request, response) => {
    try {
      if (isOurs(request)) await answer(request, response);
      else response.writeHead(403).end();
    } catch (error) {
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ wrong: (error as Error).message }));
    }
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
    if (request.method === 'POST' && pathname === '/act') {
      const wrong = await perform(lab, JSON.parse(String(await bodyOf(request))) as Act);
      json(response, { wrong });
    } else if (pathname === '/state') json(response, stateFor(lab, searchParams.get('user') ?? '', beside));
    else if (pathname === '/changes') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write('data: hello\n\n');
      listening.add(response);
      response.on('close', () => listening.delete(response));
    } else if (pathname.startsWith('/file/')) sendFile(response, pathname.slice('/file/'.length));
    else if (pathname === '/')
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(readFileSync(join(import.meta.dirname, 'page.html')));
    else response.writeHead(404).end();
  }

  function sendFile(response: ServerResponse, id: string): void {
    const file = lab.platform.files.get(id);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    // Whatever a job wrote is never run by a browser.
    const type = /\.png$/i.test(file.name) ? 'image/png' : 'text/plain; charset=utf-8';
    response
      .writeHead(200, { 'content-type': type, 'x-content-type-options': 'nosniff', 'content-security-policy': 'sandbox' })
      .end(file.bytes);
  }

  /** Other pages in the same browser must not act here. */
  function isOurs({ headers }: IncomingMessage): boolean {
    const here = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const host = headers.host?.replace('localhost', '127.0.0.1');
    return host === here && (headers.origin === undefined || headers.origin.replace('localhost', '127.0.0.1') === `http://${here}`);
  }

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const unwatch = lab.platform.watch(ring);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ring,
    async close() {
      unwatch();
      clearTimeout(pending);
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

const json = (response: ServerResponse, value: object): void => {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }).end(JSON.stringify(value));
};
