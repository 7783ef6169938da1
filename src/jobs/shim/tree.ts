/** All the processes of a job, however they hide, and how they are ended. */
import type { Millis } from '../../kernel/clock.ts';
import { botVariable, type Left, tagVariable } from '../spec.ts';
import { allProcesses, environmentOf, holders, type Process, processOf } from './processes.ts';

export { bootId, startTicks } from './processes.ts';

/** KILL is repeated this often at most: a tree that forks faster than that is told as left. */
const rounds = 200;

export interface Tree {
  tag: string;
  /** Process groups of steps that run. Only of those: the number of a group that ended may be somebody else's by now. */
  groups: readonly number[];
  /** FIFOs that only steps write to. Needed on macOS. */
  pipes?: readonly string[];
}

/** Processes that carry the tag, and are still there. */
export const tagged = (tag: string): Left[] => left([...members({ tag, groups: [] }, new Map()).values()]);

/** CPU that the job's processes have used so far, milliseconds. Falls when one of them ends. */
export const cpuOf = (tree: Tree): Millis => [...members(tree, new Map()).values()].reduce((sum, p) => sum + p.cpu, 0);

/**
 * Ends everything that a job started: TERM, `grace` milliseconds to tidy up, then KILL until nothing is found.
 * Answers as soon as all are gone, with those that could not be ended. A bot that was started inside the job is spared, with all below it.
 */
export async function killTree(tree: Tree & { grace: Millis }): Promise<Left[]> {
  const known = new Map<number, Process>();
  let alive = refresh(tree, known);
  signal(alive, tree.groups, 'SIGTERM');
  // A stopped process takes its TERM only once it goes on.
  signal(alive, tree.groups, 'SIGCONT');
  const until = performance.now() + tree.grace;
  for (let wait = 2; alive.size > 0 && performance.now() < until; wait = Math.min(50, wait * 2)) {
    await pause(Math.min(wait, Math.max(0, until - performance.now())));
    alive = refresh(tree, known);
  }
  for (let round = 0; alive.size > 0 && round < rounds; round += 1) {
    signal(alive, tree.groups, 'SIGKILL');
    await pause(round < 20 ? 1 : 20);
    alive = refresh(tree, known);
  }
  return left([...alive.values()]);
}

/** What is alive now of all that was ever seen of the tree: who lost its parent and its environment is still known by pid and start. */
function refresh(tree: Tree, known: Map<number, Process>): Map<number, Process> {
  let alive = members(tree, known);
  // Looked at one after the other, a child that was forked meanwhile can be missed: none is none only the second time.
  if (alive.size === 0) alive = members(tree, known);
  for (const [pid, process] of alive) known.set(pid, process);
  return alive;
}

/** The job's processes: by tag, by group, by open FIFO, known from before, and all that descend from those. */
function members(tree: Tree, known: ReadonlyMap<number, Process>): Map<number, Process> {
  const here = allProcesses().filter((p) => !p.zombie && p.pid !== process.pid && p.pid > 1);
  const children = Map.groupBy(here, (p) => p.parent);
  const environments = new Map(here.map((p) => [p.pid, environmentOf(p.pid)]));
  const carries = (p: Process): boolean => environments.get(p.pid)?.includes(`${tagVariable}=${tree.tag}`) ?? false;
  const isBot = (p: Process): boolean => environments.get(p.pid)?.some((word) => word.startsWith(`${botVariable}=`)) ?? false;
  const spared = withDescendants(
    here.filter((p) => isBot(p) && !carries(p)),
    children,
    carries,
  );
  const holding = new Set(holders(tree.pipes ?? []));
  const roots = here.filter(
    (p) =>
      carries(p) ||
      (!spared.has(p.pid) && (holding.has(p.pid) || tree.groups.includes(p.group) || known.get(p.pid)?.startTicks === p.startTicks)),
  );
  return withDescendants(roots, children, (p) => spared.has(p.pid));
}

/** `roots` and all below them, but for those that `stop` names and what is below only them. */
function withDescendants(
  roots: readonly Process[],
  children: ReadonlyMap<number, Process[]>,
  stop: (p: Process) => boolean,
): Map<number, Process> {
  const found = new Map(roots.map((p) => [p.pid, p]));
  const queue = [...roots];
  for (let p = queue.pop(); p; p = queue.pop()) {
    for (const child of children.get(p.pid) ?? []) {
      if (found.has(child.pid) || stop(child)) continue;
      found.set(child.pid, child);
      queue.push(child);
    }
  }
  return found;
}

/** To whole groups where all of a group belongs to the job, so that nothing forks past us; then to each process by itself. */
function signal(to: ReadonlyMap<number, Process>, groups: readonly number[], name: NodeJS.Signals): void {
  const everyone = allProcesses();
  for (const group of new Set([...groups, ...[...to.values()].map((p) => p.group)])) {
    const inGroup = everyone.filter((p) => p.group === group && !p.zombie);
    if (group > 1 && inGroup.length > 0 && inGroup.every((p) => to.has(p.pid))) send(-group, name);
  }
  for (const { pid, startTicks } of to.values()) if (processOf(pid)?.startTicks === startTicks) send(pid, name);
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, or not ours to signal: the next look tells which.
  }
}

const left = (processes: readonly Process[]): Left[] => processes.map(({ pid, name }) => ({ pid, name })).sort((a, b) => a.pid - b.pid);

const pause = (span: Millis): Promise<void> => new Promise((resolve) => setTimeout(resolve, span));
