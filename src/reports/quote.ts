/** What the output of a job says about how it went. */
import type { Facts } from '../jobs/facts.ts';
import type { Untrusted } from '../kernel/text.ts';

/** The quoted line and at most `more` lines after it. Empty: nothing matched. */
export function quotedLines({ quote, tail }: Facts, more: number): Untrusted[] {
  if (!quote) return [];
  const at = tail.findIndex((text) => text.trim() === quote.line.trim());
  return [quote.line, ...(at < 0 ? [] : tail.slice(at + 1, at + 1 + more).filter((text) => text.trim() !== ''))];
}

/** A tool that does not know its arguments may print how it is used and exit 0: nothing was done. */
export function printedUsageOnly({ job, tail, log, events }: Facts): boolean {
  const markers = events.reduce((sum, event) => sum + ('log' in event ? (event.log?.length ?? 0) : 0), 0);
  return job.state.is === 'succeeded' && log.bytes - markers < 500 && tail.some((text) => /^usage: /i.test(text));
}
