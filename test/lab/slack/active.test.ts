/** What takes effect in a message, and whom it rings. */
import { expect, test } from 'vitest';
import { FakeClock } from '../../../src/kernel/fake-clock.ts';
import { active } from './active.ts';
import { formatted } from './formatted.ts';
import { SlackLab } from './lab.ts';
import { call } from './testing.ts';
import type { Loose } from './types.ts';

const section = (text: string, more: Loose = {}): Loose => ({ type: 'section', text: { type: 'mrkdwn', text, ...more } });
const rich = (...elements: Loose[]): Loose => ({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] });
const pre = (text: string): Loose => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
});
const markdown = (text: string): Loose => ({ type: 'markdown', text });
const hostile = 'hi <@U02> <!channel> <http://evil.example|ok> https://evil.example/x @here';

test.each<[string, { text?: string; blocks?: Loose[]; parse?: 'none' | 'full' }, string[]]>([
  ['a mention', { text: 'hi <@U02>' }, ['<@U02>']],
  ['a mention with a label', { text: 'hi <@U02|bob>!' }, ['<@U02>']],
  ['escaped', { text: 'hi &lt;@U02&gt; &lt;!channel&gt;' }, []],
  ['broadcasts', { text: '<!here> <!channel|x> <!everyone>' }, ['<!here>', '<!channel>', '<!everyone>']],
  ['a channel, a group', { text: '<#C01|bench> <!subteam^S01|@ops>' }, ['<#C01>', '<!subteam^S01>']],
  ['a link', { text: '<http://a.example/x|click>' }, ['http://a.example/x']],
  ['a bare address', { text: 'see https://a.example/x?y=1, then' }, ['https://a.example/x?y=1']],
  ['a bare address with parse none', { text: 'see https://a.example/x', parse: 'none' }, []],
  ['a date with a link', { text: '<!date^1392734382^{date}^https://a.example/|x>' }, ['https://a.example/']],
  ['a name without parse full', { text: '@here you' }, []],
  ['a name with parse full', { text: '@here you', parse: 'full' }, ['<!here>']],
  ['mrkdwn in a section', { blocks: [section('<@U02> https://a.example @channel')] }, ['<@U02>', 'https://a.example', '<!channel>']],
  ['mrkdwn, verbatim', { blocks: [section('<@U02> https://a.example @channel', { verbatim: true })] }, ['<@U02>']],
  ['plain text', { blocks: [{ type: 'section', text: { type: 'plain_text', text: hostile } }] }, []],
  ['a header', { blocks: [{ type: 'header', text: { type: 'plain_text', text: hostile } }] }, []],
  ['fields', { blocks: [{ type: 'section', fields: [{ type: 'mrkdwn', text: '<@U02>' }] }] }, ['<@U02>']],
  ['context', { blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text: '<!here>' }] }] }, ['<!here>']],
  ['rich text as text', { blocks: [rich({ type: 'text', text: hostile })] }, []],
  ['preformatted', { blocks: [pre(hostile)] }, []],
  [
    'rich text elements',
    {
      blocks: [
        rich(
          { type: 'user', user_id: 'U02' },
          { type: 'channel', channel_id: 'C01' },
          { type: 'broadcast', range: 'here' },
          { type: 'usergroup', usergroup_id: 'S01' },
          { type: 'link', url: 'https://a.example' },
          { type: 'emoji', name: 'wave' },
        ),
      ],
    },
    ['<@U02>', '<#C01>', '<!here>', '<!subteam^S01>', 'https://a.example'],
  ],
  [
    'a button with an address',
    { blocks: [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'x' }, url: 'https://a.example' }] }] },
    ['https://a.example'],
  ],
  [
    'a button with a value',
    { blocks: [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: hostile }, value: hostile }] }] },
    [],
  ],
  ['a cell of a table', { blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: hostile }]] }] }, []],
  ['markdown', { blocks: [markdown('**x** [a](https://a.example) <@U02>')] }, ['https://a.example', '<@U02>']],
  ['markdown code', { blocks: [markdown(`a \`${hostile}\` and\n\`\`\`\n${hostile}\n\`\`\`\nend`)] }, []],
  ['markdown code with backticks in it', { blocks: [markdown(`\`\` a \` ${hostile} \`\``)] }, []],
  ['markdown after code', { blocks: [markdown('`a` <!channel> `b`')] }, ['<!channel>']],
  ['markdown, escaped', { blocks: [markdown('\\<@U02\\> \\<\\!channel\\>')] }, []],
  ['markdown, an open fence', { blocks: [markdown('```\n<!channel>')] }, []],
  [
    'markdown, references and www',
    { blocks: [markdown('[a][1] www.a.example\n\n[1]: https://b.example')] },
    ['https://b.example', 'www.a.example'],
  ],
  ['text beside blocks', { text: '<@U02>', blocks: [pre('x')] }, ['<@U02>']],
  [
    'confirmation texts',
    {
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', text: { type: 'plain_text', text: 'x' }, confirm: { text: { type: 'mrkdwn', text: '<!here>' } } }],
        },
      ],
    },
    ['<!here>'],
  ],
])('takes effect: %s', (_name, { text = '', blocks = [], parse }, expected) => {
  expect(active({ text, blocks, parse })).toEqual(expected);
});

test.each<[string, { text?: string; blocks?: Loose[]; mrkdwn?: false }, string[]]>([
  ['text', { text: '*a* _b_ ~c~ `d` 2*3*4 :wave:' }, ['*a*', '_b_', '~c~', '`d`', ':wave:']],
  ['text that is not formatted', { text: '*a* :wave:', mrkdwn: false }, [':wave:']],
  ['mrkdwn', { blocks: [section('*a*')] }, ['*a*']],
  ['plain text', { blocks: [{ type: 'header', text: { type: 'plain_text', text: '*a* :wave:' } }] }, [':wave:']],
  ['plain text without emoji', { blocks: [{ type: 'header', text: { type: 'plain_text', text: ':wave:', emoji: false } }] }, []],
  ['rich text', { blocks: [rich({ type: 'text', text: '*a* :wave:', style: { bold: true } })] }, []],
])('is formatted: %s', (_name, { text = '', blocks = [], mrkdwn }, expected) => {
  expect(formatted({ text, blocks, mrkdwn })).toEqual(expected);
});

/** `ada` starts, unless a case does; the bot's message comes last. */
interface RingCase {
  before?: (lab: SlackLab) => Promise<string | undefined>;
  sends: Loose;
  method?: string;
  rings: Record<string, string[]>;
}

const mention = { type: 'user', user_id: 'U01' };

test.each<[string, RingCase]>([
  ['a message in a channel', { sends: { text: 'STARTED 42' }, rings: {} }],
  ['a mention in the text', { sends: { text: 'DONE <@U01>' }, rings: { U01: ['mention'] } }],
  ['a mention in rich text', { sends: { text: 'DONE', blocks: [rich(mention)] }, rings: { U01: ['mention'] } }],
  ['a mention in the text beside blocks', { sends: { text: 'DONE <@U01>', blocks: [pre('x')] }, rings: {} }],
  [
    'a mention in plain text',
    { sends: { text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: '<@U01>' } }] }, rings: {} },
  ],
  ['mentioned twice', { sends: { text: '<@U01> <@U01>' }, rings: { U01: ['mention'] } }],
  ['somebody who is not there', { sends: { text: '<@U03>' }, rings: {} }],
  ['a broadcast', { sends: { text: '<!here>' }, rings: { U01: ['mention'], U02: ['mention'] } }],
  ['a group', { sends: { text: '<!subteam^S01>' }, rings: { U02: ['mention'] } }],
  ['direct', { sends: { channel: 'U01', text: 'x' }, rings: { U01: ['direct'] } }],
  ['direct with a mention', { sends: { channel: 'DU01', text: '<@U01>' }, rings: { U01: ['mention'] } }],
  ['a reply under their message', { before: (lab) => lab.says('U01', 'C01', 'hm'), sends: { text: 'x' }, rings: { U01: ['thread'] } }],
  [
    'a reply where they wrote',
    {
      before: async (lab) => {
        const { ts } = await call(lab, 'chat.postMessage', { channel: 'C01', text: 'root' });
        await lab.says('U02', 'C01', 'hm', { thread: ts });
        return ts;
      },
      sends: { text: 'x' },
      rings: { U02: ['thread'] },
    },
  ],
  [
    'a reply where they were mentioned',
    {
      before: async (lab) => (await call(lab, 'chat.postMessage', { channel: 'C01', text: '<@U02>' })).ts,
      sends: { text: 'x' },
      rings: { U02: ['mention', 'thread'] },
    },
  ],
  [
    'a reply in a thread of the bot alone',
    { before: async (lab) => (await call(lab, 'chat.postMessage', { channel: 'C01', text: 'root' })).ts, sends: { text: 'x' }, rings: {} },
  ],
  ['what only one sees', { method: 'chat.postEphemeral', sends: { user: 'U01', text: '<@U01>' }, rings: {} }],
])('rings: %s', async (_name, { before, sends, method = 'chat.postMessage', rings }) => {
  const lab = await SlackLab.open({ clock: new FakeClock() });
  try {
    lab.addUser({ id: 'U01', name: 'ada' });
    lab.addUser({ id: 'U02', name: 'bob' });
    lab.addUser({ id: 'U03', name: 'eve' });
    lab.addGroup({ id: 'S01', handle: 'ops', users: ['U02', 'U03'] });
    lab.addChannel({ id: 'C01', name: 'bench', members: ['U01', 'U02'] });
    const thread_ts = await before?.(lab);
    await call(lab, method, { channel: 'C01', thread_ts, ...sends });
    const heard = Object.fromEntries(['U01', 'U02', 'U03'].map((user) => [user, lab.rings(user).map(({ why }) => why)]));
    expect(heard).toEqual({ U01: [], U02: [], U03: [], ...rings });
  } finally {
    await lab.close();
  }
});

test('an edit rings nobody, and one’s own message rings others only', async () => {
  const lab = await SlackLab.open({ clock: new FakeClock() });
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addUser({ id: 'U02', name: 'bob' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  const { ts } = await call(lab, 'chat.postMessage', { channel: 'C01', text: 'x' });
  await call(lab, 'chat.update', { channel: 'C01', ts, text: '<@U01> <!channel>' });
  expect(lab.rings('U01')).toEqual([]);
  await lab.says('U01', 'C01', '<@U01> and <@U02>');
  expect([lab.rings('U01').length, lab.rings('U02').length]).toEqual([0, 1]);
  await lab.close();
});
