/** What of a message goes into the outbox: itself, and its files where they may go. */
import { expect, test } from 'vitest';
import type { Place } from '../kernel/people.ts';
import type { Attachment } from '../reports/card.ts';
import { rowsOf } from './rows.ts';
import type { NewMessage } from './store.ts';

const room: Place = { adapter: 'slack', room: 'C01' };
const thread: Place = { ...room, thread: '17.1' };
const log: Attachment = { name: 'log', path: '/logs/x/log' };
const picture: Attachment = { name: 'bench.png', path: '/logs/x/picture.png', ours: true };
const message = (more: Partial<NewMessage> = {}, files?: readonly Attachment[]): NewMessage => ({
  key: 'end/42',
  place: room,
  kind: 'message',
  rings: true,
  card: { title: 'DONE 42', mention: ['ada'], ...(files && { files }) },
  ...more,
});
/** The files that go, and under what; undefined: none do. */
const filesOf = (made: NewMessage, takes: boolean): { names: string[]; under: string | undefined } | undefined => {
  const [first, second, ...rest] = rowsOf(made, () => takes);
  expect(first).toBe(made);
  expect(rest).toEqual([]);
  return second && { names: second.card.files!.map(({ name }) => name), under: second.under };
};

test.each<[string, NewMessage, boolean, { names: string[]; under: string | undefined } | undefined]>([
  ['a message without files', message(), true, undefined],
  ['an empty list of them', message({}, []), true, undefined],
  ['files hang under their message', message({}, [log]), true, { names: ['log'], under: 'end/42' }],
  ['not where the room takes none', message({}, [log]), false, undefined],
  ['but for our own pictures', message({}, [log, picture]), false, { names: ['bench.png'], under: 'end/42' }],
  ['those of a reply stand beside it', message({ under: 'card/42' }, [log]), true, { names: ['log'], under: 'card/42' }],
  ['as do those of what was said in a thread', message({ place: thread }, [log]), true, { names: ['log'], under: undefined }],
  ['those that only one person may see go nowhere', message({ only: 'T01/U01' }, [log, picture]), true, undefined],
])('%s', (_, made, takes, expected) => expect(filesOf(made, takes)).toEqual(expected));

test('they ring nobody, keep their job and place, wait as long as their message, and have a key of their own', () => {
  const [, files] = rowsOf(message({ job: 42, holdUntil: 1000, place: thread }, [log, picture]), () => true);
  expect(files).toEqual({
    key: 'files/end/42',
    place: thread,
    kind: 'files',
    rings: false,
    card: { title: 'FILES log, bench.png', files: [log, picture] },
    job: 42,
    holdUntil: 1000,
  });
});

test('the room is asked about the place of the message', () => {
  const asked: Place[] = [];
  rowsOf(message({ place: thread }, [log]), (place) => asked.push(place) > 0);
  expect(asked).toEqual([thread]);
});
