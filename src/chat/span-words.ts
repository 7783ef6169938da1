/** For how long, in people's words: `2h`, `half an hour`. Read whole or not at all. */
import type { Millis } from '../kernel/clock.ts';
import { day, hour, minute, second } from '../kernel/durations.ts';

/**
 * `2h`, `an hour and a half`, `1h30`, `another 90 min`. Undefined when it is no span of time. None at all (`0`, `-5m`) comes back as it
 * was said, for others to refuse.
 */
export function spanWords(text: string): Millis | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(
      /^(?:(?:for|about|around|roughly|approximately|approx\.?|like|maybe|at most|max\.?|up to|the next|next(?= \d)|another|some) |[~+] ?)+/,
      '',
    )
    .replace(/(?<=.) (?:max\.?|tops|at most)$/, '');
  // Digits beyond these say nothing that can be meant.
  if (words === '' || words.length > 80) return undefined;
  const negative = /^-(?=[\d.])/.test(words);
  const sum = sumOf(negative ? words.slice(1) : words);
  return sum === undefined || !Number.isFinite(sum) ? undefined : Math.round(negative ? -sum : sum);
}

const digits = 'one two three four five six seven eight nine'.split(' ');
const teens = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const numbers = new Map<string, number>([
  ...['zero', ...digits, ...teens].map((word, n) => [word, n] as const),
  ...tens.map((word, n) => [word, 20 + 10 * n] as const),
  ['a', 1],
  ['an', 1],
]);
const units = new Map<string, Millis>(
  (
    [
      ['s sec secs second seconds', second],
      ['m min mins minute minutes', minute],
      ['h hr hrs hour hours', hour],
      ['d day days', day],
      ['w wk wks week weeks', 7 * day],
      ['fortnight fortnights', 14 * day],
      ['month months', 30 * day],
      ['y yr yrs year years', 365 * day],
    ] as const
  ).flatMap(([names, span]) => names.split(' ').map((name) => [name, span] as const)),
);

const fractions: { readonly [part: string]: number } = { '½': 0.5, '¼': 0.25, '¾': 0.75 };

/** Of `2 hours and 30 minutes`, part by part. */
function sumOf(words: string): Millis | undefined {
  if (/^0+(?:\.0+)?$/.test(words)) return 0;
  const parts = words
    .replaceAll('-', ' ')
    .replace(/ more\b/g, '')
    // `1,000` is no `1,5`
    .replace(/(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])/g, (number) => number.replaceAll(',', ''))
    .replace(/(\d),(?=\d)/g, '$1.')
    .replace(/(\d*) ?([½¼¾])/g, (_, ones: string, part: string) => `${Number(ones) + fractions[part]!} `)
    .replace(
      /(?:(\d+) )?\b([13])\/([24])(?!\d)/g,
      (_, ones: string | undefined, a: string, b: string) => `${Number(ones ?? 0) + Number(a) / Number(b)} `,
    )
    .replace(/(?<=\d) +/g, ' ')
    .replace(/^([\d.]+) (?:of )?an? /, '$1 ')
    .trim()
    .replace(/^(?:a )?(?:solid |good |full |whole )/, 'a ')
    .replace(/\b(?:a )?couple(?: of)?\b/g, '2')
    // `an hour and a half`, `one and a half hours`, `1h30`
    .replace(/(\S+) and a half$/, '$1 and 0.5 $1')
    .replace(/ and a half (\S+)/, ' $1 and 0.5 $1')
    .replace(/^(\d+):([0-5]\d) ?h(?:rs?|ours?)?$/, '$1h $2m')
    .replace(/(\d ?h(?:rs?|ours?)?) ?(\d\d)$/, '$1 $2m')
    .replace(/\b(?:half an?|a half|half) (?=[a-z])/g, '0.5 ')
    .replace(/\b(?:a )?quarter of an /g, '0.25 ')
    .replace(/\bthree quarters of an /g, '0.75 ')
    .replace(/(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)/g, ' ')
    .split(/,? and |, | /);
  // `the next hour`, `another hour`
  if (/^(?:minute|hour|day|week|fortnight|month|year)$/.test(parts[0]!)) parts.unshift('a');
  let sum = 0;
  const told = new Set<Millis>();
  for (let i = 0; i < parts.length; ) {
    const amount = amountAt(parts, i);
    const unit = amount && units.get(parts[amount.next] ?? '');
    if (!amount || unit === undefined) return undefined;
    // `2h 3h` are two of them; `1 hour and 0.5 hour` is how a half was put above.
    if (told.has(unit) && amount.value !== 0.5) return undefined;
    told.add(unit);
    sum += amount.value * unit;
    i = amount.next + 1;
  }
  return sum;
}

/** `2`, `twenty five`: what it is, and where the next part begins. */
function amountAt(parts: readonly string[], i: number): { value: number; next: number } | undefined {
  const part = parts[i] ?? '';
  if (/^(?:\d+\.?\d*|\.\d+)$/.test(part)) return { value: Number(part), next: i + 1 };
  const value = numbers.get(part);
  const ones = value !== undefined && value >= 20 ? digits.indexOf(parts[i + 1] ?? '') + 1 : 0;
  return value === undefined ? undefined : { value: value + ones, next: i + (ones > 0 ? 2 : 1) };
}
