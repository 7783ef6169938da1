/** The roof for the verbs that work without a bot: wires what they need, and nothing else. */
import { join } from 'node:path';
import { z } from 'zod';
import { makeSocketFolder, socketFolder } from '../adapters/socket/folder.mjs';
import { attachArgv } from '../adapters/tmux/tmux.ts';
import { loadConfig } from '../config/load.ts';
import { schema } from '../config/schema.ts';
import type { Room } from './chat/people.ts';
import type { Person } from './chat/store.ts';
import type { Surroundings } from './compose.ts';
import { jobEnvironment } from './jobs/environment.ts';
import { done, type Outcome } from './kernel/result.ts';
import { openRunners, tmuxSocket } from './runners.ts';

export interface Cli {
  logs: string;
  rooms: readonly Pick<Room, 'adapter' | 'room'>[];
  people: readonly Person[];
  groups: readonly { adapter: string; group: string }[];
  counts: { recipes: number; people: number; rooms: number };
  attachArgv(id: number): string[];
  /** Makes sure that a running job has a session to look at. */
  openViewer(job: { id: number; dir: string }): Promise<Outcome<void>>;
}

/** What the verbs need that work without a bot. */
export function composeCli({ env, cwd, paths }: Surroundings): Outcome<Cli> {
  const loaded = loadConfig(paths.config, { cwd, home: paths.home, logs: paths.logs });
  if (!loaded.ok) return loaded;
  const { logs, recipes, people, rooms, groups, jobs } = loaded.value;
  return done({
    logs,
    rooms,
    people,
    groups,
    counts: { recipes: recipes.size, people: people.length, rooms: rooms.length },
    attachArgv: (id) => attachArgv(join(socketFolder(paths.home, env), tmuxSocket), id),
    async openViewer(job) {
      const sockets = makeSocketFolder(socketFolder(paths.home, env));
      if (!sockets.ok) return sockets;
      const { runners } = await openRunners(paths.home, sockets.value, jobEnvironment(env, jobs.env), env);
      return runners[0]?.reopen(job) ?? done(undefined);
    },
  });
}

export const configSchema = (): unknown => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
