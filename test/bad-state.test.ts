/** Disk, database, lock, workspace and results in a bad state: told with what mends it, and nothing recorded is lost. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { BenchHost, until } from './lab/bench-host.ts';

const common = { about: 'x', category: 'compiler', exclusive: 'none' };
const sh = (script: string, more: object = {}): object => ({ ...common, steps: [{ phase: 'a', run: ['sh', '-c', script], ...more }] });

let host: BenchHost;
const mounts: string[] = [];
afterEach(async () => {
  for (const mount of mounts.splice(0)) execFileSync('umount', ['-l', mount]);
  await host.close();
});

async function serving(recipes: object, options: { name?: string; more?: object } = {}): Promise<ReturnType<BenchHost['serve']>> {
  host = new BenchHost(
    { recipes: recipes as never, disk: { min: '0B' }, ...options.more },
    options.name === undefined ? {} : { name: options.name },
  );
  return restarted();
}

async function restarted(): Promise<ReturnType<BenchHost['serve']>> {
  const bot = host.serve();
  if (!(await bot.ready)) throw new Error(bot.stderr());
  return bot;
}

// biome-ignore lint/suspicious/noExplicitAny: the JSON of `say`
const waited = async (line: string): Promise<any> => JSON.parse((await host.say(line, '--wait', '--json')).stdout);
const killed = async (bot: ReturnType<BenchHost['serve']>): Promise<void> => {
  bot.child.kill('SIGKILL');
  await bot.ended;
};
const database = (): string => join(host.home, 'molt-ops.db');

/** A container may forbid mounts; then this says so instead of passing silently. */
const mayMount = ((): boolean => {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0 && process.platform === 'linux';
  } catch {
    return false;
  }
})();
if (!mayMount) console.warn('Disk full and read-only folders are not tested here: that needs root and mounts.');

function mountTmpfs(folder: string, size: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  mounts.push(folder);
}

describe.runIf(mayMount)('a disk', () => {
  test('that is full while a log grows: the job ends as it would have, and the gap is told', async () => {
    host = new BenchHost({
      recipes: { loud: sh('head -c 20000000 /dev/zero | tr "\\0" "x" | fold -w 99; exit 7') } as never,
      disk: { min: '0B' },
    });
    mountTmpfs(host.logs, '8m');
    await restarted();
    const { job, text } = await waited('loud');
    expect(job).toMatchObject({ state: 'failed', exitCode: 7 });
    expect(text).toMatch(/of output are missing in it \(disk full\)/);
    const events = readFileSync(join(job.dir, 'events.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((one) => JSON.parse(one));
    expect(events.some(({ type, reason }) => type === 'gap' && reason === 'disk full')).toBe(true);
    expect(JSON.parse(readFileSync(join(job.dir, 'end.json'), 'utf8'))).toMatchObject({ v: 1 });
    expect(statSync(join(job.dir, 'log')).size).toBeLessThan(8 << 20);
    const ending = await until('the ending', () => host.outbox().find(({ key }) => key.startsWith('end/1/')));
    expect(ending.text).toMatch(/log lacks \d+\.\d MB \(disk full\)/);
  });

  test('that a job fills to the last byte: its reserve is given up for the end, and the report fits too', async () => {
    const fill = { ...common, steps: [{ phase: 'a', run: ['sh', '-c', 'cat /dev/zero > "$1"; exit 7', 'sh', '{out}/fill'] }] };
    host = new BenchHost({ recipes: { fill } as never, disk: { min: '0B' } });
    mountTmpfs(host.logs, '1m');
    await restarted();
    const { job } = (await host.ask('fill', { wait: true }))!;
    expect(job).toMatchObject({ state: 'failed', exitCode: 7 });
    expect(JSON.parse(readFileSync(join(job!.dir, 'end.json'), 'utf8'))).toMatchObject({ v: 1, exit: { code: 7 } });
    expect(existsSync(join(job!.dir, 'reserve'))).toBe(false);
    const report = await until(
      'the report',
      () => existsSync(join(job!.dir, 'report.md')) && readFileSync(join(job!.dir, 'report.md'), 'utf8'),
    );
    expect(report).toMatch(/^failed: exit 7/m);
    const refused = await host.ask('fill');
    expect(refused?.error?.message ?? refused?.text).toMatch(/^Not started: the disk of .* is full\. Make room, then send it again\./);
  });

  test('that takes no writes: the line is refused with what mends it, and a later one runs', async () => {
    host = new BenchHost({ recipes: { ok: sh('echo fine') } as never, disk: { min: '0B' } });
    mountTmpfs(host.logs, '8m');
    await restarted();
    expect((await waited('ok')).job.state).toBe('succeeded');
    // Busy until the shim and the bot have closed the last file of that job.
    await until('a disk without writers', () => spawnSync('mount', ['-o', 'remount,ro', host.logs]).status === 0);
    const said = await host.say('ok');
    expect(said.code).toBe(1);
    expect(said.stderr).toMatch(/^Not started: .* Make it writable for the bot, then send it again\./);
    expect(said.stderr).toContain(host.logs);
    expect(said.stderr).toMatch(/read-only|writ/i);
    execFileSync('mount', ['-o', 'remount,rw', host.logs]);
    expect((await waited('ok')).job.state).toBe('succeeded');
  });
});

test('a state folder that another bot holds: the second one says so and ends with 1', async () => {
  const first = await serving({ ok: sh('echo fine') });
  const second = host.serve();
  expect(await second.ended).toMatchObject({ code: 1 });
  expect(second.stderr()).toContain(`A bot already runs on ${host.home}. Nothing was started.`);
  expect(first.child.exitCode).toBeNull();
});

describe('the database', () => {
  test('is held by somebody else', async () => {
    await killed(await serving({ ok: sh('echo fine') }));
    const other = new DatabaseSync(database());
    other.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
    const bot = host.serve();
    expect(await bot.ended).toMatchObject({ code: 1 });
    other.close();
    expect(bot.stderr()).toMatch(/Another program holds the database .*Nothing was started\. Close it and start again\./);
    await restarted();
  });

  test('is of a newer version: nothing is changed', async () => {
    await killed(await serving({ ok: sh('echo fine') }));
    const other = new DatabaseSync(database());
    other.exec('PRAGMA user_version=999; PRAGMA wal_checkpoint(TRUNCATE)');
    other.close();
    const before = readFileSync(database());
    const bot = host.serve();
    expect(await bot.ended).toMatchObject({ code: 1 });
    expect(bot.stderr()).toMatch(/newer version \(999; this program knows \d+\)\. Nothing was started or changed\. Update molt-ops/);
    expect(readFileSync(database()).equals(before)).toBe(true);
  });

  test.each<[name: string, harm: () => void]>([
    ['damaged', () => writeFileSync(database(), Buffer.alloc(8192, 'damage'))],
    ['gone', () => rmSync(database())],
  ])('is %s: jobs come back from their directories, numbers go on', async (name, harm) => {
    const bot = await serving({ ok: sh('echo fine'), bad: sh('exit 7') });
    await waited('bad');
    await killed(bot);
    harm();
    for (const end of ['-wal', '-shm']) rmSync(database() + end, { force: true });
    const next = await restarted();
    const list = JSON.parse((await host.cli(['jobs', '--json'])).stdout);
    expect(list).toMatchObject([{ id: 1, recipe: 'bad', state: 'failed', exitCode: 7 }]);
    expect((await host.say('status 1')).stdout).toMatch(/bad/);
    expect((await waited('ok')).job.id).toBe(2);
    if (name === 'damaged') expect(`${next.stderr()}${(await host.say('health')).stdout}`).toMatch(/database was damaged/);
  });
});

describe('a workspace', () => {
  test(`with blanks, quotes and $(…) in its path`, async () => {
    await serving({ where: sh('pwd; git rev-parse --is-inside-work-tree; echo new > made.txt') }, { name: `it's "a" $(id) \`x\` b` });
    const { job, text } = await waited('where');
    expect(job).toMatchObject({ state: 'succeeded', exitCode: 0 });
    expect((await host.cli(['log', '1', '--raw'])).stdout).toBe(`${host.workspace}\ntrue\n`);
    expect(text).toContain('made.txt');
    expect(text).not.toContain('uid=');
  });

  test('that is no git repository: jobs run, and the report says so', async () => {
    host = new BenchHost({ recipes: { ok: sh('echo fine') } as never, disk: { min: '0B' } });
    rmSync(join(host.workspace, '.git'), { recursive: true });
    await restarted();
    const { job, text } = await waited('ok');
    expect(job.state).toBe('succeeded');
    expect(text).toMatch(/not a git repository|no git|without git/i);
  });

  test('that does not exist: the bot names the key and ends with 1', async () => {
    host = new BenchHost({ recipes: {} });
    rmSync(host.workspace, { recursive: true });
    const bot = host.serve();
    expect(await bot.ended).toMatchObject({ code: 1 });
    expect(bot.stderr()).toMatch(/workspace .* does not exist\. The bot was not started\. Mend "workspace:" in /);
  });
});

describe('a result', () => {
  /** What the step does with the path of its result, how the job ends, and what its report tells. */
  const results: [name: string, script: string, state: 'succeeded' | 'failed', told: RegExp][] = [
    ['missing', 'true', 'failed', /missing\.json — missing/],
    ['fifo', 'mkfifo "$1"', 'failed', /fifo\.json — not a regular file: a FIFO/],
    ['link', 'ln -s /etc/passwd "$1"', 'failed', /link\.json — not a regular file: a link, and links are not followed/],
    ['hard', 'echo {} > other; ln other "$1"', 'failed', /hard\.json — not a regular file: a file with a second name elsewhere/],
    ['huge', 'truncate -s 2G "$1"', 'failed', /huge\.json — `?too large: 2147483648 bytes, 16777216 at most/],
    ['torn', `echo '{"benchmarks": {' > "$1"`, 'succeeded', /torn\.json — `?not JSON/],
    [
      'nan',
      `echo '{"benchmarks": {"a.py": {"molt_time_s": 2, "cpython_time_s": NaN}}}' > "$1"`,
      'succeeded',
      /nan\.json holds 1 figure that is no number \(NaN, Infinity\), taken as n\/a\. Mend what writes it/,
    ],
    [
      'proto',
      `echo '{"__proto__": {"x": 1}, "benchmarks": {"__proto__": {"x": 1}, "a.py": {"molt_time_s": 1}}}' > "$1"`,
      'succeeded',
      /proto\.json holds 2 keys named `__proto__`, left out\. Mend what writes it/,
    ],
  ];

  test('that cannot be used ends the job as failed, no result; what is odd in one is told; the bot goes on', async () => {
    const recipe = (name: string, script: string): object => {
      const file = `{out}/${name}.json`;
      return { ...common, steps: [{ phase: 'a', run: ['sh', '-c', script, 'sh', file], result: { format: 'molt-native', file } }] };
    };
    await serving(Object.fromEntries(results.map(([name, script]) => [name, recipe(name, script)])));
    for (const [name, , state, told] of results) {
      const { job, text } = (await host.ask(name, { wait: true }))!;
      expect(job, name).toMatchObject({ state, exitCode: 0 });
      const { reason, missing } = JSON.parse(readFileSync(join(job!.dir, 'end.json'), 'utf8'));
      const log = readFileSync(join(job!.dir, 'log'), 'utf8');
      if (state === 'failed') {
        expect({ reason, missing }, name).toEqual({ reason: 'no result', missing: [`${name}.json`] });
        expect(text, name).toMatch(/^failed: no result in phase a, exit 0/m);
        expect(log, name).toContain(`==> no result: ${name}.json: `);
      } else expect(reason, name).toBeUndefined();
      expect(text, name).toMatch(told);
      if (state === 'failed' || name === 'torn') expect(text, name).toMatch(/To mend: let the step write .* then send: again \d/);
      expect(text, name).not.toContain('root:x:0');
    }
    expect((await host.ask('jobs'))?.ok).toBe(true);
  });
});

test('no secret of the bot reaches a job, its directory or its log', async () => {
  const secret = 'xoxb-1234567890-secretsecretsecret';
  host = new BenchHost(
    { recipes: { env: sh('env; tr "\\0" "\\n" < /proc/self/environ') } as never, disk: { min: '0B' } },
    { env: { SLACK_BOT_TOKEN_UNUSED: 'x', GITHUB_TOKEN: secret, MATRIX_PASSWORD: `${secret}2` } },
  );
  await restarted();
  const { job } = await waited('env');
  expect(job.state).toBe('succeeded');
  for (const file of ['spec.json', 'env.json', 'record.json', 'events.jsonl', 'end.json', 'log', 'report.md']) {
    const path = join(job.dir, file);
    await until(file, () => existsSync(path));
    expect(readFileSync(path, 'utf8'), file).not.toContain('secretsecret');
  }
  expect(readFileSync(join(job.dir, 'log'), 'utf8')).not.toMatch(/GITHUB_TOKEN|MATRIX_PASSWORD/);
  expect(statSync(join(job.dir, 'env.json')).mode & 0o777).toBe(0o600);
});
