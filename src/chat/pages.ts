/** What a person is shown at once, in forms and on a page of their own: the same commands, run without their changes. */
import { refuse } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import type { Card } from '../reports/card.ts';
import type { Asker, Pages } from './adapter.ts';
import { refusalText } from './answers.ts';
import type { Answer, View } from './command.ts';
import type { Form } from './form.ts';
import type { Identity } from './people.ts';
import { type Readable, type Reading, readLine } from './reading.ts';
import type { Person, Store } from './store.ts';
import type { Asked } from './view.ts';

export interface PagesDeps extends Reading {
  store: Pick<Store, 'questions'>;
  now(): number;
  people(): readonly Person[];
  whoIs(asked: Asker, people: readonly Person[]): Promise<Identity>;
  view(asked: Asked): View;
}

/** What stands on a person's own page, in this order. */
const homeLines = ['overview', 'jobs --mine', 'locks --mine', 'schedules', 'notify', 'health', 'whoami'];

export function createPages(deps: PagesDeps): Pages {
  async function identify(asked: Asker): Promise<{ identity: Identity; people: readonly Person[] }> {
    const people = deps.people();
    return { identity: await deps.whoIs(asked, people), people };
  }

  function viewOf(
    asked: Asker,
    { identity, people }: { identity: Identity; people: readonly Person[] },
    read: Readable,
    text: string,
  ): View {
    return deps.view({
      asker: identity.person,
      role: identity.role,
      sender: asked.sender,
      place: asked.place,
      local: false,
      inbox: 'page',
      line: { given: text, canonical: read.canonical },
      confirmed: false,
      people,
    });
  }

  async function tried(text: string, asked: Asker): Promise<Answer & { canonical?: string }> {
    const who = await identify(asked);
    const read = readLine(deps, text, { identity: who.identity, sender: asked.sender });
    if (!read.ok) return read;
    const { command, values, canonical } = read.value;
    return { ...(await command.run(values as never, viewOf(asked, who, read.value, text))), canonical };
  }

  return {
    async form(text, asked) {
      const who = await identify(asked);
      const read = readLine(deps, text, { identity: who.identity, sender: asked.sender });
      if (!read.ok) return read;
      const { command, name } = read.value;
      if (!command.form) return refuse('no form', `${name} has no form. Nothing was done. Say it as a line:`, read.value.canonical);
      return command.form(read.value, viewOf(asked, who, read.value, text));
    },
    async submit(text, asked) {
      const answer = await tried(text, asked);
      if (!answer.ok) return { is: 'wrong', message: refusalText(answer.refusal), ...fieldOf(answer.refusal.message) };
      const question = answer.changes?.find((one) => one.change === 'ask')?.question;
      if (question && answer.reply) return { is: 'ask', form: askingForm(answer.reply, question.line) };
      return { is: 'line', line: answer.canonical ?? text };
    },
    async home(asked) {
      const cards: Card[] = [];
      for (const line of homeLines) {
        const answer = await tried(line, asked);
        // Who may do nothing here is told so once.
        if (!answer.ok) return cards.length > 0 ? cards : [...(await helpOf(asked))];
        if (answer.reply) cards.push(answer.reply);
      }
      return cards;
    },
    listens({ adapter, room }) {
      const now = deps.now();
      return deps.store.questions().some(({ place, expires }) => expires > now && place.adapter === adapter && place.room === room);
    },
  };

  async function helpOf(asked: Asker): Promise<readonly Card[]> {
    const answer = await tried('help', asked);
    return answer.ok && answer.reply ? [answer.reply] : [];
  }
}

/** A refusal that names an option belongs to that field. */
function fieldOf(message: string): { field?: string } {
  const field = /(?:^|\s)--([a-z][a-z0-9-]*)/.exec(message)?.[1];
  return field === undefined ? {} : { field };
}

/** A question of a command, as one more form: to submit it is the yes. */
const askingForm = ({ title, lines = [] }: Card, line: string): Form => ({
  title: 'Are you sure?',
  lines: [title, ...lines],
  submit: 'Yes',
  line,
  fields: [],
  given: {},
  confirms: true,
});

/** A form that says what a line is about to do. */
export const confirmForm = (title: string, card: Card, submit: string, line: string): Form => ({
  title: clip(visible(title), 24),
  lines: [card.title, ...(card.lines ?? [])],
  submit,
  line,
  fields: [],
  given: {},
  confirms: true,
});
