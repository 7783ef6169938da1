import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Message } from '../../../src/chat/adapter.ts';
import { visible } from '../../../src/kernel/text.ts';
import { type Card, plainText } from '../../../src/reports/card.ts';
import { renderMessage, type SlackMessage } from './message.ts';
import { anyCard, drawn, hostile, objects, report, seed, shownText, wrongs, wrongsOfText } from './testing.ts';

const handles: { readonly [person: string]: string } = { ada: 'U01', bob: 'W02', eve: '!channel' };
const handle = (person: string): string | undefined => (Object.hasOwn(handles, person) ? handles[person] : undefined);
const render = (card: Card, rings = card.mention !== undefined): [SlackMessage, ...SlackMessage[]] =>
  renderMessage({ card, rings }, handle);

/** The messages of STORIES.md, as the blocks and the fallback that they become. */
const golden: [name: string, card: Card, blocks: string, text: string][] = [
  [
    'started',
    {
      title: 'STARTED 42 bench --linked · ada',
      lines: ['a0a6909 main, 3 dirty files · m1', 'native 0/45 · ETA 10:05 CST (31m)', 'Update by 09:49'],
      buttons: [
        { label: 'Undo', sends: 'stop 42' },
        { label: 'Tail', sends: 'tail 42' },
        { label: 'More', sends: 'status 42' },
      ],
      trail: [{ n: 1, text: '- [09:49] running — 42 bench: wasm 12/45' }],
      live: true,
    },
    '**STARTED 42 bench --linked · ada**\na0a6909 main, 3 dirty files · m1\nnative 0/45 · ETA 10:05 CST (31m)\nUpdate by 09:49\n- [09:49] running — 42 bench: wasm 12/45\n[Undo say:0 stop 42 danger] [Tail say:1 tail 42] [More say:2 status 42]',
    'STARTED 42 bench --linked · ada\na0a6909 main, 3 dirty files · m1\nnative 0/45 · ETA 10:05 CST (31m)\nUpdate by 09:49\n- [09:49] running — 42 bench: wasm 12/45',
  ],
  [
    'micro-report',
    {
      title:
        '- [09:49] running — 42 bench: wasm 12/45, ETA 10:05. Output: logs/benchmarks/20261122T153412Z_bench_42/log. Next: 33 wasm benches, update by 10:04. Resume: ssh -t m1 molt-ops attach 42.',
    },
    '**- [09:49] running — 42 bench: wasm 12/45, ETA 10:05. Output: logs/benchmarks/20261122T153412Z_bench_42/log. Next: 33 wasm benches, update by 10:04. Resume: ssh -t m1 molt-ops attach 42.**',
    '- [09:49] running — 42 bench: wasm 12/45, ETA 10:05. Output: logs/benchmarks/20261122T153412Z_bench_42/log. Next: 33 wasm benches, update by 10:04. Resume: ssh -t m1 molt-ops attach 42.',
  ],
  [
    'done',
    {
      title: 'DONE 42: 2 slower, 1 faster, 1 failed',
      lines: ['bench --linked · 28m · vs yesterday'],
      code: 'SLOWER struct   1.49→1.87s +26% 10/10\nSLOWER fib      .410→.455s +11%  9/10\nFASTER min_list .310→.074s -76% 10/10\nFAILED async_await  build failed\n41 same · linked 44/45 · host steady',
      buttons: [
        { label: 'Report', sends: 'report 42' },
        { label: 'Again', sends: 'again 42', form: true },
      ],
      mention: ['ada'],
    },
    '**DONE 42: 2 slower, 1 faster, 1 failed**\nbench --linked · 28m · vs yesterday\n| SLOWER struct   1.49→1.87s +26% 10/10\n| SLOWER fib      .410→.455s +11%  9/10\n| FASTER min_list .310→.074s -76% 10/10\n| FAILED async_await  build failed\n| 41 same · linked 44/45 · host steady\n[Report say:0 report 42] [Again form:1 again 42]\n<@U01>',
    'DONE 42: 2 slower, 1 faster, 1 failed\nbench --linked · 28m · vs yesterday\nSLOWER struct   1.49→1.87s +26% 10/10\nSLOWER fib      .410→.455s +11%  9/10\nFASTER min_list .310→.074s -76% 10/10\nFAILED async_await  build failed\n41 same · linked 44/45 · host steady\n<@U01>',
  ],
  [
    'failed',
    {
      title: 'FAILED 43 build: cargo, exit 101',
      lines: ['E0308 mismatched types: Vec<u8> & <T>', 'runtime/src/obj.rs:412 (1 of 3 errors)', '4m12s · 541549 · by codex-1'],
      buttons: [
        { label: 'Errors', sends: 'report 43' },
        { label: 'Again', sends: 'again 43' },
      ],
      mention: ['ada', 'codex-1'],
    },
    '**FAILED 43 build: cargo, exit 101**\nE0308 mismatched types: Vec<u8> & <T>\nruntime/src/obj.rs:412 (1 of 3 errors)\n4m12s · 541549 · by codex-1\n[Errors say:0 report 43] [Again say:1 again 43]\n<@U01> @codex-1',
    'FAILED 43 build: cargo, exit 101\nE0308 mismatched types: Vec&lt;u8&gt; &amp; &lt;T&gt;\nruntime/src/obj.rs:412 (1 of 3 errors)\n4m12s · 541549 · by codex-1\n<@U01> @codex-1',
  ],
  [
    'stalled',
    {
      title: 'STALLED 44 fuzz: silent 20m, CPU 0%',
      lines: ['since 02:14 CST · phase parse, 7/45', 'last line: "corpus synced"', 'Not stopped; its limit is 06:00'],
      buttons: [
        { label: 'Wait 1h', sends: 'wait 44 1h' },
        { label: 'Tail', sends: 'tail 44' },
        { label: 'Stop', sends: 'stop 44', form: true },
      ],
      mention: ['ada'],
    },
    '**STALLED 44 fuzz: silent 20m, CPU 0%**\nsince 02:14 CST · phase parse, 7/45\nlast line: "corpus synced"\nNot stopped; its limit is 06:00\n[Wait 1h say:0 wait 44 1h] [Tail say:1 tail 44] [Stop form:2 stop 44 danger]\n<@U01>',
    'STALLED 44 fuzz: silent 20m, CPU 0%\nsince 02:14 CST · phase parse, 7/45\nlast line: "corpus synced"\nNot stopped; its limit is 06:00\n<@U01>',
  ],
  [
    'no sign',
    { title: 'NO SIGN from m1 since 11:02 CST', lines: ["Sent by Slack's timer, not by m1", '45 bench may still run (wasm 31/45)'] },
    "**NO SIGN from m1 since 11:02 CST**\nSent by Slack's timer, not by m1\n45 bench may still run (wasm 31/45)",
    "NO SIGN from m1 since 11:02 CST\nSent by Slack's timer, not by m1\n45 bench may still run (wasm 31/45)",
  ],
  [
    'back',
    {
      title: 'BACK m1 after 23m: it rebooted',
      lines: ['LOST 45 bench at wasm 31/45, not re-run', 'Kept: native.json, log until 11:02', '46 build was queued, starts now'],
      buttons: [
        { label: 'Again 45', sends: 'again 45' },
        { label: 'Log', sends: 'log 45' },
      ],
      mention: ['ada'],
    },
    '**BACK m1 after 23m: it rebooted**\nLOST 45 bench at wasm 31/45, not re-run\nKept: native.json, log until 11:02\n46 build was queued, starts now\n[Again 45 say:0 again 45] [Log say:1 log 45]\n<@U01>',
    'BACK m1 after 23m: it rebooted\nLOST 45 bench at wasm 31/45, not re-run\nKept: native.json, log until 11:02\n46 build was queued, starts now\n<@U01>',
  ],
  [
    'not claimed, with a choice',
    {
      title: 'NOT CLAIMED runtime/: codex-2 has part',
      lines: ['clash: runtime/src/obj.rs · 48m left', 'why: "GC barrier" · last commit 10:31', 'free: runtime/wasm/, runtime/tests/'],
      buttons: [{ label: 'Take free', sends: 'claim runtime/wasm/ runtime/tests/' }],
      choice: {
        label: 'More',
        options: [
          { label: 'Wait', sends: 'claim runtime/ --wait' },
          { label: 'Ask', sends: 'ask codex-2', form: true },
        ],
      },
    },
    '**NOT CLAIMED runtime/: codex-2 has part**\nclash: runtime/src/obj.rs · 48m left\nwhy: "GC barrier" · last commit 10:31\nfree: runtime/wasm/, runtime/tests/\n[Take free say:0 claim runtime/wasm/ runtime/tests/]\n[More pick:0: Wait=say claim runtime/ --wait, Ask=form ask codex-2]',
    'NOT CLAIMED runtime/: codex-2 has part\nclash: runtime/src/obj.rs · 48m left\nwhy: "GC barrier" · last commit 10:31\nfree: runtime/wasm/, runtime/tests/',
  ],
  [
    'late',
    {
      title: 'LATE: still run "bench --linked"?',
      lines: ['Sent 12:40 CST, I was away 12:31-13:22', 'main moved: a0a6909 → 9c1d2e0', 'Lapses at 14:22'],
      buttons: [
        { label: 'Run 9c1d2e0', sends: 'yes 7 9c1d2e0' },
        { label: 'Run a0a6909', sends: 'yes 7 a0a6909' },
        { label: 'Drop', sends: 'no 7' },
      ],
    },
    '**LATE: still run "bench --linked"?**\nSent 12:40 CST, I was away 12:31-13:22\nmain moved: a0a6909 → 9c1d2e0\nLapses at 14:22\n[Run 9c1d2e0 say:0 yes 7 9c1d2e0] [Run a0a6909 say:1 yes 7 a0a6909] [Drop say:2 no 7]',
    'LATE: still run "bench --linked"?\nSent 12:40 CST, I was away 12:31-13:22\nmain moved: a0a6909 → 9c1d2e0\nLapses at 14:22',
  ],
  [
    'ends',
    {
      title: 'ENDS 13:40: your claim docs/ (15m left)',
      lines: ['2 commits inside since 11:05 · 1 waiting'],
      buttons: [
        { label: 'Keep 2h', sends: 'keep docs/ --for 2h' },
        { label: 'Release', sends: 'release docs/' },
        { label: 'Hand over', sends: 'handover docs/', form: true },
      ],
    },
    '**ENDS 13:40: your claim docs/ (15m left)**\n2 commits inside since 11:05 · 1 waiting\n[Keep 2h say:0 keep docs/ --for 2h] [Release say:1 release docs/] [Hand over form:2 handover docs/]',
    'ENDS 13:40: your claim docs/ (15m left)\n2 commits inside since 11:05 · 1 waiting',
  ],
  [
    'no command',
    {
      title: 'No command "bnech". Did you mean:',
      lines: ['/molt bench --linked'],
      buttons: [
        { label: 'Run it', sends: 'bench --linked' },
        { label: 'Help', sends: 'help' },
      ],
    },
    '**No command "bnech". Did you mean:**\n/molt bench --linked\n[Run it say:0 bench --linked] [Help say:1 help]',
    'No command "bnech". Did you mean:\n/molt bench --linked',
  ],
  [
    'a full report',
    {
      title: 'REPORT 42 bench: failed',
      markdown:
        '## bench `a|b` (job 42)\n\n### Status\nfailed: exit 101 in phase cargo.\n\n### Tests\n- `uv run x` → PASS\n- ``a`b`` → FAIL\n\n### Notes\n- First of 3 errors, quoted below\n\n```text\n  error: *x*\n\n    at <y>\n```\n\n### Resume\n- `ssh m1 molt-ops log 42`\n',
    },
    '**REPORT 42 bench: failed**\n**bench ****`a|b`**** (job 42)**\n**Status**\nfailed: exit 101 in phase cargo.\n**Tests**\n- `uv run x` → PASS\n- `a`b` → FAIL\n**Notes**\n- First of 3 errors, quoted below\n| error: *x*\n| \n|   at <y>\n**Resume**\n- `ssh m1 molt-ops log 42`',
    'REPORT 42 bench: failed\nbench a|b (job 42)\nStatus\nfailed: exit 101 in phase cargo.\nTests\n- uv run x → PASS\n- a`b → FAIL\nNotes\n- First of 3 errors, quoted below\nerror: *x*\n\n  at &lt;y&gt;\nResume\n- ssh m1 molt-ops log 42',
  ],
];

describe('messages', () => {
  it.each(golden)('%s', (_, card, blocks, text) => {
    const messages = render(card);
    expect(messages).toHaveLength(1);
    expect(drawn(messages[0].blocks)).toBe(blocks);
    expect(messages[0].text).toBe(text);
    expect(wrongs(messages[0].blocks, 'message')).toEqual([]);
  });

  it.each(golden.filter(([, { markdown }]) => markdown === undefined))('%s begins as it does anywhere', (_, card) => {
    const { buttons, choice, mention, ...said } = card;
    const [{ text }] = render(said);
    expect(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').slice(0, 100)).toBe(plainText(said).slice(0, 100));
  });

  it('mention nobody when they do not ring', () =>
    expect(render({ title: 'DONE 42', mention: ['ada'] }, false)).toEqual(render({ title: 'DONE 42' }, false)));

  it('mention a person once, and name whom Slack does not know', () => {
    const [{ text, blocks }] = render({ title: 'x', mention: ['ada', 'eve', 'ada', 'channel', 'bob'] });
    expect(text).toBe('x\n<@U01> @eve @channel <@W02>');
    expect(drawn(blocks)).toBe('**x**\n<@U01> @eve @channel <@W02>');
  });

  it.each([
    ['nothing', { title: '' }, '–'],
    ['only buttons', { title: ' ', buttons: [{ label: '', sends: '' }] }, '–\n[– say:0 undefined]'],
    ['only an empty table', { title: '', code: '\n\n' }, '–'],
  ])('say something where there is %s', (_, card, blocks) => {
    expect(render(card).map((message) => drawn(message.blocks))).toEqual([blocks]);
    expect(render(card)[0].text).toBe('–');
  });
});

test('what a job printed is in fixed width and nowhere else, even one line of it', () => {
  const printed = ['<!channel> *bold* :tada:', 'src/obj.rs:412'];
  const [{ blocks }] = render({ title: 'FAILED 43 build: exit 101', output: printed, lines: ['4m12s · by ada'] });
  const fixed = shownText(objects(blocks).filter(({ type }) => type === 'rich_text_preformatted'));
  expect(fixed).toBe(printed.join('\n'));
  expect(shownText(objects(blocks).filter(({ type }) => type === 'rich_text_section'))).not.toMatch(/channel|obj\.rs/);
});

describe('what is over a limit', () => {
  const log = (lines: number, length: number): string =>
    Array.from({ length: lines }, (_, n) => `${n} ${'x'.repeat(length)}`.slice(0, length)).join('\n');
  const big: [name: string, card: Card, parts: number][] = [
    ['60 lines', { title: 'T', lines: Array.from({ length: 60 }, (_, n) => `line ${n}`) }, 1],
    ['a log of 20 000 characters', { title: 'T', code: log(400, 50) }, 2],
    ['200 rows', { title: 'T', code: log(200, 40) }, 1],
    ['10 000 lines', { title: 'T', code: log(10_000, 12) }, 13],
    ['one line of 50 000 characters', { title: 'T', code: 'x'.repeat(50_000) }, 5],
    ['one line of 50 000 ampersands', { title: 'T', lines: ['&'.repeat(50_000)] }, 29],
    ['50 000 characters of two units', { title: 'T', code: '😀'.repeat(25_000) }, 5],
    ['60 headings', { title: 'T', markdown: Array.from({ length: 60 }, (_, n) => `### H${n}`).join('\n\n') }, 2],
    ['300 items', { title: 'T', markdown: Array.from({ length: 300 }, (_, n) => `- \`f${n}\` — modified`).join('\n') }, 7],
    ['a title of 9000 characters', { title: 'T'.repeat(9000) }, 1],
  ];
  it.each(big)('%s: goes on in the next message, whole', (_, card, most) => {
    const messages = render(card);
    expect(messages.length).toBeLessThanOrEqual(most);
    for (const { blocks, text } of messages) expect([...wrongs(blocks, 'message'), ...wrongsOfText(text)]).toEqual([]);
    expect(said(messages)).toBe(
      bare([card.title, ...(card.lines ?? []), card.code ?? '', (card.markdown ?? '').replace(/^(?:### |- )|`/gm, '')].join('')),
    );
  });

  it('begins with the title and which part it is', () => {
    const messages = render({ title: 'LOG 42', code: log(400, 60) });
    expect(messages.map(({ text }) => text.split('\n')[0])).toEqual(['LOG 42', 'LOG 42 (2/3)', 'LOG 42 (3/3)']);
    expect(messages.map(({ blocks }) => drawn(blocks).split('\n')[0])).toEqual(['**LOG 42**', '**LOG 42 (2/3)**', '**LOG 42 (3/3)**']);
    expect(render({ title: 'x'.repeat(300), code: log(400, 60) })[1]!.text.split('\n')[0]).toBe(`${'x'.repeat(99)}… (2/3)`);
  });

  it('is split at line ends', () => {
    const code = log(900, 47);
    const tables = render({ title: 'T', code }).map(({ blocks }) =>
      shownText(objects(blocks).filter(({ type }) => type === 'rich_text_preformatted')),
    );
    expect(tables.length).toBeGreaterThan(3);
    expect(tables.join('\n')).toBe(code);
  });

  it('leaves no heading at the end of a part', () => {
    for (let n = 0; n < 60; n++) {
      const markdown = `\`\`\`text\n${'  x\n'.repeat(3400 + 8 * n)}\`\`\`\n\n### Notes\n\`\`\`text\n${'  y\n'.repeat(300)}\`\`\``;
      for (const { text } of render({ title: 'T', markdown })) expect(text.endsWith('Notes')).toBe(false);
    }
  });

  it('has buttons, choice and mentions in the first part', () => {
    const [first, ...rest] = render({
      title: 'T',
      code: log(800, 60),
      buttons: [{ label: 'Stop', sends: 'stop 42' }],
      choice: { label: 'Which', options: [{ label: '42', sends: 'tail 42' }] },
      mention: ['ada'],
    });
    expect(drawn(first.blocks)).toMatch(/\n\[Stop say:0 stop 42 danger\]\n\[Which pick:0: 42=say tail 42\]\n<@U01>$/);
    expect(rest.length).toBeGreaterThan(3);
    for (const { blocks, text } of rest) expect(drawn(blocks) + text).not.toMatch(/say:|pick:|U01/);
  });

  it('tells as text what no button can hold, and cuts no line', () => {
    const line = `claim ${'p/'.repeat(1000)}`;
    const messages = render({
      title: 'T',
      buttons: [
        { label: 'Long', sends: line },
        { label: 'x'.repeat(80), sends: 'help' },
      ],
      choice: { label: 'Which', options: [{ label: 'Far', sends: `tail ${'9'.repeat(150)}`, form: true }] },
    });
    expect(drawn(messages[0].blocks)).toBe(
      `**T**\n[Long] \`/molt ${line}\`\n[Far] \`/molt tail ${'9'.repeat(150)}\`\n[${'x'.repeat(74)}… say:1 help]`,
    );
    expect(messages[0].text).toContain(line);
  });

  it('offers no line twice in a choice', () => {
    const options = ['42', 'the newest'].map((label) => ({ label, sends: 'tail 42' }));
    expect(drawn(render({ title: 'T', choice: { label: 'Which', options } })[0].blocks)).toBe(
      '**T**\n[the newest] `/molt tail 42`\n[Which pick:0: 42=say tail 42]',
    );
  });

  it('has 25 buttons to a row and 100 options to a choice', () => {
    const [{ blocks }] = render({ title: 'T', buttons: Array.from({ length: 26 }, (_, n) => ({ label: `${n}`, sends: `${n}` })) });
    expect(objects(blocks).filter(({ type }) => type === 'actions')).toHaveLength(2);
    const options = Array.from({ length: 240 }, (_, n) => ({ label: `job ${n}`, sends: `tail ${n}` }));
    const messages = render({ title: 'T', choice: { label: 'Which', options } });
    const picked = objects(messages.map(({ blocks }) => blocks)).filter(({ value }) => value !== undefined).length;
    expect(picked).toBeGreaterThan(70);
    const typed =
      messages
        .map(({ blocks }) => drawn(blocks))
        .join('\n')
        .match(/^\[job \d+\] `\/molt tail \d+`$/gm) ?? [];
    expect(picked + typed.length).toBe(240);
  });
});

/** Without white space, which the end of a message may stand for. */
const bare = (text: string): string => text.replaceAll(/\s/g, '');

/** What all the parts say, without the headings of the later ones and the mentions. */
function said(messages: readonly SlackMessage[], mentions = ''): string {
  const texts = messages.map(({ blocks }) => shownText(blocks));
  return bare(
    texts.map((text, n) => (n === 0 ? text.slice(0, text.length - mentions.length) : text.replace(/^[^\n]*?\(\d+\/\d+\)/, ''))).join(''),
  );
}

describe('any card', () => {
  const run = <T>(of: fc.Arbitrary<T>, check: (value: T) => void, numRuns: number): void => {
    console.info(`${numRuns} cards, seed ${seed}`);
    fc.assert(fc.property(of, check), { numRuns, seed });
  };

  it('keeps every limit, and nothing in it takes effect', () =>
    run(
      fc.tuple(anyCard, fc.boolean()),
      ([card, rings]) => {
        const [first, ...rest] = renderMessage({ card, rings } satisfies Message, handle);
        const users = objects(first.blocks).flatMap(({ type, user_id }) => (type === 'user' ? [user_id] : []));
        const may = rings
          ? [...new Set(card.mention ?? [])].flatMap((person) => (/^[UW]\d/.test(handle(person) ?? '') ? [handle(person)] : []))
          : [];
        expect(may).toEqual(expect.arrayContaining(users));
        expect(wrongs(first.blocks, 'message')).toEqual([]);
        expect(wrongsOfText(first.text.replaceAll(/<@(?:U01|W02)>(?= |$)/g, (m) => (users.length > 0 ? '' : m)) || '–')).toEqual([]);
        for (const { blocks, text } of rest) {
          expect([...wrongs(blocks, 'message'), ...wrongsOfText(text)]).toEqual([]);
          expect(objects(blocks).filter(({ type }) => type === 'user' || type === 'button' || type === 'static_select')).toEqual([]);
        }
      },
      400,
    ));

  it('loses nothing and keeps the order', () =>
    run(
      fc.tuple(hostile, fc.array(hostile, { maxLength: 30 }), fc.array(hostile, { maxLength: 300 }), report),
      ([head, lines, code, { markdown, says }]) => {
        // A parenthesis would look like the number of a part.
        const title = head.replaceAll('(', '');
        const shown = [
          visible(title),
          ...lines.map((line) => visible(line, { newlines: true })),
          visible(code.join('\n'), { newlines: true }),
          says,
        ];
        const expected = bare(shown.join(''));
        expect(said(render({ title, lines, code: code.join('\n'), markdown }))).toBe(expected === '' ? '–' : expected);
      },
      400,
    ));

  it('says the same in the fallback', () =>
    run(
      fc.tuple(hostile, fc.array(hostile, { maxLength: 30 }), fc.array(hostile, { maxLength: 200 })),
      ([title, lines, code]) => {
        for (const { blocks, text } of render({ title, lines, code: code.join('\n') }))
          expect(bare(text)).toBe(bare(shownText(blocks).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')) || '–');
      },
      200,
    ));
});
