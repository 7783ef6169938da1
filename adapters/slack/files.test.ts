/** Files in a room: all of them in one message or none, once, and nothing in them takes effect. Over the lab. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatAdapter, Delivery } from '../../src/chat/adapter.ts';
import { readAttachment } from '../../src/jobs/directory/attachment.ts';
import { minute } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { createMask } from '../../src/kernel/text.ts';
import type { Attachment } from '../../src/reports/card.ts';
import { type LabMessage, SlackLab } from '../../test/lab/slack/lab.ts';
import { slackAdapter } from './adapter.ts';
import type { Notes } from './catch-up.ts';
import { active } from './render/testing.ts';
import { memoryNotes, partsFor, room, said, Wire } from './testing.ts';

const wire = new Wire();
wire.watch();
afterAll(() => wire.unwatch());

let lab: SlackLab;
let clock: FakeClock;
let adapter: ChatAdapter;
let root: string;
let notes: Notes;
/** What files hold; undefined: they cannot be read. */
let content: Record<string, string | undefined>;

beforeEach(async () => {
  clock = new FakeClock();
  lab = await SlackLab.open({ clock });
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  root = mkdtempSync(join(tmpdir(), 'molt-ops-files-'));
  content = {};
  notes = memoryNotes();
  start();
});
afterEach(async () => {
  await lab.close();
  rmSync(root, { recursive: true, force: true });
});

const read = async ({ name }: Attachment): Promise<Outcome<Uint8Array>> => {
  const text = content[name];
  return text === undefined ? refuse('gone', 'It is gone.') : done(Buffer.from(text));
};
/** A new adapter, as after a restart. */
function start(readFile = read, timeout?: number): void {
  adapter = slackAdapter(partsFor(lab, { clock, notes, readFile, ...(timeout !== undefined && { timeout }) }));
}
const file = (name: string, path = `/logs/x/${name}`): Attachment => ({ name, path });
const upload = (files: readonly Attachment[], thread?: string, key = 'files/end/42'): Promise<Delivery> =>
  wire.passing(clock, adapter.upload!(room('C01', thread), files, key));
const find = (files: readonly Attachment[], thread?: string, key = 'files/end/42') =>
  adapter.find(room('C01', thread), key, { since: clock.now(), files });
const withFiles = (): LabMessage[] => lab.in('C01').filter(({ files }) => files.length > 0);
const held = (): Record<string, string> =>
  Object.fromEntries(withFiles().flatMap(({ files }) => files.map(({ name, bytes }) => [name, bytes.toString()])));

describe('files', () => {
  test('stand in one message, whole, in their thread', async () => {
    const root = await adapter.post(room('C01'), said({ title: 'DONE 42' }), 'end/42');
    const thread = root.ok ? root.posted.ref : '';
    content = { log: 'ä line\n', 'report.md': '# whole' };
    expect(await upload([file('log'), file('report.md')], thread)).toMatchObject({ ok: true, posted: { place: room('C01', thread) } });
    expect(withFiles()).toMatchObject([{ thread, text: '' }]);
    expect(held()).toEqual(content);
    expect(lab.rings('U01')).toEqual([]);
  });

  test('that cannot be read, and empty ones, are left out; the others go', async () => {
    content = { log: 'x', empty: '' };
    expect((await upload([file('gone'), file('log'), file('empty')])).ok).toBe(true);
    expect(held()).toEqual({ log: 'x' });
  });

  test('of which none can be read are none', async () => {
    expect(await upload([file('gone')])).toMatchObject({ ok: false, why: 'never' });
    expect(lab.calls.filter(({ method }) => method.startsWith('files.'))).toEqual([]);
  });

  test.each<[string, string, 'later' | 'unknown']>([
    ['the address', 'files.getUploadURLExternal', 'later'],
    ['the bytes', 'upload', 'later'],
    ['the end', 'files.completeUploadExternal', 'unknown'],
  ])('of which %s fails are not seen, and are tried again', async (_, method, why) => {
    content = { a: '1', b: '2' };
    for (const does of ['lost request', 'http 500', 'hang'] as const) {
      lab.fault({ method, does });
      // Only what hangs may run into it: a test host may be busy.
      start(read, does === 'hang' ? 300 : undefined);
      expect(await upload([file('a'), file('b')])).toMatchObject({ ok: false, why });
      expect(withFiles()).toEqual([]);
    }
    start();
    expect(await find([file('a'), file('b')])).toBeUndefined();
    expect((await upload([file('a'), file('b')])).ok).toBe(true);
    expect(withFiles()).toHaveLength(1);
  });

  test('may go later where Slack says so', async () => {
    content = { a: '1' };
    lab.fault({ method: 'files.completeUploadExternal', does: '429', retryAfter: 12 });
    expect(await upload([file('a')])).toMatchObject({ ok: false, why: 'later', after: 12_000 });
  });

  test('nowhere where the room is gone', async () => {
    content = { a: '1' };
    expect(await adapter.upload!(room('C99'), [file('a')], 'k')).toMatchObject({ ok: false, message: 'channel_not_found' });
  });
});

describe('files whose answer was lost', () => {
  const lose = async (files: readonly Attachment[], thread?: string): Promise<void> => {
    lab.fault({ method: 'files.completeUploadExternal', does: 'lost response' });
    expect(await upload(files, thread)).toMatchObject({ ok: false, why: 'unknown' });
    start();
  };

  test.each<[string, Record<string, string>, readonly string[]]>([
    ['one', { a: '1' }, ['a']],
    ['several', { a: '1', b: '2' }, ['a', 'b']],
    ['one of two, for the other cannot be read', { a: '1' }, ['a', 'gone']],
    ['one of two, for the other is empty', { a: '1', b: '' }, ['a', 'b']],
  ])('are found, so that they are not sent twice: %s', async (_, has, names) => {
    content = has;
    const files = names.map((name) => file(name));
    await lose(files);
    expect(await find(files)).toMatchObject({ ref: withFiles()[0]!.ts });
  });

  test('are found in their thread, and in no other', async () => {
    const roots = await Promise.all(['one', 'two'].map((key) => wire.passing(clock, adapter.post(room('C01'), said({ title: key }), key))));
    const [one, two] = roots.map((root) => (root.ok ? root.posted.ref : ''));
    content = { a: '1' };
    await lose([file('a')], one);
    expect(await find([file('a')], one)).toBeDefined();
    expect(await find([file('a')], two)).toBeUndefined();
    expect(await find([file('a')])).toBeUndefined();
  });

  test('are not taken for others that stand there', async () => {
    content = { a: '1', b: '2' };
    await upload([file('b')], undefined, 'files/end/41');
    expect(await find([file('a')])).toBeUndefined();
    await upload([file('a'), file('b')], undefined, 'files/end/43');
    expect(await find([file('a')])).toBeUndefined();
  });

  test.each<['lost request' | 'lost response', number]>([
    ['lost request', 1],
    ['lost response', 2],
  ])('are told from the same files that were sent before (%s)', async (does, seen) => {
    content = { a: '1' };
    await upload([file('a')], undefined, 'files/report/42');
    lab.fault({ method: 'files.completeUploadExternal', does });
    expect(await upload([file('a')])).toMatchObject({ ok: false, why: 'unknown' });
    start();
    expect(withFiles()).toHaveLength(seen);
    expect(await find([file('a')])).toEqual(seen === 1 ? undefined : { place: room('C01'), ref: withFiles()[1]!.ts });
  });

  test('are found as well by who was killed before it could keep that they were sent', async () => {
    content = { a: '1' };
    expect((await upload([file('a')])).ok).toBe(true);
    start();
    expect(await find([file('a')])).toEqual({ place: room('C01'), ref: withFiles()[0]!.ts });
  });

  test('are found once they appear, which may be a while after Slack has answered', async () => {
    content = { a: '1' };
    lab.platform.sharesAfter = 2000;
    await lose([file('a')]);
    clock.advance(minute);
    expect(await find([file('a')])).toBeDefined();
  });
});

test('nothing in a file takes effect: no control or bidi character, no secret', async () => {
  const secret = 'correct-horse-battery';
  const log = join(root, 'x', 'log');
  mkdirSync(join(root, 'x'));
  const hostile = [
    '\x1b[2J\x1b]0;x\x07',
    'a‮b​c',
    `token xoxb-1234567890-abcdefghij`,
    secret,
    '\0\r\x08',
    'ghp_0123456789abcdefghij',
    '<!channel> <@U01>',
  ].join('\n');
  writeFileSync(log, hostile);
  start(async (one) => readAttachment(root, one, createMask([secret])));
  expect((await upload([file('log', log)])).ok).toBe(true);
  const sent = held().log!;
  expect(sent).not.toMatch(active);
  for (const hidden of [secret, 'xoxb-', 'ghp_']) expect(sent).not.toContain(hidden);
  expect(sent.split('\n')).toHaveLength(hostile.split('\n').length);
  expect(sent).toContain('␛[2J');
  expect(sent).toContain('a⟨U+202E⟩b⟨U+200B⟩c');
});
