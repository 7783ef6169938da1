/** Notes of a full report: commit, machine, times, what went on beside the job, and what a failure said. */
import type { Facts } from '../jobs/facts.ts';
import type { Record } from '../jobs/record.ts';
import { isOver } from '../jobs/state.ts';
import { formatDuration } from '../kernel/durations.ts';
import { dateTime, zoneName } from '../kernel/zone.ts';
import { count, type ReportContext, type Show, shower } from './context.ts';
import { moved } from './files-touched.ts';
import { bytesWords, gapWords } from './log-words.ts';
import { fenced, inert } from './markdown.ts';
import { printedUsageOnly, quotedLines } from './quote.ts';
import { exitWords, leftWords } from './status-words.ts';

export function notes(facts: Facts, context: ReportContext): string {
  const raw = shower(context);
  const show: Show = (text, length) => inert(raw(text, length));
  const lines = [
    ...what(facts, show),
    ...workspace(facts, show),
    ...machine(facts.record, show),
    ...when(facts, context),
    ...clockSet(facts),
    ...phases(facts, show),
    ...log(facts),
    ...stalls(facts, context),
    ...left(facts, show),
    ...usageOnly(facts),
    ...quoted(facts, show),
  ].map((text) => `- ${text}`);
  return [lines.join('\n'), ...evidence(facts, raw)].join('\n\n');
}

function what({ job, cancel }: Facts, show: Show): string[] {
  const { spec } = job;
  return [
    `Requested by ${show(spec.requester)}${spec.agent ? ' (an agent)' : ''}${spec.schedule === undefined ? '' : `, schedule ${show(spec.schedule)}`}${spec.again === undefined ? '' : `, again of job ${spec.again}`}`,
    ...claimed(spec.claim?.fresh ?? [], show),
    ...(cancel ? [`Stopped by ${show(cancel.by)}${cancel.why ? `: ${show(cancel.why)}` : ''}`] : []),
  ];
}

const mostPaths = 20;

/** What nobody else could claim while it lasted. */
const claimed = (fresh: readonly string[], show: Show): string[] =>
  fresh.length === 0
    ? []
    : [
        `Claimed until its end: ${[
          ...fresh.slice(0, mostPaths).map((path) => show(path)),
          ...(fresh.length > mostPaths ? [`+${fresh.length - mostPaths} more`] : []),
        ].join(', ')}`,
      ];

function workspace({ job, record, recordEnd }: Facts, show: Show): string[] {
  const [before, after] = [record?.git, recordEnd?.git];
  if (!before)
    return [job.spec.commit === undefined ? 'Commit: unknown, the workspace was not recorded' : `Commit: ${show(job.spec.commit)}`];
  const branch = before.branch === undefined ? '' : `, branch ${show(before.branch)}`;
  const then = `Commit: ${before.head === undefined ? 'none yet' : show(before.head)}${branch}, ${count(before.status.length, 'dirty file')} at start`;
  if (!after) return [then, ...(isOver(job.state) ? ['Workspace at the end: not recorded, so changes in it are unknown'] : [])];
  const changes = moved(before, after, show).map(([what, change]) => `Git changed during the run: ${what} ${change}`);
  const diff =
    before.diff !== after.diff && changes.length === 0 ? ['Git changed during the run: the diff against HEAD is another one'] : [];
  const isChanged = before.diff !== after.diff || before.status.join('\n') !== after.status.join('\n');
  const shared =
    isChanged && job.spec.exclusive === 'none' ? ['This recipe does not hold the worktree: what changed may be another job’s doing'] : [];
  return [`${then}, ${after.status.length} at end`, ...changes, ...diff, ...shared];
}

function machine(record: Record | undefined, show: Show): string[] {
  const host = record?.host;
  if (!host) return ['Machine: unknown, not recorded'];
  const parts = [
    show(host.name),
    host.cpu === undefined ? undefined : show(host.cpu),
    host.cpus === undefined ? undefined : count(host.cpus, 'CPU'),
    host.memory === undefined ? undefined : `${bytesWords(host.memory)} memory`,
    `${show(host.os)} ${show(host.arch)}`,
    host.governor === undefined ? undefined : `governor ${show(host.governor)}`,
    host.virtualisation === undefined ? undefined : show(host.virtualisation),
  ];
  const tools = Object.entries(record.tools ?? {}).map(([tool, version]) => `${show(tool, 60)}: ${show(version, 120)}`);
  return [`Machine: ${parts.filter(Boolean).join(', ')}`, ...(tools.length ? [`Tools: ${tools.join('; ')}`] : [])];
}

function when({ job, record, recordEnd }: Facts, context: ReportContext): string[] {
  const told = (at: number): string =>
    `${dateTime(at, context.zone)} ${zoneName(at, context.zone)} (${new Date(at).toISOString().slice(0, 19)}Z)`;
  const { state } = job;
  const start =
    state.is === 'running' ? state.since : state.is === 'stopping' ? state.startedAt : 'since' in state ? state.since : undefined;
  const load = (r: Record | undefined): string => (r?.load?.length ? r.load.map((n) => n.toFixed(2)).join(' ') : 'unknown');
  return [
    `Start: ${start === undefined ? 'never ran' : told(start)}, load ${load(record)}`,
    ...(isOver(state) && 'at' in state ? [`End: ${told(state.at)}, load ${load(recordEnd)}`] : []),
  ];
}

/** The order of events is that of their lines, so a time that goes back is the clock's. */
const clockSet = ({ events }: Facts): string[] =>
  events.some((event, n) => n > 0 && event.at < events[n - 1]!.at)
    ? ['The clock of the host was set back during the run: times of day are not in order, durations and limits are right']
    : [];

function phases({ steps }: Facts, show: Show): string[] {
  return steps.flatMap(({ step, state }) =>
    state.is === 'ended' ? [`Phase ${show(step.phase)}: ${exitWords(state.exit)} in ${formatDuration(state.took)}`] : [],
  );
}

function log({ log, events }: Facts): string[] {
  if (log.missing === 0) return [`Log: ${bytesWords(log.bytes)}, complete`];
  return [
    `Log: ${bytesWords(log.bytes)}; ${bytesWords(log.missing)} (${log.missing} bytes) of output are missing in it (${gapWords(events)})`,
  ];
}

function stalls({ events }: Facts, context: ReportContext): string[] {
  return events.flatMap((event, n) => {
    if (event.type !== 'stalled') return [];
    const awake = events.slice(n).find((later) => later.type === 'awake');
    const cpu = event.cpuPercent === undefined ? '' : `, CPU ${Math.round(event.cpuPercent)}%`;
    const until = awake ? `for ${formatDuration(awake.at - event.since)}` : 'until the end';
    return [`Stalled: no output since ${dateTime(event.since, context.zone)} ${until}${cpu}`];
  });
}

const left = ({ end, job }: Facts, show: Show): string[] =>
  end?.left?.length && job.state.is !== 'lost' ? [`Processes left: ${leftWords(end.left, show)}`] : [];

const usageOnly = (facts: Facts): string[] => (printedUsageOnly(facts) ? ['It printed only a usage line: nothing else was done'] : []);

function quoted({ quote }: Facts, show: Show): string[] {
  if (!quote) return [];
  const where = quote.where === undefined ? '' : ` at ${show(quote.where)}`;
  return [`First of ${count(quote.more + 1, 'error')}${where}, quoted below`];
}

/** What the log said: the first error, else the last five lines of a job that did not succeed. */
function evidence(facts: Facts, raw: Show): string[] {
  const quote = quotedLines(facts, 5).map((text) => raw(text, 1000));
  if (quote.length) return [fenced(quote)];
  if (!isOver(facts.job.state) || facts.job.state.is === 'succeeded') return [];
  const last = facts.tail.slice(-5).map((text) => raw(text, 1000));
  return last.length ? [`Last ${count(last.length, 'line')}:`, fenced(last)] : [];
}
