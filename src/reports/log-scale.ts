/** Log scales of ratios and of times: how far they reach, and their ticks. */
import { widthOf } from './svg.ts';

/** Within what a chart can show. */
export const logOf = (value: number): number => Math.min(Math.log(1e6), Math.max(Math.log(1e-6), Math.log(value)));

/** Both sides of 1× are there, the smaller one with room enough to be seen as one. */
export function ratioRange(logs: readonly number[]): [number, number] {
  const [faster, slower] = [Math.max(0.2, -Math.min(...logs)), Math.max(0.2, ...logs)];
  return [-1.04 * Math.max(faster, slower / 6), 1.04 * Math.max(slower, faster / 6)];
}

export function timeRange(logs: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const edge = Math.max(0.06 * (high - low), 0.4);
  return [low - edge, high + edge];
}

export interface Tick {
  at: number;
  label: string;
}
const decades = [0, 1, 2, 3, 4, 5, 6];
/** The roundest first. On either side the label says how many times, as all words for ratios do. */
export const factorTicks: Tick[] = [
  1,
  ...[1, 2, 5, 1.5, 3, 1.2, 1.1].flatMap((digit) => decades.map((power) => digit * 10 ** power)).filter((factor) => factor > 1),
].flatMap((factor) => {
  const label = `${Number(factor.toPrecision(2))}×`;
  return factor === 1 ? [{ at: 0, label }] : [Math.log(factor), -Math.log(factor)].map((at) => ({ at, label }));
});
export const timeTicks: Tick[] = [1, 2, 5, 3, 1.5, 1.2].flatMap((digit) =>
  [-6, -5, -4, -3, -2, -1, ...decades].map((power) => ({ at: Math.log(digit) + power * Math.LN10, label: timeLabel(digit, power) })),
);

function timeLabel(digit: number, power: number): string {
  const [unit, shift] = power < -3 ? ['us', 6] : power < 0 ? ['ms', 3] : ['s', 0];
  return `${Number((digit * 10 ** (power + Number(shift))).toPrecision(2))}${unit}`;
}

/** As many as have room. */
export function ticksOf(candidates: readonly Tick[], low: number, high: number, place: (at: number) => number): Tick[] {
  const chosen: Tick[] = [];
  const isApart = (a: Tick, b: Tick): boolean => Math.abs(place(a.at) - place(b.at)) > (widthOf(a.label) + widthOf(b.label)) / 2 + 20;
  for (const tick of candidates) if (tick.at >= low && tick.at <= high && chosen.every((other) => isApart(tick, other))) chosen.push(tick);
  return chosen;
}
