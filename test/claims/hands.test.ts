/** What people do to the lock file by hand and by git while the bot runs; and a bot whose database is lost. */
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../lab/bench-host.ts';
import { ClaimsHouse, eventually, head, me } from './house.ts';

let house: ClaimsHouse;
beforeEach(async () => {
  house = new ClaimsHouse();
  await house.start();
});
afterEach(() => house?.close());

const storedLines = (): string[] => house.stored().flatMap(({ holder, paths }) => paths.map((path) => `${holder.id} -> ${path}`));
const asking = () =>
  eventually('it asks', async () => {
    const { standing } = await house.locks();
    return standing.is === 'asking' && standing;
  });

describe('by hand', () => {
  test('a line added is adopted, for four hours, whichever way it was saved; a line taken out is released', async () => {
    const edits: [string, (text: string) => void][] = [
      ['appended', (line) => appendFileSync(house.file, line)],
      ['written whole', (line) => writeFileSync(house.file, house.text + line)],
      [
        'renamed over',
        (line) => {
          writeFileSync(`${house.file}~`, house.text + line);
          renameSync(`${house.file}~`, house.file);
        },
      ],
      [
        'removed and made anew',
        (line) => {
          const text = house.text;
          rmSync(house.file);
          writeFileSync(house.file, text + line);
        },
      ],
    ];
    for (const [n, [how, edit]] of edits.entries()) {
      const line = `codex-${100 + n} -> tools/${n}/`;
      edit(`- ${line}\n`);
      await until(`${how}: adopted`, () => storedLines().includes(line));
    }
    for (const { from, since, until: end } of house.stored())
      expect({ from, hours: (end - since) / 3_600_000 }).toEqual({ from: 'file', hours: 4 });
    expect(house.audit().map(({ what, detail }) => `${what} ${detail.how}`)).toEqual(edits.map(() => 'granted file'));
    const before = house.text;
    house.text = before.replace('- codex-101 -> tools/1/\n', '');
    await until('released', () => !storedLines().includes('codex-101 -> tools/1/'));
    expect(house.audit().at(-1)).toMatchObject({ what: 'released', detail: { why: 'file' } });
    expect(house.text).toBe(before.replace('- codex-101 -> tools/1/\n', ''));
  });

  test('my own line taken out by an editor is a release, and put in again a new claim', async () => {
    await house.did('claim docs/ src/a.rs');
    await until('its line', () => house.lines.length === 2);
    house.text = house.text.replace('- codex', '').replace(`- ${me} -> src/a.rs\n`, '');
    await until('released', () => storedLines().length === 1);
    expect(storedLines()).toEqual([`${me} -> docs/`]);
    appendFileSync(house.file, `- ${me} -> src/a.rs\n`);
    await until('claimed', () => storedLines().length === 2);
    expect(house.stored().map(({ lease }) => lease)).toEqual([1, 2]);
  });

  test("a line in another's way stays a line; told once, and adopted when the way is free", async () => {
    await house.did('claim docs/');
    await until('its line', () => house.lines.length === 1);
    appendFileSync(house.file, '- codex-7 -> docs/a.md\n');
    const told = (): string[] => house.told().filter((title) => title.startsWith('NOT ADOPTED'));
    await until('it is told', () => told().length > 0);
    await house.did('claim other/');
    await until('its line', () => house.lines.length === 3);
    expect(told()).toHaveLength(1);
    await house.did('release docs/');
    await until('adopted', () => storedLines().includes('codex-7 -> docs/a.md'));
    await until('my line is gone', () => house.lines.length === 2);
    expect(house.lines).toEqual([`${me} -> other/`, 'codex-7 -> docs/a.md']);
  });
});

describe('by git', () => {
  async function heldAndCommitted(): Promise<void> {
    house.git('branch', 'other');
    await house.did('claim docs/');
    await until('its line', () => house.lines.length === 1);
    house.git('commit', '-qam', 'claimed');
    // A commit of the file changes nothing.
    await house.did('claim src/');
    await until('its line', () => house.lines.length === 2);
    house.git('commit', '-qam', 'claimed more');
    expect(storedLines()).toEqual([`${me} -> docs/`, `${me} -> src/`]);
  }

  test('a branch without the lines: asked, and kept', async () => {
    await heldAndCommitted();
    house.git('checkout', '-q', 'other');
    const standing = await asking();
    expect(standing.lines.map(({ path }) => path)).toEqual(['docs/', 'src/']);
    expect(storedLines()).toHaveLength(2);
    expect(house.text).toBe(head);
    expect((await house.did('claim tests/')).text).toMatch(/Still held/);
    expect(house.text).toBe(head);
    expect(house.alerts()).toEqual(['VANISHED: 2 lines of docs/AGENT_LOCKS.md']);
    await house.did('locks --settle kept');
    await until('they are back', () => house.lines.length === 3);
    expect(house.lines).toEqual([`${me} -> tests/`, `${me} -> docs/`, `${me} -> src/`]);
    expect((await house.locks()).standing).toEqual({ is: 'in step' });
    expect(await house.ask('locks --settle kept')).toMatchObject({ ok: false, error: { code: 'nothing asked' } });
    expect(house.audit().filter(({ what }) => what === 'released')).toEqual([]);
  });

  test('branches that change while others claim: whatever moment the bot looks at, nothing counts as released by hand', async () => {
    await heldAndCommitted();
    const changes = async (): Promise<void> => {
      for (let n = 0; n < 40; n += 1) {
        house.git('checkout', '-q', '-f', n % 2 === 0 ? 'other' : 'main');
        await new Promise((done) => setTimeout(done, n % 5));
      }
    };
    let isOver = false;
    const over = changes().finally(() => {
      isOver = true;
    });
    for (let n = 0; !isOver; n += 1) {
      await house.did(`claim more/${n}/`);
      await house.ask(`release more/${n}/`);
    }
    await over;
    expect(house.audit().filter(({ what, detail }) => what === 'released' && detail.why === 'file')).toEqual([]);
    expect(storedLines()).toEqual(expect.arrayContaining([`${me} -> docs/`, `${me} -> src/`]));
  });

  test('a branch without the lines: asked, and released', async () => {
    await heldAndCommitted();
    house.git('checkout', '-q', 'other');
    await asking();
    await house.did('locks --settle released');
    await until('they are released', () => storedLines().length === 0);
    expect(house.text).toBe(head);
    expect((await house.locks()).standing).toEqual({ is: 'in step' });
  });

  test('a branch without the lines, and back: nothing happened', async () => {
    await heldAndCommitted();
    house.git('checkout', '-q', 'other');
    await asking();
    house.git('checkout', '-q', 'main');
    await eventually('in step', async () => (await house.locks()).standing.is === 'in step');
    expect(storedLines()).toEqual([`${me} -> docs/`, `${me} -> src/`]);
    expect(house.audit().map(({ what }) => what)).toEqual(['granted', 'granted']);
    expect(house.alerts()).toEqual(['BACK: the lines that had vanished']);
  });

  test('a stash that takes the lines along, and gives them back', async () => {
    await heldAndCommitted();
    await house.did('claim tests/');
    await until('its line', () => house.lines.length === 3);
    house.git('stash', '-q');
    const { lines } = await asking();
    expect(lines.map(({ path }) => path)).toEqual(['tests/']);
    house.git('stash', 'pop', '-q');
    await eventually('in step', async () => (await house.locks()).standing.is === 'in step');
    expect(storedLines()).toHaveLength(3);
    // What vanishes from here on did not vanish with the stash.
    await house.did('claim later/');
    await until('its line', () => house.lines.length === 4);
    house.text = house.text.replace(`- ${me} -> tests/\n`, '');
    await until('a line taken out by hand after all that is a release', () => storedLines().length === 3);
  });

  test('an answer given while a bot was killed and came back is taken', async () => {
    await heldAndCommitted();
    house.git('checkout', '-q', 'other');
    const { key } = await asking();
    await house.kill();
    await house.start();
    expect((await house.locks()).standing).toMatchObject({ is: 'asking', key });
    expect(house.alerts()).toHaveLength(1);
    await house.did(`locks --settle kept --question ${key}`);
    await until('they are back', () => house.lines.length === 2);
  });

  test('a branch taken while no bot runs is asked about as well', async () => {
    await heldAndCommitted();
    await house.kill();
    house.git('checkout', '-q', 'other');
    await house.start();
    expect((await house.locks()).standing).toMatchObject({ is: 'asking' });
    expect(storedLines()).toHaveLength(2);
  });
});

describe('the database is lost', () => {
  const snapshot = (lastLease: number): void =>
    writeFileSync(join(house.host.home, 'claims.json'), JSON.stringify({ v: 1, at: Date.now(), lastLease, claims: [] }));
  const forget = (): void => {
    for (const end of ['', '-wal', '-shm']) rmSync(join(house.host.home, `molt-ops.db${end}`), { force: true });
  };

  test('gone without a backup: lines of the file are claims again, and no old lease is given anew', async () => {
    await house.did('claim docs/ "a, b"');
    await until('its lines', () => house.lines.length === 2);
    const text = house.text;
    await house.kill();
    forget();
    snapshot(57);
    await house.start();
    expect((await house.held()).toSorted()).toEqual([`${me} -> a, b`, `${me} -> docs/`]);
    expect(house.text).toBe(text);
    await house.did('claim src/');
    for (const { lease } of house.stored()) expect(lease).toBeGreaterThan(1057);
    const leases = house.stored().map(({ lease }) => lease);
    // Once: the next start goes on from there.
    await house.kill();
    await house.start();
    await house.did('claim tests/');
    expect(house.stored().map(({ lease }) => lease)).toEqual([...leases, leases.at(-1)! + 1]);
  });

  test('damaged: likewise', async () => {
    await house.did('claim docs/');
    await until('its line', () => house.lines.length === 1);
    await house.kill();
    forget();
    writeFileSync(join(house.host.home, 'molt-ops.db'), 'no database at all, but long enough to be read as one'.repeat(100));
    snapshot(57);
    await house.start();
    expect(await house.held()).toEqual([`${me} -> docs/`]);
    expect(house.stored()[0]!.lease).toBeGreaterThan(1057);
  });

  test('a bot that is new has no such leap', async () => {
    await house.did('claim docs/');
    expect(house.stored()[0]!.lease).toBe(1);
  });
});
