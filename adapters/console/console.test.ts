/** The console: transcript, lines without a terminal, the live card, completion. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { consoleAdapter, consolePlace } from './adapter.ts';
import { runLines, type Talk } from './lines.ts';
import { createScreen, rows } from './screen.ts';
import { complete } from './terminal.ts';
import { openTranscript } from './transcript.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'molt-console-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the adapter', () => {
  const open = (edits = false) => {
    const shown: string[] = [];
    const drawn: string[] = [];
    const clock = new FakeClock();
    const adapter = consoleAdapter({
      clock,
      sender: 'root',
      transcript: openTranscript(join(home, 't.jsonl'), clock.now),
      show: (text) => shown.push(text),
      ...(edits && { edit: (text: string) => drawn.push(text) }),
    });
    return { adapter, shown, drawn, clock };
  };
  const message = (title: string, lines: string[] = []) => ({ card: { title, lines }, rings: false });
  const going = (title: string, lines: string[] = []) => ({ card: { title, lines, live: true as const }, rings: false });

  test('shows a message once, also after a restart with a torn line', async () => {
    const first = open();
    await first.adapter.post(consolePlace, message('DONE 42'), 'end/42');
    await first.adapter.stop();
    appendFileSync(join(home, 't.jsonl'), '{"v":1,"key":"end/43","te');
    const second = open();
    expect(await second.adapter.find(consolePlace, 'end/42')).toEqual({ place: consolePlace, ref: 'end/42' });
    expect(await second.adapter.find(consolePlace, 'end/43')).toBeUndefined();
    await second.adapter.post(consolePlace, message('DONE 42'), 'end/42');
    await second.adapter.post(consolePlace, message('DONE 43'), 'end/43');
    await second.adapter.stop();
    expect([first.shown, second.shown]).toEqual([['DONE 42'], ['DONE 43']]);
    expect(await open().adapter.find(consolePlace, 'end/43')).toBeDefined();
  });

  test('keeps a job in sight from its first card on', async () => {
    const { adapter, drawn, clock } = open(true);
    await adapter.post(consolePlace, going('STARTED 42'), 'card/42');
    await adapter.post(consolePlace, message('JOBS 1 running'), 'reply/1');
    clock.advance(1000);
    expect(drawn).toEqual(['STARTED 42']);
  });

  test('draws a live card at most once a second, always the newest', async () => {
    const { adapter, drawn, clock } = open(true);
    const posted = await adapter.post(consolePlace, going('RUNNING 0/45'), 'card/42');
    if (!posted.ok) throw new Error(posted.message);
    for (let row = 1; row <= 30; row += 1) {
      await adapter.update(posted.posted, going(`RUNNING ${row}/45`), 'card/42');
      clock.advance(100);
    }
    expect(drawn.length).toBeLessThanOrEqual(4);
    clock.advance(1000);
    expect(drawn.at(-1)).toBe('RUNNING 30/45');
    expect(clock.pending).toBe(0);
  });

  test('two jobs share what is in sight, and leave it when they are over', async () => {
    const { adapter, drawn, clock } = open(true);
    const edit = async (id: number, what: ReturnType<typeof going> | ReturnType<typeof message>) => {
      await adapter.update({ place: consolePlace, ref: `card/${id}` }, what, `card/${id}`);
      clock.advance(1000);
    };
    await edit(42, going('STARTED 42 bench', ['a0a6909 main', 'wasm 1/45']));
    await edit(43, going('STARTED 43 build', ['a0a6909 main', 'phase build 1/1']));
    await edit(42, going('STARTED 42 bench', ['a0a6909 main', 'wasm 2/45']));
    await edit(42, message('DONE 42 bench'));
    await edit(43, message('DONE 43 build'));
    expect(drawn).toEqual([
      'STARTED 42 bench\na0a6909 main\nwasm 1/45',
      'STARTED 42 bench\nwasm 1/45\nSTARTED 43 build\nphase build 1/1',
      'STARTED 42 bench\nwasm 2/45\nSTARTED 43 build\nphase build 1/1',
      'STARTED 43 build\na0a6909 main\nphase build 1/1',
      '',
    ]);
  });
});

describe('lines without a terminal', () => {
  const run = async (lines: string, first?: string) => {
    const said: string[] = [];
    const ended: number[] = [];
    const talk: Talk = {
      async say(text) {
        said.push(text);
        return text === 'bnech'
          ? { ok: false, text: 'No command' }
          : { ok: true, text: '', ...(/^\d/.test(text) && { job: Number(text) }) };
      },
      async ended(id) {
        ended.push(id);
        return id !== 7;
      },
    };
    const code = await runLines(talk, { input: Readable.from([lines]), out: () => {}, err: () => {} }, first);
    return { code, said, ended };
  };
  test.each([
    ['nothing', '', undefined, { code: 0, said: [], ended: [] }],
    ['a first line only', '', '42', { code: 0, said: ['42'], ended: [42] }],
    ['two lines, the last without its end', '42\r\n\n  \n43', undefined, { code: 0, said: ['42', '43'], ended: [42, 43] }],
    ['a job that fails', '7\n42\n', undefined, { code: 1, said: ['7', '42'], ended: [7, 42] }],
    ['a line that is refused', 'bnech\n42\n', undefined, { code: 1, said: ['bnech', '42'], ended: [42] }],
  ])('%s', async (_name, lines, first, expected) => expect(await run(lines, first)).toEqual(expected));
});

test('the screen draws the card again below what is printed, and only when it changed', () => {
  const written: string[] = [];
  const screen = createScreen({ write: (text) => written.push(text), columns: 40 }, { before: () => {}, after: () => {} });
  screen.live('a\nb');
  screen.live('a\nb');
  screen.print('hello');
  screen.live('');
  expect(written).toEqual(['a\nb\n', '\x1b[2A\r\x1b[J', 'hello\n', 'a\nb\n', '\x1b[2A\r\x1b[J']);
});

test('a line that was typed below the card stands above it, whatever it wraps to', () => {
  const written: string[] = [];
  const screen = createScreen({ write: (text) => written.push(text), columns: 10 }, { before: () => {}, after: () => {} });
  screen.typed('molt> jobs');
  screen.live('a\nb');
  screen.typed('molt> status 42');
  expect(written).toEqual(['a\nb\n', '\x1b[4A\r\x1b[J', 'molt> status 42\n', 'a\nb\n']);
});

test('draws no more than the terminal can show', () => {
  const written: string[] = [];
  const screen = createScreen({ write: (text) => written.push(text), columns: 40, rows: 6 }, { before: () => {}, after: () => {} });
  screen.live('a\nb\nc\nd');
  expect(written).toEqual(['a\nb\n']);
});

test.each([
  ['one line', 'abc', 40, 1],
  ['a line that wraps', 'x'.repeat(41), 40, 2],
  ['an empty line between', 'a\n\nb', 40, 3],
  ['wide characters', '漢'.repeat(21), 40, 2],
])('rows of %s', (_name, text, width, expected) => expect(rows(text, width)).toBe(expected));

test.each([
  ['', ['bench ', 'stop ']],
  ['be', ['bench ']],
  ['/be', ['/bench ']],
  ['stop ', ['42 ']],
  ['stop 4', ['42 ']],
  ['stop 5', []],
])('completes "%s"', (line, expected) => expect(complete(line, ['bench', 'stop', '42'])[0]).toEqual(expected));
