/** A bot that is killed again and again, at random and at its crash points, while people, agents and an editor claim and release: nothing granted is lost or doubled. */
import { afterAll, expect, test } from 'vitest';
import { ClaimsHouse, me } from '../claims/house.ts';
import { Editor, Holder } from '../claims/many-hands.ts';
import { expectWhole, linesOf } from '../claims/whole.ts';
import { until } from '../lab/bench-host.ts';
import { seeded } from '../lab/slack/random.ts';
import { atDesk, writing } from './points.ts';

const kills = Number(process.env.MOLT_OPS_KILLS ?? 15);
/** Another at each run; MOLT_OPS_TEST_SEED repeats one, as far as processes can be repeated. */
const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);
const points = [
  'inbox.before-store',
  'inbox.after-store',
  'transaction.before',
  'transaction.after',
  ...atDesk,
  ...writing.filter((point) => point !== 'lock-file.withdrawn'),
];

let house: ClaimsHouse | undefined;
afterAll(() => house?.close());

test(`${kills} kills (seed ${seed})`, { timeout: 60_000 + kills * 10_000 }, async () => {
  const random = seeded(seed);
  house = new ClaimsHouse();
  await house.start();
  const holders = [me, 'codex-1', 'codex-2'].map(
    (name) => new Holder(house!, name, { isAgent: name !== me, random: seeded(random() * 2 ** 31) }),
  );
  const editor = new Editor(house, seeded(random() * 2 ** 31));
  let isOver = false;
  const working = Promise.all([...holders, editor].map((one) => one.work(() => isOver)));
  try {
    await Promise.race([killed(house, random, () => holders.reduce((sum, { answers }) => sum + answers.length, 0)), working]);
  } finally {
    isOver = true;
  }
  await working;

  await expectWhole(house);
  const stored = house.stored();
  for (const holder of holders)
    expect(Object.fromEntries(stored.filter((claim) => claim.holder.id === holder.name).map(({ lease, paths }) => [lease, paths]))).toEqual(
      Object.fromEntries(holder.held),
    );
  expect(linesOf(stored.filter(({ holder }) => holder.id === editor.name)).toSorted()).toEqual(
    [...editor.held].map((path) => `${editor.name} -> ${path}`).toSorted(),
  );
  const answers = holders.flatMap((holder) => holder.answers);
  const granted = Map.groupBy(
    house.audit().filter(({ what, inbox }) => what === 'granted' && inbox !== null),
    ({ inbox }) => inbox!.replace('socket:key:', ''),
  );
  for (const { key, ok } of answers) expect(granted.get(key)?.length ?? 0, key).toBeLessThanOrEqual(ok ? 1 : 0);
  expect([...granted.keys()].filter((key) => !answers.some((answer) => answer.key === key))).toEqual([]);
  expect(house.alerts().filter((title) => title.startsWith('VANISHED'))).toEqual([]);
  expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(kills / 2);
  expect(editor.redone).toBeLessThanOrEqual(Math.ceil(kills / 10));
  console.log(
    `${answers.length} lines (${answers.filter(({ ok }) => !ok).length} refused), ${editor.edits} hand edits (${editor.redone} once more), ${house.audit().length} audit rows`,
  );
});

/** Each lives for some answers and a moment; one that has not come to its crash point by then is killed where it is. */
async function killed(house: ClaimsHouse, random: () => number, answers: () => number): Promise<void> {
  for (let n = 0; n < kills; n++) {
    const enough = answers() + Math.floor(random() * 8);
    const moment = random() * 100;
    if (random() < 0.5) house.host.armCrash(points[Math.floor(random() * points.length)]!);
    await until('its time has come', () => answers() >= enough || house.bot.child.signalCode !== null);
    await Promise.race([house.bot.ended, new Promise((done) => setTimeout(done, moment))]);
    await house.kill();
    // The point may lie on the way of its start.
    await house.start().catch(() => house.start());
  }
  house.host.armCrash('none');
  while (!(await house.host.ask('whoami'))) {
    await house.bot.ended;
    await house.start();
  }
}
