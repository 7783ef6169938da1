/** What is said of results that could not be used, or not wholly, and what mends it. */
import type { Facts, ResultFile } from '../jobs/facts.ts';
import { unreadable } from './bench-facts.ts';
import { count, type Show, wrap } from './context.ts';

/** Lines of a summary. */
export function resultProblems(facts: Facts, value: Show): string[] {
  const unused = facts.results.flatMap((result) => {
    const why = unreadable(result);
    return why === undefined ? [] : [`Result of ${value(result.phase)} not used: ${value(result.file)} — ${value(why)}`];
  });
  const mend = `To mend: let the step write its result as a new plain file of JSON, 16 MiB at most, then send: again ${facts.job.id}`;
  return [
    ...unused,
    ...(unused.length > 0 && saysItWentWell(facts) ? [mend] : []),
    ...facts.results.flatMap((one) => notTaken(one, value)),
  ];
}

function notTaken({ file, read }: ResultFile, value: Show): string[] {
  if (!read.ok || !read.notTaken) return [];
  const { figures, keys } = read.notTaken;
  const what = [
    ...(figures > 0 ? [`${count(figures, 'figure')} that ${figures === 1 ? 'is' : 'are'} no number (NaN, Infinity), taken as n/a`] : []),
    ...(keys > 0 ? [`${count(keys, 'key')} named \`__proto__\`, left out`] : []),
  ];
  return [`${value(file)} holds ${what.join(', and ')}. Mend what writes it`];
}

/** Lines of a card: what could not be used although no step failed. */
export function problemLines(facts: Facts, show: Show): string[] {
  if (!saysItWentWell(facts)) return [];
  return facts.results.flatMap((result) => {
    const { read } = result;
    const why = read.ok ? unreadable(result) : read.why === 'not a regular file' ? (read.detail ?? read.why) : read.why;
    return why === undefined
      ? []
      : wrap(why === 'missing' ? `missing: ${show(result.file)}` : `${show(result.file)}: ${show(why)}`).slice(0, 2);
  });
}

const saysItWentWell = ({ job: { state } }: Facts): boolean =>
  state.is === 'succeeded' || (state.is === 'failed' && state.reason === 'no result');
