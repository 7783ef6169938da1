/** The roof over the lock desk: wires it to the file, to git and to the rooms. */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openLockBranch } from '../adapters/git/lock-branch.ts';
import { openGitWork } from '../adapters/git/work.ts';
import { openPulls } from '../adapters/github/pulls.ts';
import type { Config } from '../config/load.ts';
import { readSecret } from '../config/secrets.ts';
import type { Audience } from './chat/audience.ts';
import { type BranchClaims, createBranchClaims } from './chat/branch-claims.ts';
import type { RouteContext } from './chat/claim-routes.ts';
import { noticeMessages } from './chat/file-notices.ts';
import { createLockCopies, type LockCopies } from './chat/lock-copies.ts';
import { createLockDesk, type LockDesk } from './chat/lock-desk.ts';
import { holderNamed, type LocksView } from './chat/locks-view.ts';
import { quietUntil } from './chat/ringing.ts';
import type { Person, Store } from './chat/store.ts';
import { claimsPicture } from './claims-picture.ts';
import { keepSnapshot, readSnapshot } from './claims-snapshot.ts';
import type { Clock, Timer } from './kernel/clock.ts';
import { crashPoint } from './kernel/crash-point.ts';
import { minute, second } from './kernel/durations.ts';
import { type Place, placeKey } from './kernel/people.ts';
import { done, type Outcome } from './kernel/result.ts';
import { type BranchSync, createBranchSync } from './locks/branch/branch-sync.ts';
import { type Policy, quickened, standard } from './locks/desk/desk.ts';
import { scopesOf, startsOf } from './locks/desk/scopes.ts';
import { atWork, findGitDir, gitState, hasJustStashed, hasPut, isFresh } from './locks/file/git-state.ts';
import { openLockFile } from './locks/file/lock-file.ts';
import { reason } from './locks/file/plain-file.ts';
import { watchRemoteRefs } from './locks/file/ref-watch.ts';
import { watchLockFile } from './locks/file/watch.ts';

export interface Claims {
  desk: LockDesk;
  copies: LockCopies;
  view(): LocksView;
  /** What the desks of other clones did, where there are such. */
  fetchClones(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ClaimsParts {
  env: Readonly<Record<string, string | undefined>>;
  /** State folder. */
  home: string;
  /** The database was lost and restored: leases that it does not know may have been given. One that is new, or was put in its place, shows by the snapshot. */
  isRestored: boolean;
  config: Pick<Config, 'locks' | 'logs' | 'rooms' | 'timezone' | 'host'>;
  workspace: string;
  store: Store;
  clock: Clock;
  /** Names of the adapters that are there, chat platforms first. */
  adapters: readonly string[];
  people(): readonly Person[];
  audience: Pick<Audience, 'direct'>;
  /** A job that wants the whole host runs: git is not asked. */
  busy(): boolean;
  wakeOutbox(): void;
  /** A sentence for whoever looks after the host. */
  problem(sentence: string): void;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
}

/** With `locks.push`: how often others' claims are fetched while nothing happens here. */
const fetchEvery = 5 * minute;
/** A remote that is away is tried again so soon: what people wrote or gave back meanwhile waits for it. */
const retryEvery = 30 * second;
/** Leases left out after a restore. */
const leap = 1000;

export function openClaims(parts: ClaimsParts): Outcome<Claims> {
  const { config, workspace, store, clock, log } = parts;
  const file = openLockFile(workspace, config.locks.file, (step) => crashPoint(`lock-file.${step}`));
  if (!file.ok) return file;
  const path = file.value.path;
  const where = findGitDir(workspace);
  const git = {
    state: () => (where ? gitState(where.gitDir, where.commonDir) : undefined),
    atWork: () => where !== undefined && atWork(where.gitDir),
    isFresh: () => where !== undefined && isFresh(where),
    hasJustStashed: () => where !== undefined && hasJustStashed(where),
    hasPut: (seen: Parameters<typeof hasPut>[1]) => where !== undefined && hasPut(where, seen),
  };
  const work = openGitWork(workspace);
  const holder = (name: string) => holderNamed(name, parts.people());
  const zone = (person?: string): string => parts.people().find(({ id }) => id === person)?.zone ?? config.timezone;
  const routes = (): RouteContext => ({
    now: clock.now(),
    people: parts.people(),
    settings: store.settings,
    direct: parts.audience.direct,
    adapters: parts.adapters,
    rooms: rooms(),
  });
  const branch = config.locks.push ? branchSync() : undefined;
  const desk: LockDesk = createLockDesk({
    store,
    clock,
    lockFile: path,
    policy: pace(parts.env.MOLT_OPS_CLAIMS_PACE),
    ...(branch && { admit: branch.admit }),
    context: (state, asked) => ({
      ...routes(),
      ...(asked && { asked }),
      told: store.outbox.get,
      isWaiting: (key) => store.outbox.get(key)?.posted === undefined,
      desk: state,
      zone,
    }),
    quietUntil: (person, at) => quietUntil(store.settings(person).quiet, at),
    look: async (since) => (parts.busy() ? undefined : work.look(since)),
    behind() {
      copies.behind();
      branches.look();
      snapshot.changed();
    },
    wakeOutbox: parts.wakeOutbox,
    log,
  });
  const copies = createLockCopies({
    file: file.value,
    git,
    store,
    clock,
    desk: {
      ...desk,
      committed() {
        desk.committed();
        branches.look();
      },
    },
    holder,
    notices: (notices) => noticeMessages(notices, { rooms: rooms(), path, now: clock.now() }),
    watch: (changed) => watchLockFile({ workspace, path, ...(where && { git: where }), clock, changed, problem: parts.problem }),
    ...(branch && { remote }),
    log,
  });
  const branches: BranchClaims = createBranchClaims({
    store,
    clock,
    stateOf: stateOfBranch,
    watch: (changed) =>
      where
        ? watchRemoteRefs({
            commonDir: where.commonDir,
            clock,
            changed,
            problem: (code) => log('warn', `what is fetched is noticed only every half an hour: ${reason(code)}`),
          })
        : { stop() {} },
    busy: parts.busy,
    context: routes,
    wakeOutbox: parts.wakeOutbox,
    log,
  });
  const picture = claimsPicture({
    logs: config.logs,
    history: store.claims.history,
    zone: config.timezone,
    clock,
    busy: parts.busy,
    log,
  });
  const snapshot = keepSnapshot({ home: parts.home, clock, desk: store.claims.desk, history: store.claims.history, log });
  let timer: Timer | undefined;
  let stopped = false;

  /** Nobody who holds an old number is to be taken for the holder of a new claim. */
  function skipLeases(): void {
    const from = store.claims.desk();
    const lastLease = Math.max(from.lastLease, readSnapshot(parts.home)?.lastLease ?? 0) + leap;
    store.transaction(() => store.claims.changeDesk({ from, to: { ...from, lastLease }, news: [] }, 'molt-ops'));
  }

  /** Those of the config; without any, where claims were made; else the console. */
  function rooms(): Place[] {
    const listed = config.rooms.filter(({ claims, adapter }) => claims && parts.adapters.includes(adapter));
    if (listed.length > 0) return listed.map(({ adapter, room }) => ({ adapter, room }));
    const said = store.claims
      .desk()
      .claims.flatMap(({ place }) =>
        place && place.adapter !== 'socket' && !place.direct ? [{ adapter: place.adapter, room: place.room }] : [],
      );
    const distinct = [...new Map(said.map((place) => [placeKey(place), place])).values()].slice(-3);
    if (distinct.length > 0) return distinct;
    return parts.adapters.includes('console') ? [{ adapter: 'console', room: 'console' }] : [];
  }

  function branchSync(): BranchSync {
    const known = store.note('locks/bot');
    const id = known ?? randomBytes(6).toString('hex');
    if (known === undefined) store.setNote('locks/bot', id);
    return createBranchSync({
      branch: openLockBranch(workspace, path),
      path,
      bot: { id, host: config.host.name },
      store: store.claims,
      now: clock.now,
      holder,
      commit: (step, more) => desk.commit(step, more),
      log,
    });
  }

  /** As git has it; where that does not tell, as the pull request has it. */
  async function stateOfBranch(branch: string): ReturnType<Parameters<typeof createBranchClaims>[0]['stateOf']> {
    const known = await work.isMerged(branch);
    if (!known.ok || known.value !== 'open') return known;
    const token = readSecret(parts.env, 'GITHUB_TOKEN');
    if (!token.ok) return token;
    const pulls = openPulls({ remote: (await work.origin()) ?? '', token: token.value, api: parts.env.GITHUB_API_URL });
    const pull = await pulls?.stateOf(branch);
    if (pull && !pull.ok) return pull;
    return done(pull?.value ?? 'open');
  }

  async function remote(): Promise<void> {
    const ran = await branch!.run();
    timer?.cancel();
    if (!stopped) timer = clock.after(ran.ok ? fetchEvery : retryEvery, fetchAgain);
    if (!ran.ok) log('warn', `the branch of the remote could not be brought in step: ${ran.refusal.message}`, ran.refusal.cause);
  }

  function fetchAgain(): void {
    if (parts.busy()) timer = clock.after(fetchEvery, fetchAgain);
    else copies.behind();
  }

  /** A pattern's commits are those of the folder that it begins with. */
  async function lastCommit(paths: readonly string[]): ReturnType<LocksView['lastCommit']> {
    if (parts.busy() || !where) return undefined;
    const folders = scopesOf(paths).flatMap(startsOf);
    const found = await work.lastCommit(folders.map((each) => (each === '' ? '.' : each)));
    if (!found.ok || !found.value) return undefined;
    const { commit, at, author } = found.value;
    return { commit, at, author: author.name };
  }

  return done({
    desk,
    copies,
    view: () => ({
      file: path,
      standing: copies.standing(),
      list: (folder) => listFolder(join(workspace, folder)),
      lastCommit,
      history: store.claims.history,
      picture,
    }),
    fetchClones: async () => {
      if (branch) await desk.alone(remote);
    },
    async start() {
      if (parts.isRestored || (readSnapshot(parts.home)?.lastLease ?? 0) > store.claims.desk().lastLease) skipLeases();
      snapshot.start();
      await copies.start();
      await desk.start();
      branches.look();
      // What was written before the watch began, and what others have pushed.
      copies.behind();
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      desk.stop();
      branches.stop();
      await copies.stop();
      snapshot.stop();
    },
  });
}

/** So many times as fast as usual, for trying it out. */
const pace = (times = '1'): Policy => (/^[1-9]\d{0,4}$/.test(times) ? quickened(standard, Number(times)) : standard);

/** Names of a folder, those of folders with a `/` behind; git's own are not the people's. */
function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => name !== '.git')
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  } catch {
    return [];
  }
}
