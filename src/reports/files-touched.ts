/** Files Touched: what changed in the workspace between the two records, and the results that the job left. */
import { posix } from 'node:path';
import type { Facts } from '../jobs/facts.ts';
import type { Record, Workspace } from '../jobs/record.ts';
import { isOver, type JobState } from '../jobs/state.ts';
import { unreadable } from './bench-facts.ts';
import { count, type ReportContext, type Show, shortCommit, shower, toldPath } from './context.ts';
import { bytesWords } from './log-words.ts';
import { inert } from './markdown.ts';
import { partialResults } from './partial-results.ts';

const mostFiles = 200;

/** Lines `- <path> — <one-line change>`; `- none` when there is none. */
export function filesTouched(facts: Facts, context: ReportContext): string {
  const raw = shower(context);
  const show: Show = (text, length) => inert(raw(text, length));
  const changes = [...workspaceChanges(facts, show), ...resultFiles(facts, context), ...partialFiles(facts, context)].map(
    ([path, change]) => `- ${show(path, 1000)} — ${change}`,
  );
  const shown = changes.slice(0, mostFiles);
  return [...shown, ...(changes.length > shown.length ? [`- … — +${changes.length - shown.length} more`] : [])].join('\n') || '- none';
}

/** The files of the workspace that are not as they were when the job began. */
export function touchedPaths({ record, recordEnd }: Facts): string[] {
  const [before, after] = [record?.git, recordEnd?.git];
  if (!before || !after) return [];
  const [old, now] = [statusByPath(before), statusByPath(after)];
  const changed = new Set(after.changed ?? []);
  return [...new Set([...changed, ...old.keys(), ...now.keys()])].filter((path) => changed.has(path) || old.get(path) !== now.get(path));
}

function workspaceChanges({ job, record, recordEnd }: Facts, show: Show): [path: string, change: string][] {
  const [before, after] = [record?.git, recordEnd?.git];
  if (!before || !after) return isOver(job.state) && ran(job.state) ? [['unknown', unrecorded(record, recordEnd)]] : [];
  const [old, now] = [statusByPath(before), statusByPath(after)];
  const changed = new Set(after.changed ?? []);
  const files = [...new Set([...changed, ...old.keys(), ...now.keys()])].sort().flatMap((path): [string, string][] => {
    const [a, b] = [old.get(path), now.get(path)];
    if (a === undefined && b !== undefined) return [[path, b]];
    if (a !== undefined && b === undefined) return [[path, `was ${a}, no longer is`]];
    if (a !== b) return [[path, `was ${a}, now ${b}`]];
    return changed.has(path) ? [[path, `${b ?? 'dirty'}, written again`]] : [];
  });
  return [...moved(before, after, show), ...files];
}

const ran = (state: JobState): boolean => 'since' in state && state.since !== undefined;

const unrecorded = (record: Record | undefined, recordEnd: Record | undefined): string =>
  record && recordEnd ? 'the workspace is not a git repository' : `the workspace was not recorded at the ${record ? 'end' : 'start'}`;

export function moved(before: Workspace, after: Workspace, show: Show): [path: string, change: string][] {
  const name = (commit: string | undefined): string => (commit === undefined ? 'none' : show(shortCommit(commit)));
  return [
    ...(before.head === after.head ? [] : [['HEAD', `moved ${name(before.head)} → ${name(after.head)}`] as [string, string]]),
    ...(before.branch === after.branch
      ? []
      : [['branch', `switched ${show(before.branch ?? 'none')} → ${show(after.branch ?? 'none')}`] as [string, string]]),
  ];
}

/** Porcelain v2: `1 XY …8 fields… path`, `2 XY …9 fields… path<TAB>orig`, `u XY …10 fields… path`, `? path`. */
function statusByPath(workspace: Workspace): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of workspace.status) {
    const [kind, xy = ''] = line.split(' ', 2);
    const fields = { '1': 8, '2': 9, u: 10, '?': 1 }[kind!];
    if (fields === undefined) continue;
    const path = line.split(' ').slice(fields).join(' ').split('\t')[0]!;
    if (path) found.set(path, kind === '?' ? 'new, untracked' : kind === 'u' ? 'in conflict' : kind === '2' ? 'renamed' : word(xy));
  }
  return found;
}

function word(xy: string): string {
  const staged = xy[0] !== '.' && xy[1] === '.' ? ', staged' : '';
  if (xy.includes('D')) return `deleted${staged}`;
  return xy.includes('A') ? `added${staged}` : xy.includes('T') ? `type changed${staged}` : `modified${staged}`;
}

function resultFiles(facts: Facts, context: ReportContext): [path: string, change: string][] {
  return facts.results.flatMap((result): [string, string][] => {
    if (!result.read.ok && result.read.why === 'missing') return [];
    const path = posix.isAbsolute(result.file) ? result.file : toldPath(facts, context, result.file);
    const why = unreadable(result);
    const format = inert(shower(context)(result.format, 40));
    return [
      [
        path,
        result.read.ok && why === undefined
          ? `new, ${format} result, ${bytesWords(result.read.bytes)}`
          : `new, ${format} result that could not be read`,
      ],
    ];
  });
}

const partialFiles = (facts: Facts, context: ReportContext): [path: string, change: string][] =>
  partialResults(facts).map(({ file, rows }) => [toldPath(facts, context, file), `new, partial result, ${count(rows, 'row')}`]);
