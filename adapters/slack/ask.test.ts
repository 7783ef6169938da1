/** What real answers over HTTP become, those of proxies included; a token never comes back. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAsk, type Reply } from './ask.ts';

const token = 'xoxb-1-secret';
let asked: { auth?: string; body: string }[] = [];
const answers: Readonly<Record<string, { status?: number; headers?: Record<string, string>; body: unknown }>> = {
  'auth.test': { headers: { 'x-oauth-scopes': 'commands,chat:write' }, body: { ok: true, user: 'molt' } },
  'apps.connections.open': {
    body: { ok: true, url: 'wss://x', response_metadata: { messages: ['[WARN] Socket Mode is not turned on.'] } },
  },
  'users.info': { body: { ok: false, error: 'user_not_found' } },
  'bots.info': { status: 429, headers: { 'retry-after': '60' }, body: {} },
  'conversations.info': { status: 503, body: 'busy' },
  'api.test': { body: `<html>Please log in. You sent ${token}</html>` },
};
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    asked.push({ auth: request.headers.authorization, body: Buffer.concat(chunks).toString() });
    const { status = 200, headers = {}, body } = answers[request.url!.split('/').at(-1)!]!;
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each<[string, Reply]>([
  [
    'auth.test',
    {
      is: 'ok',
      data: expect.objectContaining({ user: 'molt' }) as unknown as Record<string, unknown>,
      scopes: ['commands', 'chat:write'],
      warnings: [],
    },
  ],
  [
    'apps.connections.open',
    {
      is: 'ok',
      data: expect.anything() as unknown as Record<string, unknown>,
      scopes: undefined,
      warnings: ['[WARN] Socket Mode is not turned on.'],
    },
  ],
  ['users.info', { is: 'refused', error: 'user_not_found' }],
  ['bots.info', { is: 'refused', error: 'ratelimited' }],
  ['conversations.info', { is: 'away', why: 'HTTP 503' }],
  ['api.test', { is: 'away', why: 'something else than Slack answers there, perhaps a proxy' }],
])('%s', async (method, expected) => {
  asked = [];
  const reply = await (await openAsk(token, url)).call(method, { user: 'U01' });
  expect(reply).toEqual(expected);
  // Once: nothing is tried again. Slack refuses an app-level token in the body.
  expect(asked).toEqual([{ auth: `Bearer ${token}`, body: 'user=U01' }]);
  expect(JSON.stringify(reply)).not.toContain('secret');
});

test.each([
  ['nobody listens', token, 'http://127.0.0.1:1/', /^[A-Za-z_ ]+$/],
  ['no address', token, 'slack', /^[A-Za-z_ ]+$/],
  ['a token that fits no header', 'xoxb-secret\n', 'http://127.0.0.1:1/', /^[A-Za-z_ ]+$/],
])('%s', async (_, given, address, why) => {
  const reply = await (await openAsk(given, address)).call('auth.test');
  expect(reply).toEqual({ is: 'away', why: expect.stringMatching(why) });
  expect(JSON.stringify(reply)).not.toContain('secret');
});
