/** Medians and the like of a few runs. */

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

export const spread = (values: readonly number[]): { median: number; min: number; max: number; n: number } => ({
  median: round(median(values)),
  min: round(Math.min(...values)),
  max: round(Math.max(...values)),
  n: values.length,
});

export const timed = async (run: () => Promise<unknown> | unknown): Promise<number> => {
  const start = performance.now();
  await run();
  return performance.now() - start;
};
