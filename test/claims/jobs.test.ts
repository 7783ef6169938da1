/** `bench --claim`: paths that are held as long as a job lasts, however it ends; and a job that writes where another has a claim. */
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../lab/bench-host.ts';
import { ClaimsHouse, head, me } from './house.ts';

const recipe = (script: string, more: object = {}) => ({
  about: 'For the test',
  category: 'benchmarks',
  exclusive: 'none',
  paths: ['src/', 'tests/bench'],
  steps: [{ phase: 'only', run: ['sh', '-c', script] }],
  ...more,
});
const recipes = {
  waits: recipe('until [ -e "$HOME/go" ]; do sleep 0.05; done'),
  quick: recipe('echo quick'),
  fails: recipe('exit 7'),
  anywhere: recipe('echo anywhere', { paths: undefined }),
  writes: recipe(
    'mkdir -p docs/sub other fresh/deep; echo x > docs/sub/a.md; echo x > fresh/deep/c.md; echo x > other/b.md; echo x >> tracked.txt',
  ),
};

let house: ClaimsHouse;
const go = (): string => join(house.host.root, 'go');
const storedLines = (): string[] => house.stored().flatMap(({ holder, paths }) => paths.map((path) => `${holder.id} -> ${path}`));
const held = [`${me} -> src/`, `${me} -> tests/bench`];
const nothingHeld = () => until('all is released', () => storedLines().length === 0 && house.text === head);

const cardLines = (keys: string): string[] =>
  house.rows(`SELECT card FROM outbox WHERE key LIKE '${keys}'`).flatMap(({ card }) => JSON.parse(String(card)).lines ?? []);

/** Starts it; answers with the number of its job. */
async function started(line: string): Promise<number> {
  const { job } = await house.did(line);
  return job!.id;
}
const ended = (id: number) => until(`job ${id} ends`, () => house.host.jobs().find(({ spec }) => spec.id === id)?.end);

describe('held while the job lasts', () => {
  beforeAll(async () => {
    house = new ClaimsHouse({ recipes });
    await house.start();
  });
  afterAll(() => house?.close());
  afterEach(() => rmSync(go(), { force: true }));

  test('the paths of the recipe, released at its end', async () => {
    const id = await started('waits --claim');
    expect(storedLines()).toEqual(held);
    expect(house.stored()[0]).toMatchObject({ why: 'waits --claim', job: expect.any(String) });
    await until('its lines', () => house.lines.length === 2);
    expect(await house.ask('claim src/a.rs --as codex-1')).toMatchObject({
      ok: false,
      text: expect.stringMatching(new RegExp(`^NOT CLAIMED src/a.rs: ${me} has it`)),
    });
    writeFileSync(go(), '');
    await ended(id);
    await nothingHeld();
  });

  test('paths that the line names, of a recipe with and without paths', async () => {
    for (const line of ['waits --claim=docs/', 'waits --claim="docs/"', 'run waits --claim=docs/']) {
      rmSync(go(), { force: true });
      const id = await started(line);
      expect(storedLines()).toEqual([`${me} -> docs/`]);
      writeFileSync(go(), '');
      await ended(id);
      await nothingHeld();
    }
    await started('anywhere --claim=docs/,src/a.rs');
    await until('both were granted', () => house.audit().some(({ detail }) => detail.claim?.paths.join() === 'docs/,src/a.rs'));
    await nothingHeld();
  });

  test('a job that fails, and one that is stopped', async () => {
    await ended(await started('fails --claim'));
    await nothingHeld();
    const id = await started('waits --claim');
    await house.host.running(id);
    expect(storedLines()).toEqual(held);
    await house.did(`stop ${id}`);
    await ended(id);
    await nothingHeld();
  });

  test('a recipe without paths: the whole repository, after a yes', async () => {
    const jobs = house.host.jobs().length;
    expect((await house.did('anywhere --claim')).text).toMatch(/^CLAIM all of it/);
    expect(house.host.jobs()).toHaveLength(jobs);
    expect(storedLines()).toEqual([]);
    const { job } = await house.did('yes');
    await ended(job!.id);
    expect(house.audit().findLast(({ what }) => what === 'granted')?.detail.claim?.paths).toEqual(['.']);
    await nothingHeld();
  });

  test('the bot is killed meanwhile: held while the job runs, released when it ended', async () => {
    const id = await started('waits --claim');
    await house.host.running(id);
    await house.kill();
    await house.start();
    expect(storedLines()).toEqual(held);
    await house.kill();
    writeFileSync(go(), '');
    await ended(id);
    expect(storedLines()).toEqual(held);
    await house.start();
    await nothingHeld();
  });

  test('its card says what is claimed, its end that it no longer is; `again` claims it again, or is not started either', async () => {
    const id = await started('waits --claim');
    await until('its card tells', () => cardLines(`card/${id}/%`).includes('claimed src/, tests/bench until it ends'));
    writeFileSync(go(), '');
    await ended(id);
    await nothingHeld();
    await until('its end is told', () => cardLines(`end/${id}/%`).length > 0);
    expect(cardLines(`end/${id}/%`)).toContain('claim over: src/, tests/bench');
    await until('its card tells no more', () => !cardLines(`card/${id}/%`).join().includes('claim'));

    const second = await started(`again ${id}`);
    expect(house.host.jobs().find(({ spec }) => spec.id === second)?.spec).toMatchObject({
      again: id,
      claim: { paths: ['src/', 'tests/bench'], fresh: ['src/', 'tests/bench'] },
    });
    await nothingHeld();
    expect(
      house
        .audit()
        .filter(({ detail }) => detail.claim?.why === `again ${id}: waits`)
        .map(({ what }) => what),
    ).toEqual(['granted', 'released']);
    const jobs = house.host.jobs().length;
    appendFileSync(house.file, '- bob -> src/parser/\n');
    await until('adopted', () => storedLines().length === 1);
    expect((await house.ask(`again ${second}`)).text).toMatch(/^NOT STARTED waits: bob has src\/parser\//);
    expect(house.host.jobs()).toHaveLength(jobs);
    house.text = head;
    await nothingHeld();
  });

  test('what was held before the job is held after it', async () => {
    await house.did('claim src/');
    const id = await started('waits --claim');
    expect(storedLines().toSorted()).toEqual(held);
    writeFileSync(go(), '');
    await ended(id);
    await until('the rest is released', () => storedLines().length === 1);
    expect(storedLines()).toEqual([`${me} -> src/`]);
    await house.did('release src/');
    await nothingHeld();
  });

  test('not started where others hold some of it: told whose it is; without --claim it is', async () => {
    appendFileSync(house.file, '- bob -> src/parser/\n');
    await until('adopted', () => storedLines().length === 1);
    const jobs = house.host.jobs().length;
    const refused = await house.ask('quick --claim');
    expect(refused).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/^quick was not started\. .*bob/) },
      data: { claims: [{ holder: 'bob', paths: ['src/parser/'] }] },
    });
    expect(refused.text).toMatch(/^NOT STARTED quick: bob has src\/parser\/\nclash: src\/parser\/ · .*\[Wait\] \[Ask\] \[No claim\]$/s);
    expect(house.host.jobs()).toHaveLength(jobs);
    expect(storedLines()).toEqual(['bob -> src/parser/']);
    const id = await started('quick');
    await ended(id);
    house.text = head;
    await nothingHeld();
  });

  test("a job that writes into somebody's claim says so, once; into one's own it is no news", async () => {
    appendFileSync(house.file, '- bob -> docs/sub/, fresh/deep/\n');
    await until('adopted', () => storedLines().length === 2);
    await house.did('claim other/');
    const id = await started('writes');
    await ended(id);
    const told = (): string[] => house.told(`touched/${id}/%`);
    await until('it is told', () => told().length > 0);
    expect(told()).toEqual([`TOUCHED ${id} writes: 2 files claimed by bob`]);
    await house.kill();
    await house.start();
    expect(house.told('touched/%')).toHaveLength(1);
    house.host.git('clean', '-qfd', '-e', 'AGENT_LOCKS.md');
    await house.did('release other/');
    house.text = head;
    await nothingHeld();
  });
});

test('a job that cannot be started holds nothing, also where the bot dies over it', async () => {
  house = new ClaimsHouse({ recipes, disk: { min: '900 TB' } });
  try {
    await house.start();
    expect(await house.ask('quick --claim')).toMatchObject({ ok: false });
    await until('it was granted first', () => house.audit().some(({ what }) => what === 'granted'));
    await nothingHeld();
    house.host.armCrash('desk.before-commit');
    void house.host.ask('quick --claim');
    expect((await house.bot.ended).signal).toBe('SIGKILL');
    expect(storedLines()).toEqual(held);
    await house.start();
    await nothingHeld();
    expect(house.host.jobs()).toEqual([]);
  } finally {
    await house.close();
  }
});
