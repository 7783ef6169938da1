/** `npm run bench:self`: what the bot costs the host that it shares with a benchmark. Prints JSON; names as arguments choose. */
import { idle } from './idle.ts';
import { latency } from './latency.ts';
import { lockFile } from './lock-file.ts';
import { locks } from './locks.ts';
import { output } from './output.ts';
import { recovery } from './recovery.ts';
import { roundTrip } from './round-trip.ts';
import { slack } from './slack.ts';

const measures: Record<string, () => Promise<object>> = { latency, roundTrip, output, idle, slack, recovery, locks, lockFile };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(measures, name));
if (unknown.length > 0) {
  console.error(`No measure ${unknown.join(', ')}. There are: ${Object.keys(measures).join(', ')}`);
  process.exit(2);
}
const results: Record<string, object> = {};
for (const [name, measure] of Object.entries(measures)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`measuring ${name} …`);
  try {
    results[name] = await measure();
  } catch (error) {
    results[name] = { error: String(error) };
    process.exitCode = 1;
  }
}
console.log(JSON.stringify(results, undefined, 2));
