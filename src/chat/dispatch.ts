/** From a stored line to a committed answer: one line at a time, each in one transaction, and again from the start after a crash. */
import type { Timer } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { second } from '../kernel/durations.ts';
import { type Place, placeKey } from '../kernel/people.ts';
import { refuse } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import type { DeskChange } from '../locks/store.ts';
import type { Incoming } from './adapter.ts';
import type { Told } from './answers.ts';
import type { Answer } from './command.ts';
import { isLate } from './dialog.ts';
import type { LockDesk } from './lock-desk.ts';
import { createOutcomes } from './outcomes.ts';
import { allPeople, type Identity } from './people.ts';
import { refusalCard } from './refusal-card.ts';
import { createResults, isScheduled, type Result, type ResultDeps } from './results.ts';
import { rowsOf } from './rows.ts';
import type { InboxAnswer, InboxRow, NewMessage, Person } from './store.ts';

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

export interface DispatchDeps extends ResultDeps {
  whoIs(incoming: Incoming, people: readonly Person[]): Promise<Identity>;
  /** Whether files are uploaded there. */
  takesFiles(place: Place): boolean;
  configPeople: readonly Person[];
  desk: Pick<LockDesk, 'alone' | 'admit' | 'messages' | 'changed'>;
  wakeOutbox(): void;
  /** Called after every transaction that changed schedules. */
  schedulesChanged(): void;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
}

/** Until what could not be written (a full disk) is tried again. */
const afterBreak = 5 * second;
/** Until a line in a thread is looked at again of which it is not known what it began with; and until it is worked as it is. */
const whilePosting = second / 4;
const longestPosting = 30 * second;

export function createDispatch(deps: DispatchDeps): Dispatch {
  const { store, clock } = deps;
  const outcomes = createOutcomes(deps);
  const resultOf = createResults(deps);
  let working: Promise<void> | undefined;
  let more = false;
  let retry: Timer | undefined;
  let soon: Timer | undefined;
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
        const unsure = new Set<string>();
        for (const row of store.inbox.unworked()) await workOne(row, unsure);
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

  /** Somebody who is quicker than the answer to our post: what this thread began with is not known yet, if it is ours. */
  function mayAnswerUnknown({ place, receivedAt }: InboxRow): boolean {
    return (
      place.thread !== undefined &&
      clock.now() - receivedAt < longestPosting &&
      deps.jobOfThread(place) === undefined &&
      store.outbox.isPosting(place)
    );
  }

  /** What is pressed on the card of a job is answered in its thread. */
  function placed(row: InboxRow): InboxRow {
    if (row.on === undefined || row.place.thread !== undefined) return row;
    const thread = { ...row.place, thread: row.on };
    return deps.jobOfThread(thread) === undefined ? row : { ...row, place: thread };
  }

  /** `unsure`: senders of whom it is not known for now who they are or what they answer. Their lines wait, in their order; nobody else's do. */
  async function workOne(stored: InboxRow, unsure: Set<string>): Promise<void> {
    // What has waited here, while the bot was down perhaps, is as late as what has just arrived.
    const row = { ...placed(stored), receivedAt: clock.now() };
    const sender = `${row.place.adapter}:${row.sender}`;
    if (unsure.has(sender)) return;
    const people = allPeople(deps.configPeople, store.people(), store.forgotten());
    const identity = await deps.whoIs(row, people);
    if (identity.unsure) {
      unsure.add(sender);
      if (!stopped) later('a line waits: its platform does not say who that is', row.key, work);
      return;
    }
    if (mayAnswerUnknown(stored)) {
      unsure.add(sender);
      soon ??= clock.after(whilePosting, () => {
        soon = undefined;
        void work();
      });
      return;
    }
    const result = (atDesk: boolean): Promise<Result> =>
      resultOf(row, identity, people, atDesk).catch((cause: unknown) => bugResult(row, cause));
    const first = await result(false);
    if (stopped) return;
    if (deskChange(first)) await deps.desk.alone(() => finishAtDesk(row, identity, first, () => result(true)));
    else finish(row, identity, first);
  }

  /** Where others were at the desk since, the line is worked again on what they left. */
  async function finishAtDesk(row: InboxRow, identity: Identity, first: Result, again: () => Promise<Result>): Promise<void> {
    for (let result = first; !stopped; result = await again()) {
      const change = deskChange(result);
      if (!change) return finish(row, identity, result);
      if (change.from !== store.claims.desk()) continue;
      const admission = await deps.desk.admit(change);
      if (stopped) return;
      if (admission.is === 'refused')
        return finish(row, identity, { answer: { ok: false, refusal: admission.refusal }, changes: [], effects: [] });
      if (admission.is === 'admitted') return finish(row, identity, result, admission.also);
    }
  }

  function finish(row: InboxRow, identity: Identity, result: Result, also?: () => void): void {
    crashPoint('transaction.before');
    try {
      commit(row, identity, result, also);
    } catch (cause) {
      // Where nothing can be written this throws as well, and the row is worked again later.
      commit(row, identity, bugResult(row, cause));
    }
    crashPoint('transaction.after');
    deps.wakeOutbox();
    if (result.changes.some(({ change }) => change === 'schedule' || change === 'unschedule')) deps.schedulesChanged();
    if (deskChange(result)) deps.desk.changed();
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

  /** Reply, changes, effects and the inbox mark: all or none. */
  function commit(row: InboxRow, { person }: Identity, { answer, changes, effects, silent }: Result, also?: () => void): void {
    store.transaction(() => {
      store.apply(changes, person.id, row.key);
      also?.();
      const reply = answer.ok ? answer.reply : (answer.card ?? refusalCard(answer.refusal));
      if (reply && !silent)
        put({ key: `reply/${row.key}`, place: row.place, kind: 'message', card: reply, rings: false, ...forWhom(row, answer) });
      const says = answer.ok ? (answer.says ?? []) : [];
      says.forEach((said, n) => {
        // What follows in the same place hangs under the first.
        const under = n > 0 && placeKey(said.place) === placeKey(says[0]!.place) ? { under: `said/${row.key}#0` } : {};
        put({ ...said, ...under, key: `said/${row.key}#${n}`, kind: 'message' });
      });
      for (const change of changes)
        if (change.change === 'desk')
          for (const message of deps.desk.messages(change, { person: person.id, place: row.place })) put(message);
      effects.forEach((effect, n) => {
        store.effects.add({ key: `${row.key}#${n}`, effect, place: row.place });
      });
      store.inbox.worked(row.key, kept(answer));
    });
  }

  const put = (message: NewMessage): void => {
    for (const one of rowsOf(message, deps.takesFiles)) store.outbox.put(one);
  };

  /** Refusals and help are nobody else's business. What was asked long ago, or by a schedule, is told openly: its asker may have gone. */
  function forWhom(row: InboxRow, answer: Answer): Pick<NewMessage, 'only'> {
    const isPrivate = (!answer.ok || answer.private) && !isScheduled(row);
    return isPrivate && !row.place.direct && !deps.isLocal(row.place) && !isLate(row) ? { only: row.sender } : {};
  }

  return {
    receive,
    work,
    outcome: outcomes.of,
    stop() {
      stopped = true;
      outcomes.stop();
      retry?.cancel();
      soon?.cancel();
    },
  };
}

const deskChange = ({ changes }: Result): DeskChange | undefined => changes.find((one) => one.change === 'desk');

function kept(answer: Answer): InboxAnswer {
  if (answer.ok) return { ok: true, ...(answer.reply && { card: answer.reply }), ...(answer.data !== undefined && { data: answer.data }) };
  const { code, message, next } = answer.refusal;
  const { card, data } = answer;
  return {
    ok: false,
    refusal: { code, message, ...(next !== undefined && { next }) },
    ...(card && { card }),
    ...(data !== undefined && { data }),
  };
}
