/** Reads the config: a file becomes a Config, with what the host decides filled in. */
import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Person } from '../src/chat/store.ts';
import type { Recipe } from '../src/jobs/recipe.ts';
import type { Millis } from '../src/kernel/clock.ts';
import type { PersonId, Role } from '../src/kernel/people.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { parse } from './parse.ts';
import type { Written } from './schema.ts';
import { hostZone } from './zone.ts';

export interface Room {
  adapter: string;
  room: string;
  /** What may be started there. Undefined: everything. */
  recipes?: string[];
  /** The role of people that the bot does not know. */
  role?: Role;
  /** Whether files may be uploaded there. */
  files: boolean;
  /** Time between two micro-reports. Undefined: as everywhere. */
  every?: Millis;
  /** Recipes whose jobs are told there, wherever they were started. */
  hears: 'all' | string[];
  /** What is told of those. */
  tells: 'all' | 'ends';
  /** News of claims are told there. */
  claims: boolean;
  /** When a status post is due: a cron expression. */
  digest?: string;
  timezone: string;
}

export interface Config {
  /** The file that it was read from; absolute. */
  file: string;
  /** Absolute. Undefined: the demo workspace. */
  workspace: string | undefined;
  logs: string;
  /** State folder. */
  home: string;
  timezone: string;
  /** `address` undefined: nothing says how the host is reached from elsewhere. */
  /** `zone`: its time zone, an IANA name. */
  host: { name: string; address: string | undefined; zone: string };
  reports: { every: Millis };
  locks: { file: string; push: boolean };
  /** Agents are among them, each with its owner. */
  people: Person[];
  /** GitHub logins of people. */
  github: Record<PersonId, string>;
  /** Groups of people on a platform, and the role that each gives. */
  groups: { adapter: string; group: string; role: Role }[];
  rooms: Room[];
  heartbeat?: { url: string; every: Millis };
  /** Nothing is started with less free space than this. */
  disk: { /** bytes */ min: number };
  /** Names of variables that jobs get from the bot's environment, besides the usual ones. */
  jobs: { env: string[] };
  recipes: Map<string, Recipe>;
}

/** A config is a page or two. */
const largest = 1024 * 1024;
const defaultLog = 2 * 1024 ** 3;

/**
 * `home`: the state folder. `logs`: where logs go unless the file says so. A relative path in the file is meant from the file's own folder.
 * A refusal holds one line for each mistake, ten at most.
 */
export function loadConfig(file: string, where: { cwd: string; home: string; logs?: string }): Outcome<Config> {
  const path = resolve(where.cwd, file);
  const shown = shortPath(where.cwd, path);
  const text = readText(path, shown);
  if (!text.ok) return text;
  const read = parse(text.value, shown);
  return read.ok ? done(settle(read.value, path, where)) : read;
}

function readText(path: string, shown: string): Outcome<string> {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return refuse('bad config', `${shown} is not a file. The bot was not started.`);
    if (stat.size > largest)
      return refuse('bad config', `${shown} has ${Math.ceil(stat.size / 1e6)} MB; a config has 1 MB at most. The bot was not started.`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return done(text);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT'
        ? 'There is no config'
        : code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
          ? 'Not UTF-8 text:'
          : 'Cannot read the config';
    return refuse('bad config', `${why} ${shown}. The bot was not started.`, 'molt-ops init', cause);
  }
}

/** Puts defaults that depend on the host in, and gives things the form that the program reads. */
function settle(written: Written, file: string, { cwd, home, logs }: { cwd: string; home: string; logs?: string }): Config {
  const from = dirname(file);
  const zone = hostZone(process.env);
  const timezone = written.timezone ?? zone;
  const name = written.host.name ?? hostname();
  return {
    file,
    workspace: written.workspace === undefined ? undefined : resolve(from, written.workspace),
    logs: written.logs === undefined ? (logs ?? resolve(cwd, 'logs')) : resolve(from, written.logs),
    home,
    timezone,
    host: { name, address: written.host.address ?? written.host.name, zone },
    reports: written.reports,
    locks: written.locks,
    people: Object.entries(written.people).flatMap(([id, person]) => [
      asPerson(id, person),
      ...person.agents.map((agent) => asAgent(agent, id, person)),
    ]),
    github: Object.fromEntries(Object.entries(written.people).flatMap(([id, { github }]) => (github === undefined ? [] : [[id, github]]))),
    groups: written.groups.map(({ slack, role }) => ({ adapter: 'slack', group: slack, role })),
    rooms: withClaims(written.rooms.map((room) => asRoom(room, written.digest, timezone))),
    ...(written.heartbeat && { heartbeat: written.heartbeat }),
    disk: written.disk,
    jobs: written.jobs,
    recipes: new Map(
      Object.entries(written.recipes).map(([id, recipe]) => [id, { name: id, ...recipe, limits: { log: defaultLog, ...recipe.limits } }]),
    ),
  };
}

type WrittenPerson = Written['people'][string];

const asPerson = (id: PersonId, { slack, matrix, roles, timezone }: WrittenPerson): Person => ({
  id,
  roles,
  handles: { ...(slack !== undefined && { slack }), ...(matrix !== undefined && { matrix }) },
  ...(timezone !== undefined && { zone: timezone }),
});

/** An agent may do what its owner may, but never approve. */
const asAgent = (id: PersonId, owner: PersonId, { roles, timezone }: WrittenPerson): Person => ({
  id,
  owner,
  roles: roles.some((role) => role !== 'viewer') ? ['operator'] : ['viewer'],
  handles: {},
  ...(timezone !== undefined && { zone: timezone }),
});

/** Where no room of a platform says so, its first one hears of claims. */
const withClaims = (rooms: readonly (Omit<Room, 'claims'> & { claims?: boolean })[]): Room[] =>
  rooms.map((room) => {
    const siblings = rooms.filter(({ adapter }) => adapter === room.adapter);
    return { ...room, claims: room.claims ?? (room === siblings[0] && !siblings.some(({ claims }) => claims === true)) };
  });

function asRoom(
  { slack, matrix, console, recipes, role, files, digest, timezone, every, hears, tells, claims }: Written['rooms'][number],
  usual: string | undefined,
  zone: string,
): Omit<Room, 'claims'> & { claims?: boolean } {
  const post = digest === false ? undefined : (digest ?? usual);
  return {
    adapter: slack !== undefined ? 'slack' : matrix !== undefined ? 'matrix' : 'console',
    room: slack ?? matrix ?? console ?? '',
    files,
    hears,
    tells,
    timezone: timezone ?? zone,
    ...(claims !== undefined && { claims }),
    ...(every !== undefined && { every }),
    ...(recipes && { recipes }),
    ...(role && { role }),
    ...(post !== undefined && { digest: post }),
  };
}

/** A path below the current folder is shown from there. */
function shortPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
