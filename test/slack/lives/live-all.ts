/** Lives all runs: some at a time in the rooms of a house, in two houses side by side. */
import { until } from '../../lab/bench-host.ts';
import { check, said } from './check.ts';
import { type Counts, countWhat } from './counts.ts';
import { House } from './house.ts';
import type { Run } from './plan.ts';
import { type Command, RoomRun } from './room-run.ts';
import { settle } from './settle.ts';

const atOnce = 2;
const rooms = 16;
/** So often are the rooms of a house lived in, one run after the other. */
const turns = 4;

type Numbered = { run: Run; number: number };

/** What did not hold. Ends at the first turn where something did not. */
export async function liveAll(runs: readonly Run[], seed: number, counts: Counts): Promise<string[]> {
  const left = inTurns(runs.map((run, n) => ({ run, number: n + 1 })));
  const problems: string[] = [];
  const houses: House[] = [];
  const live = async (): Promise<void> => {
    while (left.length > 0 && problems.length === 0) {
      const house = new House(rooms, seed + houses.length, counts);
      houses.push(house);
      await house.open();
      const commands: Command[] = [];
      for (let turn = 0; turn < turns && left.length > 0 && problems.length === 0; turn += 1)
        problems.push(...(await liveTurn(house, left.shift()!, commands, counts)));
      if (problems.length === 0) problems.push(...(await lastLook(house, commands, counts)));
      problems.push(...(await house.leave()));
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, live));
  } finally {
    // While others live, a big folder that goes would keep their Slack from answering in time.
    for (const house of houses) await house.close();
  }
  return problems;
}

/** As many turns for each house, all of them as full as the others. */
function inTurns(runs: readonly Numbered[]): Numbered[][] {
  const size = Math.ceil(runs.length / (atOnce * Math.ceil(runs.length / (atOnce * rooms))));
  return Array.from({ length: Math.ceil(runs.length / size) }, (_, n) => runs.slice(n * size, (n + 1) * size));
}

/** One run in each room, all at once; then everything settles. `commands`: all of this house so far. */
async function liveTurn(house: House, runs: readonly Numbered[], commands: Command[], counts: Counts): Promise<string[]> {
  const lives = runs.map(({ run, number }, n) => ({ run, room: new RoomRun(house, house.rooms[n]!, number, counts) }));
  await Promise.all(lives.map(({ run, room }) => room.live(run)));
  commands.push(...lives.flatMap(({ room }) => room.commands));
  const { outcome, open } = await settle(house, commands);
  const problems = open.length > 0 ? open : check(house, commands, outcome);
  return problems.length === 0 ? [] : [...problems, ...runs.map(({ run, number }) => `run ${number} was ${JSON.stringify(run, shown)}`)];
}

/** All events once more, and a new life of the bot: nothing comes of it. */
async function lastLook(house: House, commands: readonly Command[], counts: Counts): Promise<string[]> {
  const before = seenOf(house);
  const events = [...house.deliveries.said.values()].flatMap(({ events }) => [...events]);
  for (const event of events) await house.lab.redeliver(event);
  counts.add('redelivered: when all was over', events.length);
  house.killNow();
  const { outcome, open } = await settle(house, commands);
  if (open.length > 0) return open;
  await until('nothing waits to be said by Slack itself', () => house.lab.scheduled.length === 0);
  const after = seenOf(house);
  countWhat(house, counts);
  return [...check(house, commands, outcome), ...(before === after ? [] : [`before the last look ${before}, after it ${after}`])];
}

const seenOf = (house: House): string => `${house.host.jobs().length} jobs, ${said(house).length} messages`;
const shown = (_: string, value: unknown): unknown => (value instanceof RegExp ? String(value) : value);
