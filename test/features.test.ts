/** What a person can say to the bot, once each, through a real one; and what it tells of a job on its way. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Line } from '../adapters/socket/client.mjs';
import { socketFolder } from '../adapters/socket/folder.mjs';
import type { Request, Said } from '../adapters/socket/protocol.ts';
import { BenchHost, until } from './lab/bench-host.ts';

/** Ends once the test makes the file. */
const waits = 'until [ -e "$HOME/go" ]; do sleep 0.1; done';
const recipe = (script: string, more: object = {}) => ({
  about: 'For the test',
  category: 'compiler',
  exclusive: 'none',
  steps: [{ phase: 'only', run: ['sh', '-c', script], ...more }],
});
const recipes = {
  quick: { ...recipe('echo quick', {}), options: { loud: { type: 'flag' } } },
  rows: recipe(`echo "row 1"; echo "row 2"; echo "row 3"; ${waits}`, { progress: { row: '^row ', of: 12 } }),
  alone: { ...recipe('echo alone'), exclusive: 'host' },
  alone2: { ...recipe('echo alone'), exclusive: 'host' },
  slow: { ...recipe('echo begun; sleep 300'), limits: { time: '1s' } },
  silent: { ...recipe(`echo begun; ${waits.replace('go', 'awake')}; echo back; ${waits.replace('go', 'done')}`), limits: { stall: '1s' } },
};

let host: BenchHost;
let line: Line;
let server: Server;
let beats = 0;
const heard: { posted: string; rings: boolean }[] = [];

beforeAll(async () => {
  server = createServer((_, answer) => {
    beats += 1;
    answer.end('fine');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = new BenchHost(
    {
      recipes,
      people: { ada: { slack: 'T01/U01', roles: ['operator', 'admin'], agents: ['codex-26366'] } },
      heartbeat: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, every: '1m' },
    },
    { env: { MOLT_OPS_REPORTS_EVERY: '2s' } },
  );
  expect(await host.serve().ready).toBe(true);
  const opened = await connect(socketFolder(host.home, host.env), { heard: (what) => heard.push(what) });
  if (!opened.ok) throw new Error(opened.refusal.message);
  line = opened.value;
}, 30_000);

afterAll(async () => {
  line?.close();
  server?.close();
  await host?.close();
});

async function say(text: string, more: Partial<Request> = {}): Promise<Said> {
  const said = await line.say({ say: text, ...more });
  if (!said) throw new Error(`the bot went away at "${text}"`);
  return said;
}
const started = async (text: string): Promise<number> => {
  const { job } = await say(text);
  if (!job) throw new Error(`"${text}" started nothing`);
  return job.id;
};
const ended = (id: number): Promise<unknown> => until(`end of ${id}`, () => host.jobs().find(({ spec }) => spec.id === id)?.end);
const posted = (what: RegExp): Promise<string> => until(String(what), () => heard.find((one) => what.test(one.posted))?.posted);
const count = (what: RegExp): number => heard.filter((one) => what.test(one.posted)).length;
const logOf = (id: number): string => readFileSync(join(host.jobs().find(({ spec }) => spec.id === id)!.dir, 'log'), 'utf8');

describe('one line each', () => {
  test.each([
    ['', /^QUIET: nothing runs or waits/],
    ['health', /^CHECK m1: up .*\nJobs start by tmux/],
    ['whoami', /^YOU are .*: admin here/],
    ['people add @bob operator', /^ADDED bob: operator/],
    ['people', /\n?bob/],
    ['people remove bob', /^REMOVED bob/],
    ['schedule daily 02:00 quick --loud', /^SCHEDULED quick --loud: daily 02:00\nFirst \d{4}-\d\d-\d\d 02:00 C[SD]T/],
    ['schedules', /^SCHEDULES 1, next [^\n]*\n1 .*quick --loud/],
    ['unschedule 1', /^UNSCHEDULED 1 quick --loud/],
    ['schedules', /^SCHEDULES 0/],
    ['undo', /^UNDONE unschedule of 1 quick --loud/],
    ['schedules', /^SCHEDULES 1/],
  ])('%s', async (text, answer) => {
    const said = await say(text);
    expect(said).toMatchObject({ ok: true });
    expect(said.text).toMatch(answer);
  });

  test.each(['help', 'help look', 'help quick', 'help people', 'help schedule', 'help undo'])('%s fits a phone', async (text) => {
    const lines = (await say(text)).text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(12);
    for (const one of lines.slice(1)) expect(one.length, one).toBeLessThanOrEqual(40);
    expect(lines[0]!.length).toBeLessThanOrEqual(60);
  });

  test('an agent speaks with its credential, and only with that', async () => {
    const { text } = await say('people credential codex-26366');
    const file = join(host.home, 'credentials', 'codex-26366');
    expect(text).toMatch(new RegExp(`^CREDENTIAL of codex-26366 is in a file of the host\\n${file}\\n`));
    const secret = readFileSync(file, 'utf8').trim();
    const asAgent = (line: string, env: Record<string, string>) => host.cli(['say', line, '--as', 'codex-26366', '--json'], { env });
    const [byFile, byWord, wrong, none] = await Promise.all([
      asAgent('whoami', { MOLT_OPS_CREDENTIAL_FILE: file }),
      asAgent('quick --loud', { MOLT_OPS_CREDENTIAL: secret }),
      asAgent('quick', { MOLT_OPS_CREDENTIAL: 'wrong' }),
      asAgent('quick', { MOLT_OPS_CREDENTIAL_FILE: `${file}.not` }),
    ]);
    expect(byFile.code).toBe(0);
    expect(JSON.parse(byFile.stdout)).toMatchObject({ ok: true, data: { person: 'codex-26366', role: 'operator' } });
    expect(byWord.code).toBe(0);
    const { id } = JSON.parse(byWord.stdout).job;
    expect(host.jobs().find(({ spec }) => spec.id === id)!.spec).toMatchObject({ requester: 'codex-26366', agent: true });
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ ok: false, error: { code: 'not proven' } });
    expect(none).toMatchObject({ code: 2, stderr: '' });
    expect(JSON.parse(none.stdout)).toMatchObject({
      ok: false,
      error: { code: 'no credential', message: expect.stringContaining(`${file}.not`) },
    });
    await say('people credential codex-26366');
    expect((await asAgent('whoami', { MOLT_OPS_CREDENTIAL: secret })).code).toBe(1);
    expect(JSON.stringify([heard, host.outbox()])).not.toContain(secret);
  });

  test('the heartbeat came', () => until('a heartbeat', () => beats > 0));
});

describe('the life of a job', () => {
  let id: number;

  test('starts with a card, and promises its next word', async () => {
    id = await started('rows');
    const card = await posted(new RegExp(`^STARTED ${id} rows`));
    expect(card).toMatch(/\nUpdate by \d\d:\d\d/);
    expect(heard.find(({ posted }) => posted === card)!.rings).toBe(false);
  });

  test('micro-reports come in exactly their form', async () => {
    const micro = await posted(new RegExp(`running — ${id} rows: `));
    const resume = new RegExp(String.raw`Resume: \S.* attach ${id}\.$`);
    expect(micro).toMatch(
      new RegExp(
        String.raw`^- \[\d\d:\d\d\] running — ${id} rows: only 3/12, first run, no ETA\. Output: \S+_rows_${id}/log\. Next: [^\n]+, update by \d\d:\d\d\. Resume: `,
      ),
    );
    expect(micro).toMatch(resume);
  });

  test('the attach line that they print shows the job on a terminal', async () => {
    const command = /(\S+ molt-ops attach \d+|env .*)$/m.exec((await say(`resume ${id}`)).text.split('\n[')[0]!)?.[0];
    const argv = `${process.execPath} ${join(import.meta.dirname, '../bin/molt-ops.mjs')} attach ${id}`;
    expect(command).toContain(`attach ${id}`);
    const tmux = (...words: string[]): string =>
      execFileSync('tmux', ['-S', join(host.root, 'person.sock'), ...words], { encoding: 'utf8' });
    tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      '80',
      '-y',
      '20',
      `MOLT_OPS_HOME=${host.home} MOLT_OPS_CONFIG=${host.config} ${argv}`,
    );
    try {
      await until('the job on the terminal', () => tmux('capture-pane', '-p').includes('row 3'));
    } finally {
      tmux('kill-server');
    }
  });

  test('status, tail, log, jobs and the bare line tell of it', async () => {
    expect((await say(`status ${id}`)).text).toMatch(new RegExp(`^STARTED ${id} rows`));
    expect((await say(`tail ${id} 2`)).text).toMatch(/\nrow 2\nrow 3\n/);
    expect((await say(`log ${id}`)).text).toMatch(new RegExp(`^LOG ${id} rows: .*\n.*_rows_${id}/log`));
    expect((await say('jobs')).text).toMatch(/^JOBS 1 running/);
    expect((await say('')).text).toMatch(new RegExp(`${id} rows`));
  });

  test('mute stops its micro-reports, undo of that brings them back', async () => {
    expect((await say(`mute ${id}`)).text).toMatch(new RegExp(`^MUTED ${id} rows until its end`));
    const before = count(new RegExp(`— ${id} rows`));
    // Another job's micro-report shows that the time of one has gone by.
    const other = await started('rows');
    await until('two micro-reports of the other', () => count(new RegExp(`— ${other} rows`)) >= 2);
    expect(count(new RegExp(`— ${id} rows`))).toBe(before);
    expect((await say(`stop ${other}`)).text).toMatch(new RegExp(`^STOPPING ${other} rows`));
    await ended(other);
    expect((await say(`unmute ${id}`)).text).toMatch(/^UNMUTED/);
    expect((await say(`mute ${id}`)).ok).toBe(true);
    expect((await say('undo')).text).toBe(`UNDONE mute of ${id}`);
    await until('micro-reports again', () => count(new RegExp(`— ${id} rows`)) > before);
  });

  test('first puts a waiting job before another', async () => {
    const [a, b] = [await started('alone'), await started('alone2')];
    expect((await say(`first ${b}`)).text).toMatch(new RegExp(`${b} alone2`));
    const waiting = (await say('jobs')).text;
    expect(waiting.indexOf(`${b} alone2`)).toBeGreaterThan(0);
    expect(waiting.indexOf(`${b} alone2`)).toBeLessThan(waiting.indexOf(`${a} alone`));
    writeFileSync(join(host.root, 'go'), '');
    await Promise.all([ended(a), ended(b)]);
    expect(logStart(b) < logStart(a)).toBe(true);
  });

  test('one ending, one report', async () => {
    await posted(reportOf(id));
    expect(count(new RegExp(`^DONE ${id} rows`))).toBe(1);
    expect(count(reportOf(id))).toBe(1);
    expect((await say(`report ${id}`)).text).toContain(`## rows (job ${id})`);
    expect((await say(`resume ${id}`)).text).toMatch(new RegExp(` log ${id}$`, 'm'));
    expect(await say(`stop ${id}`)).toMatchObject({ ok: false });
  });

  test('again runs the same with the same options', async () => {
    const one = await started('quick --loud');
    await ended(one);
    const two = await started(`again ${one}`);
    expect(host.jobs().find(({ spec }) => spec.id === two)!.spec).toMatchObject({ again: one, asked: { canonical: 'quick --loud' } });
    await posted(reportOf(two));
    expect(await say('undo')).toMatchObject({ ok: false, error: { code: 'job is over' } });
  });

  test('undo of a start stops the job and says what stays', async () => {
    const one = await started('silent');
    await posted(new RegExp(`^STARTED ${one} `));
    expect((await say('undo')).text).toBe(`UNDOING ${one} silent: it is being stopped\nStays: what it has written until then`);
    await ended(one);
    await posted(new RegExp(`^(?:CANCELLED|STOPPED) ${one} `));
  });
});

const reportOf = (id: number): RegExp => new RegExp(`^REPORT ${id} `);
const logStart = (id: number): string => logOf(id).slice(0, 24);

describe('limits', () => {
  test('a job over its time is ended, and log and report say so', async () => {
    const { job, text } = await say('slow', { wait: true });
    expect(job).toMatchObject({ state: 'timed_out' });
    expect(text).toMatch(/### Status\ntimed_out: time limit of 1s/);
    expect(logOf(job!.id)).toMatch(/==> .*(?:limit|time)/);
  });

  test('a silent job rings once, and goes on', async () => {
    const id = await started('silent');
    const stall = await posted(new RegExp(`^STALLED ${id} silent`));
    expect(heard.find((one) => one.posted === stall)!.rings).toBe(true);
    writeFileSync(join(host.root, 'awake'), '');
    const dir = host.jobs().find(({ spec }) => spec.id === id)!.dir;
    await until('awake', () => readFileSync(join(dir, 'events.jsonl'), 'utf8').includes('"awake"'));
    writeFileSync(join(host.root, 'done'), '');
    await posted(reportOf(id));
    expect(heard.filter((one) => one.posted.startsWith(`STALLED ${id} `)).length).toBeLessThanOrEqual(2);
    expect(heard.filter((one) => one.posted === stall)).toHaveLength(1);
  });
});
