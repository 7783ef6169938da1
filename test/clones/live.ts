/** Lives one plan: everything at once for so long, then calm; what was seen of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts } from '../slack/lives/counts.ts';
import { Book, Hands } from './hands.ts';
import type { House } from './house.ts';
import { Mouth } from './mouth.ts';
import { PeopleGit } from './people-git.ts';
import type { Fate, Plan, Timed } from './plan.ts';
import type { CloneName, History } from './record.ts';
import { cloneNames } from './record.ts';
import { settle } from './settle.ts';

export interface Lived {
  history: History;
  /** What has not come to rest, or fell over. */
  open: string[];
}

export async function live(house: House, plan: Plan, seconds: number, counts: Counts): Promise<Lived> {
  const book = new Book();
  const mouths = { one: new Mouth('one', house.clones.one, book, counts), two: new Mouth('two', house.clones.two, book, counts) };
  const people = {
    one: new PeopleGit('one', house.clones.one.host.workspace, counts),
    two: new PeopleGit('two', house.clones.two.host.workspace, counts),
  };
  const end = performance.now() + seconds * 1000;
  const isTime = (): boolean => performance.now() < end && cloneNames.every((name) => house.clones[name].fell.length === 0);

  async function drive<T>(schedule: readonly Timed<T>[], act: (deed: T) => unknown): Promise<void> {
    for (const { after, deed } of schedule) {
      if (!isTime()) return;
      await sleep(Math.min(after, Math.max(0, end - performance.now())));
      counts.add('deeds: all');
      await act(deed);
    }
  }

  const drivers = cloneNames.flatMap((name: CloneName) => {
    const clone = house.clones[name];
    const hands = new Hands(name, { workspace: clone.host.workspace, isCalm: plan.gits[name].length === 0 }, book, counts);
    return [
      ...plan.says[name].map((schedule) => drive(schedule, (deed) => mouths[name].say(deed, isTime))),
      drive(plan.hands[name], (deed) => clone.byHand(() => hands.do(deed))),
      drive(plan.gits[name], (deed) => clone.byHand(() => people[name].do(deed))),
    ];
  });
  // Nobody waits for the end of an outage before the next thing befalls them.
  const befallen: Promise<void>[] = [];
  const fate = drive(plan.fates, (deed) => void befallen.push(befall(house, deed)));
  await Promise.all([...drivers, fate]);
  await Promise.all(befallen);
  return settle(house, { mouths, people, book });
}

async function befall(house: House, deed: Fate): Promise<void> {
  switch (deed.fate) {
    case 'kill':
      return house.clones[deed.clone].kill('killed', deed.gone);
    case 'die at':
      return house.clones[deed.clone].dieAt(deed.point, deed.gone);
    case 'kill in push': {
      const slow = house.slow(deed.slow, deed.slow * 2);
      await sleep(deed.slow);
      house.clones[deed.clone].kill('killed beside a slow remote', 0);
      return slow;
    }
    case 'slow':
      return house.slow(deed.slow, deed.span);
    case 'away':
      return house.away(deed.span);
  }
}
