/** The lock file in the workspace beside the desk: looked at when somebody has written, brought in step, and told of. */
import type { Clock, Timer } from '../kernel/clock.ts';
import { second } from '../kernel/durations.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import type { Who } from '../locks/desk/desk.ts';
import type { LockFile } from '../locks/file/lock-file.ts';
import { createSync, type LocalGit, type Notice, type Standing } from '../locks/file/sync.ts';
import type { LockDesk } from './lock-desk.ts';
import type { FileStanding } from './locks-view.ts';
import type { NewMessage, Store } from './store.ts';

export interface LockCopies {
  standing(): FileStanding;
  /** The desk or the file has changed. */
  behind(): void;
  /** Lines that vanished were meant to go, or come back. */
  answer(key: string, answer: 'released' | 'kept'): Promise<Outcome<void>>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface LockCopiesDeps {
  file: LockFile;
  git: LocalGit;
  watch(changed: () => void): { stop(): void };
  store: Store;
  clock: Clock;
  desk: Pick<LockDesk, 'alone' | 'commit' | 'committed'>;
  holder(name: string): Who;
  /** What people are told of the file. */
  notices(notices: readonly Notice[]): NewMessage[];
  /** Brings the copy on the remote branch in step as well, where there is one. Called alone. */
  remote?: () => Promise<void>;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
}

/** git is at work, or something broke: looked at again after so long, at the latest. */
const again = 2 * second;
/** Whoever had the file open while it was replaced has written by then. */
const lateWriters = second;
/** By then nobody has it open any more. */
const lastWriters = 11 * second;

export function createLockCopies(deps: LockCopiesDeps): LockCopies {
  const { file, git, store, clock } = deps;
  const sync = createSync({
    file,
    git,
    store: store.claims,
    now: clock.now,
    holder: deps.holder,
    wrote() {
      later(lateWriters);
      last?.cancel();
      last = clock.after(lastWriters, behind);
    },
    commit: (step, also, notices) => deps.desk.commit(step, { also, says: deps.notices(notices) }),
    log: deps.log,
  });
  let standing: FileStanding = { is: 'in step' };
  let head = git.state();
  let looked: string | undefined;
  let waiting = false;
  let running: Promise<void> = Promise.resolve();
  let timer: Timer | undefined;
  let last: Timer | undefined;
  let watching: { stop(): void } | undefined;
  let stopped = false;

  /** However often it is said meanwhile, it is run once more. */
  function behind(): void {
    if (waiting || stopped) return;
    waiting = true;
    running = deps.desk.alone(async () => {
      waiting = false;
      if (!stopped) await runOnce({ withRemote: true });
    });
  }

  async function runOnce({ withRemote }: { withRemote: boolean }): Promise<void> {
    try {
      // What came with a move of HEAD is understood better when it is known what others pushed.
      const now = git.state();
      if (withRemote && now !== looked) await deps.remote?.();
      looked = now;
      take(await sync.run());
      if (withRemote) await deps.remote?.();
    } catch (cause) {
      if (stopped) return;
      deps.log('error', `${file.path} could not be brought in step; it is tried again`, cause);
      later();
    }
  }

  function take(now: Standing): void {
    if (now.is === 'busy') later();
    else {
      const { again: after, isFresh, ...told } = { again: undefined, isFresh: undefined, ...now };
      if (!isFresh && told.is !== 'unsure') standing = told;
      if (after !== undefined) later(after);
    }
  }

  function later(after = again): void {
    timer?.cancel();
    if (!stopped) timer = clock.after(after, behind);
  }

  function noticed(): void {
    behind();
    const now = git.state();
    if (now === head) return;
    head = now;
    deps.desk.committed();
  }

  return {
    standing: () => standing,
    behind,
    async answer(key, answer) {
      const isAnswered = await deps.desk.alone(() => sync.answer(key, answer));
      take(await deps.desk.alone(() => sync.run()));
      if (!isAnswered) return refuse('no question', `That question about ${file.path} is not open any more. Nothing was changed.`, 'locks');
      return done(undefined);
    },
    async start() {
      // The remote may be far away; nobody waits for it.
      await deps.desk.alone(() => runOnce({ withRemote: false }));
      file.sweep();
      watching = deps.watch(noticed);
    },
    async stop() {
      watching?.stop();
      stopped = true;
      timer?.cancel();
      last?.cancel();
      await running.catch(() => {});
    },
  };
}
