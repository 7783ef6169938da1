/** What people type, what Slack makes of it, and what we read. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seed } from './testing.ts';
import { plainText, withoutMention } from './text.ts';

test.each([
  ['a link made of a file name', 'claim <http://docs.md|docs.md>', 'claim docs.md'],
  ['two of them', 'claim <http://a.md|a.md> <http://b.py|b.py>', 'claim a.md b.py'],
  ['an address', 'see <https://molt.example/x>', 'see https://molt.example/x'],
  ['an address with an escape in it', 'see <https://molt.example/?a=1&amp;b=2>', 'see https://molt.example/?a=1&b=2'],
  ['an address with a bar in its label', 'see <https://molt.example/a%7Cb|https://molt.example/a|b>', 'see https://molt.example/a|b'],
  ['a link with words of a person', '<https://evil.example|bench --linked>', 'bench --linked'],
  ['a mail address', 'people add <mailto:eve@example.org|eve@example.org>', 'people add eve@example.org'],
  ['a mail address without a label', '<mailto:eve@example.org>', 'eve@example.org'],
  ['a phone number', '<tel:+15550100|555-0100>', '555-0100'],
  ['a person stays', 'share 42 <@U02>', 'share 42 <@U02>'],
  ['with a name as well', 'share 42 <@U02|bob>', 'share 42 <@U02|bob>'],
  ['a channel stays', 'share 42 <#C05|general>', 'share 42 <#C05|general>'],
  ['without a name as well', 'share 42 <#C05|>', 'share 42 <#C05|>'],
  ['@here', 'hey <!here> look', 'hey @here look'],
  ['@channel with its label', '<!channel|@channel>', '@channel'],
  ['@everyone', '<!everyone>', '@everyone'],
  ['a user group', 'ask <!subteam^S01|@ops>', 'ask @ops'],
  ['a user group without a label', 'ask <!subteam^S01>', 'ask @subteam'],
  ['a date', '<!date^1392734382^{date}|Feb 18>', 'Feb 18'],
  ['entities', 'fuzz --why a &lt; b &amp;&amp; c &gt; d', 'fuzz --why a < b && c > d'],
  ['an entity that was typed', '&amp;lt;b&amp;gt; &amp;amp;', '&lt;b&gt; &amp;'],
  ['other entities are nobody’s', '&quot;x&#39; &nbsp;', '&quot;x&#39; &nbsp;'],
  ['an angle that was typed is no mark', '&lt;@U01&gt; &lt;!here&gt;', '<@U01> <!here>'],
  ['line ends stay', 'one\ntwo', 'one\ntwo'],
  ['nothing', '', ''],
])('%s', (_, sent, typed) => expect(plainText(sent)).toBe(typed));

/** As Slack escapes what is typed. */
const escaped = (typed: string): string => typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const typedText = fc.string({
  unit: fc.constantFrom('<', '>', '&', '&lt;', '&amp;', '|', '@', '!', '#', 'U01', 'a', ' ', '\n', '😀', '"'),
});

describe(`whatever is typed (seed ${seed})`, () => {
  test('comes out as it was typed', () => {
    fc.assert(
      fc.property(typedText, (typed) => {
        expect(plainText(escaped(typed))).toBe(typed);
      }),
      { seed },
    );
  });

  test('without anything of Slack’s it stays as it is, however often it is read', () => {
    fc.assert(
      fc.property(typedText, (text) => {
        const plain = text.replace(/[<>&]/g, '');
        expect(plainText(plainText(plain))).toBe(plain);
      }),
      { seed },
    );
  });

  test('marks in it are read alike, whatever stands around them', () => {
    const mark = fc.constantFrom(
      ['<@U02>', '<@U02>'],
      ['<#C05|general>', '<#C05|general>'],
      ['<http://docs.md|docs.md>', 'docs.md'],
      ['<!here>', '@here'],
      ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
    ) as fc.Arbitrary<[string, string]>;
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            mark,
            typedText.map((typed): [string, string] => [escaped(typed), typed]),
          ),
        ),
        (parts) => {
          expect(plainText(parts.map(([sent]) => sent).join(''))).toBe(parts.map(([, typed]) => typed).join(''));
        },
      ),
      { seed },
    );
  });
});

describe('the mention of the bot', () => {
  test.each([
    ['before', '<@UBOT01> bench --linked', 'bench --linked', true],
    ['after', 'bench --linked <@UBOT01>', 'bench --linked', true],
    ['in the middle', 'hey <@UBOT01> stop 42', 'hey stop 42', true],
    ['with a name', '<@UBOT01|molt> jobs', 'jobs', true],
    ['with a colon', '<@UBOT01>: jobs', 'jobs', true],
    ['with a comma', '<@UBOT01>, jobs', 'jobs', true],
    ['twice', '<@UBOT01> <@UBOT01> jobs', 'jobs', true],
    ['alone', '<@UBOT01>', '', true],
    ['stuck to a word', '<@UBOT01>jobs', 'jobs', true],
    ['on a line of its own', '<@UBOT01>\njobs', 'jobs', true],
    ['of another person only', '<@U02> jobs', '<@U02> jobs', false],
    ['of somebody whose id begins alike', '<@UBOT012> jobs', '<@UBOT012> jobs', false],
    ['typed, not picked', '&lt;@UBOT01&gt; jobs', '&lt;@UBOT01&gt; jobs', false],
    ['none', 'jobs', 'jobs', false],
  ])('%s', (_, text, rest, mentioned) => expect(withoutMention(text, 'UBOT01')).toEqual({ text: rest, mentioned }));

  test(`is gone once it is taken away (seed ${seed})`, () => {
    const text = fc.string({ unit: fc.constantFrom('<@UBOT01>', '<@U', 'BOT01>', '<@UBOT01|', 'molt>', '<', '>', '@', ' ', 'jobs', ':') });
    fc.assert(
      fc.property(text, (sent) => {
        const once = withoutMention(sent, 'UBOT01');
        expect(withoutMention(once.text, 'UBOT01')).toEqual({ text: once.text, mentioned: false });
      }),
      { seed },
    );
  });
});
