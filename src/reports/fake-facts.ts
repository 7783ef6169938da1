/** Facts of a job as tests want them: sound by default, each part to be overridden. */
import type { Facts, ResultFile, StepFacts, StepState } from '../jobs/facts.ts';
import type { Record } from '../jobs/record.ts';
import type { Spec, Step } from '../jobs/spec.ts';
import type { JobState } from '../jobs/state.ts';
import type { Millis } from '../kernel/clock.ts';
import type { Place } from '../kernel/people.ts';
import { untrusted } from '../kernel/text.ts';
import type { ReportContext } from './context.ts';

/** 09:34:12 in Chicago. */
export const began: Millis = Date.UTC(2026, 10, 22, 15, 34, 12);
const commit = 'a0a69098bb1b889c696d5f009f07bfc8dfae1472';
export const ended = (after: Millis): { at: Millis; since: Millis } => ({ at: began + after, since: began });

export const fakeContext = (now: Millis = began): ReportContext => ({
  now,
  zone: 'America/Chicago',
  resume: 'ssh -t m1 molt-ops attach 42',
  readLog: 'ssh m1 molt-ops log 42',
  updateBy: now + 15 * 60_000,
  logsRoot: '/srv/molt/logs',
});

export const fakeStep = (phase: string, over: Partial<Step> = {}): Step => ({
  phase,
  run: ['uv', 'run', `tools/${phase}.py`],
  cwd: '/srv/molt',
  env: {},
  continue: false,
  ...over,
});

export const passed = (step: Step, rows?: { rows: number; of?: number }): StepFacts => ({
  step,
  state: { is: 'ended', exit: { code: 0 }, took: 12_300 },
  ...rows,
});
export const inState = (step: Step, state: StepState, rows?: { rows: number; of?: number }): StepFacts => ({ step, state, ...rows });

export const result = (phase: string, format: string, content: unknown): ResultFile => ({
  phase,
  format,
  file: `${phase}.json`,
  read: { ok: true, content, bytes: JSON.stringify(content).length },
});

export const fakeRecord = (over: Partial<Record> = {}): Record => ({
  v: 1,
  at: began,
  utc: '2026-11-22T15:34:12Z',
  zone: 'America/Chicago',
  git: { head: commit, branch: 'main', status: [], diff: 'd0', changed: [] },
  host: { name: 'm1', os: 'Linux 6.18', arch: 'x86_64', cpu: 'Some CPU', cpus: 2, memory: 8 * 1024 ** 3, governor: 'performance' },
  load: [0.5, 0.4, 0.3],
  tools: { python3: 'Python 3.14.10' },
  ...over,
});

export function fakeFacts(
  state: JobState,
  over: Omit<Partial<Facts>, 'job'> & { spec?: Partial<Spec>; place?: Place; waiting?: { position: number; reason: string } } = {},
): Facts {
  const { spec, place, waiting, ...facts } = over;
  const id = spec?.id ?? 42;
  const recipe = spec?.recipe ?? 'bench';
  const dir = `/srv/molt/logs/benchmarks/20261122T153412Z_${recipe}_${id}`;
  const took = 'at' in state && 'since' in state && state.since !== undefined ? state.at - state.since : undefined;
  const steps = facts.steps ?? [inState(fakeStep('cargo'), { is: 'ended', exit: { code: 0 }, took: took ?? 12_300 })];
  return {
    job: {
      id,
      dir,
      state,
      ...(waiting && { waiting }),
      spec: {
        v: 1,
        id,
        recipe,
        about: 'Native and WASM benches',
        category: 'benchmarks',
        exclusive: 'host',
        steps: steps.map(({ step }) => step),
        workspace: '/srv/molt',
        worktree: '/srv/molt',
        requester: 'ada',
        agent: false,
        place: place ?? { adapter: 'console', room: 'main' },
        asked: { given: recipe, canonical: recipe },
        options: {},
        limits: { log: 2 ** 31 },
        key: 'k1',
        tag: 't1',
        errors: [],
        commit,
        host: 'm1',
        createdAt: began,
        ...spec,
      },
    },
    events: [],
    record: fakeRecord(),
    recordEnd: fakeRecord({ at: began + 60_000 }),
    results: [],
    printed: [],
    tail: [],
    log: { path: `${dir}/log`, bytes: 12_345, missing: 0 },
    earlier: [],
    ...facts,
    steps,
  };
}

export const lines = (...texts: string[]): Facts['tail'] => texts.map(untrusted);
