/** Reads the config: a file becomes a Config, or all that is wrong with it, each with its line. */
import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import nodeCron from 'node-cron';
import { LineCounter, parseDocument } from 'yaml';
import type { Person } from '../src/chat/store.ts';
import type { Recipe } from '../src/jobs/recipe.ts';
import type { Millis } from '../src/kernel/clock.ts';
import type { PersonId, Role } from '../src/kernel/people.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { type Complain, collect, complainOf, sentences } from './errors.ts';
import { checkRecipe } from './recipe-checks.ts';
import { schema, type Written } from './schema.ts';
import { checkPassed, checkSecrets } from './secret-checks.ts';

export interface Room {
  adapter: string;
  room: string;
  /** What may be started there. Undefined: everything. */
  recipes?: string[];
  /** The role of people that the bot does not know. */
  role?: Role;
  /** Whether files may be uploaded there. */
  files: boolean;
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
  host: { name: string; address: string };
  reports: { every: Millis };
  locks: { file: string };
  /** Agents are among them, each with its owner. */
  people: Person[];
  /** GitHub logins of people. */
  github: Record<PersonId, string>;
  rooms: Room[];
  heartbeat?: { url: string; every: Millis };
  /** Nothing is started with less free space than this. */
  disk: { /** bytes */ min: number };
  /** Names of variables that jobs get from the bot's environment, besides the usual ones. */
  jobs: { env: string[] };
  /** Branches whose commits run unasked. */
  protected: string[];
  recipes: Map<string, Recipe>;
}

/** A config is a page or two. */
const largest = 1024 * 1024;
/** An alias may be used, but not to build a bomb. */
const aliasesAtMost = 100;
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

/** The text of a config as the schema has it, checked. `shown`: the name of the file in sentences. */
export function parse(text: string, shown: string): Outcome<Written> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const { all, complain } = collect(document, lines);
  const wrong = (): Outcome<never> => refuse('bad config', sentences(shown, all), 'molt-ops config check');
  if (document.errors.length > 0) {
    for (const { pos, message } of document.errors) all.push({ line: lines.linePos(pos[0]).line || 1, text: `not YAML: ${message}` });
    return wrong();
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: aliasesAtMost }) ?? {};
  } catch {
    return refuse('bad config', `${shown}: its aliases (*name) unfold to far too much, or name no anchor. Write the values out.`);
  }
  checkSecrets(content, complain);
  const result = schema.safeParse(content);
  if (result.success) checkWhole(result.data, complain);
  else complainOf(result.error.issues, complain);
  return result.success && all.length === 0 ? done(result.data) : wrong();
}

/** What only the whole can tell: names that have to fit each other. */
function checkWhole(written: Written, complain: Complain): void {
  for (const [name, recipe] of Object.entries(written.recipes)) checkRecipe(recipe, ['recipes', name], complain);
  checkPassed(written.jobs.env, complain);
  checkCron(written.digest, ['digest'], complain);
  written.rooms.forEach((room, index) => {
    checkCron(room.digest, ['rooms', index, 'digest'], complain);
    room.recipes?.forEach((name, n) => {
      if (!Object.hasOwn(written.recipes, name)) complain(['rooms', index, 'recipes', n], `there is no recipe "${name}"`);
    });
  });
  checkAgents(written.people, complain);
}

function checkCron(cron: string | false | undefined, path: PropertyKey[], complain: Complain): void {
  if (cron === undefined || cron === false) return;
  if (cron.trim().split(/\s+/).length !== 5 || !nodeCron.validate(cron))
    complain(path, 'expected five cron fields, like "0 18 * * 1-5" for 18:00 from Monday to Friday');
}

/** An agent has one owner, and is not a person of its own. */
function checkAgents(people: Written['people'], complain: Complain): void {
  const owners = new Map<string, string>();
  for (const [id, { agents }] of Object.entries(people))
    agents.forEach((agent, index) => {
      const owner = owners.get(agent);
      if (owner !== undefined) complain(['people', id, 'agents', index], `"${agent}" is an agent of ${owner} already`);
      if (Object.hasOwn(people, agent))
        complain(['people', id, 'agents', index], `"${agent}" is a person in this file; an agent is named here only`);
      owners.set(agent, id);
    });
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
  const timezone = written.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const name = written.host.name ?? hostname();
  return {
    file,
    workspace: written.workspace === undefined ? undefined : resolve(from, written.workspace),
    logs: written.logs === undefined ? (logs ?? resolve(cwd, 'logs')) : resolve(from, written.logs),
    home,
    timezone,
    host: { name, address: written.host.address ?? name },
    reports: written.reports,
    locks: written.locks,
    people: Object.entries(written.people).flatMap(([id, person]) => [
      asPerson(id, person),
      ...person.agents.map((agent) => asAgent(agent, id, person)),
    ]),
    github: Object.fromEntries(Object.entries(written.people).flatMap(([id, { github }]) => (github === undefined ? [] : [[id, github]]))),
    rooms: written.rooms.map((room) => asRoom(room, written.digest, timezone)),
    ...(written.heartbeat && { heartbeat: written.heartbeat }),
    disk: written.disk,
    jobs: written.jobs,
    protected: written.protected,
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

function asRoom(
  { slack, matrix, console, recipes, role, files, digest, timezone }: Written['rooms'][number],
  usual: string | undefined,
  zone: string,
): Room {
  const post = digest === false ? undefined : (digest ?? usual);
  return {
    adapter: slack !== undefined ? 'slack' : matrix !== undefined ? 'matrix' : 'console',
    room: slack ?? matrix ?? console ?? '',
    files,
    timezone: timezone ?? zone,
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
