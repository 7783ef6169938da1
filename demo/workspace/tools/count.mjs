/** A row now and then, as a bench prints them: `node count.mjs [ROWS] [MILLISECONDS]`. */
import { setTimeout as wait } from 'node:timers/promises';

const rows = Number(process.argv[2] ?? 20);
const every = Number(process.argv[3] ?? 500);
for (let row = 1; row <= rows; row++) {
  await wait(every);
  console.log(`bench_row_${row}.py | 0.0100 | n/a | row ${row} of ${rows}`);
}
