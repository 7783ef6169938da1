/** The chat platforms that the environment configures; the code of each is loaded only then. */

import type { Config } from '../config/load.ts';
import { readSecret } from '../config/secrets.ts';
import type { ChatAdapter } from './chat/adapter.ts';
import type { Clock } from './kernel/clock.ts';
import { parseDuration } from './kernel/durations.ts';
import type { PersonId, Place } from './kernel/people.ts';
import { done, type Outcome, refuse } from './kernel/result.ts';
import type { Attachment } from './reports/card.ts';

export interface PlatformParts {
  env: Readonly<Record<string, string | undefined>>;
  config: Pick<Config, 'rooms' | 'groups'>;
  clock: Clock;
  /** Small facts that outlive the process. */
  notes: { get(name: string): string | undefined; set(name: string, value: string): void };
  /** Threads in which somebody may say something that counts. */
  threads(adapter: string): readonly Place[];
  /** The id of a person on a platform. */
  handle(person: PersonId, adapter: string): string | undefined;
  readFile(file: Attachment): Promise<Outcome<Uint8Array>>;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
}

export async function openPlatforms(parts: PlatformParts): Promise<Outcome<ChatAdapter[]>> {
  const slack = await openSlack(parts);
  if (!slack.ok) return slack;
  return done(slack.value ? [slack.value] : []);
}

async function openSlack({ env, config, ...parts }: PlatformParts): Promise<Outcome<ChatAdapter | undefined>> {
  const [bot, app] = [readSecret(env, 'SLACK_BOT_TOKEN'), readSecret(env, 'SLACK_APP_TOKEN')];
  if (!bot.ok) return bot;
  if (!app.ok) return app;
  if (bot.value === undefined && app.value === undefined) return done(undefined);
  if (bot.value === undefined || app.value === undefined) {
    const missing = bot.value === undefined ? 'SLACK_BOT_TOKEN (xoxb-…)' : 'SLACK_APP_TOKEN (xapp-…)';
    return refuse('half of Slack', `Slack needs two tokens, and ${missing} is not set. The bot was not started.`, 'molt-ops doctor');
  }
  const { slackAdapter } = await import('../adapters/slack/adapter.ts');
  const timeout = parseDuration(env.MOLT_OPS_SLACK_TIMEOUT ?? '');
  const gap = parseDuration(env.MOLT_OPS_SLACK_PACE ?? '');
  return done(
    slackAdapter({
      ...parts,
      tokens: { bot: bot.value, app: app.value },
      ...(env.SLACK_API_URL && { apiUrl: env.SLACK_API_URL }),
      ...(timeout !== undefined && { timeout }),
      ...(gap !== undefined && { gap }),
      rooms: config.rooms.filter(({ adapter }) => adapter === 'slack').map(({ room }) => room),
      groups: config.groups.filter(({ adapter }) => adapter === 'slack'),
      threads: () => parts.threads('slack'),
      handle: (person) => parts.handle(person, 'slack'),
    }),
  );
}
