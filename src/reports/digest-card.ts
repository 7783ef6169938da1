/** The card of a periodic status post. */
import type { JobSummary } from '../jobs/job.ts';
import type { Millis } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/durations.ts';
import { columns, visible } from '../kernel/text.ts';
import { dateTime } from '../kernel/zone.ts';
import type { Claim } from '../locks/desk/desk.ts';
import type { Card } from './card.ts';
import { pathsWords, personWords, zonedMoment } from './claims/claim-words.ts';
import { cardLines, count, line, lineColumns, title } from './context.ts';
import { stateWord, tookOf } from './status-words.ts';

export function digestCard(status: {
  running: readonly JobSummary[];
  queued: readonly JobSummary[];
  ended: readonly JobSummary[];
  /** Soonest first. */
  scheduled: readonly { at: Millis; canonical: string }[];
  claims: readonly Claim[];
  since: Millis;
  now: Millis;
  zone: string;
}): Card {
  const { running, queued, ended, scheduled, claims, since, now, zone } = status;
  const good = ended.filter(({ state }) => state.is === 'succeeded');
  const bad = ended.filter(({ state }) => state.is !== 'succeeded');
  const rows = [
    ...bad.map((job) => row(job, now)),
    ...running.map((job) => row(job, now)),
    ...queued.map((job) => row(job, now)),
    ...good.map((job) => row(job, now)),
  ];
  const next = scheduled[0];
  const stale = staleLine(claims);
  const tail = [
    ...(claims.length > 0 ? [`${count(claims.length, 'claim')} held`] : []),
    next === undefined
      ? 'Nothing is scheduled'
      : line(`Next ${dateTime(next.at, zone).slice(5)} ${visible(next.canonical, { maxLength: 60 })}`),
  ];
  const room = cardLines - 3 - stale.length - tail.length;
  const shown = rows.length > room ? [...rows.slice(0, room - 1), `+${rows.length - room + 1} more`] : rows;
  return {
    title: title(`STATUS ${running.length} running, ${queued.length} queued, ${bad.length} not done, ${good.length} done`),
    lines: [`since ${zonedMoment(since, { now, zone })}`, ...stale, ...shown, ...tail],
    buttons: [{ label: 'Jobs', sends: 'jobs' }, ...(claims.length > 0 ? [{ label: 'Locks', sends: 'locks' }] : [])],
  };
}

/** `2 claims stale: docs/ (ada) +1`: held though their time is over, the longest first. */
function staleLine(claims: readonly Claim[]): string[] {
  const stale = claims.filter(({ stage }) => stage.is === 'grace' || stage.is === 'escalated').toSorted((a, b) => a.until - b.until);
  const [first] = stale;
  if (!first) return [];
  const said = `${count(stale.length, 'claim')} stale: `;
  const who = ` (${personWords(first.holder.id, 10)})${stale.length > 1 ? ` +${stale.length - 1}` : ''}`;
  return [line(`${said}${pathsWords(first.paths, Math.max(6, lineColumns - said.length - columns(who)))}${who}`)];
}

/** `FAILED 43 build · 4m12s · codex-1` */
function row(job: JobSummary, now: Millis): string {
  const took = tookOf(job.state, now);
  return line(
    [
      `${stateWord[job.state.is]} ${job.id} ${visible(job.canonical, { maxLength: 40 })}`,
      ...(took === undefined ? [] : [formatDuration(took)]),
      visible(job.requester, { maxLength: 20 }),
    ].join(' · '),
  );
}
