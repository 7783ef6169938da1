/** auth, users, user groups, the workspace: who is who. */
import { userJson } from '../message-json.ts';
import { Refused } from '../refused.ts';
import { bot } from '../team.ts';
import type { Group, Loose } from '../types.ts';
import { type Method, type Methods, page } from './api.ts';

const self = { id: bot.user, name: 'molt' };

const authTest: Method = (_args, on) => ({
  url: `https://${on.team.domain}.slack.com/`,
  team: on.team.domain,
  user: self.name,
  team_id: on.team.id,
  user_id: bot.user,
  bot_id: bot.botId,
  is_enterprise_install: false,
});

const usersInfo: Method = (args, on) => {
  const id = args.needed('user');
  const found = id === bot.user ? self : on.team.users.get(id);
  if (!found) throw new Refused('user_not_found');
  return { user: userJson(on.team, found) };
};

const usersList: Method = (args, on) => {
  const { page: some, response_metadata } = page([self, ...on.team.users.values()], args, 200, (user) => user.id);
  return { members: some.map((user) => userJson(on.team, user)), response_metadata };
};

const groupJson = (group: Group, withUsers: boolean): Loose => ({
  id: group.id,
  handle: group.handle,
  name: group.handle,
  is_usergroup: true,
  user_count: group.users.length,
  ...(withUsers && { users: group.users }),
});

const groupUsers: Method = (args, on) => {
  const found = on.team.groups.get(args.needed('usergroup'));
  if (!found) throw new Refused('no_such_subteam');
  return { users: found.users };
};

export const people: Methods = {
  'auth.test': authTest,
  'team.info': (_args, on) => ({ team: { id: on.team.id, name: on.team.domain, domain: on.team.domain } }),
  'users.info': usersInfo,
  'users.list': usersList,
  'usergroups.list': (args, on) => ({
    usergroups: [...on.team.groups.values()].map((g) => groupJson(g, args.flag('include_users') === true)),
  }),
  'usergroups.users.list': groupUsers,
};
