/** A job from its first event to its end record. */
import { systemClock } from '../../kernel/clock.ts';
import { crashPoint } from '../../kernel/crash-point.ts';
import { shellLine } from '../../kernel/paths.ts';
import { type End, type Exit, files, type JobEvent, type Left, type Step, type StopReason } from '../spec.ts';
import { runAfter } from './after.ts';
import { type Directory, syncFolder } from './directory.ts';
import { disk } from './disk.ts';
import { openEvents } from './events.ts';
import { watchSilence } from './limits.ts';
import { linkModeIn } from './link-mode.ts';
import { openLog } from './log.ts';
import { openMirror } from './mirror.ts';
import { type MissingResult, missingResults } from './results.ts';
import { startStep } from './step.ts';
import { bootId, cpuOf, killTree, startTicks, tagged } from './tree.ts';

/** From TERM to KILL, milliseconds. */
const grace = 5000;
/** Ctrl-C in the pane asks; a second one within this time means it. */
const askFor = 5000;

export async function runJob(directory: Directory): Promise<void> {
  const { path, spec, env } = directory;
  const now = Date.now;
  const events = openEvents(directory.events, `${path}/${files.reserve}`, directory.ring, disk);
  const emit = (event: JobEvent): void => events.append(event);

  emit({ type: 'started', at: now(), pid: process.pid, startTicks: startTicks(process.pid) ?? '', bootId: bootId(), host: spec.host });
  syncFolder(path);
  crashPoint('shim.after-started');

  const log = openLog({ fd: directory.log, limit: spec.limits.log, now, emit, disk });
  const mirror = openMirror(() => directory.ring('paneGone'));
  const say = (texts: string[], event: (place: { log?: { offset: number; length: number; newline: boolean } }) => JobEvent): void => {
    const lines = texts.map(oneLine);
    log.say(lines, (place) => emit(event(place ? { log: place } : {})));
    for (const line of lines) mirror.line(`==> ${line}`);
  };
  const note = (lines: string[]): void => say(lines, (place) => ({ type: 'note', at: now(), text: lines.join('\n'), ...place }));

  let running: { pid: number } | undefined;
  let stopping: { reason: StopReason; killed: Promise<Left[]> } | undefined;

  const kill = (): Promise<Left[]> =>
    killTree({ tag: spec.tag, groups: running ? [running.pid] : [], grace, pipes: spec.steps.map((_, n) => `${path}/${files.pipe(n)}`) });

  function stop(reason: StopReason, by: string | undefined, why: string): void {
    // Asked again while something is still there: once more through all of it.
    if (stopping) {
      stopping.killed = stopping.killed.then((left) => (left.length > 0 ? kill() : left));
      return;
    }
    const who = by === undefined ? reason : `${reason} by ${by}`;
    say([`stopping: ${who}: ${why}`], (place) => ({ type: 'stopping', at: now(), reason, ...(by !== undefined && { by }), why, ...place }));
    stopping = { reason, killed: kill() };
  }

  const lookForCancel = (): void => {
    const cancel = directory.cancel();
    if (cancel) stop('cancelled', cancel.by, cancel.why);
  };

  const silence =
    spec.limits.stall === undefined
      ? undefined
      : watchSilence({
          limit: spec.limits.stall,
          silent(length) {
            const since = Math.round(now() - length);
            const tree = { tag: spec.tag, groups: running ? [running.pid] : [] };
            const [before, from] = [cpuOf(tree), performance.now()];
            systemClock.after(1000, () => {
              const used = Math.max(0, cpuOf(tree) - before);
              emit({ type: 'stalled', at: now(), since, cpuPercent: Math.round((used / (performance.now() - from)) * 100) });
            });
          },
          awake: () => emit({ type: 'awake', at: now() }),
        });

  const output = (bytes: Buffer): void => {
    silence?.heard();
    log.output(bytes);
    mirror.output(bytes);
  };

  async function runStep(step: Step, index: number): Promise<Exit> {
    const { phase } = step;
    crashPoint('shim.before-step');
    const from = performance.now();
    const started = await startStep(step, spec.workspace, `${path}/${files.pipe(index)}`, env, spec.tag, output);
    const of = spec.steps.length;
    const begun = { type: 'phase', phase, step: index, of } as const;
    say([`phase ${phase} ${index + 1}/${of}: ${shellLine(step.run)}`], (place) => ({
      ...begun,
      at: now(),
      ...(started.ok && { pid: started.pid }),
      ...place,
    }));
    if (!started.ok) {
      const { exit, why } = started;
      say([`${phase}: not started: ${why}`], (place) => ({ type: 'step-unstartable', at: now(), phase, step: index, exit, why, ...place }));
      return exit;
    }
    running = { pid: started.pid };
    silence?.begin();
    const exit = await started.ended;
    running = undefined;
    silence?.end();
    const took = Math.round(performance.now() - from);
    const how = 'code' in exit ? `exit ${exit.code}` : `signal ${exit.signal}`;
    say([`${phase}: ${how} in ${(took / 1000).toFixed(1)} s`], (place) => ({
      type: 'step-end',
      at: now(),
      phase,
      step: index,
      exit,
      took,
      ...place,
    }));
    crashPoint('shim.after-step-end');
    const mode = linkModeIn(path, step);
    if (mode !== undefined) note([`${phase}: ${mode}`]);
    return exit;
  }

  function onCtrlC(): void {
    if (performance.now() - asked < askFor) {
      stop('cancelled', 'pane', 'Ctrl-C in the pane');
      return;
    }
    asked = performance.now();
    mirror.line(`Again within ${askFor / 1000} s stops job ${spec.id}.`);
  }
  let asked = Number.NEGATIVE_INFINITY;

  process.on('SIGINT', onCtrlC);
  directory.onBell(lookForCancel);
  const { time } = spec.limits;
  const limit =
    time === undefined ? undefined : systemClock.after(time, () => stop('time limit', undefined, `it ran for ${time / 1000} s`));

  note([
    `job ${spec.id} ${spec.asked.canonical}`,
    `commit ${directory.commit ?? 'unknown'}`,
    `machine ${spec.host}`,
    `date ${new Date(now()).toISOString()}`,
  ]);
  // It starts a program: the first step comes before that.
  setImmediate(mirror.quieten);

  let failed: Exit | undefined;
  for (const [index, step] of spec.steps.entries()) {
    lookForCancel();
    if (stopping) break;
    const exit = await runStep(step, index);
    if ('code' in exit && exit.code === 0) continue;
    failed ??= exit;
    if (stopping || !step.continue) break;
  }
  limit?.cancel();
  await (stopping as { killed: Promise<Left[]> } | undefined)?.killed;

  crashPoint('shim.before-after');
  const after = spec.after && runAfter(spec.after, path, env, spec.tag);
  // Looked for meanwhile; what is there may be about to end, so it is looked for again.
  const early = tagged(spec.tag);
  await after;
  const left = early.length > 0 ? tagged(spec.tag) : early;

  const missing = failed || stopping ? [] : missingResults(path, spec.steps);
  if (missing.length > 0) note([`no result: ${missing.map(({ file, why }) => `${file}: ${why}`).join('; ')}`]);
  if (left.length > 0) note([`still there: ${left.map((p) => `${p.name} (${p.pid})`).join(', ')}`]);
  log.finish();
  mirror.line(`==> job ${spec.id} is over: ${outcome(stopping?.reason, failed, missing)}`);
  await log.close();
  await events.settled();
  crashPoint('shim.before-end');
  const end: End = {
    v: 1,
    at: now(),
    ...(left.length > 0 && { left }),
    outcome: 'exited',
    exit: failed ?? { code: 0 },
    ...(missing.length > 0 && { reason: 'no result', missing: missing.map(({ file }) => file) }),
  };
  await directory.writeEnd(end);
  crashPoint('shim.after-end');
  directory.close();
}

function outcome(stopped: StopReason | undefined, failed: Exit | undefined, missing: MissingResult[]): string {
  if (stopped) return stopped;
  if (failed) return 'code' in failed ? `exit ${failed.code}` : `signal ${failed.signal}`;
  return missing.length > 0 ? 'no result' : 'exit 0';
}

/** A command may hold anything, line ends too; a line of ours is one line, and not a long one. */
const oneLine = (text: string): string => {
  const shown = text.replace(/[\x00-\x1f\x7f]/g, (c) => JSON.stringify(c).slice(1, -1));
  return shown.length > 1000 ? `${shown.slice(0, 1000)}…` : shown;
};
