/** What comes of a call, over a real connection: whether it may have been done, and when it may be tried again. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Called, openApi } from './api.ts';

type Does = (response: ServerResponse, request: IncomingMessage) => void;

const token = 'xoxb-1-2-abcdefghijklmnopqrstuvwx';
/** Only what gives no answer may run into the short one: a test host may be busy. */
const [timeout, short] = [10_000, 200];
let server: Server;
let does: Does = () => {};
let base: string;
let asked: { url: string; authorization: string | undefined; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization, body });
    does(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
});
afterEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Does =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const refused = (error: string, more: object = {}): Does => json({ ok: false, error, ...more });
const page =
  (status: number): Does =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>');

const call = (answer: Does, how: { base?: string; token?: string; timeout?: number } = {}): Promise<Called> => {
  does = answer;
  return openApi({ token, base, timeout, ...how }).call('chat.postMessage', { channel: 'C01', text: 'DONE 42' });
};

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const plain = createPlainServer().listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const { port } = plain.address() as AddressInfo;
  plain.close();
  await once(plain, 'close');
  return port;
}

describe('what has been done gives its answer', () => {
  test('a call', async () => {
    expect(await call(json({ ok: true, ts: '17.1' }))).toMatchObject({ ok: true, value: { ts: '17.1' } });
    expect(asked).toMatchObject([{ url: '/api/chat.postMessage', authorization: `Bearer ${token}` }]);
    expect(new URLSearchParams(asked[0]!.body).get('text')).toBe('DONE 42');
  });
  test('a base without its last slash', async () => {
    expect(await call(json({ ok: true }), { base: base.slice(0, -1) })).toMatchObject({ ok: true });
    expect(asked[0]!.url).toBe('/api/chat.postMessage');
  });
});

/** The error, what it is, after how long. */
const minute = 60_000;
describe('what Slack says no to', () => {
  test.each<[string, 'later' | 'unknown' | 'never', number?]>([
    ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'missing_scope', 'no_permission'].map(
      (error): [string, 'later', number] => [error, 'later', minute],
    ),
    ...['org_login_required', 'not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action', 'team_access_not_granted'].map(
      (error): [string, 'later', number] => [error, 'later', minute],
    ),
    ['ratelimited', 'later', 1000],
    ...['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'].map((error): [string, 'unknown'] => [error, 'unknown']),
    ...['invalid_blocks', 'msg_too_long', 'no_text', 'thread_not_found', 'user_not_found', 'something_new'].map(
      (error): [string, 'never'] => [error, 'never'],
    ),
  ])('%s: %s', async (error, why, after) => {
    const called = await call(refused(error));
    expect(called).toEqual({ ok: false, why, error, ...(after !== undefined && { after }) });
  });

  test('with what it says about it', async () => {
    const told = { response_metadata: { messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0]'] } };
    expect(await call(refused('invalid_blocks', told))).toMatchObject({ details: told.response_metadata.messages[0] });
    expect(await call(refused('missing_scope', { needed: 'chat:write', provided: 'commands' }))).toMatchObject({
      details: 'needed: chat:write',
    });
  });
});

describe('what goes wrong on the way', () => {
  test.each<[string, Does, Partial<Extract<Called, { ok: false }>>, number?]>([
    [
      'too many, for a while',
      json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '7' }),
      { why: 'later', error: 'ratelimited', after: 7000 },
    ],
    [
      'too many, a page of a proxy',
      (response) => void response.writeHead(429, { 'retry-after': '30' }).end('slow down'),
      { why: 'later', after: 30_000 },
    ],
    ['http 500', page(500), { why: 'unknown', error: 'http 500' }],
    ['http 502', page(502), { why: 'unknown', error: 'http 502' }],
    ['http 503 as JSON', json({ ok: false, error: 'invalid_blocks' }, 503), { why: 'unknown', error: 'http 503' }],
    ['reset before an answer', (response) => void response.destroy(), { why: 'unknown' }],
    [
      'reset within an answer',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"ok":true,', () => response.destroy());
      },
      { why: 'unknown' },
    ],
    ['no answer', () => {}, { why: 'unknown' }, short],
    [
      'half an answer, and no more',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"ok":');
      },
      { why: 'unknown' },
      short,
    ],
    ['sent elsewhere', (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), { why: 'unknown' }],
    ['a page instead of an answer', page(200), { why: 'unknown' }],
    ['an answer cut in the middle', (response) => void response.writeHead(200).end('{"ok":tr'), { why: 'unknown' }],
    ['nothing at all', (response) => void response.writeHead(200).end(), { why: 'unknown' }],
    ['an answer of another kind', json({ hello: 1 }), { why: 'unknown' }],
    ['too many, for no time that is told', json({ ok: false, error: 'ratelimited' }, 429), { why: 'unknown' }],
  ])('%s', async (_, answer, expected, within = timeout) => {
    const called = await call(answer, { timeout: within });
    expect(called).toMatchObject({ ok: false, ...expected });
    if (called.ok || expected.after !== undefined) return;
    expect(called.after).toBeUndefined();
    expect(called.error).not.toMatch(/[<{]/);
    expect(called.error.length).toBeLessThan(200);
  });

  test('nobody there: it was not sent', async () => {
    expect(await call(() => {}, { base: `http://127.0.0.1:${await closedPort()}/api/` })).toMatchObject({ ok: false, why: 'later' });
    expect(asked).toEqual([]);
  });

  test('each call is made once, and none waits for another', async () => {
    let first = true;
    does = (response) => {
      if (!first) return void json({ ok: true })(response, undefined as never);
      first = false;
      response.writeHead(429, { 'retry-after': '30' }).end();
    };
    const api = openApi({ token, base, timeout });
    expect(await Promise.all([api.call('chat.postMessage'), api.call('chat.postMessage')])).toEqual(
      expect.arrayContaining([expect.objectContaining({ ok: false, after: 30_000 }), expect.objectContaining({ ok: true })]),
    );
    expect(await api.call('chat.postMessage')).toMatchObject({ ok: true });
    expect(asked).toHaveLength(3);
  });
});

describe('a token', () => {
  test.each<[string, string, Does]>([
    ['that cannot stand in a header', `${token}\nX: 1`, json({ ok: true })],
    ['with a character of no header', `${token}…`, json({ ok: true })],
    ['that the answer tells again', token, refused(`invalid ${token}`)],
    [
      'that its details tell again',
      token,
      refused('invalid_auth', { needed: token, response_metadata: { messages: [`[ERROR] ${token}`] } }),
    ],
    ['of a page', token, (response) => void response.writeHead(200).end(`<html>${token}</html>`)],
    ['of an error', token, (response) => void response.writeHead(500, token).end(token)],
  ])('%s is in no message', async (_, used, answer) => {
    const called = await call(answer, { token: used });
    expect(called.ok).toBe(false);
    expect(JSON.stringify(called)).not.toContain('abcdefgh');
  });

  test('is in no message where nothing could be sent', async () => {
    const called = await openApi({ token, base: `http://127.0.0.1:${await closedPort()}/api/${token}/`, timeout }).call('auth.test');
    expect(JSON.stringify(called)).not.toContain('abcdefgh');
  });
});

describe('a file', () => {
  const send = (answer: Does, within: number): Promise<Called> => {
    does = answer;
    return openApi({ token, base, timeout: within }).send(`${base}upload`, Buffer.from('log'));
  };
  test.each<[string, Does, object, number?]>([
    ['is taken', (response) => void response.writeHead(200).end('OK - 3'), { ok: true }],
    ['is not wanted', (response) => void response.writeHead(404).end(), { ok: false, why: 'later', error: 'http 404' }],
    ['may have come', (response) => void response.writeHead(503).end(), { ok: false, why: 'unknown', error: 'http 503' }],
    ['is lost on the way', (response) => void response.destroy(), { ok: false, why: 'unknown' }],
    ['is not answered', () => {}, { ok: false, why: 'unknown' }, short / 6],
  ])('%s', async (_, answer, expected, within = timeout) => {
    expect(await send(answer, within)).toMatchObject(expected);
    expect(asked).toMatchObject([{ body: 'log', authorization: undefined }]);
  });
});
