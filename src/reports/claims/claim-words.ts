/** Words that all cards of the lock desk share: paths, who, times, what is left. All of them fit on a phone and are safe to show. */
import type { Millis } from '../../kernel/clock.ts';
import { formatDuration, second } from '../../kernel/durations.ts';
import type { PersonId } from '../../kernel/people.ts';
import { clip, columns, inQuotes, visible } from '../../kernel/text.ts';
import { clockTime, dateTime, zoneName } from '../../kernel/zone.ts';
import type { Claim } from '../../locks/desk/desk.ts';
import { lineColumns } from '../context.ts';

export interface Reading {
  now: Millis;
  /** The reader's. */
  zone: string;
}

/** `docs/ +2`, in so many columns. */
export function pathsWords(paths: readonly string[], width = 30): string {
  const [first = 'nothing', ...others] = paths;
  const more = others.length > 0 ? ` +${others.length}` : '';
  return `${pathWords(first, width - more.length)}${more}`;
}

/** All of them, in rows of a phone; `+3 more` for those that `most` rows have no room for. */
export function pathRows(lead: string, paths: readonly string[], most = 4): string[] {
  const rows: { text: string; upTo: number }[] = lead === '' ? [] : [{ text: lead.trimEnd(), upTo: 0 }];
  paths.forEach((path, at) => {
    const end = at < paths.length - 1 ? ',' : '';
    const word = `${pathWords(path, lineColumns - end.length)}${end}`;
    const last = rows.at(-1);
    const longer = last && `${last.text} ${word}`;
    if (longer !== undefined && columns(longer) <= lineColumns) rows[rows.length - 1] = { text: longer, upTo: at + 1 };
    else rows.push({ text: word, upTo: at + 1 });
  });
  if (rows.length <= most) return rows.map(({ text }) => text);
  const shown = rows.slice(0, most - 1);
  return [...shown.map(({ text }) => text), `+${paths.length - (shown.at(-1)?.upTo ?? 0)} more`];
}

/** As many of `docs/, README.md, +3 more` as there is room for. */
export function pathList(paths: readonly string[], width = 40): string {
  for (let shown = Math.min(paths.length, 8); shown > 1; shown--) {
    const more = paths.length - shown;
    const words = [...paths.slice(0, shown).map((path) => visible(path)), ...(more > 0 ? [`+${more} more`] : [])].join(', ');
    if (columns(words) <= width) return words;
  }
  return pathsWords(paths, width);
}

/** The end of a path tells more than its beginning: `…/runtime/src/obj.rs`, `…e_name_3/src/module.rs`. */
export function pathWords(path: string, width = 30): string {
  const shown = visible(path);
  if (columns(shown) <= width) return shown;
  if (!shown.slice(0, -1).includes('/')) return clip(shown, width);
  const end = endOf(shown, width - 1);
  const slash = end.indexOf('/');
  const isScrap = slash > 0 && slash < end.length - 1 && columns(end.slice(0, slash)) < fewest;
  return `…${isScrap ? end.slice(slash) : end}`;
}

/** Fewer letters of a name tell nothing. */
const fewest = 3;

function endOf(text: string, width: number): string {
  const chars = [...text];
  let from = chars.length;
  for (let used = 0; from > 0; from--) {
    used += columns(chars[from - 1]!);
    if (used > width) break;
  }
  return chars
    .slice(from)
    .join('')
    .replace(/^[\p{M}\s]+/u, '');
}

export const personWords = (id: PersonId, width = 20): string => clip(visible(id), width);

/** `ada`, `ada and bob`, `ada, bob +2` */
export function peopleWords(ids: readonly PersonId[]): string {
  const [first, second_, ...more] = ids.map((id) => personWords(id, 14));
  if (first === undefined) return 'nobody';
  if (second_ === undefined) return first;
  return more.length === 0 ? `${first} and ${second_}` : `${first}, ${second_} +${more.length}`;
}

/** `"release notes"`, quotes and all in so many columns. */
export const reasonWords = (why: string, width = 38): string => inQuotes(clip(visible(why.trim()), width - 2));

/** `48m`; `over` when nothing is left. */
export const leftWords = (until: Millis, now: Millis): string => (until <= now ? 'over' : formatDuration(Math.max(second, until - now)));

/** `13:40`; on another day `Tue 13:40`, in another week `12-24 13:40`. */
export function momentWords(at: Millis, { now, zone }: Reading): string {
  const [then, today] = [dateTime(at, zone).slice(0, 10), dateTime(now, zone).slice(0, 10)];
  if (then === today) return clockTime(at, zone);
  const apart = Math.abs(Date.parse(then) - Date.parse(today)) / 86_400_000;
  return `${apart < 7 ? weekdays[new Date(then).getUTCDay()]! : then.slice(5)} ${clockTime(at, zone)}`;
}

/** `13:40 CST` */
export const zonedMoment = (at: Millis, reading: Reading): string => `${momentWords(at, reading)} ${zoneName(at, reading.zone)}`;

export const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** What is out of the ordinary with a claim: `SHARED`, `OVER`, `STALE`. */
export const stateWords = ({ mode, stage }: Pick<Claim, 'mode' | 'stage'>): string[] => [
  ...(mode === 'shared' ? ['SHARED'] : []),
  ...(stage.is === 'grace' ? ['OVER'] : stage.is === 'escalated' ? ['STALE'] : []),
];

/** Whose a claim is, to whom it is told: `your claim`, `codex-1's claim`. */
export const whoseClaim = (holder: PersonId, reader: PersonId | undefined): string =>
  holder === reader ? 'your claim' : `${personWords(holder)}'s claim`;
