/** Whether the rooms, people and user groups of the config are there in Slack. */
import { visible } from '../../src/kernel/text.ts';
import type { Ask, Reply } from './ask.ts';
import { clicks } from './clicks.ts';

/** As `molt-ops doctor` shows it. */
export type Check = { name: string; is: 'fine' | 'missing' | 'note'; says: string; mend?: string };

/** `bot`: its name in Slack. `missing`: the scopes that it lacks; what they hide is not called missing again. */
export interface Lookup {
  ask: Ask;
  bot: string;
  missing: readonly string[];
}

export const roomChecks = (lookup: Lookup, rooms: readonly string[]): Promise<Check[]> =>
  Promise.all(rooms.map((room) => roomCheck(lookup, room)));

async function roomCheck({ ask, bot, missing }: Lookup, id: string): Promise<Check> {
  const name = `Slack room ${visible(id, { maxLength: 80 })}`;
  if (/^D[A-Z0-9]+$/.test(id))
    return { name, is: 'note', says: 'a direct message: those are heard without being listed', mend: 'take it out of rooms in the config' };
  if (!/^[CG][A-Z0-9]+$/.test(id))
    return { name, is: 'missing', says: 'a name, and names change; the config needs the id, like C0123456789', mend: clicks.roomId };
  const reply = await ask.call('conversations.info', { channel: id });
  if (reply.is !== 'ok') {
    if (reply.is === 'refused' && reply.error === 'channel_not_found')
      return {
        name,
        is: 'missing',
        says: 'no such channel, or a private one without the bot',
        mend: `${clicks.invite(bot, 'that channel')}. Or copy the id again; ${clicks.roomId}`,
      };
    return notLookedUp(name, reply, ['channels:read', 'groups:read'], missing);
  }
  const channel = (reply.data.channel ?? {}) as { name?: unknown; is_archived?: unknown; is_member?: unknown };
  const called = typeof channel.name === 'string' ? `#${visible(channel.name, { maxLength: 80 })}` : 'it';
  if (channel.is_archived === true)
    return { name, is: 'missing', says: `${called} is archived`, mend: `${clicks.unarchive}, or take it out of rooms in the config` };
  if (channel.is_member === false) return { name, is: 'missing', says: `the bot is not in ${called}`, mend: clicks.invite(bot, called) };
  return { name, is: 'fine', says: called === 'it' ? 'there' : called };
}

/** Those who are there are counted; the others are named. */
export async function peopleChecks(lookup: Lookup, people: readonly { id: string; slack: string }[]): Promise<Check[]> {
  const wrong = (await Promise.all(people.map((person) => personCheck(lookup, person)))).flat();
  const fine = people.length - wrong.length;
  return [...(fine > 0 ? [{ name: 'Slack people', is: 'fine', says: `${fine} of the config found` } satisfies Check] : []), ...wrong];
}

async function personCheck({ ask, missing }: Lookup, { id, slack }: { id: string; slack: string }): Promise<Check[]> {
  const name = `Slack person ${id}`;
  const shown = visible(slack, { maxLength: 80 });
  // T01/U01: a workspace and a person of it.
  const user = /^(?:[TE][A-Z0-9]+\/)?([UW][A-Z0-9]+)$/.exec(slack)?.[1];
  if (user === undefined)
    return [{ name, is: 'missing', says: `${shown} is no id; the config needs one like U0123456789`, mend: clicks.memberId }];
  const reply = await ask.call('users.info', { user });
  if (reply.is === 'refused' && ['user_not_found', 'user_not_visible'].includes(reply.error))
    return [{ name, is: 'missing', says: `nobody in this workspace has the id ${shown}`, mend: clicks.memberId }];
  if (reply.is !== 'ok') return [notLookedUp(name, reply, ['users:read'], missing)];
  if ((reply.data.user as { deleted?: unknown } | undefined)?.deleted === true)
    return [{ name, is: 'note', says: `${shown} is deactivated in Slack`, mend: `take ${id} out of people in the config` }];
  return [];
}

/** Those who are there are not told of: their roles are seen in Slack. */
export const groupChecks = async (lookup: Lookup, groups: readonly string[]): Promise<Check[]> =>
  (await Promise.all(groups.map((group) => groupCheck(lookup, group)))).flat();

async function groupCheck({ ask, missing }: Lookup, group: string): Promise<Check[]> {
  const name = `Slack group ${visible(group, { maxLength: 80 })}`;
  if (!/^S[A-Z0-9]+$/.test(group))
    return [{ name, is: 'missing', says: 'no id; the config needs one like S0123456789', mend: clicks.groupId }];
  const reply = await ask.call('usergroups.users.list', { usergroup: group });
  if (reply.is === 'ok') return [];
  if (reply.is === 'refused' && reply.error === 'no_such_subteam')
    return [{ name, is: 'missing', says: 'no such user group in this workspace', mend: clicks.groupId }];
  return [notLookedUp(name, reply, ['usergroups:read'], missing)];
}

/** Nothing is known of it then, so nothing is called missing; why is said where it can be mended. */
function notLookedUp(name: string, reply: Exclude<Reply, { is: 'ok' }>, scopes: readonly string[], missing: readonly string[]): Check {
  if (reply.is === 'away') return { name, is: 'note', says: `not checked: ${reply.why}`, mend: 'run doctor again' };
  if (reply.error === 'ratelimited') return { name, is: 'note', says: 'not checked: Slack asks to wait', mend: 'run doctor in a minute' };
  const lacking = reply.error === 'missing_scope' ? scopes.filter((scope) => missing.includes(scope)) : [];
  return { name, is: 'note', says: `not checked: ${lacking.length > 0 ? `${lacking.join(', ')} is missing` : told(reply.error)}` };
}

/** Slack's word for it, with what it means where that is not plain. */
export const told = (error: string): string => (Object.hasOwn(meanings, error) ? `${error}, ${meanings[error]}` : error);
const meanings: Readonly<Record<string, string>> = {
  account_inactive: 'the app was uninstalled, or its workspace is gone',
  invalid_auth: 'it is mistyped, cut off or of another workspace',
  missing_scope: 'it lacks a scope',
  not_allowed_token_type: 'it is of the wrong kind',
  plan_upgrade_required: 'user groups need a paid plan: name people in the config instead',
  token_expired: 'it has run out',
  token_revoked: 'the app was uninstalled, or the token taken back',
};
