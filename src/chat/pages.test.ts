/** Forms and home pages: the same commands, shown to their person, and nothing changed by it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { all, failed, known, recipes, running, viewOf, waiting } from '../../commands/view.fixture.ts';
import type { Role } from '../kernel/people.ts';
import { done } from '../kernel/result.ts';
import type { Asker, Pages } from './adapter.ts';
import type { View } from './command.ts';
import { createPages } from './pages.ts';
import { parseLine } from './parse.ts';
import { whoIs } from './people.ts';
import type { Person, Question } from './store.ts';
import type { Asked } from './view.ts';

const now = 1_000_000;
const people: readonly Person[] = [
  { id: 'ada', roles: ['operator'], handles: { slack: 'T01/U01' } },
  { id: 'bob', roles: ['viewer'], handles: { slack: 'T01/U02' } },
];
const place = { adapter: 'slack', room: 'C01' };
const ada: Asker = { sender: 'T01/U01', place };
const bob: Asker = { sender: 'T01/U02', place };
const stranger: Asker = { sender: 'T01/U99', place: { adapter: 'slack', room: '@U99', direct: true } };

let questions: Question[];
let viewed: Asked[];
let more: Partial<View>;
let pages: Pages;
beforeEach(() => {
  questions = [];
  viewed = [];
  more = {};
  const byName = new Map(all.map((command) => [command.name, command]));
  pages = createPages({
    command: (name) => byName.get(name),
    parse: (text) => parseLine(text, known),
    store: { questions: () => questions },
    now: () => now,
    people: () => people,
    whoIs: async (asked, everybody) =>
      whoIs(asked, { people: everybody, rooms: [{ adapter: 'slack', room: 'C01' }], owner: 'root', local: false }),
    view: (asked) => {
      viewed.push(asked);
      return viewOf({ ...asked, ...more });
    },
  });
});

describe('the form of a line', () => {
  test('of a recipe has its options, and what was given stands in them', async () => {
    const form = await pages.form('bench --samples 5 --linked', ada);
    expect(form).toEqual(
      done({
        title: 'bench',
        lines: ['runs bench'],
        submit: 'Start',
        line: 'bench',
        fields: [
          { name: 'smoke', label: 'smoke', type: 'flag' },
          { name: 'samples', label: 'samples', type: 'int', about: 'samples of each bench', min: 1, max: 100 },
          { name: 'linked', label: 'linked', type: 'flag' },
          { name: 'super', label: 'super', type: 'flag' },
        ],
        given: { samples: '5', linked: true },
      }),
    );
  });

  test('of a recipe without options has none', async () =>
    expect(await pages.form('build', ada)).toMatchObject({ ok: true, value: { fields: [], line: 'build' } }));

  test('of stop tells what it is about to end, and its yes is a yes', async () => {
    more = { show: { ...viewOf().show, card: async (id) => done({ title: `RUNNING ${id} bench`, lines: ['native 3/45'] }) } };
    expect(await pages.form('stop 42', ada)).toEqual(
      done({
        title: 'Stop 42?',
        lines: ['RUNNING 42 bench', 'native 3/45'],
        submit: 'Stop it',
        line: 'stop 42',
        fields: [],
        given: {},
        confirms: true,
      }),
    );
  });

  test.each<[string, string, Asker, string]>([
    ['of a command that has none', 'jobs', ada, 'no form'],
    ['of a job that is not there', 'stop 99', ada, 'no such job'],
    ['of no command', 'bnech', ada, 'unknown command'],
    ['that its person may not say', 'bench', bob, 'not allowed'],
    ['of somebody unknown', 'bench', stranger, 'not known'],
    ['that is nonsense', 'bench "', ada, 'open quote'],
  ])('%s is refused', async (_, line, asker, code) =>
    expect(await pages.form(line, asker)).toMatchObject({ ok: false, refusal: { code } }),
  );
});

describe('a form that was filled in', () => {
  test('is a line, in its one form', async () => {
    expect(await pages.submit('bench --linked --samples=5', ada)).toEqual({ is: 'line', line: 'bench --samples 5 --linked' });
  });

  test.each<[string, string, string | undefined, RegExp]>([
    ['a number that is too large', 'bench --samples=1000', 'samples', /100/],
    ['no number', 'bench --samples=many', 'samples', /many|number/],
    ['an option that is none', 'bench --smkoe', 'smkoe', /was not started/],
    ['two that exclude each other', 'bench --super --smoke', 'super', /goes with neither/],
    ['a job that is over', 'stop 41', undefined, /is over already/],
  ])('wrongly is told so, at its field: %s', async (_, line, field, message) => {
    const submitted = await pages.submit(line, ada);
    expect(submitted).toMatchObject({ is: 'wrong', message: expect.stringMatching(message) });
    expect(submitted.is === 'wrong' && submitted.field).toBe(field);
  });

  test('by somebody who may not is told so', async () => {
    expect(await pages.submit('bench', bob)).toMatchObject({ is: 'wrong', message: expect.stringContaining('needs the role operator') });
    expect(await pages.submit('bench', stranger)).toMatchObject({ is: 'wrong', message: expect.stringContaining("don't know you") });
  });

  test('with --super is asked about once more, and the line that is confirmed is the whole one', async () => {
    expect(await pages.submit('bench --super', ada)).toEqual({
      is: 'ask',
      form: {
        title: 'Are you sure?',
        lines: expect.arrayContaining(['CONFIRM bench --super?', 'No release tag is at HEAD.']),
        submit: 'Yes',
        line: 'bench --super',
        fields: [],
        given: {},
        confirms: true,
      },
    });
    more = { tagsAtHead: async () => done(['v1.2.3']) };
    expect(await pages.submit('bench --super', ada)).toEqual({ is: 'line', line: 'bench --super' });
  });

  test('is read for its own person, as not yet confirmed and not local', async () => {
    await pages.submit('bench', ada);
    expect(viewed).toMatchObject([{ asker: { id: 'ada' }, role: 'operator', sender: 'T01/U01', place, local: false, confirmed: false }]);
  });
});

describe('a home page', () => {
  const titles = async (asker: Asker): Promise<string[]> => (await pages.home(asker)).map(({ title }) => title);

  test('has a card of each topic', async () => {
    more = { list: [waiting, running, failed] } as Partial<View>;
    expect((await titles(ada)).map((title) => title.split(/[ :]/)[0])).toEqual([
      'RUNNING',
      'JOBS',
      'LOCKS',
      'SCHEDULES',
      'RINGS',
      'WELL',
      'YOU',
    ]);
  });

  test('offers what its person may start, by form', async () => {
    const [overview] = await pages.home(ada);
    expect(overview!.choice!.options.map(({ sends, form }) => [sends, form])).toEqual([...recipes.keys()].map((name) => [name, true]));
    expect((await pages.home(bob))[0]).not.toHaveProperty('choice');
  });

  test('of a viewer has all that a viewer may see', async () => expect(await titles(bob)).toHaveLength(7));

  test('of somebody unknown is help, and nothing else', async () => {
    const cards = await pages.home(stranger);
    expect(cards).toHaveLength(1);
    expect(JSON.stringify(cards)).not.toMatch(/RUNNING|bench --linked|WELL/);
  });

  test.each<[Role | undefined, number]>([
    ['viewer', 7],
    [undefined, 1],
  ])('of somebody with the role %s by a group of theirs', async (grants, cards) => {
    pages = createPages({
      command: (name) => new Map(all.map((command) => [command.name, command])).get(name),
      parse: (text) => parseLine(text, known),
      store: { questions: () => [] },
      now: () => now,
      people: () => people,
      whoIs: async (asked, everybody) =>
        whoIs(asked, { people: everybody, rooms: [], owner: 'root', local: false, standing: { ...(grants && { grants }) } }),
      view: (asked) => viewOf(asked),
    });
    expect(await pages.home(stranger)).toHaveLength(cards);
  });
});

test.each<[string, Partial<Question>, boolean]>([
  ['where a question waits', {}, true],
  ['in a thread of that room', { place: { ...place, thread: '17.1' } }, true],
  ['not in another room', { place: { ...place, room: 'C02' } }, false],
  ['not on another platform', { place: { ...place, adapter: 'matrix' } }, false],
  ['not once it has lapsed', { expires: now }, false],
])('chatter matters %s', (_, question, expected) => {
  questions = [{ id: 'ask/1', place, person: 'ada', line: 'bench --super', expires: now + 1, ...question }];
  expect(pages.listens(place)).toBe(expected);
});
