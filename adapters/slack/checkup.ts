/** Slack's part of `molt-ops doctor`: tokens, scopes, connection, rooms and people, each with the click that mends it. */
import type { Room } from '../../src/chat/people.ts';
import type { Person } from '../../src/chat/store.ts';
import type { Outcome } from '../../src/kernel/result.ts';
import { visible } from '../../src/kernel/text.ts';
import type { Ask, Reply } from './ask.ts';
import { type Check, groupChecks, type Lookup, peopleChecks, roomChecks, told } from './checkup-ids.ts';
import { judgeTokens } from './checkup-tokens.ts';
import { clicks } from './clicks.ts';
import { botScopes } from './needs.ts';

export interface CheckupDeps {
  /** SLACK_BOT_TOKEN and SLACK_APP_TOKEN, as the environment has them. */
  tokens: { bot: Outcome<string | undefined>; app: Outcome<string | undefined> };
  /** Of the config, of all platforms. */
  rooms: readonly Pick<Room, 'adapter' | 'room'>[];
  people: readonly Pick<Person, 'id' | 'handles'>[];
  groups: readonly { adapter: string; group: string }[];
  /** SLACK_API_URL: another server than slack.com. */
  apiUrl?: string;
  ask(token: string, apiUrl?: string): Promise<Ask>;
}

export async function slackCheckup({ tokens, rooms, people, groups, apiUrl, ask }: CheckupDeps): Promise<Check[]> {
  const ids: Ids = {
    rooms: rooms.flatMap(({ adapter, room }) => (adapter === 'slack' ? [room] : [])),
    people: people.flatMap(({ id, handles }) => (handles.slack === undefined ? [] : [{ id, slack: handles.slack }])),
    groups: groups.flatMap(({ adapter, group }) => (adapter === 'slack' ? [group] : [])),
  };
  if (tokens.bot.ok && tokens.bot.value === undefined && tokens.app.ok && tokens.app.value === undefined)
    return [{ name: 'Slack', is: 'note', says: `not configured${waiting(ids.rooms.length)}`, mend: 'docs/slack.md' }];
  const { checks, bot, app } = judgeTokens(tokens.bot, tokens.app);
  const asked = await Promise.all([
    bot === undefined ? [] : ask(bot, apiUrl).then((one) => botChecks(one, ids, app)),
    app === undefined ? [] : ask(app, apiUrl).then(appChecks),
  ]);
  return withoutTwins([...checks, ...(apiUrl ? [elsewhere] : []), ...asked.flat()]);
}

const elsewhere: Check = {
  name: 'Slack',
  is: 'note',
  says: 'SLACK_API_URL is set: what follows is not said by slack.com',
  mend: 'unset it for the real Slack',
};

/** A room that waits in vain is the usual sign of an environment that did not come along. */
const waiting = (rooms: number): string =>
  rooms === 0 ? '' : `; the config has ${rooms} Slack ${rooms === 1 ? 'room' : 'rooms'}, and no token is in this environment`;

interface Ids {
  rooms: string[];
  people: { id: string; slack: string }[];
  groups: string[];
}

async function botChecks(ask: Ask, ids: Ids, app?: string): Promise<Check[]> {
  const name = 'Slack bot token';
  const who = await ask.call('auth.test');
  if (who.is !== 'ok') return [refusal(name, who, mendOfBot)];
  const { user, team, bot_id: botId } = who.data;
  const bot = typeof user === 'string' ? visible(user, { maxLength: 80 }) : 'molt';
  const where = typeof team === 'string' ? ` in ${visible(team, { maxLength: 80 })}` : '';
  const lookup: Lookup = { ask, bot, missing: missingScopes(who.scopes).map((scope) => scope.name) };
  const [twin, ...ofIds] = await Promise.all([
    sameApp(ask, botId, app),
    roomChecks(lookup, ids.rooms),
    peopleChecks(lookup, ids.people),
    groupChecks(lookup, ids.groups),
  ]);
  return [{ name, is: 'fine', says: `@${bot}${where}` }, ...twin, ...scopeChecks(who.scopes, ids.groups.length > 0), ...ofIds.flat()];
}

/** An app-level token names its app; with another app's, commands would come in at one and answers go out at the other. */
async function sameApp(ask: Ask, bot: unknown, appToken: string | undefined): Promise<Check[]> {
  const app = /^xapp-\d+-(A[A-Z0-9]+)-/.exec(appToken ?? '')?.[1];
  if (app === undefined || typeof bot !== 'string') return [];
  const info = await ask.call('bots.info', { bot });
  const own = info.is === 'ok' ? (info.data.bot as { app_id?: unknown } | undefined)?.app_id : undefined;
  if (typeof own !== 'string' || own === app) return [];
  const says = `of app ${app}, but the bot token is of app ${visible(own, { maxLength: 20 })}`;
  return [{ name: 'Slack app token', is: 'missing', says, mend: `take both tokens from the pages of one app; ${clicks.appToken}` }];
}

const missingScopes = (given: readonly string[] | undefined) =>
  given === undefined ? [] : botScopes.filter(({ name }) => !given.includes(name));

/** `groups`: the config counts on user groups. */
function scopeChecks(given: readonly string[] | undefined, groups: boolean): Check[] {
  const name = 'Slack scopes';
  if (given === undefined) return [{ name, is: 'note', says: 'not told by Slack, so they were not checked' }];
  const missing = missingScopes(given);
  if (missing.length === 0) return [{ name, is: 'fine', says: `all ${botScopes.length}` }];
  return missing.map(({ name: scope, why, without }) => ({
    name: `Slack scope ${scope}`,
    is: without === undefined || (groups && scope === 'usergroups:read') ? 'missing' : 'note',
    says: without === undefined ? `not given: ${why}` : `not given: ${without}`,
    mend: clicks.scope(scope),
  }));
}

async function appChecks(ask: Ask): Promise<Check[]> {
  const name = 'Slack app token';
  const opened = await ask.call('apps.connections.open');
  if (opened.is !== 'ok') return [refusal(name, opened, mendOfApp)];
  // Slack opens a connection all the same, and warns; whether anything comes through it then differs.
  if (opened.warnings.some((warning) => /socket mode is not turned on/i.test(warning)))
    return [{ name, is: 'note', says: 'Slack warns that Socket Mode is off: commands may not come through', mend: clicks.socketMode }];
  return [{ name, is: 'fine', says: 'opens a connection' }];
}

function refusal(name: string, reply: Exclude<Reply, { is: 'ok' }>, mendOf: (error: string) => string): Check {
  if (reply.is === 'away')
    return {
      name: 'Slack',
      is: 'missing',
      says: `not reachable: ${reply.why}`,
      mend: 'this host needs a way out to slack.com, port 443; none inward',
    };
  if (reply.error === 'ratelimited') return { name, is: 'note', says: 'not checked: Slack asks to wait', mend: 'run doctor in a minute' };
  return { name, is: 'missing', says: `refused by Slack: ${told(reply.error)}`, mend: mendOf(reply.error) };
}

function mendOfBot(error: string): string {
  return ['token_revoked', 'account_inactive'].includes(error) ? clicks.install : clicks.botToken;
}

function mendOfApp(error: string): string {
  if (error.includes('socket_mode')) return clicks.socketMode;
  if (error === 'missing_scope' || error === 'no_permission')
    return `a token keeps the scopes it was made with, so make a new one: ${clicks.appToken}`;
  return clicks.appToken;
}

/** Where Slack is out of reach, both tokens say so. */
const withoutTwins = (checks: readonly Check[]): Check[] =>
  checks.filter((check, index) => checks.findIndex(({ name, says }) => name === check.name && says === check.says) === index);
