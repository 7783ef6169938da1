import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from './load.ts';
import { hostZone, isZone } from './zone.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-ops-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string | Buffer) {
  writeFileSync(join(folder, 'x.yaml'), text);
  return loadConfig('x.yaml', { cwd: folder, home: '/state', logs: '/logs' });
}

const messageOf = (loaded: ReturnType<typeof loadConfig>): string => (loaded.ok ? 'none' : loaded.refusal.message);

describe('what a config becomes', () => {
  test('an empty file is the demo workspace, all at its defaults', () => {
    const loaded = load('');
    const timezone = hostZone(process.env);
    expect(loaded).toEqual({
      ok: true,
      value: {
        file: join(folder, 'x.yaml'),
        workspace: undefined,
        logs: '/logs',
        home: '/state',
        timezone,
        host: { name: hostname(), address: undefined, zone: timezone },
        reports: { every: 900_000 },
        locks: { file: 'docs/AGENT_LOCKS.md', push: false },
        people: [],
        github: {},
        groups: [],
        rooms: [],
        disk: { min: 1024 ** 3 },
        jobs: { env: [] },
        recipes: new Map(),
      },
    });
  });

  test('people, their agents, and rooms', () => {
    const loaded = load(`
workspace: ../my work
logs: logs
timezone: America/Chicago
host: {name: m1, address: m1.example.org}
digest: "0 18 * * *"
heartbeat: {url: "https://example.org/ping"}
people:
  ada: {slack: U01, matrix: "@ada:example.org", github: ada, roles: [operator, approver], agents: [codex-26366]}
rooms:
  - {slack: C01, role: viewer, files: true, digest: false}
  - {matrix: "!r:example.org", timezone: Europe/Berlin}
  - {console: console, digest: "0 9 * * 1-5"}
`);
    if (!loaded.ok) throw new Error(loaded.refusal.message);
    const { workspace, logs, people, github, rooms, heartbeat, host } = loaded.value;
    expect(workspace).toBe(join(folder, '../my work'));
    expect(logs).toBe(join(folder, 'logs'));
    expect(host).toMatchObject({ name: 'm1', address: 'm1.example.org' });
    expect(heartbeat).toEqual({ url: 'https://example.org/ping', every: 300_000 });
    expect(github).toEqual({ ada: 'ada' });
    expect(people).toEqual([
      { id: 'ada', roles: ['operator', 'approver'], handles: { slack: 'U01', matrix: '@ada:example.org' } },
      { id: 'codex-26366', owner: 'ada', roles: ['operator'], handles: {} },
    ]);
    expect(rooms).toEqual([
      { adapter: 'slack', room: 'C01', role: 'viewer', files: true, hears: [], tells: 'all', claims: true, timezone: 'America/Chicago' },
      {
        adapter: 'matrix',
        room: '!r:example.org',
        files: false,
        hears: [],
        tells: 'all',
        claims: true,
        timezone: 'Europe/Berlin',
        digest: '0 18 * * *',
      },
      {
        adapter: 'console',
        room: 'console',
        files: false,
        hears: [],
        tells: 'all',
        claims: true,
        timezone: 'America/Chicago',
        digest: '0 9 * * 1-5',
      },
    ]);
  });

  test.each([
    ['the first of each platform', '{slack: C01}, {slack: C02}, {console: c}', [true, false, true]],
    ['those that say so', '{slack: C01}, {slack: C02, claims: true}, {console: c, claims: false}', [false, true, false]],
  ])('rooms that hear of claims: %s', (_, rooms, expected) => {
    const loaded = load(`rooms: [${rooms}]`);
    expect(loaded.ok && loaded.value.rooms.map(({ claims }) => claims)).toEqual(expected);
  });

  test('a recipe has a log limit unless it names its own', () => {
    const one = (limits: string): string => `{about: a, category: wasm, exclusive: none, limits: ${limits}, steps: [{phase: a, run: [x]}]}`;
    const loaded = load(`recipes: {a: ${one('{}')}, b: ${one('{time: 1h30m, stall: 20m, log: 5MiB}')}}`);
    if (!loaded.ok) throw new Error(loaded.refusal.message);
    expect(loaded.value.recipes.get('a')?.limits).toEqual({ log: 2 * 1024 ** 3 });
    expect(loaded.value.recipes.get('b')?.limits).toEqual({ time: 5_400_000, stall: 1_200_000, log: 5 * 1024 ** 2 });
  });
});

describe('a file that is no config', () => {
  test('is not there', () => {
    expect(messageOf(loadConfig('none.yaml', { cwd: folder, home: '/state' }))).toBe(
      'There is no config none.yaml. The bot was not started.',
    );
  });
  test('is a folder', () => {
    mkdirSync(join(folder, 'x.yaml'));
    expect(messageOf(loadConfig('x.yaml', { cwd: folder, home: '/state' }))).toBe('x.yaml is not a file. The bot was not started.');
  });
  test('is far too large', () => {
    expect(messageOf(load('#'.repeat(5_000_000)))).toBe('x.yaml has 5 MB; a config has 1 MB at most. The bot was not started.');
  });
  test('is not text', () => {
    expect(messageOf(load(Buffer.from([0xff, 0xfe, 0x00, 0x80])))).toBe('Not UTF-8 text: x.yaml. The bot was not started.');
  });
});

test.each([
  ['America/Chicago', true],
  ['US/Central', true],
  ['Etc/GMT+5', true],
  ['UTC', true],
  ['Chicago', false],
  ['../../../etc/passwd', false],
  ['America', false],
  ['', false],
])('%j is a time zone: %s', (name, is) => expect(isZone(name)).toBe(is));

test('the zone of the host is a zone, and the one that TZ names', () => {
  expect(isZone(hostZone({}))).toBe(true);
  expect(hostZone({ TZ: 'Asia/Kolkata' })).toBe('Asia/Kolkata');
  expect(isZone(hostZone({ TZ: 'nonsense' }))).toBe(true);
});
