/** What a line comes to: an answer, a question to its person, or silence. Nothing is written here. */
import type { JobSummary } from '../jobs/job.ts';
import type { Clock, Millis } from '../kernel/clock.ts';
import { atLeast, type PersonId, type Place } from '../kernel/people.ts';
import { type Outcome, type Refusal, refuse } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import type { Answer, Command, View } from './command.ts';
import { type Asking, askDoubled, askLate, doubled, isAnswer, isLate, reactionTo } from './dialog.ts';
import type { Parsed } from './parse.ts';
import type { Identity } from './people.ts';
import type { Change, Effect, InboxRow, Person, Store } from './store.ts';
import type { Asked } from './view.ts';

export interface ResultDeps {
  store: Store;
  clock: Clock;
  zone: string;
  /** By name: commands first, then recipes. */
  command(name: string): Command | undefined;
  parse(text: string): Outcome<Parsed>;
  isLocal(place: Place): boolean;
  view(asked: Asked): View;
  /** The full commit at HEAD of the workspace at that time, where it is known. */
  commitAt(time: Millis): Promise<string | undefined>;
  jobs: { list(): readonly JobSummary[] };
  /** The job whose thread this place is. */
  jobOfThread(place: Place): number | undefined;
  workEffects(): Promise<void>;
}

/** What a line comes to, before it is committed. `silent`: nothing is said at all. */
export type Result = { answer: Answer; changes: readonly Change[]; effects: readonly Effect[]; silent?: boolean };

/** Throws only where a command has a bug. */
export function createResults(deps: ResultDeps): (row: InboxRow, identity: Identity, people: readonly Person[]) => Promise<Result> {
  const { store, clock } = deps;

  async function resultOf(row: InboxRow, identity: Identity, people: readonly Person[]): Promise<Result> {
    const now = clock.now();
    const { person } = identity;
    const reaction = reactionTo(row.text, store.questions(), { place: row.place, person: person.id, now });
    if (reaction.is === 'dropped') {
      const reply = { title: clip(`DROPPED: "${visible(reaction.question.line)}" is not run`, 60) };
      return { answer: { ok: true, reply }, changes: [{ change: 'answered', id: reaction.question.id }], effects: [] };
    }
    if (reaction.is === 'none' && !row.addressed) return { answer: { ok: true }, changes: [], effects: [], silent: true };
    const confirmed = reaction.is === 'run';
    const answered: Change[] = confirmed ? [{ change: 'answered', id: reaction.question.id }] : [];
    const answer = await answerTo(row, confirmed ? reaction.line : row.text, { identity, people, confirmed });
    return answer.ok
      ? { answer, changes: [...answered, ...(answer.changes ?? [])], effects: answer.effects ?? [] }
      : { answer, changes: answered, effects: [] };
  }

  async function answerTo(
    row: InboxRow,
    text: string,
    asked: { identity: Identity; people: readonly Person[]; confirmed: boolean },
  ): Promise<Answer> {
    const { identity, people, confirmed } = asked;
    const parsed = deps.parse(text);
    if (!parsed.ok) return isAnswer(text) ? refuse('no question', noQuestion, 'jobs') : parsed;
    const { name, words, options, canonical } = parsed.value;
    const command = deps.command(name);
    if (!command) return refuse('no command', `There is no command ${visible(name)}. Nothing was done.`, 'help');
    const denied = denial(command, identity, row);
    if (denied) return { ok: false, refusal: denied };
    const read = command.options.safeParse({ words, options });
    if (!read.success) return refuse('usage', read.error.issues[0]?.message ?? `That is not how ${name} is written.`, `help ${name}`);
    const local = deps.isLocal(row.place);
    const ownTime = local || isScheduled(row);
    if (isLate(row) && !ownTime && !command.readOnly && !confirmed) {
      const [sent, now] = await Promise.all([deps.commitAt(row.at), deps.commitAt(clock.now())]);
      return asking(askLate(row, canonical, identity.person.id, deps.zone, { sent, now }));
    }
    const threadJob = deps.jobOfThread(row.place);
    const view = deps.view({
      asker: identity.person,
      role: identity.role,
      sender: row.sender,
      place: row.place,
      local,
      inbox: row.key,
      line: { given: text, canonical },
      confirmed,
      people,
      ...(threadJob !== undefined && { threadJob }),
    });
    const answer = await command.run(read.data as never, view);
    const starts = answer.ok && answer.effects?.some((effect) => effect.do === 'start');
    const same = starts && !ownTime && !confirmed ? await startedBefore(canonical, identity.person.id) : undefined;
    return same ? asking(askDoubled(row, same, canonical, identity.person.id, view.now)) : answer;
  }

  /** Of two taps on one button the second waits until the first has its number. */
  async function startedBefore(canonical: string, person: PersonId): Promise<JobSummary | undefined> {
    const onItsWay = store.effects
      .todo()
      .some(({ effect }) => effect.do === 'start' && effect.draft.requester === person && effect.draft.asked.canonical === canonical);
    if (onItsWay) await deps.workEffects();
    return doubled(deps.jobs.list(), canonical, person, clock.now());
  }

  return resultOf;
}

const noQuestion = 'Nothing was done: no question of yours is open here. It was answered, or it lapsed.';

const isScheduled = ({ id }: Pick<InboxRow, 'id'>): boolean => id.startsWith('schedule:');

/** Why this person may not say this here; undefined: they may. */
function denial(command: Command, { person, role }: Identity, row: InboxRow): Refusal | undefined {
  if (command.role === 'anyone' || atLeast(role, command.role)) return undefined;
  if (role === undefined)
    return {
      code: 'not known',
      message: `Nothing was done: I don't know you here. Your id is ${clip(visible(row.sender), 80)}; an admin can add you.`,
      next: 'help',
    };
  return {
    code: 'not allowed',
    message: `Nothing was done: ${command.name} needs the role ${command.role}; ${visible(person.id)} has ${role} here.`,
    next: 'whoami',
  };
}

const asking = ({ card, question }: Asking): Answer => ({ ok: true, reply: card, changes: [{ change: 'ask', question }] });
