/** The lock file in every state that people, editors and git leave it in: claims go on, the file is not harmed, and mended all is in step again. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileStanding } from '../../src/chat/locks-view.ts';
import { claimsIn, parseLocks } from '../../src/locks/agent-locks/parse.ts';
import { samples } from '../../src/locks/agent-locks/testing.ts';
import { until } from '../lab/bench-host.ts';
import { ClaimsHouse, eventually, head, me } from './house.ts';

let house: ClaimsHouse;
beforeAll(async () => {
  house = new ClaimsHouse();
  await house.start();
});
afterAll(() => house?.close());

/** Of whatever stands there now: nothing changes it without changing this. */
const standsThere = (): unknown => {
  const stat = lstatSync(house.file, { throwIfNoEntry: false });
  if (!stat) return undefined;
  return {
    ino: stat.ino,
    mode: stat.mode,
    mtime: stat.mtimeMs,
    ...(stat.isFile() && { bytes: createHash('sha256').update(readFileSync(house.file)).digest('hex') }),
  };
};
const linesNow = (): string[] => {
  const locks = parseLocks(new Uint8Array(house.bytes ?? []));
  return locks.is === 'usable' ? claimsIn(locks).map(({ agent, path }) => `${agent} -> ${path}`) : [];
};
const standing = async () => (await house.locks()).standing;

const wordsOf = (now: FileStanding): string => (now.is === 'read-only' ? now.why : `is ${now.is}`);

/** Nobody holds anything, and the file says so. */
async function clear(): Promise<void> {
  // A test before this one may have failed.
  if (!lstatSync(house.file, { throwIfNoEntry: false })?.isFile()) rmSync(house.file, { recursive: true, force: true });
  mkdirSync(dirname(house.file), { recursive: true });
  for (const { lease } of (await house.locks()).claims) await house.did(`break ${lease}`);
  house.text = head;
  await eventually(
    'all is clear',
    async () => (await standing()).is === 'in step' && (await house.locks()).claims.length === 0 && house.text === head,
  );
}

describe('a claim, then its release, leaves every byte', () => {
  const large = `# ${'prose '.repeat(800_000)}\n\n## Active locks\r\n* codex-9 -> far/\r\n`;

  test.each(Object.entries({ ...samples, 'nearly 5 MB': large }))('%s', async (_, text) => {
    await clear();
    house.text = text;
    const before = house.bytes!;
    const lines = linesNow();
    await eventually('the lines are adopted', async () => (await house.locks()).claims.length > 0 || lines.length === 0);
    expect((await house.did('claim fresh/ "fresh, odd" src/molt/fresh.py')).text).not.toMatch(/AGENT_LOCKS/);
    await until('its lines', () => linesNow().length > lines.length);
    expect(linesNow().filter((line) => !lines.includes(line))).toEqual([
      `${me} -> fresh/`,
      `${me} -> fresh, odd`,
      `${me} -> src/molt/fresh.py`,
    ]);
    await house.did('release "fresh, odd"');
    await house.did('release src/molt/fresh.py fresh/');
    await until('all bytes', () => house.bytes?.equals(before));
    expect(await standing()).toEqual({ is: 'in step' });
  });
});

describe('left alone until it is mended, with one alert', () => {
  const immutable = (): boolean => {
    try {
      const probe = join(house.host.root, 'probe');
      writeFileSync(probe, '');
      execFileSync('chattr', ['+i', probe], { stdio: 'ignore' });
      execFileSync('chattr', ['-i', probe], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(head, 'utf16le')]);
  const away = (): string => join(house.host.root, 'away');

  const states: [name: string, breaks: (good: string) => void, told: RegExp, mends?: (good: string) => void][] = [
    ['two headings', (good) => (house.text = `${good}\n## Active locks\n`), /twice, in lines/],
    ['no heading', () => (house.text = '# Agent Locks\n- codex-1 -> src/\n'), /no heading/],
    ['emptied', () => (house.text = ''), /no heading/],
    [
      'conflict markers',
      (good) => (house.text = `${good}<<<<<<< HEAD\n- bob -> a\n=======\n- bob -> b\n>>>>>>> other\n`),
      /merge conflict in line/,
    ],
    ['UTF-16', () => writeFileSync(house.file, utf16), /not UTF-8/],
    ['a zero byte', (good) => (house.text = `${good}\0`), /not UTF-8/],
    ['half a letter', (good) => writeFileSync(house.file, Buffer.concat([Buffer.from(good), Buffer.from([0xe2, 0x82])])), /not UTF-8/],
    ['more than 5 MB', (good) => (house.text = `${good}${'x'.repeat(5_000_000)}`), /larger than 5 MB/],
    ['deleted', () => rmSync(house.file), /is missing/],
    ['its folder removed', () => rmSync(dirname(house.file), { recursive: true }), /is missing/, remade],
    ['its folder moved away', () => renameSync(dirname(house.file), away()), /is missing/, () => renameSync(away(), dirname(house.file))],
    ['replaced by a folder', replacedBy(() => mkdirSync(house.file)), /is a folder/, remade],
    ['replaced by a FIFO', replacedBy(() => execFileSync('mkfifo', [house.file])), /is a FIFO/, remade],
    [
      'a link out of the workspace',
      replacedBy((good) => linked(join(house.host.root, 'outside.md'), good)),
      /leads out of the workspace/,
      remade,
    ],
    ['a link to nothing', replacedBy(() => symlinkSync('nothing.md', house.file)), /link to nothing/, remade],
    [
      "a link into git's folder",
      replacedBy((good) => linked(join(house.host.workspace, '.git/locks.md'), good)),
      /into git's own folder/,
      remade,
    ],
    ['a link to itself', replacedBy(() => symlinkSync('AGENT_LOCKS.md', house.file)), /leads back to itself/, remade],
  ];
  function remade(good: string): void {
    rmSync(house.file, { recursive: true, force: true });
    mkdirSync(dirname(house.file), { recursive: true });
    house.text = good;
  }
  function replacedBy(what: (good: string) => void): (good: string) => void {
    return (good) => {
      rmSync(house.file);
      what(good);
    };
  }
  function linked(target: string, text: string): void {
    writeFileSync(target, text);
    symlinkSync(target, house.file);
  }

  test.each(states)('%s', async (name, breaks, told, mends = (good: string) => (house.text = good)) => {
    await clear();
    await house.did('claim base/ --why before');
    await until('its line', () => house.lines.length === 1);
    const good = house.text;
    const alerts = house.alerts().length;

    breaks(good);
    await eventually('the bot sees it', async () => told.test(wordsOf(await standing())));
    const broken = standsThere();
    const claimed = await house.did('claim meanwhile/');
    expect(claimed.text.replace(/\s+/g, ' ')).toMatch(told);
    expect(await house.ask('claim base/x --as codex-1')).toMatchObject({ ok: false });
    await house.did('release base/');
    await house.did('claim again/');
    expect(await house.held()).toEqual([`${me} -> meanwhile/`, `${me} -> again/`]);
    await until('it is told', () => house.alerts().length > alerts);
    expect(house.alerts().slice(alerts)).toHaveLength(1);
    expect(standsThere(), name).toEqual(broken);

    mends(good);
    const wanted = `${head}- ${me} -> meanwhile/\n- ${me} -> again/\n`;
    await until('in step again', () => house.bytes?.toString() === wanted);
    expect(await standing()).toEqual({ is: 'in step' });
    expect(await house.held()).toEqual([`${me} -> meanwhile/`, `${me} -> again/`]);
    expect(house.alerts().slice(alerts)).toHaveLength(1);
  });

  const guards: [name: string, on: () => void, off: () => void, told: RegExp, can: () => boolean][] = [
    ['read-only', () => chmodSync(house.file, 0o444), () => chmodSync(house.file, 0o644), /is read-only/, () => true],
    [
      'immutable',
      () => execFileSync('chattr', ['+i', house.file]),
      () => execFileSync('chattr', ['-i', house.file]),
      /cannot be written: permission denied/,
      immutable,
    ],
  ];
  test.each(guards)('%s: it is still read', async (_, on, off, told, can) => {
    if (!can()) return expect(can()).toBe(false);
    await clear();
    house.text = `${head}- codex-9 -> far/\n`;
    await eventually('adopted', async () => (await house.held()).length === 1);
    const alerts = house.alerts().length;
    on();
    try {
      const before = standsThere();
      await house.did('claim docs/');
      await eventually('the bot cannot write it', async () => (await standing()).is === 'read-only');
      expect((await house.did('claim src/')).text.replace(/\s+/g, ' ')).toMatch(told);
      expect(standsThere()).toEqual(before);
      await until('it is told', () => house.alerts().length > alerts);
    } finally {
      off();
    }
    await house.did('release src/');
    await house.did('claim src/');
    await until('in step again', () => house.text === `${head}- codex-9 -> far/\n- ${me} -> docs/\n- ${me} -> src/\n`);
    expect(house.alerts().slice(alerts)).toHaveLength(1);
  });

  test('a link inside of the workspace is written through', async () => {
    await clear();
    const target = join(house.host.workspace, 'real.md');
    writeFileSync(target, head);
    rmSync(house.file);
    symlinkSync('../real.md', house.file);
    await house.did('claim docs/');
    await until('its line', () => readFileSync(target, 'utf8') === `${head}- ${me} -> docs/\n`);
    expect(lstatSync(house.file).isSymbolicLink()).toBe(true);
    await house.did('release docs/');
    await until('the line is gone', () => readFileSync(target, 'utf8') === head);
    rmSync(house.file);
  });

  test('written by others all the while: no line of theirs is lost, and none of mine', async () => {
    await clear();
    const script = 'for n in $(seq 200); do echo "- codex-9 -> stream/$n/" >> "$0"; sleep 0.01; done';
    const writer = spawn('sh', ['-c', script, house.file], { stdio: 'ignore' });
    const isOver = once(writer, 'exit');
    for (let n = 0; writer.exitCode === null; n++) {
      await house.did(`claim mine/${n}/`);
      if (n % 2 > 0) await house.did(`release mine/${n}/`);
    }
    await isOver;
    const streamed = Array.from({ length: 200 }, (_, n) => `codex-9 -> stream/${n + 1}/`);
    const theirs = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('codex-9'));
    await eventually(
      'all is adopted',
      async () => theirs(await house.held()).length === streamed.length && (await standing()).is === 'in step',
    );
    expect(theirs(await house.held()).toSorted()).toEqual(streamed.toSorted());
    const held = await house.held();
    await until('all lines', () => linesNow().length === held.length);
    expect(linesNow().toSorted()).toEqual(held.toSorted());
    expect(held.filter((line) => line.startsWith(me)).every((line) => Number(/mine\/(\d+)/.exec(line)![1]) % 2 === 0)).toBe(true);
  });

  test('through all of that the bot has run, and left nothing of its own behind', async () => {
    expect(house.bot.child.exitCode).toBeNull();
    expect(execFileSync('ls', ['-A', dirname(house.file)], { encoding: 'utf8' })).not.toMatch(/molt-ops/);
    const log = house.host.read('home', 'molt-ops.log');
    expect(log.split('\n').filter((line) => /"level":(50|60)|"level":"(error|fatal)"/.test(line))).toEqual([]);
  });
});
