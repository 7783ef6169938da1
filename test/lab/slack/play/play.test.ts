/** The page and the prompt of `npm run lab:slack`. */
import { afterEach, expect, test } from 'vitest';
import { SlackLab } from '../lab.ts';
import { call, TestBot } from '../testing.ts';
import type { Loose } from '../types.ts';
import { perform } from './act.ts';
import { openPage } from './page.ts';
import { blockLines } from './plain.ts';
import { written } from './written.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function open(): Promise<SlackLab> {
  const lab = await SlackLab.open();
  opened.unshift(lab);
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addUser({ id: 'U02', name: 'bob' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  return lab;
}

test.each([
  ['@molt stop', '<@UBOT01> stop', '<@UBOT01|molt> stop'],
  ['people add @bob operator', 'people add <@U02> operator', 'people add <@U02|bob> operator'],
  ['a@bob @nobody #bench', 'a@bob @nobody <#C01>', 'a@bob @nobody <#C01|bench>'],
  ['1 < 2 & <@U01>', '1 &lt; 2 &amp; &lt;@U01&gt;', '1 &lt; 2 &amp; &lt;@U01&gt;'],
  ['see https://a.example/x @here', 'see <https://a.example/x> <!here>', 'see https://a.example/x <!here>'],
])('typed: %s', async (text, message, command) => {
  const { team } = (await open()).platform;
  expect([written(text, team, { labels: false }), written(text, team, { labels: true })]).toEqual([message, command]);
});

test('a line is a command, a message, or nothing that Slack takes', async () => {
  const lab = await open();
  const say = (text: string, thread?: string): Promise<string | undefined> =>
    perform(lab, { act: 'say', user: 'U01', channel: 'C01', text, thread });
  expect(await say('/molt help')).toBe('/molt failed with the error "dispatch_failed"');
  const bot = await TestBot.connect(lab);
  expect(await say('/molt help')).toBeUndefined();
  expect(await say('/remind me')).toContain('not a valid command');
  expect(await say('hello')).toBeUndefined();
  expect(await say('/molt help', lab.messages[0]?.ts)).toBe('/molt is not supported in threads. Sorry!');
  expect(bot.got.map(({ type }) => type)).toEqual(['slash_commands', 'events_api']);
});

test('the page shows each person what they may see, and takes nothing from other pages', async () => {
  const lab = await open();
  await TestBot.connect(lab);
  const page = await openPage(lab, { botLines: [], shortcuts: [] }, 0);
  opened.unshift(page);
  await call(lab, 'chat.postEphemeral', { channel: 'C01', user: 'U01', text: 'only ada' });
  await call(lab, 'chat.postMessage', { channel: 'U02', text: 'only bob' });
  const state = async (user: string): Promise<Loose> => (await fetch(`${page.url}state?user=${user}`)).json() as Promise<Loose>;
  const [ada, bob] = [await state('U01'), await state('U02')];
  expect([ada.messages.map((m: Loose) => m.text), ada.rings]).toEqual([['only ada'], 0]);
  expect([bob.messages.map((m: Loose) => m.text), bob.rings]).toEqual([['only bob'], 1]);
  const act = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${page.url}act`, { method: 'POST', headers, body: JSON.stringify({ act: 'say', user: 'U01', channel: 'C01', text: 'hi' }) });
  expect((await act({ origin: 'http://evil.example' })).status).toBe(403);
  expect(lab.messages).toHaveLength(2);
  expect(await (await act({})).json()).toEqual({});
  expect(lab.messages).toHaveLength(3);
  expect(await (await fetch(page.url)).text()).toContain('<title>Slack in a box</title>');
});

test('blocks as lines of a terminal', () => {
  const text = (value: string): Loose => ({ type: 'plain_text', text: value });
  const blocks: Loose[] = [
    { type: 'header', text: text('DONE 42') },
    { type: 'section', text: { type: 'mrkdwn', text: 'by <@U01>\n1 &lt; 2' } },
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_list', style: 'ordered', elements: [{ elements: [{ type: 'text', text: 'one' }] }] }],
    },
    {
      type: 'actions',
      elements: [
        { type: 'button', text: text('Again') },
        { type: 'static_select', options: [{ text: text('a') }, { text: text('b') }] },
      ],
    },
  ];
  expect(blockLines(blocks, (id) => (id === 'U01' ? 'ada' : id))).toEqual([
    '== DONE 42 ==',
    'by @ada',
    '1 < 2',
    '1. one',
    '[Again] {a | b}',
  ]);
});
