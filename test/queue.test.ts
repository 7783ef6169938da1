/** The queue of a real bot: who waits for whom, who goes first, and what people are told of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Line } from '../adapters/socket/client.mjs';
import { socketFolder } from '../adapters/socket/folder.mjs';
import type { Request, Said } from '../adapters/socket/protocol.ts';
import { BenchHost, until } from './lab/bench-host.ts';

const recipe = (exclusive: 'host' | 'worktree' | 'none', until?: string) => ({
  about: 'For the test',
  category: 'compiler',
  exclusive,
  steps: [{ phase: 'only', run: ['sh', '-c', until === undefined ? 'echo ran' : `until [ -e "$HOME/${until}" ]; do sleep 0.05; done`] }],
});
const recipes = {
  blocker: recipe('host', 'free'),
  whole: recipe('host'),
  beside: recipe('none'),
  editor: recipe('worktree', 'edited'),
  edit: recipe('worktree'),
};

let host: BenchHost;
let line: Line;
const credentials = new Map<string, string>();

beforeAll(async () => {
  host = new BenchHost({
    recipes,
    people: {
      ada: { slack: 'T01/U01', roles: ['operator', 'admin'], agents: ['codex-26366'] },
      bob: { slack: 'T01/U02', roles: ['viewer'] },
    },
  });
  expect(await host.serve().ready).toBe(true);
  const opened = await connect(socketFolder(host.home, host.env));
  if (!opened.ok) throw new Error(opened.refusal.message);
  line = opened.value;
  for (const person of ['ada', 'bob', 'codex-26366']) {
    await say(`people credential ${person}`);
    credentials.set(person, readFileSync(join(host.home, 'credentials', person), 'utf8').trim());
  }
}, 30_000);
afterAll(async () => {
  line?.close();
  await host?.close();
});

async function say(text: string, person?: string): Promise<Said> {
  const as: Partial<Request> = person === undefined ? {} : { as: person, credential: credentials.get(person)! };
  const said = await line.say({ say: text, ...as });
  if (!said) throw new Error(`the bot went away at "${text}"`);
  return said;
}
const start = async (text: string, person?: string): Promise<number> => {
  const { job, ...said } = await say(text, person);
  if (!job) throw new Error(`"${text}" started nothing: ${said.text}`);
  return job.id;
};
const ended = (id: number) => until(`end of ${id}`, () => host.jobs().find(({ spec }) => spec.id === id)?.end);
const begun = (id: number): number => host.events(id)[0].at;
/** What stands in the list of those that wait, in its order. */
const waiting = async (): Promise<string[]> => (await say('')).text.split('\n').filter((row) => row.startsWith('WAITS '));

const waitingIds = async (): Promise<number[]> => (await waiting()).map((row) => Number(row.split(' ')[1]));

describe('behind a job that has the whole host', () => {
  let [blocker, agents, persons, beside, last] = [0, 0, 0, 0, 0];

  test('all others wait, people before agents, and are told for whom', async () => {
    blocker = await start('blocker');
    await host.running(blocker);
    agents = await start('whole', 'codex-26366');
    persons = await start('whole', 'ada');
    beside = await start('beside');
    last = await start('whole');
    expect((await waiting()).map((row) => row.slice(0, row.indexOf('(') + 1))).toEqual([
      `WAITS ${persons} whole: after ${blocker} blocker (`,
      `WAITS ${beside} beside: after ${blocker} blocker +1 (`,
      `WAITS ${last} whole: after ${blocker} blocker +2 (`,
      `WAITS ${agents} whole: after ${blocker} blocker +3 (`,
    ]);
    expect((await say(`status ${persons}`)).text).toMatch(/\nnumber 1: after 1 blocker \(whole host\)\n/);
  });

  test('an operator puts one first, a viewer may not', async () => {
    expect(await say(`first ${last}`, 'bob')).toMatchObject({ ok: false, error: { code: 'not allowed' } });
    expect((await say(`first ${last}`, 'ada')).text).toMatch(new RegExp(`^FIRST ${last} whole: next in line\n`));
    expect(await waitingIds()).toEqual([last, persons, beside, agents]);
  });

  test('one that is stopped while it waits never runs', async () => {
    expect((await say(`stop ${persons}`, 'ada')).text).toMatch(new RegExp(`^STOPPING ${persons} whole before it starts\n`));
    await ended(persons);
    expect(host.events(persons).map(({ type }) => type)).not.toContain('phase');
    expect(await waitingIds()).toEqual([last, beside, agents]);
  });

  test('they run in that order once the host is free', async () => {
    writeFileSync(join(host.root, 'free'), '');
    await Promise.all([last, beside, agents].map(ended));
    expect([last, beside, agents].toSorted((a, b) => begun(a) - begun(b))).toEqual([last, beside, agents]);
  });
});

test('of jobs in one git checkout the second waits, one that needs nothing does not', async () => {
  const editor = await start('editor');
  await host.running(editor);
  const edit = await start('edit');
  const beside = await start('beside');
  await ended(beside);
  expect((await say(`status ${edit}`)).text).toMatch(new RegExp(`\\nnumber 1: after ${editor} editor \\(same worktree\\)\\n`));
  expect(await waitingIds()).toEqual([edit]);
  writeFileSync(join(host.root, 'edited'), '');
  await ended(edit);
});
