/** Somebody edits while we write, in another process and without a pause; and our process is killed at any moment. */
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as later, setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { bytes, freshWorkspace, node, noIntent, opened, others, path, put, randomFrom, seed, text } from './testing.ts';

const at = freshWorkspace();

/** One edit after the other, each with a line of its own, as different programs save. */
const hand = `
const [file, count, seed] = process.argv.slice(1);
let state = Number(seed);
const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
const nobody = new Int32Array(new SharedArrayBuffer(4));
const rest = (ms) => Atomics.wait(nobody, 0, 0, ms);
const read = () => { for (;;) try { return fs.readFileSync(file, 'utf8'); } catch { rest(1); } };
const styles = {
  append: (line) => { fs.closeSync(fs.openSync(file, 'r')); fs.appendFileSync(file, line); },
  fill: (line) => { const all = read() + line; const fd = fs.openSync(file, 'w'); if (random() < 0.3) rest(3); fs.writeSync(fd, all); fs.closeSync(fd); },
  rename: (line) => { fs.writeFileSync(file + '~', read() + line); fs.renameSync(file + '~', file); },
  anew: (line) => { const all = read() + line; fs.unlinkSync(file); fs.writeFileSync(file, all, { flag: 'wx' }); },
};
const names = Object.keys(styles);
for (let n = 0; n < Number(count); n += 1) {
  const name = names[Math.floor(random() * names.length)];
  console.log(n, name);
  for (;;) try { styles[name]('hand ' + n + ' ' + name + '\\n'); break; } catch (error) { if (!['ENOENT', 'EEXIST'].includes(error.code)) throw error; }
  rest(random() * 6);
}`;

test('300 edits of four kinds race with our writes: none that is written into the file is lost', async () => {
  console.info(`seed ${seed}`);
  const count = 300;
  put(at.workspace, path, 'first\n');
  const file = opened(at.workspace);
  const told = { written: 0, changed: 0, overtaken: 0, late: 0, failed: 0 };
  const linesIn = (from: Uint8Array): string[] =>
    text(from)
      .split('\n')
      .filter((line) => line !== '');
  let waiting: string[] = [];
  let ours = 0;

  const child = node(hand, at.file, `${count}`, `${seed}`);
  let isOver = false;
  void child.over.then(() => {
    isOver = true;
  });
  const added = (base: Uint8Array, now: Uint8Array): string[] => linesIn(now).filter((line) => !linesIn(base).includes(line));
  const takeLate = (): void => {
    for (const { base, bytes: now } of file.late()) {
      told.late += 1;
      waiting.push(...added(base, now));
    }
  };
  for (let quiet = 0; quiet < 2; ) {
    if (isOver) {
      quiet += 1;
      takeLate();
    }
    const found = file.read();
    const there = found.is === 'there' ? linesIn(found.bytes) : [];
    // As for the bot: a file that is emptied to be filled again has no heading, and is left alone.
    if (found.is === 'there' && there.includes('first')) {
      const missing = [...new Set(waiting)].filter((line) => !there.includes(line));
      const written = file.write(found, bytes([...there, ...missing, `ours ${ours}`, ''].join('\n')), noIntent);
      told[written.is] += 1;
      if (written.is === 'written' || written.is === 'overtaken') {
        ours += 1;
        waiting = written.is === 'overtaken' ? added(found.bytes, written.bytes) : [];
      }
      if (isOver && written.is !== 'written') quiet = 0;
    }
    await setImmediate();
  }
  expect(await child.over).toBe(0);

  const there = linesIn(readFileSync(at.file));
  const known = new Set(there.filter((line) => line.startsWith('hand ')).map((line) => Number(line.split(' ')[1])));
  const edits = child
    .out()
    .split('\n')
    .filter((line) => line !== '');
  const lost = edits.filter((_, n) => !known.has(n));
  console.info(`${JSON.stringify(told)}, lost of ${count}: ${lost.join(', ') || 'none'}`);
  expect(told.failed).toBe(0);
  expect(told.written).toBeGreaterThan(10);
  // What was written into a file that was lost went with it.
  const isLost = (n: number): boolean => !known.has(n);
  expect(lost.filter((edit) => /append|fill/.test(edit) && !isLost(Number.parseInt(edit, 10) - 1))).toEqual([]);
  // Only who puts a file of theirs in its place within some microseconds; here about one in a thousand.
  expect(lost.length).toBeLessThan(6);
  expect(others(dirname(at.file), 'AGENT_LOCKS.md')).toEqual([]);
});

/** Writes one version after the other; sometimes somebody is faster. What it intends stands in the journal. */
const writer = `
const [workspace, journal, seed] = process.argv.slice(1);
let state = Number(seed);
const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
const nobody = new Int32Array(new SharedArrayBuffer(4));
const keep = (entry) => { fs.writeFileSync(journal + '.new', JSON.stringify(entry)); fs.renameSync(journal + '.new', journal); };
const content = (version) => ('v' + version + ' ').repeat(4000);
const file = openLockFile(workspace, 'docs/AGENT_LOCKS.md', (point) => {
  if (point === 'intended' && random() < 0.2) fs.appendFileSync(workspace + '/docs/AGENT_LOCKS.md', 'hand ');
  if (point === 'intended' || point === 'renamed') Atomics.wait(nobody, 0, 0, random() * 2);
}).value;
console.log('ready');
for (;;) {
  const found = file.read();
  const version = Number(/^v(\\d+) /.exec(Buffer.from(found.bytes).toString())[1]) + 1;
  const written = file.write(found, Buffer.from(content(version)), {
    before: (temporary) => keep({ temporary, version }),
    withdrawn: () => keep({}),
  });
  if (written.is === 'failed') throw new Error(written.why);
  keep({});
}`;

test('killed 100 times, the file is whole each time, and it can be told which one it is', async () => {
  console.info(`seed ${seed}`);
  const random = randomFrom(seed);
  const journal = `${at.outer}/journal`;
  put(at.workspace, path, 'v0 '.repeat(4000));
  put(at.outer, 'journal', '{}');
  const told = { 'nothing intended': 0, landed: 0, 'not landed': 0, swept: 0 };
  let last = 0;
  for (let life = 0; life < 100; life += 1) {
    const child = node(writer, at.workspace, journal, `${Math.floor(random() * 2 ** 31)}`);
    await child.said('ready');
    await later(random() * 25);
    child.kill();
    expect(await child.over).toBe('SIGKILL');

    const content = readFileSync(at.file, 'utf8');
    const version = Number(/^v(\d+) /.exec(content)?.[1]);
    expect(content.replace(/(?:hand )*$/, '') === `v${version} `.repeat(4000)).toBe(true);
    expect(version).toBeGreaterThanOrEqual(last);
    last = version;

    const intent: { temporary?: string; version?: number } = JSON.parse(readFileSync(journal, 'utf8'));
    const file = opened(at.workspace);
    if (intent.temporary === undefined) told['nothing intended'] += 1;
    else {
      const landed = file.landed(intent.temporary);
      expect(landed).toBe(version === intent.version);
      told[landed ? 'landed' : 'not landed'] += 1;
    }
    told.swept += file.sweep();
    expect(others(dirname(at.file), 'AGENT_LOCKS.md')).toEqual([]);
    rmSync(`${journal}.new`, { force: true });
    put(at.outer, 'journal', '{}');
  }
  console.info(`${JSON.stringify(told)}, ${last} versions`);
  expect(told.landed).toBeGreaterThan(0);
  expect(told['not landed']).toBeGreaterThan(0);
});
