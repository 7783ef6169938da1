/** Many lines of 45 bytes as fast as they are taken: `node flood.mjs [LINES]`. */
import { once } from 'node:events';

const count = Number(process.argv[2] ?? 700_000);
const atOnce = 2000;
const line = (number) => `${`line ${String(number).padStart(9, '0')} `.padEnd(44, '.')}\n`;

for (let from = 1; from <= count; from += atOnce) {
  const text = Array.from({ length: Math.min(atOnce, count - from + 1) }, (_, i) => line(from + i)).join('');
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
