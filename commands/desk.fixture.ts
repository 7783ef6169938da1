/** A lock desk that people speak to line by line, as dispatch would let them: what changes is kept, questions wait for their answers. */
import type { Answer, View } from '../src/chat/command.ts';
import { meantAs } from '../src/chat/completion.ts';
import { isAnswer, reactionTo } from '../src/chat/dialog.ts';
import { parseLine } from '../src/chat/parse.ts';
import { readLine } from '../src/chat/reading.ts';
import { refusalCard } from '../src/chat/refusal-card.ts';
import type { Effect, Person, Question, Undoable } from '../src/chat/store.ts';
import type { Millis } from '../src/kernel/clock.ts';
import { minute } from '../src/kernel/durations.ts';
import type { Place, Role } from '../src/kernel/people.ts';
import { refuse } from '../src/kernel/result.ts';
import { columns, visible } from '../src/kernel/text.ts';
import { type DeskState, emptyDesk, type News } from '../src/locks/desk/desk.ts';
import type { Card } from '../src/reports/card.ts';
import { all, known, now as morning, viewOf } from './view.fixture.ts';

export const people: readonly Person[] = [
  { id: 'ada', roles: ['operator'], handles: { slack: 'T01/U01' } },
  { id: 'bob', roles: ['operator', 'approver'], handles: { slack: 'T01/U02' } },
  { id: 'eve', roles: ['approver'], handles: { slack: 'T01/U03' } },
  { id: 'kim', roles: ['admin'], handles: {} },
  { id: 'vic', roles: ['viewer'], handles: { slack: 'T01/U05' } },
  { id: 'codex-1', roles: ['operator'], handles: {}, owner: 'ada' },
  { id: 'codex-2', roles: ['operator'], handles: {}, owner: 'bob' },
];

export const room: Place = { adapter: 'slack', room: 'C01' };

export class Talk {
  desk: DeskState = emptyDesk;
  now: Millis = morning;
  news: News[] = [];
  effects: Effect[] = [];
  questions: Question[] = [];
  undoable: Undoable[] = [];
  more: Partial<View> = {};
  private count = 0;

  /** What a line of this person comes to; a reply to an open question counts as one. */
  async say(who: string, text: string, more: Partial<View> = {}): Promise<Answer> {
    const asker = people.find(({ id }) => id === who)!;
    const place = more.place ?? this.more.place ?? room;
    const reading = { command: (name: string) => all.find((c) => c.name === name), parse: (said: string) => parseLine(said, known) };
    const seen = viewOf({ desk: this.desk, people, ...this.more, ...more });
    const reaction = reactionTo(text, this.questions, {
      place,
      person: who,
      now: this.now,
      meant: (said, completes) => meantAs(said, completes, reading, seen),
    });
    if (reaction.is === 'talk') return refuse('no answer', 'That is no answer.');
    if (reaction.is === 'run' || reaction.is === 'dropped') this.questions = this.questions.filter((one) => one !== reaction.question);
    if (reaction.is === 'dropped') return { ok: true, reply: { title: 'DROPPED' } };
    const line = reaction.is === 'run' ? reaction.line : text;
    const role = asker.roles.at(-1) as Role;
    const read = readLine(reading, line, { identity: { person: asker, role }, sender: 'T01/U01' });
    if (!read.ok) return read;
    this.count += 1;
    const view = viewOf({
      now: this.now,
      asker,
      role,
      sender: 'T01/U01',
      place,
      local: false,
      inbox: `slack:${this.count}`,
      people,
      desk: this.desk,
      undoable: this.undoable.filter(({ person }) => person === who),
      confirmed: reaction.is === 'run' && reaction.confirms,
      ...this.more,
      ...more,
      line: { given: read.value.name === 'guess' ? text : line, canonical: read.value.canonical },
    });
    const answer = await read.value.command.run(read.value.values as never, view);
    if (answer.ok) this.keep(answer);
    checkCard(answer.ok ? answer.reply : answer.card);
    for (const said of answer.ok ? (answer.says ?? []) : []) checkCard(said.card);
    if (!answer.ok && answer.refusal.next !== undefined) checkLine(answer.refusal.next);
    return answer;
  }

  private keep({ changes = [], effects = [] }: Extract<Answer, { ok: true }>): void {
    this.effects.push(...effects);
    for (const change of changes) {
      if (change.change === 'desk') {
        if (change.from !== this.desk) throw new Error('worked out on another desk');
        this.desk = change.to;
        this.news.push(...change.news);
      }
      if (change.change === 'ask') this.questions.unshift(change.question);
      if (change.change === 'undoable') this.undoable.push(change.undoable);
      if (change.change === 'undone') this.undoable = this.undoable.filter(({ inbox }) => inbox !== change.inbox);
    }
  }

  /** What is shown of it. */
  async card(who: string, text: string, more: Partial<View> = {}): Promise<Card> {
    return shown(await this.say(who, text, more));
  }

  /** A line that is no part of the test itself: refused, it is a mistake of the test. */
  async did(who: string, text: string): Promise<void> {
    const answer = await this.say(who, text);
    if (!answer.ok) throw new Error(`${who}: ${text}: ${answer.refusal.message}`);
    if (answer.changes?.some(({ change }) => change === 'ask')) throw new Error(`${who}: ${text} asks: ${answer.reply?.title}`);
  }

  later(minutes: number): this {
    this.now += minutes * minute;
    return this;
  }

  paths(): string[] {
    return this.desk.claims.map(
      ({ holder, paths, lease, mode }) => `${lease} ${holder.id}: ${paths.join(' ')}${mode === 'shared' ? ' shared' : ''}`,
    );
  }
}

/** Nothing is wider or longer than a phone, nothing in it takes effect, and every line behind a button is one that is understood. */
function checkCard(card: Card | undefined): void {
  if (!card) return;
  const { title, lines = [], code = '', buttons = [], choice } = card;
  const wrong = [
    ...(columns(title) > 60 || !/^[A-Z]{2,}/.test(title) ? [title] : []),
    ...(lines.length > 11 ? [`${lines.length} lines`] : []),
    ...[...lines, ...code.split('\n')].filter((line) => columns(line) > 40 || line !== visible(line)),
  ];
  if (wrong.length > 0) throw new Error(`no card for a phone: ${wrong.join(' / ')}`);
  for (const { sends, label } of [...buttons, ...(choice?.options ?? [])]) {
    if (columns(label) > 75) throw new Error(`a long label: ${label}`);
    checkLine(sends);
  }
}

function checkLine(line: string): void {
  const parsed = parseLine(line, known);
  if (!isAnswer(line) && !parsed.ok) throw new Error(`not understood: ${line}: ${parsed.refusal.message}`);
}

export const shown = (answer: Answer): Card => {
  if (answer.ok) return answer.reply ?? { title: '(nothing)' };
  return answer.card ?? refusalCard(answer.refusal);
};

/** The same after these lines, `WHO: LINE`. */
export async function talkAfter(...lines: readonly string[]): Promise<Talk> {
  const talk = new Talk();
  for (const line of lines) {
    const [, who = '', text = ''] = /^(\S+): (.*)$/s.exec(line) ?? [];
    await talk.did(who, text);
  }
  return talk;
}
