/** When something recurs, as people write it: five cron fields, or `daily 02:00`, `weekdays 18:00`, `hourly`, `fridays 06:00`. Pure. */

/** What was read, and the words after it. Undefined: the words begin with no time. */
export function cronWords(words: readonly string[]): { cron: string; said: string; rest: string[] } | undefined {
  const [first = '', ...others] = words;
  const fields = first.trim().split(/ +/);
  if (fields.length === 5) return isCron(fields) ? { cron: fields.join(' '), said: fields.join(' '), rest: others } : undefined;
  const five = words.slice(0, 5);
  if (five.length === 5 && isCron(five)) return { cron: five.join(' '), said: five.join(' '), rest: words.slice(5) };
  return inWords(fields.length > 1 ? [...fields, ...others] : [...words]);
}

function inWords(words: readonly string[]): { cron: string; said: string; rest: string[] } | undefined {
  const [lead, ...more] = words[0]?.toLowerCase() === 'every' ? words.slice(1) : words;
  const when = lead?.toLowerCase() ?? '';
  if (when === 'hourly' || when === '@hourly' || (when === 'hour' && lead !== words[0]))
    return { cron: '0 * * * *', said: 'hourly', rest: more };
  const named = dayWords[when];
  if (named === undefined) return undefined;
  const [atWord, ...afterAt] = more;
  const [time, ...rest] = atWord?.toLowerCase() === 'at' ? afterAt : more;
  const match = /^(\d{1,2})[:.h](\d{2})$/.exec(time ?? '');
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || hour > 23 || minute > 59) return undefined;
  return { cron: `${minute} ${hour} * * ${named.field}`, said: `${named.said} ${String(hour).padStart(2, '0')}:${match[2]}`, rest };
}

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const dayWords: { readonly [word: string]: { field: string; said: string } | undefined } = Object.assign(Object.create(null), {
  ...Object.fromEntries(['daily', 'nightly', '@daily', 'day', 'night'].map((word) => [word, { field: '*', said: 'daily' }])),
  ...Object.fromEntries(['weekdays', 'weekday', 'workdays'].map((word) => [word, { field: '1-5', said: 'weekdays' }])),
  ...Object.fromEntries(['weekends', 'weekend'].map((word) => [word, { field: '0,6', said: 'weekends' }])),
  ...Object.fromEntries(
    days.flatMap((day, i) => [day, `${day}s`, day.slice(0, 3)].map((word) => [word, { field: String(i), said: `${day}s` }])),
  ),
});

const ranges: readonly (readonly [number, number, readonly string[]])[] = [
  [0, 59, []],
  [0, 23, []],
  [1, 31, []],
  [1, 12, ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']],
  [0, 7, ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']],
];

/** Five fields, each a list of numbers, ranges and steps within its bounds. */
const isCron = (fields: readonly string[]): boolean =>
  fields.length === 5 && fields.every((field, i) => field.split(',').every((part) => isPart(part, ranges[i]!)));

function isPart(part: string, [low, high, names]: readonly [number, number, readonly string[]]): boolean {
  const match = /^(?:\*|([0-9]{1,2}|[a-z]{3})(?:-([0-9]{1,2}|[a-z]{3}))?)(?:\/([1-9][0-9]?))?$/i.exec(part);
  if (!match) return false;
  const number = (word: string): number =>
    /^\d/.test(word) ? Number(word) : names.indexOf(word.toLowerCase()) < 0 ? Number.NaN : names.indexOf(word.toLowerCase()) + low;
  const bounds = match
    .slice(1, 3)
    .filter((word) => word !== undefined)
    .map(number);
  return bounds.every((n) => n >= low && n <= high) && (bounds.length < 2 || bounds[0]! <= bounds[1]!);
}

/** A cron expression in words where it is a simple one. */
export function cronSaid(cron: string): string {
  const match = /^(\d{1,2}) (\d{1,2}) \* \* (\*|1-5|0,6|[0-6])$/.exec(cron);
  if (!match) return cron === '0 * * * *' ? 'hourly' : cron;
  const day = match[3] === '*' ? 'daily' : match[3] === '1-5' ? 'weekdays' : match[3] === '0,6' ? 'weekends' : `${days[Number(match[3])]}s`;
  return `${day} ${match[2]!.padStart(2, '0')}:${match[1]!.padStart(2, '0')}`;
}
