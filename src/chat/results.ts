/** What a line comes to: an answer, a question to its person, or silence. Nothing is written here. */
import type { Draft, JobSummary } from '../jobs/job.ts';
import type { Clock, Millis } from '../kernel/clock.ts';
import { minute } from '../kernel/durations.ts';
import type { Place } from '../kernel/people.ts';
import { refuse } from '../kernel/result.ts';
import { clip, inQuotes, visible } from '../kernel/text.ts';
import type { Answer, View } from './command.ts';
import { meantAs } from './completion.ts';
import { type Asking, askDoubled, askLate, doubled, isLate, reactionTo } from './dialog.ts';
import type { Identity } from './people.ts';
import { type Reading, readLine } from './reading.ts';
import type { Change, Effect, InboxRow, Person, Question, Store } from './store.ts';
import type { Asked } from './view.ts';

export interface ResultDeps extends Reading {
  store: Store;
  clock: Clock;
  zone: string;
  isLocal(place: Place): boolean;
  view(asked: Asked): View;
  /** The full commit at HEAD of the workspace at that time, where it is known. */
  commitAt(time: Millis): Promise<string | undefined>;
  jobs: { list(): readonly JobSummary[] };
  /** The job whose thread this place is. */
  jobOfThread(place: Place): number | undefined;
  workEffects(): Promise<void>;
  /** Fetches what the desks of other clones did. */
  fetchClones(): Promise<void>;
}

/** What a line comes to, before it is committed. `silent`: nothing is said at all. */
export type Result = { answer: Answer; changes: readonly Change[]; effects: readonly Effect[]; silent?: boolean };

/** Throws only where a command has a bug. `atDesk`: nobody else is at the lock desk, and what other clones did is known. */
export type ResultOf = (row: InboxRow, identity: Identity, people: readonly Person[], atDesk?: boolean) => Promise<Result>;

export function createResults(deps: ResultDeps): ResultOf {
  const { store, clock } = deps;

  async function resultOf(row: InboxRow, identity: Identity, people: readonly Person[], atDesk = false): Promise<Result> {
    const now = clock.now();
    const { person } = identity;
    const questions = questionsTo(row);
    const reaction = reactionTo(row.text, questions, {
      place: row.place,
      person: person.id,
      now,
      meant(said, completes) {
        if (!row.addressed && row.place.thread === undefined) return undefined;
        const meant = meantAs(
          said,
          completes,
          deps,
          viewFor(row, { given: said, canonical: said }, { identity, people, confirmed: false }),
        );
        // People who talk to each other under a question are not answered.
        return row.addressed || meant === 'answer' || meant === 'itself' ? meant : undefined;
      },
    });
    if (reaction.is === 'dropped') {
      const reply = { title: clip(`DROPPED: ${inQuotes(visible(reaction.question.line))} is not run`, 60) };
      return { answer: { ok: true, reply }, changes: [{ change: 'answered', id: reaction.question.id }], effects: [] };
    }
    if (reaction.is === 'none' && !row.addressed) return { answer: { ok: true }, changes: [], effects: [], silent: true };
    if (reaction.is === 'talk') return { answer: noAnswer(reaction.question), changes: [], effects: [] };
    const isAnswered = reaction.is === 'run';
    const answered: Change[] = isAnswered ? [{ change: 'answered', id: reaction.question.id }] : [];
    const confirmed = (isAnswered && reaction.confirms) || row.confirmed === true;
    const answer = await answerTo(row, isAnswered ? reaction.line : row.text, { identity, people, confirmed, atDesk });
    if (!answer.ok) return { answer, changes: answered, effects: [] };
    const instead: Change[] =
      reaction.is === 'command' && isSaidAnew(row.text, reaction.question) ? [{ change: 'answered', id: reaction.question.id }] : [];
    return { answer, changes: [...answered, ...instead, ...(answer.changes ?? [])], effects: answer.effects ?? [] };
  }

  /** What was to be completed is said once more, whole. */
  function isSaidAnew(text: string, { line }: Question): boolean {
    const [said, asked] = [deps.parse(text), deps.parse(line)];
    return said.ok && asked.ok && said.value.name === asked.value.name;
  }

  /** Words answer no question that was asked after they were said; a button answers the one that it stands under, however many others are open. */
  function questionsTo({ on, at, place }: InboxRow): Question[] {
    const open = store.questions().filter((question) => askedAt(question) <= at);
    if (on !== undefined)
      return open.filter((question) => {
        const ref = refOf(question);
        return !ref || ref === on;
      });
    // What is said in the thread under a question of the room answers it.
    return place.thread === undefined
      ? open
      : open.map((question) => (refOf(question) === place.thread ? { ...question, place } : question));
  }

  const refOf = (question: Question): string | undefined => store.outbox.get(`reply/${askedBy(question)}`)?.posted?.ref;

  /** By the platform's clock, as the answer is; what came late was asked about by ours, which may be ahead. */
  function askedAt(question: Question): Millis {
    const row = store.inbox.get(askedBy(question));
    return row === undefined ? 0 : isLate(row) ? row.receivedAt - minute : row.at;
  }

  async function answerTo(
    row: InboxRow,
    text: string,
    asked: { identity: Identity; people: readonly Person[]; confirmed: boolean; atDesk: boolean },
  ): Promise<Answer> {
    const { identity, confirmed, atDesk } = asked;
    const read = readLine(deps, text, { identity, sender: row.sender });
    if (!read.ok) return read;
    const { command, name, canonical, values } = read.value;
    const ownTime = deps.isLocal(row.place) || isScheduled(row);
    if (isLate(row) && !ownTime && !command.readOnly && !confirmed) {
      const [sent, now] = await Promise.all([deps.commitAt(row.at), deps.commitAt(clock.now())]);
      return asking(askLate(row, canonical, identity.person.id, deps.zone, { sent, now }));
    }
    // That is to be alone at the desk as well.
    if (command.seesClones && !atDesk) await deps.fetchClones();
    const view = viewFor(row, { given: name === 'guess' ? row.text : text, canonical }, asked);
    const answer = await command.run(values as never, view);
    const start = answer.ok ? answer.effects?.find((effect) => effect.do === 'start') : undefined;
    const same = start && !ownTime && !confirmed ? await startedBefore(start.draft, atDesk) : undefined;
    return same ? asking(askDoubled(row, same, canonical, identity.person.id, view.now)) : answer;
  }

  function viewFor(
    row: InboxRow,
    line: View['line'],
    { identity, people, confirmed }: { identity: Identity; people: readonly Person[]; confirmed: boolean },
  ): View {
    const threadJob = deps.jobOfThread(row.place);
    return deps.view({
      asker: identity.person,
      role: identity.role,
      sender: row.sender,
      place: row.place,
      local: deps.isLocal(row.place),
      inbox: row.key,
      line,
      confirmed,
      people,
      ...(threadJob !== undefined && { threadJob }),
    });
  }

  /** Of two taps on one button the second waits until the first has its number. What is repeated is not its own double. */
  async function startedBefore({ requester, asked: { canonical }, again }: Draft, atDesk: boolean): Promise<JobSummary | undefined> {
    const onItsWay = store.effects
      .todo()
      .some(({ effect }) => effect.do === 'start' && effect.draft.requester === requester && effect.draft.asked.canonical === canonical);
    // At the desk it was waited for already; an effect may want to be there, too.
    if (onItsWay && !atDesk) await deps.workEffects();
    const others = deps.jobs.list().filter(({ id }) => id !== again);
    return doubled(others, canonical, requester, clock.now());
  }

  return resultOf;
}

/** Said to the bot while it waits for a word, and neither that nor a command. */
const noAnswer = ({ completes }: Question): Answer =>
  refuse(
    'no answer',
    'I see no path in that. Nothing was done. Answer with paths, or say no. Like this:',
    `${completes?.line ?? ''} docs/`.trim(),
  );

/** Key of the line that led to it. */
const askedBy = ({ id }: Question): string => id.slice(id.indexOf('/') + 1);

/** Nobody is there who has just said it. */
export const isScheduled = ({ id }: Pick<InboxRow, 'id'>): boolean => id.startsWith('schedule:');

const asking = ({ card, question }: Asking): Answer => ({ ok: true, reply: card, changes: [{ change: 'ask', question }] });
