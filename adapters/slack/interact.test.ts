/** Forms and home pages: what is shown, and what is said when a form is filled in. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Asker, Incoming, Pages } from '../../src/chat/adapter.ts';
import type { Form, Submitted } from '../../src/chat/form.ts';
import { done, refuse } from '../../src/kernel/result.ts';
import type { Answer } from './api.ts';
import { createInteractions, type Interactions } from './interact.ts';
import { blockOf, formView } from './render/form.ts';
import { FakeApi } from './testing.ts';

const form: Form = {
  title: 'bench',
  lines: ['Native and WASM'],
  submit: 'Start',
  line: 'bench',
  fields: [
    { name: 'smoke', label: 'smoke', type: 'flag' },
    { name: 'samples', label: 'samples', type: 'int', min: 1, max: 100 },
  ],
  given: {},
};
const asking: Form = { ...form, title: 'Are you sure?', line: 'bench --super', fields: [], confirms: true };
const place = { adapter: 'slack', room: 'C01', thread: '17.1' };
const incoming: Incoming = { id: 'a/1', place, sender: 'T01/U01', text: 'bench', at: 0, addressed: true, on: '17.5' };

let api: FakeApi;
let logged: string[];
let asked: unknown[];
let submitted: () => Submitted | Promise<Submitted>;
let pages: Pages;
let interactions: Interactions;
beforeEach(() => {
  api = new FakeApi();
  logged = [];
  asked = [];
  submitted = () => ({ is: 'line', line: 'bench --smoke' });
  pages = {
    form: async (line, asker) => {
      asked.push([line, asker]);
      return done(form);
    },
    submit: async (line, asker) => {
      asked.push([line, asker]);
      return submitted();
    },
    home: async (asker: Asker) => [{ title: `QUIET for ${asker.sender}` }],
    listens: () => false,
  };
  interactions = createInteractions({
    api,
    self: () => ({ team: 'T01', user: 'UBOT01' }),
    now: () => 1000,
    pages,
    handle: () => undefined,
    log: (_, message) => logged.push(message),
  });
});
afterEach(() => void vi.useRealTimers());

const open = (): Promise<boolean> => interactions.open({ press: 'form', incoming }, '1.1');
const view = (): Answer => api.asked.at(-1)!.args.view;
/** The view as it comes back, with these values in its fields. */
const filledIn = (values: Record<string, Answer> = {}, shown: Answer = view()): Answer => ({
  type: 'view_submission',
  user: { id: 'U01', team_id: 'T01' },
  view: {
    ...shown,
    id: 'V1',
    state: { values: Object.fromEntries(Object.entries(values).map(([name, value]) => [blockOf(name), { value: value }])) },
  },
});
const smoke = { smoke: { type: 'checkboxes', selected_options: [{ value: 'yes' }] } };

describe('a form that is shown', () => {
  test('knows where it came from', async () => {
    expect(await open()).toBe(true);
    expect(asked).toEqual([['bench', { sender: 'T01/U01', place }]]);
    expect(api.asked).toMatchObject([{ method: 'views.open', args: { trigger_id: '1.1', view: { type: 'modal', callback_id: 'form' } } }]);
    expect(JSON.parse(view().private_metadata)).toEqual({ line: 'bench', place, on: '17.5' });
  });

  test('is none where there is none, and where Slack does not show it', async () => {
    pages.form = async () => refuse('no form', 'None.');
    expect(await open()).toBe(false);
    expect(api.asked).toEqual([]);
    pages.form = async () => done(form);
    api.answer = () => ({ ok: false, why: 'never', error: 'expired_trigger_id' });
    expect(await open()).toBe(false);
    expect(logged).toEqual(['a form could not be shown: expired_trigger_id ']);
  });
});

describe('a form that was filled in', () => {
  beforeEach(open);

  test('is said where its button stood, in one form', async () => {
    expect(await interactions.submit(filledIn(smoke))).toEqual({
      said: { id: 'v/V1/bench --smoke', place, sender: 'T01/U01', text: 'bench --smoke', at: 1000, addressed: true, on: '17.5' },
      answer: { response_action: 'clear' },
    });
    expect(asked.at(-1)).toEqual(['bench --smoke', { sender: 'T01/U01', place }]);
  });

  test('whose line has another form keeps its id, so that it is one however often it is sent', async () => {
    submitted = () => ({ is: 'line', line: 'bench --samples 5 --smoke' });
    const twice = [await interactions.submit(filledIn(smoke)), await interactions.submit(filledIn(smoke))];
    expect(new Set(twice.map(({ said }) => said!.id)).size).toBe(1);
    expect(twice[0]!.said!.text).toBe('bench --samples 5 --smoke');
  });

  test.each<[string, string | undefined, string]>([
    ['that field', 'samples', 'samples'],
    ['the first field, where it has none like that', 'other', 'smoke'],
    ['the first field, where none is named', undefined, 'smoke'],
  ])('wrongly is told so at %s', async (_, field, at) => {
    submitted = () => ({ is: 'wrong', message: 'Too many.', ...(field !== undefined && { field }) });
    expect(await interactions.submit(filledIn())).toEqual({
      answer: { response_action: 'errors', errors: { [blockOf(at)]: 'Too many.' } },
    });
  });

  test('wrongly, with a long reason, is told what has room', async () => {
    submitted = () => ({ is: 'wrong', message: 'x'.repeat(5000) });
    const { answer } = await interactions.submit(filledIn());
    expect((answer as Answer).errors[blockOf('smoke')]).toHaveLength(2000);
  });

  test('wrongly, without any field to tell it at, is said, so that the refusal is told in the room', async () => {
    submitted = () => ({ is: 'wrong', message: 'Not here.' });
    const bare = formView({ ...form, fields: [] }, JSON.stringify({ line: 'build', place }));
    expect(await interactions.submit(filledIn({}, bare))).toMatchObject({
      said: { text: 'build', on: 'form' },
      answer: { response_action: 'clear' },
    });
  });

  test('may be asked one more question, and its yes is a yes', async () => {
    submitted = () => ({ is: 'ask', form: asking });
    const { said, answer } = await interactions.submit(filledIn());
    expect(said).toBeUndefined();
    expect(answer).toMatchObject({ response_action: 'push', view: { title: { text: 'Are you sure?' } } });
    const yes = await interactions.submit(filledIn({}, (answer as Answer).view));
    expect(yes).toMatchObject({
      said: { text: 'bench --super', confirmed: true, place, on: '17.5' },
      answer: { response_action: 'clear' },
    });
  });

  test('whose question has no room in a form is asked in the room', async () => {
    submitted = () => ({ is: 'ask', form: { ...asking, line: `bench --only ${'x'.repeat(3000)}` } });
    expect(await interactions.submit(filledIn(smoke))).toMatchObject({
      said: { text: 'bench --smoke' },
      answer: { response_action: 'clear' },
    });
    expect((await interactions.submit(filledIn(smoke))).said).not.toHaveProperty('confirmed');
  });

  test('is said as it stands when it takes longer than Slack waits', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    let late: (done: Submitted) => void = () => {};
    submitted = () =>
      new Promise((resolve) => {
        late = resolve;
      });
    const answered = interactions.submit(filledIn(smoke));
    await vi.advanceTimersByTimeAsync(1999);
    let over = false;
    void answered.then(() => {
      over = true;
    });
    await Promise.resolve();
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answered).toMatchObject({ said: { text: 'bench --smoke' }, answer: { response_action: 'clear' } });
    late({ is: 'wrong', message: 'too late' });
  });

  test.each(['', 'x', '{}', '{"line":"bench"}', '{"place":{"room":"C01"}}', 'null', undefined])(
    'of which nothing is known says nothing: %s',
    async (metadata) => {
      expect(await interactions.submit(filledIn({}, { ...view(), private_metadata: metadata }))).toEqual({});
    },
  );
});

describe('a home page', () => {
  test('is of its person', async () => {
    await interactions.home('U01', 'T01');
    expect(api.asked).toMatchObject([{ method: 'views.publish', args: { user_id: 'U01', view: { type: 'home' } } }]);
    expect(JSON.stringify(view())).toContain('QUIET for T01/U01');
  });

  test('that is not taken is logged', async () => {
    api.answer = () => ({ ok: false, why: 'never', error: 'invalid_blocks', details: 'too long' });
    await interactions.home('U01', 'T01');
    expect(logged).toEqual(['a home page could not be shown: invalid_blocks too long']);
  });
});
