/** The chart of a bench job, drawn: a row a bench. */
import { columns } from '../kernel/text.ts';
import type { Chart, Look, Row } from './bench-chart.ts';
import { factorTicks, ratioRange, ticksOf, timeRange, timeTicks } from './log-scale.ts';
import { type Block, margin, px, rect, stack, text, vertical, width, widthOf, words } from './svg.ts';

export const mostRows = 40;
const rowHeight = 52;
/** Shapes and words tell them apart; the colours (Okabe and Ito's) are for those who see them. */
const colours: { [look in Look]: string } = {
  slower: '#d55e00',
  faster: '#0072b2',
  same: '#6b7075',
  wasm: '#d55e00',
  molt: '#0072b2',
  cpython: '#000000',
};

export function drawn(chart: Chart): Block {
  const rows = chart.rows.slice(0, mostRows);
  const left = margin + widthOf(Math.max(8, ...rows.map(({ name }) => columns(name)))) + 24;
  const valuesAt = width - margin - widthOf(Math.max(...rows.map(({ value }) => columns(value))));
  const [low, high] = (chart.isRatio ? ratioRange : timeRange)(rows.flatMap(({ marks }) => marks.map(({ at }) => at)));
  const place = (at: number): number => left + ((at - low) / (high - low)) * (valuesAt - 24 - left);
  const ticks = ticksOf(chart.isRatio ? factorTicks : timeTicks, low, high, place);
  const headLines: Block[] = [words(chart.heading, { bold: true }), legendOf(chart)];
  const head = headLines.reduce((sum, { height }) => sum + height, 0) + (chart.isRatio ? 44 : 0) + 52;
  const foot = rows.length > 12 ? 52 : 12;

  const draw = (top: number): string => {
    const from = top + head;
    const until = from + rows.length * rowHeight;
    const tickLabels = (y: number): string => ticks.map(({ at, label }) => text(label, place(at), y, { anchor: 'middle' })).join('');
    return [
      stack(headLines, top),
      ...(chart.isRatio
        ? [
            text('◀ faster', place(0) - 14, from - 62, { anchor: 'end', bold: true }),
            text('slower ▶', place(0) + 14, from - 62, { bold: true }),
          ]
        : []),
      tickLabels(from - 18),
      ...rows.map((_, n) => (n % 2 ? '' : rect(margin - 12, from + n * rowHeight, width - 2 * margin + 24, rowHeight, 'fill="#f1f3f5"'))),
      ...ticks.map(({ at }) => vertical(place(at), from, until, '#b9bfc5', 2)),
      ...rows.map((row, n) => drawnRow(row, from + (n + 0.5) * rowHeight, chart, place)),
      ...(chart.isRatio ? [vertical(place(0), from - 8, until + 8, '#000000', 4)] : []),
      ...(foot > 12 ? [tickLabels(until + 38)] : []),
    ].join('\n');
  };
  return { height: head + rows.length * rowHeight + foot, draw };
}

function drawnRow({ name, value, marks }: Row, y: number, { isRatio }: Chart, place: (at: number) => number): string {
  const at = marks.map((mark) => place(mark.at));
  const shapes = isRatio
    ? marks.map(({ look, hollow }, n) => bar(look, place(0), at[n]!, y, hollow))
    : [
        `<path d="M${px(Math.min(...at))} ${px(y)}H${px(Math.max(...at))}" stroke="#888888" stroke-width="3"/>`,
        ...marks.map(({ look, hollow }, n) => sign(look, at[n]!, y, hollow)),
      ];
  return `<g class="row">${text(name, margin, y + 10)}${shapes.join('')}${text(value, width - margin, y + 10, { anchor: 'end' })}</g>`;
}

function legendOf({ legend }: Chart): Block {
  let [x, line] = [margin, 0];
  const entries = legend.map(({ look, hollow = false, words: said }) => {
    const room = 36 + widthOf(said);
    if (x > margin && x + room > width - margin) [x, line] = [margin, line + 1];
    const at = { x, line };
    x += room + 32;
    return (top: number): string => sign(look, at.x + 12, top + at.line * 44 + 20, hollow) + text(said, at.x + 36, top + at.line * 44 + 30);
  });
  return { height: (line + 1) * 44, draw: (top) => entries.map((entry) => entry(top)).join('') };
}

function sign(look: Look, x: number, y: number, hollow: boolean): string {
  const paint = paintOf(look, hollow);
  if (look === 'molt') return `<circle cx="${px(x)}" cy="${px(y)}" r="11" ${paint}/>`;
  if (look === 'cpython') return `<path d="M${px(x)} ${px(y - 14)}l14 14l-14 14l-14 -14z" ${paintOf(look, true)}/>`;
  return rect(x - 11, y - 11, 22, 22, paint);
}

/** One that is shorter than the line at 1× is wide is still seen; one for `same` is on both sides. */
function bar(look: Look, from: number, to: number, y: number, hollow: boolean): string {
  const length = look === 'same' ? 16 : Math.max(5, Math.abs(to - from));
  return rect(look === 'same' ? from - 8 : look === 'faster' ? from - length : from, y - 13, length, 26, paintOf(look, hollow));
}

const paintOf = (look: Look, hollow: boolean): string =>
  hollow ? `fill="#ffffff" stroke="${colours[look]}" stroke-width="4"` : `fill="${colours[look]}"`;
