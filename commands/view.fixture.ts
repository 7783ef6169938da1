/** A View as plain data: people, jobs and recipes of a small workspace. */
import type { Command, View } from '../src/chat/command.ts';
import { parseLine } from '../src/chat/parse.ts';
import type { Draft, JobSummary } from '../src/jobs/job.ts';
import type { Recipe } from '../src/jobs/recipe.ts';
import type { JobState } from '../src/jobs/state.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { emptyDesk } from '../src/locks/desk/desk.ts';
import { commands, helpCard, knownLines, recipeCommand } from './index.ts';

export const now = Date.UTC(2026, 10, 22, 15, 34, 12);

const recipe = (name: string, options: Recipe['options'] = {}, paths?: Recipe['paths']): Recipe => ({
  name,
  about: `runs ${name}`,
  category: 'benchmarks',
  exclusive: 'host',
  limits: {},
  errors: [],
  ...(paths && { paths }),
  options,
  steps: [{ phase: name, run: ['true'] }],
});

export const recipes = new Map(
  [
    recipe(
      'bench',
      {
        smoke: { type: 'flag' },
        samples: { type: 'int', min: 1, max: 100, about: 'samples of each bench' },
        linked: { type: 'flag' },
        super: { type: 'flag' },
      },
      ['src/', 'tests/bench'],
    ),
    recipe('build'),
    recipe('lint'),
  ].map((r) => [r.name, r]),
);
export const all: readonly Command[] = [...commands, ...[...recipes.values()].map(recipeCommand)];
export const known = knownLines(commands, recipes);

export const job = (id: number, canonical: string, state: JobState, more: Partial<JobSummary> = {}): JobSummary => ({
  id,
  dir: `/srv/logs/benchmarks/x_${id}`,
  recipe: canonical.split(' ')[0]!,
  category: 'benchmarks',
  exclusive: 'host',
  canonical,
  requester: 'ada',
  place: { adapter: 'console', room: 'console' },
  key: `console:${id}`,
  createdAt: now - 60_000,
  state,
  ...more,
});

export const running = job(42, 'bench --linked', { is: 'running', since: now - 720_000 });
export const waiting = job(43, 'build', { is: 'queued' }, { requester: 'bob', waiting: { position: 1, reason: '42 bench has the host' } });
export const failed = job(41, 'lint', { is: 'failed', at: now - 3_600_000, since: now - 3_900_000, exit: { code: 101 }, reason: 'exit' });

/** `jobs`: newest first. */
export function viewOf(more: Partial<View> & { list?: readonly JobSummary[] } = {}): View {
  const { list = [waiting, running, failed], ...rest } = more;
  const get = (id: number): JobSummary | undefined => list.find((j) => j.id === id);
  const ada = { id: 'ada', roles: ['operator' as const, 'admin' as const], handles: { console: 'ada' } };
  return {
    now,
    zone: 'America/Chicago',
    asker: ada,
    role: 'admin',
    sender: 'ada',
    place: { adapter: 'console', room: 'console' },
    local: true,
    inbox: 'console:1',
    line: { given: '', canonical: '' },
    confirmed: false,
    jobs: {
      get,
      list: () => list,
      byKey: (key) => list.find((j) => j.key === key),
      read: async (id) => {
        const found = get(id);
        if (!found) return refuse('no such job', `There is no job ${id}.`);
        const options = Object.fromEntries([...found.canonical.matchAll(/--(\w+)/g)].map(([, name]) => [name!, true]));
        const spec = { id, recipe: found.recipe, options, asked: { given: '', canonical: found.canonical } };
        return done({ id, dir: found.dir, state: found.state, spec } as never);
      },
    },
    recipes,
    draft: (name, options, as): Outcome<Draft> => done({ recipe: name, options, ...as } as never),
    show: {
      card: async (id) => done({ title: `CARD ${id}` }),
      report: async (id) => done({ title: `REPORT ${id}` }),
      tail: async (id, lines) => done({ title: `TAIL ${id} ${lines}` }),
      log: async (id) => done({ title: `LOG ${id}` }),
      ending: async (id) => done({ title: `DONE ${id}`, mention: ['ada'] }),
      picture: async () => undefined,
    },
    resume: (id) => `ssh -t m1 molt-ops attach ${id}`,
    tagsAtHead: async () => done([]),
    people: [ada, { id: 'bob', roles: ['operator'], handles: {} }, { id: 'codex-26366', roles: ['operator'], handles: {}, owner: 'ada' }],
    schedules: [],
    nextRun: () => now + 3_600_000,
    mutes: [],
    settings: {},
    quietUntil: () => undefined,
    direct: ({ handles }) => (handles.slack === undefined ? undefined : { adapter: 'slack', room: `@${handles.slack}`, direct: true }),
    undoable: [],
    desk: emptyDesk,
    locks: {
      file: 'docs/AGENT_LOCKS.md',
      standing: { is: 'in step' },
      list: () => [],
      lastCommit: async () => undefined,
      history: () => [],
      picture: async () => undefined,
    },
    health: async () => ({ title: 'WELL m1: up 3h, 1 running, 1 waiting' }),
    help: (topic, role) => helpCard(all, topic, role),
    ...rest,
  };
}

/** A line as dispatch works it, and what was answered. */
export async function say(line: string, view: View = viewOf()) {
  const parsed = parseLine(line, known);
  if (!parsed.ok) return parsed;
  const { name, words, options, canonical } = parsed.value;
  const command = all.find((c) => c.name === name)!;
  const read = command.options.safeParse({ words, options });
  if (!read.success) return refuse('wrong usage', read.error.issues[0]!.message);
  return command.run(read.data, { ...view, line: { given: line, canonical } });
}
