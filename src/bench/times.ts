/** Seconds as a phone shows them. */

/** Six columns at most: `1.8ms`, `.410s`, `1.49s`, `11.7s`, `123s`. */
export function shortTime(seconds: number): string {
  if (seconds < 0.0000005) return '0s';
  if (seconds < 0.001) return `${round(seconds * 1e6, 3)}us`;
  if (seconds < 0.01) return `${round(seconds * 1000, 2)}ms`;
  if (seconds < 0.9995) return `${seconds.toFixed(3).slice(1)}s`;
  return `${round(seconds, 3)}s`;
}

function round(value: number, digits: number): string {
  const whole = Math.floor(Math.log10(value)) + 1;
  return value.toFixed(Math.max(0, digits - Math.max(1, whole)));
}
