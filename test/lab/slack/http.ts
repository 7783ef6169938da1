/** The lab's door: Web API, uploads, response_url and the way to the socket, on one port of the loopback. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Args, bodyOf, readArgs } from './args.ts';
import { type Fault, Faults } from './faults.ts';
import type { Platform } from './platform.ts';
import { Refused } from './refused.ts';
import { neededScope } from './scopes.ts';
import type { CallRecord, Loose } from './types.ts';
import { upload } from './web-api/files.ts';
import { methods } from './web-api/methods.ts';
import { respond } from './web-api/response-url.ts';

export class Door {
  readonly faults = new Faults();
  readonly calls: CallRecord[] = [];
  readonly botToken = `xoxb-1-2-${randomBytes(12).toString('hex')}`;
  readonly appToken = `xapp-1-A01-3-${randomBytes(12).toString('hex')}`;
  isDown = false;
  /** Called when a request was answered, or never will be. */
  settled: () => void = () => {};
  /** Requests that are being worked on. */
  underWay = 0;
  private readonly on: Platform;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(on: Platform) {
    this.on = on;
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.on('connection', (socket: Socket) => {
      if (this.isDown) {
        socket.destroy();
        return;
      }
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.server.on('upgrade', (request, socket, head) => on.socket.upgrade(request, socket, head));
  }

  async open(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.on.port = (this.server.address() as AddressInfo).port;
  }

  /** Cuts everything that is connected now. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    this.cut();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.underWay += 1;
    try {
      const url = new URL(request.url ?? '/', 'http://lab');
      const body = await bodyOf(request);
      if (await hasHungUp(request)) return;
      const type = request.headers['content-type'] ?? '';
      const [, kind, ...rest] = url.pathname.split('/');
      if (kind === 'api') await this.call(rest.join('/'), request, response, await readArgs(type, body, url.searchParams));
      else if (kind === 'upload') {
        const args = type.startsWith('multipart/') ? await readArgs(type, body, url.searchParams) : undefined;
        this.plain(response, await this.faulty('upload', response, () => upload(this.on, rest[0] ?? '', args, body)));
      } else if (kind === 'response') {
        const args = await readArgs(body[0] === 0x7b ? 'application/json' : type, body, url.searchParams);
        this.plain(response, await this.faulty('response_url', response, () => respond(this.on, rest[0] ?? '', args.all)));
      } else this.plain(response, { status: 404, text: 'not found' });
    } catch {
      // The client went away, or sent what nobody can read.
      response.destroy();
    } finally {
      this.underWay -= 1;
      this.settled();
    }
  }

  /** Uploads and response_urls can be lost as well. */
  private async faulty<T>(method: string, response: ServerResponse, run: () => T): Promise<T | undefined> {
    const fault = this.faults.take(method, undefined);
    if (fault?.slow) await this.on.timers.wait(fault.slow);
    const record: CallRecord = { method, at: this.on.timers.now(), ok: fault?.does === undefined || fault.does === 'lost response' };
    this.calls.push(record);
    if (fault?.does === undefined) return run();
    if (fault.does === 'lost response') run();
    record.error = typeof fault.does === 'string' ? fault.does : fault.does.error;
    if (fault.does === 'http 500') response.writeHead(500).end('Internal Server Error');
    else if (fault.does !== 'hang') response.destroy();
    return undefined;
  }

  private plain(response: ServerResponse, answer: { status: number; text: string } | undefined): void {
    if (answer && !response.destroyed) response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.text);
  }

  private async call(method: string, request: IncomingMessage, response: ServerResponse, args: Args): Promise<void> {
    const about = args.text('channel') ?? args.text('channel_id');
    const channel = about === undefined ? undefined : (this.on.team.channel(about)?.id ?? about);
    const fault = this.faults.take(method, channel);
    if (fault?.slow) await this.on.timers.wait(fault.slow);
    const record: CallRecord = { method, at: this.on.timers.now(), ok: false, ...(channel !== undefined && { channel }) };
    this.calls.push(record);
    if (fault?.does !== undefined && fault.does !== 'lost response') {
      this.fail(fault, record, response);
      return;
    }
    const wait = this.on.rates.take(method, channel ?? '');
    if (wait !== undefined) {
      this.fail({ method, does: '429', retryAfter: wait }, record, response);
      return;
    }
    const result = this.perform(method, this.tokenOf(request, args), args);
    record.ok = result.ok;
    if (!result.ok) record.error = result.error;
    if (fault?.does === 'lost response') {
      record.error = 'lost response';
      response.destroy();
    } else this.answer(response, 200, result, { 'x-oauth-scopes': this.on.scopes.join(',') });
  }

  private fail(fault: Fault, record: CallRecord, response: ServerResponse): void {
    const { does } = fault;
    record.error = typeof does === 'object' ? does.error : does === '429' ? 'ratelimited' : does;
    if (does === 'lost request') response.destroy();
    else if (does === '429')
      this.answer(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(fault.retryAfter ?? 1) });
    else if (does === 'http 500') response.writeHead(500, { 'content-type': 'text/html' }).end('Internal Server Error');
    else if (does !== 'hang') this.answer(response, 200, { ok: false, error: record.error }, {});
  }

  private answer(response: ServerResponse, status: number, body: Loose, headers: Record<string, string>): void {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body));
  }

  private perform(method: string, token: string | undefined, args: Args): Loose {
    try {
      const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (!run) throw new Refused('unknown_method', { req_method: method });
      if (method !== 'api.test') this.authorise(method, token);
      const id = args.text('channel') ?? args.text('channel_id');
      const scope = neededScope(method, this.on.team.type(id?.startsWith('U') ? 'D' : (id ?? '')));
      if (scope !== undefined && !this.on.has(scope))
        throw new Refused('missing_scope', { needed: scope, provided: this.on.scopes.join(',') });
      return { ok: true, ...run(args, this.on) };
    } catch (error) {
      if (error instanceof Refused) return { ok: false, error: error.error, ...error.more };
      return { ok: false, error: 'fatal_error', lab: String(error instanceof Error ? error.stack : error) };
    }
  }

  private authorise(method: string, token: string | undefined): void {
    if (token === undefined) throw new Refused('not_authed');
    if (token !== this.botToken && token !== this.appToken) throw new Refused('invalid_auth');
    if ((token === this.appToken) !== (method === 'apps.connections.open')) throw new Refused('not_allowed_token_type');
  }

  private tokenOf(request: IncomingMessage, args: Args): string | undefined {
    return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? args.text('token');
  }
}

/** Whoever hung up before this process came to read what they sent has sent nothing: done now, it would be done long after they look whether it was. */
async function hasHungUp({ socket }: IncomingMessage): Promise<boolean> {
  // The end of a connection is read after what was sent on it.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return socket.destroyed || socket.readableEnded;
}
