/** Asks a server on this host in GitHub's place. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPulls } from './pulls.ts';

let server: Server;
let api: string;
const asked: { url: string; authorization: string | undefined }[] = [];
const pulls: Readonly<Record<string, unknown>> = {
  'acme:open': [{ state: 'open', merged_at: null }],
  'acme:merged': [{ state: 'closed', merged_at: '2026-11-25T10:00:00Z' }],
  'acme:closed': [{ state: 'closed', merged_at: null }],
  'acme:none': [],
  'acme:odd': { message: 'no list' },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    asked.push({ url: url.pathname, authorization: request.headers.authorization });
    const found = pulls[url.searchParams.get('head') ?? ''];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

const open = (remote = 'git@github.com:acme/molt.git') => openPulls({ remote, token: 'secret', api });

test.each([
  ['open', 'open'],
  ['merged', 'merged'],
  ['closed', 'closed'],
  ['none', undefined],
])('the pull request of branch %s is %s', async (branch, state) => {
  expect(await open()!.stateOf(branch)).toEqual({ ok: true, value: state });
  expect(asked.at(-1)).toEqual({ url: '/repos/acme/molt/pulls', authorization: 'Bearer secret' });
});

test.each(['odd', 'unknown'])('what GitHub does not answer well is refused, with its cause: %s', async (branch) => {
  expect(await open()!.stateOf(branch)).toMatchObject({ ok: false, refusal: { code: 'github' } });
});

test('a server that is not there is refused', async () => {
  const away = openPulls({ remote: 'git@github.com:acme/molt.git', token: 'secret', api: 'http://127.0.0.1:9' })!;
  expect(await away.stateOf('open')).toMatchObject({ ok: false, refusal: { message: 'GitHub could not be asked.' } });
});

test.each([
  ['https://github.com/acme/molt', true],
  ['https://user:pw@github.com/acme/molt.git', true],
  ['ssh://git@github.com/acme/molt.git', true],
  ['/srv/git/molt.git', false],
  ['', false],
])('%s', (remote, isThere) => expect(open(remote) !== undefined).toBe(isThere));

test('without a token nobody is asked', () =>
  expect(openPulls({ remote: 'git@github.com:acme/molt.git', token: undefined })).toBeUndefined());
