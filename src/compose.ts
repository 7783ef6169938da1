/** The roof: the only place that knows every part. It wires them, and holds no logic of its own. */
import { statfsSync } from 'node:fs';
import { uptime, userInfo } from 'node:os';
import { join } from 'node:path';
import { calendar } from '../adapters/cron/cron.ts';
import { openGit } from '../adapters/git/git.ts';
import { credentialFiles } from '../adapters/host/credentials.ts';
import { hostObserver } from '../adapters/host/observer.ts';
import { openLog } from '../adapters/pino/log.ts';
import { makeSocketFolder, socketFolder } from '../adapters/socket/folder.mjs';
import { openStore } from '../adapters/sqlite/store.ts';
import { commands, helpCard, knownLines, recipeCommand } from '../commands/index.ts';
import { loadConfig } from '../config/load.ts';
import { allSecrets } from '../config/secrets.ts';
import type { ChatAdapter, Incoming } from './chat/adapter.ts';
import { type Answers, createAnswers } from './chat/answers.ts';
import { createAudience } from './chat/audience.ts';
import { credentialFits } from './chat/credentials.ts';
import { createDispatch } from './chat/dispatch.ts';
import { createEffects } from './chat/effects.ts';
import { healthCard } from './chat/health.ts';
import { createJobClaims } from './chat/job-claims.ts';
import { createNoSign } from './chat/no-sign.ts';
import { createOutbox } from './chat/outbox.ts';
import { createPages } from './chat/pages.ts';
import { openPairing } from './chat/pairing.ts';
import { parseLine } from './chat/parse.ts';
import { allPeople, whoIs } from './chat/people.ts';
import { handleOf } from './chat/reach.ts';
import { createSchedules } from './chat/schedules.ts';
import { createShow, shownContext } from './chat/show.ts';
import type { Person } from './chat/store.ts';
import { createTeller } from './chat/tell.ts';
import { createView } from './chat/view.ts';
import { openClaims } from './claims.ts';
import { hostCommand } from './host-command.ts';
import { readAttachment } from './jobs/directory/attachment.ts';
import { jobEnvironment } from './jobs/environment.ts';
import type { JobSummary } from './jobs/job.ts';
import { createJobs } from './jobs/jobs.ts';
import { isOver } from './jobs/state.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { parseDuration } from './kernel/durations.ts';
import { done, type Outcome } from './kernel/result.ts';
import { createMask } from './kernel/text.ts';
import { useZone } from './kernel/zone.ts';
import type { Paths } from './paths.ts';
import { startPeriodic } from './periodic.ts';
import { createPictures } from './pictures.ts';
import { openPlatforms } from './platforms.ts';
import { standingWarnings } from './reports/claims/standing-words.ts';
import { openRunners } from './runners.ts';
import { openWorkspace } from './workspace.ts';

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  paths: Paths;
}

export interface Bot {
  /** Takes up what runs, then opens the adapters. */
  start(): Promise<void>;
  /** Delivers what is due, then lets go of everything; jobs go on. */
  stop(): Promise<void>;
  answers: Answers;
  /** Command names and job numbers, for completion. */
  words(): string[];
}

export async function compose({
  env,
  cwd,
  paths,
  adapters: own,
  clock = systemClock,
}: Surroundings & { adapters: readonly ChatAdapter[]; clock?: Clock }): Promise<Outcome<Bot>> {
  const startedAt = clock.now();
  const loaded = loadConfig(paths.config, { cwd, home: paths.home, logs: paths.logs });
  if (!loaded.ok) return loaded;
  const config = loaded.value;
  useZone(config.timezone);
  const notices: string[] = [];
  const workspace = await openWorkspace({ configured: config.workspace, home: config.home, config: config.file }, (sentence) =>
    notices.push(sentence),
  );
  if (!workspace.ok) return workspace;
  const sockets = makeSocketFolder(socketFolder(paths.home, env));
  if (!sockets.ok) return sockets;
  const opened = openStore({ file: join(paths.home, 'molt-ops.db'), backups: join(paths.home, 'backups'), clock });
  if (!opened.ok) return opened;
  const { store, restored } = opened.value;
  const secrets = allSecrets(env);
  const log = openLog({ file: join(paths.home, 'molt-ops.log'), secrets });
  const mask = createMask(secrets);
  const people = () => allPeople(config.people, store.people(), store.forgotten());
  const platforms = await openPlatforms({
    env,
    config,
    clock,
    notes: { get: store.note, set: store.setNote },
    threads: (name) =>
      [...teller.threads(), ...store.questions().map(({ place }) => place)].filter(
        (place) => place.adapter === name && place.thread !== undefined,
      ),
    handle: (person, name) => handleOf(people(), person, name),
    readFile: async (file) => readAttachment(config.logs, file, mask),
    log,
  });
  if (!platforms.ok) {
    store.close();
    return platforms;
  }
  const adapters = [...own, ...platforms.value];
  const byName = new Map(adapters.map((adapter) => [adapter.name, adapter]));
  const owner = userInfo().username;
  const git = openGit(workspace.value);
  const jobsEnv = jobEnvironment(env, config.jobs.env);

  const { runners, runner, problem } = await openRunners(paths.home, sockets.value, jobsEnv, env);
  const observer = hostObserver({ tools, hostName: config.host.name, zone: config.host.zone, env: jobsEnv });
  const jobs = createJobs({
    logs: config.logs,
    clock,
    runners,
    observer,
    hostName: config.host.name,
    index: store.jobs,
    diskMin: config.disk.min,
    log,
  });

  const onHost = hostCommand({ address: config.host.address, paths, env });
  const context = ({ id }: { id: number }) => ({
    zone: config.timezone,
    resume: onHost(['attach', String(id)], true),
    readLog: onHost(['log', String(id)]),
    logsRoot: config.logs,
    mask,
  });
  const outbox = createOutbox({ store, clock, adapters: byName, log });
  const every = parseDuration(env.MOLT_OPS_REPORTS_EVERY ?? '') ?? config.reports.every;
  const isLocal = (place: { adapter: string }): boolean => byName.get(place.adapter)?.capabilities.local ?? false;
  const audience = createAudience({
    // An interval that is set only for trying it out holds everywhere.
    rooms: config.rooms.map((room) => (env.MOLT_OPS_REPORTS_EVERY === undefined ? room : { ...room, every })),
    people,
    settings: store.settings,
    alone: (handle, adapter) => byName.get(adapter)?.direct?.(handle),
    isLocal,
    every,
  });
  const teller = createTeller({
    jobs,
    store,
    clock,
    context,
    ...audience,
    threads: (name) => byName.get(name)?.capabilities.threads ?? false,
    wakes: ({ recipe }) => config.recipes.get(recipe)?.wake ?? false,
    promisesChanged: () => noSign.refresh(),
    wakeOutbox: outbox.wake,
    log,
  });
  const claims = openClaims({
    env,
    home: paths.home,
    isRestored: restored !== undefined,
    config,
    workspace: workspace.value,
    store,
    clock,
    adapters: adapters.map(({ name }) => name).sort((a, b) => Number(isLocal({ adapter: a })) - Number(isLocal({ adapter: b }))),
    people,
    audience,
    busy: jobs.busy,
    wakeOutbox: outbox.wake,
    problem: (sentence) => void notices.push(sentence),
    log,
  });
  if (!claims.ok) {
    store.close();
    return claims;
  }
  const { desk, copies } = claims.value;
  const noSign = createNoSign({
    adapters: byName,
    running: teller.promised,
    mayRing: audience.mayRing,
    host: config.host.name,
    zone: config.timezone,
    bootedAt: () => clock.now() - uptime() * 1000,
    store,
    clock,
    wakeOutbox: outbox.wake,
    log,
  });
  const shown = (job: Pick<JobSummary, 'id' | 'state'>) => shownContext(context(job), job.state, clock.now(), every);
  const show = createShow({
    get: jobs.get,
    facts: jobs.facts,
    tail: jobs.tail,
    context: shown,
    picture: createPictures({
      facts: jobs.facts,
      context: ({ job }) => shown(job),
      busy: jobs.busy,
      notes: { get: store.note, set: store.setNote },
      log,
    }),
  });
  const jobClaims = createJobClaims({
    jobs,
    store,
    clock,
    desk,
    people,
    lockFile: config.locks.file,
    threads: (name) => byName.get(name)?.capabilities.threads ?? false,
    wakeOutbox: outbox.wake,
    log,
  });
  const credentials = credentialFiles(join(paths.home, 'credentials'));
  const effects = createEffects({
    store,
    clock,
    jobs,
    credentials,
    lockFile: copies,
    notStarted: () => void jobClaims.sweep(),
    wakeOutbox: outbox.wake,
    log,
  });

  const recipeCommands = new Map([...config.recipes].map(([name, recipe]) => [name, recipeCommand(recipe)]));
  const allCommands = [...commands, ...recipeCommands.values()];
  const byCommand = new Map(allCommands.map((command) => [command.name, command]).reverse() as [string, (typeof allCommands)[number]][]);
  const known = knownLines(commands, config.recipes);
  for (const sentence of [restored, problem]) if (sentence !== undefined) notices.unshift(sentence);
  const warnings = (): string[] => [
    ...notices,
    ...standingWarnings(claims.value.view()),
    'Jobs run as the bot itself: they could read its secrets. See docs/trust.md',
  ];
  const view = createView({
    clock,
    store,
    jobs,
    zone: config.timezone,
    recipes: config.recipes,
    workspace: workspace.value,
    environment: env,
    allowed: config.jobs.env,
    logLimit: 2 * 1024 ** 3,
    recipesIn: (place) => config.rooms.find((room) => room.adapter === place.adapter && room.room === place.room)?.recipes,
    direct: audience.direct,
    show,
    resume: (id) => context({ id }).resume,
    nextRun: (cron, zone) => calendar.next(cron, zone, clock.now()),
    tagsAtHead: git.tagsAtHead,
    locks: claims.value.view,
    health: async () =>
      healthCard({
        now: clock.now(),
        startedAt,
        host: config.host.name,
        running: jobs.list().filter(({ state }) => state.is === 'running' || state.is === 'stopping').length,
        waiting: jobs.list().filter(({ state }) => !isOver(state) && state.is !== 'running' && state.is !== 'stopping').length,
        diskFree: freeBytes(config.logs),
        runner,
        memory: process.memoryUsage.rss(),
        adapters: adapters.map(({ name, connection }) => ({ name, connection: connection() })),
        backlog: store.outbox.backlog(),
        warnings: warnings(),
      }),
    help: (topic, role) => helpCard(allCommands, topic, role),
  });
  const schedules = createSchedules({
    store,
    clock,
    calendar,
    receive: (incoming) => dispatch.receive(incoming),
    wakeOutbox: outbox.wake,
    log,
  });
  const reading = { command: (name: string) => byCommand.get(name), parse: (text: string) => parseLine(text, known) };
  const identify = async (incoming: Pick<Incoming, 'sender' | 'place' | 'as'>, all: readonly Person[]) => {
    const standing = incoming.as === undefined ? await byName.get(incoming.place.adapter)?.standing?.(incoming.sender) : undefined;
    return whoIs(incoming, { people: all, rooms: config.rooms, owner, local: isLocal(incoming.place), ...(standing && { standing }) });
  };
  const pages = createPages({ ...reading, store, now: clock.now, people, whoIs: identify, view });
  const dispatch = createDispatch({
    ...reading,
    store,
    clock,
    zone: config.timezone,
    whoIs: identify,
    takesFiles: audience.takesFiles,
    desk,
    configPeople: config.people,
    commitAt: async (time) => {
      const commit = await git.headAt(time);
      return commit.ok ? commit.value : undefined;
    },
    isLocal,
    view,
    jobs,
    jobOfThread: (place) => store.outbox.jobOfThread(place),
    workEffects: effects.work,
    fetchClones: claims.value.fetchClones,
    wakeOutbox: outbox.wake,
    schedulesChanged: schedules.refresh,
    log,
  });
  const answers = createAnswers({
    outcome: dispatch.outcome,
    jobs,
    told: teller.report,
    report: show.report,
    proves: (person, credential) => credentialFits(store.credential(person), credential),
  });

  const running: { stop(): void | Promise<void> }[] = [];
  return done({
    answers,
    words: () => [
      ...byCommand.keys(),
      ...jobs
        .list()
        .slice(0, 50)
        .map(({ id }) => String(id)),
    ],
    async start() {
      const { taken, lost } = await jobs.recover();
      if (taken + lost > 0) log('info', `took up ${taken} jobs, lost ${lost}`);
      if (restored !== undefined) log('error', restored);
      for (const sentence of notices) process.stderr.write(`${sentence}\n`);
      teller.start();
      openPairing({
        store,
        clock,
        people: people(),
        remote: adapters.some(({ capabilities }) => !capabilities.local),
        show: (sentence) => process.stderr.write(`${sentence}\n`),
      });
      await claims.value.start();
      await jobClaims.sweep();
      for (const adapter of adapters) await adapter.start((incoming) => dispatch.receive(incoming), pages);
      noSign.start();
      schedules.refresh();
      running.push(...startPeriodic({ config, adapters, store, clock, jobs, schedules, wakeOutbox: outbox.wake, log }));
      outbox.wake();
      await effects.work();
      await dispatch.work();
    },
    async stop() {
      for (const one of running) await one.stop();
      schedules.stop();
      // What can't be done by then, because a platform does not answer, is done after the next start.
      await atMost(lastWords, async () => {
        await dispatch.work();
        await effects.work();
        await claims.value.stop();
        // From here on there are no news, so that nothing is told to a store that is closed.
        jobs.close();
        await teller.idle();
        outbox.wake();
        await outbox.idle();
        await noSign.stop();
      });
      jobs.close();
      outbox.stop();
      teller.stop();
      for (const adapter of adapters) await adapter.stop();
      dispatch.stop();
      effects.stop();
      store.close();
      log.close();
    },
  });
}

/** A bot that is asked to end has so long for what it still has to say. Milliseconds. */
const lastWords = 8000;

function atMost(limit: number, run: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, limit);
    run()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** What asks each tool for its version. */
const tools = [
  ['git', '--version'],
  ['python3', '--version'],
  ['node', '--version'],
  ['uv', '--version'],
  ['cargo', '--version'],
  ['rustc', '--version'],
  ['wasm-ld', '--version'],
  ['wasm-tools', '--version'],
];

function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
