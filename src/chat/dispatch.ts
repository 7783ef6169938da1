/** From a stored line to a committed answer: one line at a time, each in one transaction, and again from the start after a crash. */
import type { JobSummary } from '../jobs/job.ts';
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { second } from '../kernel/durations.ts';
import { atLeast, type PersonId, type Place } from '../kernel/people.ts';
import { type Outcome, type Refusal, refuse } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import type { Incoming } from './adapter.ts';
import type { Told } from './answers.ts';
import type { Answer, Command, View } from './command.ts';
import { type Asking, askDoubled, askLate, doubled, isAnswer, isLate, reactionTo } from './dialog.ts';
import { createOutcomes } from './outcomes.ts';
import type { Parsed } from './parse.ts';
import { allPeople, type Identity } from './people.ts';
import { refusalCard } from './refusal-card.ts';
import type { Change, Effect, InboxAnswer, InboxRow, Person, Store } from './store.ts';
import type { Asked } from './view.ts';

export interface Dispatch {
  /** Durable on return; worked soon after. Known events are ignored. */
  receive(incoming: Incoming): void;
  /** Works all that is there; to be called at start, after recovery. */
  work(): Promise<void>;
  /** Resolves once the row `<adapter>:<event id>` and its effects are worked. */
  outcome(key: string): Promise<Told>;
  /** What is not worked by now is worked at the next start. */
  stop(): void;
}

export interface DispatchDeps {
  store: Store;
  clock: Clock;
  zone: string;
  /** By name: commands first, then recipes. */
  command(name: string): Command | undefined;
  parse(text: string): Outcome<Parsed>;
  whoIs(incoming: Incoming, people: readonly Person[]): Identity;
  configPeople: readonly Person[];
  isLocal(place: Place): boolean;
  view(asked: Asked): View;
  /** The full commit at HEAD of the workspace at that time, where it is known. */
  commitAt(time: Millis): Promise<string | undefined>;
  jobs: { list(): readonly JobSummary[] };
  /** The job whose thread this place is. */
  jobOfThread(place: Place): number | undefined;
  workEffects(): Promise<void>;
  wakeOutbox(): void;
  /** Called after every transaction that changed schedules. */
  schedulesChanged(): void;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
}

/** What a line comes to, before it is committed. `silent`: nothing is said at all. */
type Result = { answer: Answer; changes: readonly Change[]; effects: readonly Effect[]; silent?: boolean };

/** Until what could not be written (a full disk) is tried again. */
const afterBreak = 5 * second;

export function createDispatch(deps: DispatchDeps): Dispatch {
  const { store, clock } = deps;
  const outcomes = createOutcomes(deps);
  let working: Promise<void> | undefined;
  let more = false;
  let retry: Timer | undefined;
  let stopped = false;

  function receive(incoming: Incoming): void {
    crashPoint('inbox.before-store');
    store.inbox.add(incoming, clock.now());
    crashPoint('inbox.after-store');
    setImmediate(() => void work());
  }

  function work(): Promise<void> {
    if (stopped) return Promise.resolve();
    more = true;
    working ??= workAll();
    return working;
  }

  async function workAll(): Promise<void> {
    await null; // `working` is set before this can end
    try {
      while (more && !stopped) {
        more = false;
        for (const row of store.inbox.unworked()) await workOne(row);
      }
    } catch (cause) {
      if (!stopped) later('lines wait: they could not be worked', cause, work);
    } finally {
      working = undefined;
    }
  }

  function later(message: string, cause: unknown, run: () => unknown): void {
    deps.log('error', message, cause);
    retry?.cancel();
    retry = clock.after(afterBreak, run);
  }

  async function workOne(row: InboxRow): Promise<void> {
    const people = allPeople(deps.configPeople, store.people(), store.forgotten());
    const identity = deps.whoIs(row, people);
    const result = await resultOf(row, identity, people).catch((cause: unknown) => bugResult(row, cause));
    if (stopped) return;
    crashPoint('transaction.before');
    try {
      commit(row, identity, result);
    } catch (cause) {
      // Where nothing can be written this throws as well, and the row is worked again later.
      commit(row, identity, bugResult(row, cause));
    }
    crashPoint('transaction.after');
    deps.wakeOutbox();
    if (result.changes.some(({ change }) => change === 'schedule' || change === 'unschedule')) deps.schedulesChanged();
    outcomes.worked(row.key);
  }

  /** A bug in a command is told, and its line is not worked again. */
  function bugResult(row: InboxRow, cause: unknown): Result {
    deps.log('error', `the line ${row.key} failed`, cause);
    const said = clip(visible(row.text), 40);
    return {
      answer: refuse('bug', `The bot failed at "${said}". Nothing was done; its log says more.`, 'health'),
      changes: [],
      effects: [],
    };
  }

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

  /** Reply, changes, effects and the inbox mark: all or none. */
  function commit(row: InboxRow, { person }: Identity, { answer, changes, effects, silent }: Result): void {
    store.transaction(() => {
      store.apply(changes, person.id, row.key);
      const reply = answer.ok ? answer.reply : refusalCard(answer.refusal);
      if (reply && !silent) store.outbox.put({ key: `reply/${row.key}`, place: row.place, kind: 'message', card: reply, rings: false });
      effects.forEach((effect, n) => {
        store.effects.add({ key: `${row.key}#${n}`, effect, place: row.place });
      });
      store.inbox.worked(row.key, kept(answer));
    });
  }

  return {
    receive,
    work,
    outcome: outcomes.of,
    stop() {
      stopped = true;
      outcomes.stop();
      retry?.cancel();
    },
  };
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

function kept(answer: Answer): InboxAnswer {
  if (answer.ok) return { ok: true, ...(answer.reply && { card: answer.reply }), ...(answer.data !== undefined && { data: answer.data }) };
  const { code, message, next } = answer.refusal;
  return { ok: false, refusal: { code, message, ...(next !== undefined && { next }) } };
}
