/** Spans of time as people write and read them. */
import type { Millis } from './clock.ts';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export const { s: second, m: minute, h: hour, d: day } = units;

/** `90s`, `20m`, `1h30m`, `2d` in milliseconds; undefined when it is not a span of time. */
export function parseDuration(text: string): Millis | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) sum += Number(amount) * units[unit as keyof typeof units];
  return Number.isFinite(sum) ? Math.round(sum) : undefined;
}

/** Two units at most: `12.3s` under a minute, `4m12s`, `28m`, `1h05m`, `3d2h`. */
export function formatDuration(span: Millis): string {
  const t = Math.max(0, span);
  if (t < 59_500) return `${(t / second).toFixed(t < 10 * second ? 1 : 0).replace(/\.0$/, '')}s`;
  const seconds = Math.round(t / second);
  const two = (n: number): string => String(n).padStart(2, '0');
  if (seconds < 3570) {
    const [m, s] = [Math.floor(seconds / 60), seconds % 60];
    return s === 0 || m >= 10 ? `${s >= 30 ? m + 1 : m}m` : `${m}m${two(s)}s`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return minutes % 60 === 0 ? `${minutes / 60}h` : `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
  // Not from the minutes: to round twice is to be off by more than half.
  const hours = Math.round(t / hour);
  return hours % 24 === 0 ? `${hours / 24}d` : `${Math.floor(hours / 24)}d${hours % 24}h`;
}
