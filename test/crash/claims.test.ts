/** The bot is killed wherever claims, the lock file and the desk are written, and at random: what was granted is not lost, doubled or made up. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSnapshot } from '../../src/claims-snapshot.ts';
import { ClaimsHouse, head, me } from '../claims/house.ts';
import { expectWhole, storedLines } from '../claims/whole.ts';
import { until } from '../lab/bench-host.ts';
import { atDesk, writing } from './points.ts';

let house: ClaimsHouse;
let turn = 0;
beforeAll(async () => {
  const steps = [{ phase: 'only', run: ['sh', '-c', 'until [ -e "$HOME/go" ]; do sleep 0.05; done'] }];
  house = new ClaimsHouse({
    recipes: { waits: { about: 'For the test', category: 'benchmarks', exclusive: 'none', paths: ['bench/'], steps } },
  });
  await house.start();
});
afterAll(() => house?.close());

/** Dies at the point at which it was to die, and is not there for `meanwhile`. */
async function diesAndRestarts(meanwhile: () => void = () => {}): Promise<void> {
  await until('the crash point', () => house.host.crashed);
  expect((await house.bot.ended).signal).toBe('SIGKILL');
  meanwhile();
  await house.start();
}
const temporaries = (): string[] => readdirSync(dirname(house.file)).filter((name) => name.startsWith('.molt-ops'));

const said = [
  'inbox.before-store',
  'inbox.after-store',
  'transaction.before',
  'transaction.after',
  'outbox.before-sending',
  'outbox.after-post',
];

test.each(said)('at %s: a claim, and its release, said again under its key, is one', async (point) => {
  const path = `said/${++turn}/`;
  for (const verb of ['claim', 'release']) {
    const key = `${verb} at ${point}`;
    house.host.armCrash(point);
    void house.host.ask(`${verb} ${path}`, { key });
    await diesAndRestarts();
    const first = await house.ask(`${verb} ${path}`, key);
    expect(first).toMatchObject({ ok: true });
    expect(await house.ask(`${verb} ${path}`, key)).toEqual(first);
    await expectWhole(house);
    expect(storedLines(house)).toEqual(verb === 'claim' ? [`${me} -> ${path}`] : []);
  }
  expect(house.text).toBe(head);
});

test('what the guard reads while no bot runs is never behind: killed right after the answer, or before the file was written', async () => {
  const snapshot = () => readSnapshot(house.host.home)!;
  await house.did('claim snapshot/');
  await house.kill();
  const { lease } = house.stored().at(-1)!;
  expect(snapshot()).toMatchObject({ lastLease: lease, isStopped: false });
  expect(snapshot().claims.at(-1)).toMatchObject({ lease, paths: ['snapshot/'] });
  await house.start();
  house.host.armCrash('transaction.after');
  void house.host.ask('release snapshot/');
  await diesAndRestarts();
  expect(snapshot()).toMatchObject({ claims: [] });
  expect(snapshot().ended).toContainEqual({ lease, holder: me });
  house.bot.child.stdin!.end();
  await house.bot.ended;
  expect(snapshot()).toMatchObject({ isStopped: true, lastLease: lease });
  await house.start();
});

test.each(atDesk)('at %s: a line that was added by hand is adopted once, one that was taken out released once', async (point) => {
  const line = `codex-9 -> hand/${++turn}/`;
  house.host.armCrash(point);
  appendFileSync(house.file, `- ${line}\n`);
  await diesAndRestarts();
  await expectWhole(house);
  expect(storedLines(house)).toEqual([line]);
  house.host.armCrash(point);
  house.text = head;
  await diesAndRestarts();
  await expectWhole(house);
  expect(storedLines(house)).toEqual([]);
});

test.each(atDesk)('at %s: what was held for a job that ended is released once', async (point) => {
  rmSync(join(house.host.root, 'go'), { force: true });
  const { job } = await house.did('waits --claim');
  expect(storedLines(house)).toEqual([`${me} -> bench/`]);
  await until('its line', () => house.lines.length === 1);
  house.host.armCrash(point);
  writeFileSync(join(house.host.root, 'go'), '');
  await diesAndRestarts();
  await until('it is released', () => storedLines(house).length === 0);
  await expectWhole(house);
  expect(house.host.jobs().find(({ spec }) => spec.id === job!.id)?.end).toMatchObject({ exit: { code: 0 } });
});

const written = writing.filter((point) => point !== 'lock-file.withdrawn');

test.each(written)(
  'at %s: what is claimed gets its line, what is released loses it, and what is written meanwhile stays',
  async (point) => {
    const path = `written/${++turn}/`;
    const line = `- codex-9 -> meanwhile/${turn}/\n`;
    house.host.armCrash(point);
    void house.host.ask(`claim ${path}`, { key: `claim ${point}` });
    await diesAndRestarts(() => appendFileSync(house.file, line));
    expect(await house.ask(`claim ${path}`, `claim ${point}`)).toMatchObject({ ok: true });
    await expectWhole(house);
    expect(storedLines(house)).toHaveLength(2);
    expect(temporaries()).toEqual([]);

    house.host.armCrash(point);
    void house.host.ask(`release ${path}`, { key: `release ${point}` });
    await diesAndRestarts(() => {
      house.text = house.text.replace(line, '');
    });
    expect(await house.ask(`release ${path}`, `release ${point}`)).toMatchObject({ ok: true });
    await expectWhole(house);
    expect(storedLines(house)).toEqual([]);
    expect(house.text).toBe(head);
    expect(temporaries()).toEqual([]);
  },
);

test('a line that stood there when the bot was killed, and was taken out before it came back, is released', async () => {
  house.host.armCrash('lock-file.renamed');
  void house.host.ask('claim landed/');
  await diesAndRestarts(() => {
    expect(house.lines).toEqual([`${me} -> landed/`]);
    house.text = head;
  });
  await expectWhole(house);
  expect(storedLines(house)).toEqual([]);
  expect(house.audit().at(-1)).toMatchObject({ what: 'released', detail: { why: 'file' } });
});

test('where a write is given up: nothing is left, and it is written when it can be', async (context) => {
  try {
    execFileSync('chattr', ['+i', house.file], { stdio: 'ignore' });
  } catch {
    return context.skip('no file can be made immutable here');
  }
  try {
    house.host.armCrash('lock-file.withdrawn');
    void house.host.ask('claim given-up/', { key: 'given up' });
    await until('the crash point', () => house.host.crashed);
    expect((await house.bot.ended).signal).toBe('SIGKILL');
  } finally {
    execFileSync('chattr', ['-i', house.file]);
  }
  await house.start();
  await expectWhole(house);
  expect(storedLines(house)).toEqual([`${me} -> given-up/`]);
  expect(temporaries()).toEqual([]);
  await house.did('release given-up/');
  await expectWhole(house);
});
