/** The card of a job: posted at its start, edited as it goes. Rings nobody. */
import type { Facts } from '../jobs/facts.ts';
import { isOver } from '../jobs/state.ts';
import { formatDuration, minute } from '../kernel/durations.ts';
import { clip, columns } from '../kernel/text.ts';
import type { Card } from './card.ts';
import { pathList } from './claims/claim-words.ts';
import {
  clock,
  line,
  lineColumns,
  type ReportContext,
  type Show,
  shortCommit,
  shower,
  title,
  titleColumns,
  wrap,
  zoned,
} from './context.ts';
import { etaOfCard, progressWords } from './progress-words.ts';
import { durationOf, exitWords, stateWord } from './status-words.ts';

/** For so long a start may be taken back, and is news. */
const fresh = 10 * minute;

export function jobCard(facts: Facts, context: ReportContext): Card {
  const { job } = facts;
  const { spec, state } = job;
  const show = shower(context);
  const started = state.is === 'running' && context.now - state.since < fresh;
  const word = started ? 'STARTED' : stateWord[state.is];
  const by = ` · ${show(spec.requester, 20)}`;
  return {
    title: title(`${clip(`${word} ${job.id} ${show(spec.asked.canonical, 100)}`, titleColumns - columns(by))}${by}`),
    lines: [line(origin(facts, show)), ...claimLines(facts), ...stateLines(facts, context, show)],
    buttons: buttons(facts, started),
    ...(!isOver(state) && { live: true }),
  };
}

/** `a0a6909 main, 3 dirty files · m1` */
export function origin({ job, record }: Facts, show: Show): string {
  const git = record?.git;
  const commit = git?.head ?? job.spec.commit;
  const dirty =
    git === undefined ? '' : git.status.length === 0 ? ', clean' : `, ${git.status.length} dirty file${git.status.length === 1 ? '' : 's'}`;
  const at = commit === undefined ? 'no commit' : `${show(shortCommit(commit))}${git?.branch ? ` ${show(git.branch, 40)}` : ''}${dirty}`;
  return `${at} · ${show(job.spec.host, 40)}`;
}

/** What is held for it as long as it lasts. */
function claimLines({ job: { spec, state } }: Facts): string[] {
  const { fresh = [] } = spec.claim ?? {};
  if (fresh.length === 0 || isOver(state)) return [];
  const short = `claimed ${pathList(fresh)} until it ends`;
  return columns(short) <= lineColumns ? [short] : ['claimed until it ends:', pathList(fresh)];
}

function stateLines(facts: Facts, context: ReportContext, show: Show): string[] {
  const { state, waiting } = facts.job;
  switch (state.is) {
    case 'created':
    case 'starting':
      return [];
    case 'queued':
      return waiting ? wrap(`number ${waiting.position}: ${show(waiting.reason)}`) : [];
    case 'running': {
      const eta = etaOfCard(facts, context);
      const by = context.updateBy;
      const zone = eta.startsWith('ETA') || eta.startsWith('due') ? clock : zoned;
      return [
        line(`${progressWords(facts, show)} · ${eta}`),
        ...(state.stalled ? [line(`no output since ${zone(state.stalled.since, context)}`)] : []),
        ...(by === undefined ? [] : [`Update by ${zone(by, context)}`]),
      ];
    }
    case 'stopping':
      return [line(`${progressWords(facts, show)} · ${state.reason}`)];
    default: {
      const took = durationOf(facts, context.now);
      const exit = 'exit' in state && state.exit ? exitWords(state.exit) : state.is === 'succeeded' ? 'exit 0' : undefined;
      return [
        line(
          [exit, took === undefined ? undefined : formatDuration(took), `ended ${zoned(state.at, context)}`].filter(Boolean).join(' · '),
        ),
      ];
    }
  }
}

function buttons({ job }: Facts, started: boolean): Card['buttons'] {
  const { id, state } = job;
  const more = { label: 'More', sends: `status ${id}` };
  if (state.is === 'created' || state.is === 'queued' || state.is === 'starting') return [{ label: 'Undo', sends: `stop ${id}` }, more];
  if (state.is === 'running')
    return [
      started ? { label: 'Undo', sends: `stop ${id}` } : { label: 'Stop', sends: `stop ${id}`, form: true },
      { label: 'Tail', sends: `tail ${id}` },
      more,
    ];
  if (state.is === 'stopping') return [{ label: 'Tail', sends: `tail ${id}` }, more];
  return [
    { label: 'Report', sends: `report ${id}` },
    { label: 'Again', sends: `again ${id}` },
  ];
}
