/** The picture of a week's claims, an SVG that reads on a phone: who held what, since when, and how it ended. */
import type { Millis } from '../../kernel/clock.ts';
import { columns } from '../../kernel/text.ts';
import { dateTime, zoneName } from '../../kernel/zone.ts';
import type { Held } from '../../locks/store.ts';
import { count } from '../context.ts';
import { type Block, columnsOf, gap, margin, page, px, rect, text, vertical, width, widthOf, words } from '../svg.ts';
import type { Reading } from './claim-words.ts';
import { type Bar, daysBetween, type End, nameOf, type Row, type Timeline, timelineOf } from './timeline.ts';

const rowHeight = 92;
const barHeight = 26;
/** Behind the end of what is still held. */
const tip = 22;
/** Okabe and Ito's, as in the picture of a bench; shapes tell them apart as well. */
const held = '#0072b2';
const lost = '#d55e00';

/** Undefined: nobody held anything. */
export function timelinePicture(claims: readonly Held[], { now, zone }: Reading): string | undefined {
  const timeline = timelineOf(claims, now);
  if (!timeline) return undefined;
  const { more, open } = timeline;
  return page('Claims of the last 7 days', [
    words('Claims of the last 7 days', { size: 36, bold: true }),
    words(
      `until ${dateTime(now, zone)} ${zoneName(now, zone)} · ${count(timeline.claims, 'claim')}, ${open === 0 ? 'none' : open} held now`,
      {
        colour: '#444444',
      },
    ),
    gap(8),
    legendOf(timeline),
    gap(16),
    chartOf(timeline, zone),
    ...(more.rows > 0 ? [words(`+${more.rows} more (${count(more.claims, 'claim')})`)] : []),
  ]);
}

function chartOf({ rows, from, until }: Timeline, zone: string): Block {
  const [left, right] = [margin, width - margin - tip];
  const place = (at: Millis): number => left + ((at - from) / (until - from)) * (right - left);
  const days = daysBetween(from, until, zone);
  const head = 52;
  const foot = rows.length > 8 ? 52 : 12;
  const labels = (y: number): string =>
    [
      ...days
        .map(({ at, label }, n) => ({
          label,
          begins: place(at),
          ends: n + 1 < days.length ? place(days[n + 1]!.at) : right - widthOf('now') / 2,
        }))
        .filter(({ label, begins, ends }) => ends - begins >= widthOf(label) + 8)
        .map(({ label, begins, ends }) => text(label, (begins + ends) / 2, y, { anchor: 'middle' })),
      text('now', right, y, { anchor: 'middle' }),
    ].join('');
  const draw = (top: number): string => {
    const [begin, end] = [top + head, top + head + rows.length * rowHeight];
    return [
      labels(begin - 18),
      ...rows.map((_, n) => (n % 2 ? '' : rect(margin - 12, begin + n * rowHeight, width - 2 * margin + 24, rowHeight, 'fill="#f1f3f5"'))),
      // Not behind words.
      ...rows.flatMap((_, n) =>
        days.slice(1).map(({ at }) => vertical(place(at), begin + n * rowHeight + 46, begin + (n + 1) * rowHeight, '#b9bfc5', 2)),
      ),
      vertical(right, begin - 8, end + 8, '#000000', 4),
      ...rows.map((row, n) => drawnRow(row, begin + n * rowHeight, place)),
      ...(foot > 12 ? [labels(end + 38)] : []),
    ].join('\n');
  };
  return { height: head + rows.length * rowHeight + foot, draw };
}

/** Its words above its bars, so that those have the whole width. */
function drawnRow(row: Row, top: number, place: (at: Millis) => number): string {
  const said = row.claims > 1 ? count(row.claims, 'claim') : '';
  const room = columnsOf(28) - 3 - (said === '' ? 0 : columns(said) + 2);
  const isMixed = new Set(row.bars.map(({ isShared }) => isShared)).size > 1;
  const laneOf = ({ isShared }: Bar): Lane => ({
    y: top + 54 + (isMixed && isShared ? barHeight / 2 : 0),
    high: isMixed ? barHeight / 2 : barHeight,
  });
  return [
    '<g class="row">',
    text(nameOf(row, room), margin, top + 36),
    said === '' ? '' : text(said, width - margin - tip - 10, top + 36, { anchor: 'end', colour: '#444444' }),
    ...row.bars.map((bar) => drawnBar(bar, laneOf(bar), place)),
    ...row.bars.map((bar) => mark(bar.end, place(bar.until), laneOf(bar))),
    '</g>',
  ].join('');
}

/** Where both modes are in one row, each has half of it. */
interface Lane {
  y: number;
  high: number;
}

function drawnBar({ from, until, isShared }: Bar, { y, high }: Lane, place: (at: Millis) => number): string {
  const long = Math.max(5, place(until) - place(from));
  return rect(place(until) - long, y, long, high, paintOf(isShared));
}

const paintOf = (isShared: boolean): string => (isShared ? `fill="#cfe5f3" stroke="${held}" stroke-width="3"` : `fill="${held}"`);

function mark(end: End, x: number, { y, high }: Lane): string {
  const middle = y + high / 2;
  if (end === 'open') return `<path d="M${px(x)} ${px(y - 4)}l${tip} ${high / 2 + 4}l-${tip} ${high / 2 + 4}z" fill="${held}"/>`;
  if (end === 'expired') return rect(x - 4, y - 5, 8, high + 10, `fill="${lost}"`);
  if (end === 'taken')
    return `<path d="M${px(x)} ${px(middle - 16)}l16 16l-16 16l-16 -16z" fill="${lost}" stroke="#ffffff" stroke-width="3"/>`;
  return '';
}

/** Only what is in the picture. */
function legendOf({ rows }: Timeline): Block {
  const bars = rows.flatMap((row) => row.bars);
  const box = (isShared: boolean) => (x: number, y: number) => rect(x, y + 2, 24, 22, paintOf(isShared));
  const sign = (end: End) => (x: number, y: number) => mark(end, x + (end === 'open' ? 0 : 12), { y, high: barHeight });
  const entries = [
    { isThere: bars.some(({ isShared }) => !isShared), draw: box(false), said: 'held alone' },
    { isThere: bars.some(({ isShared }) => isShared), draw: box(true), said: 'shared' },
    { isThere: bars.some(({ end }) => end === 'open'), draw: sign('open'), said: 'held now' },
    { isThere: bars.some(({ end }) => end === 'expired'), draw: sign('expired'), said: 'expired' },
    { isThere: bars.some(({ end }) => end === 'taken'), draw: sign('taken'), said: 'taken away' },
  ].filter(({ isThere }) => isThere);
  let [x, row] = [margin, 0];
  const placed = entries.map(({ draw, said }) => {
    const room = 36 + widthOf(said);
    if (x > margin && x + room > width - margin) [x, row] = [margin, row + 1];
    const at = { x, row };
    x += room + 32;
    return (top: number): string => draw(at.x, top + at.row * 44 + 7) + text(said, at.x + 36, top + at.row * 44 + 30);
  });
  return { height: (row + 1) * 44, draw: (top) => placed.map((entry) => entry(top)).join('') };
}
