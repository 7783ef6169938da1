/** What Slack knows of a person: are they of this workspace, a guest, in a group that has a role here? Asked once in a while. */
import type { Standing } from '../../src/chat/adapter.ts';
import type { Clock, Millis } from '../../src/kernel/clock.ts';
import { minute } from '../../src/kernel/durations.ts';
import { atLeast, type Role } from '../../src/kernel/people.ts';
import type { Answer, Api } from './api.ts';

export interface Group {
  group: string;
  role: Role;
}

/** The person's own time zone; undefined where Slack names none that this host knows. */
function zoneOf(zone: unknown): string | undefined {
  if (typeof zone !== 'string' || zone === process.env.TZ) return undefined;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

const freshFor = 10 * minute;
const tries = 3;

export function createStanding(deps: {
  api: Api;
  clock: Clock;
  team(): string | undefined;
  groups: readonly Group[];
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): (sender: string) => Promise<Standing> {
  const { api, clock } = deps;
  const users = cached((user) => ask('users.info', { user }));
  const members = cached((group) => ask('usergroups.users.list', { usergroup: group, include_disabled: false }));

  /** `refused`: Slack's word for why it does not say. Throws where it can't be asked. */
  async function ask(method: string, args: Record<string, unknown>): Promise<{ value: Answer } | { refused: string }> {
    for (let n = 1; ; n += 1) {
      const called = await api.call(method, args);
      if (called.ok) return { value: called.value };
      if (called.why === 'never' || (called.why === 'later' && called.error !== 'ratelimited' && called.after !== undefined)) {
        deps.log('warn', `${method}: ${called.error}`);
        return { refused: called.error };
      }
      if (n === tries) throw new Error(`${method}: ${called.error}`);
      if (called.after !== undefined) await new Promise<void>((resolve) => void clock.after(called.after!, resolve));
    }
  }

  function cached<T>(load: (id: string) => Promise<T>): (id: string) => Promise<T> {
    const known = new Map<string, { value: T; at: Millis }>();
    return async (id) => {
      const now = clock.now();
      const seen = known.get(id);
      if (seen && now - seen.at >= 0 && now - seen.at < freshFor) return seen.value;
      try {
        const value = await load(id);
        known.set(id, { value, at: now });
        return value;
      } catch (cause) {
        // What was true a while ago is better than nothing.
        if (seen) return seen.value;
        throw cause;
      }
    };
  }

  /** A group gives operator at most. */
  async function granted(user: string): Promise<Role | undefined> {
    let role: Role | undefined;
    for (const group of deps.groups) {
      const listed = await members(group.group);
      const isIn = 'value' in listed && (listed.value.users ?? []).includes(user);
      if (isIn && !atLeast(role, group.role)) role = atLeast(group.role, 'operator') ? 'operator' : group.role;
    }
    return role;
  }

  return async (sender) => {
    const [team, user = ''] = sender.split('/');
    const own = deps.team();
    if (own === undefined) return { atMost: 'viewer', unsure: true };
    if (team !== own) return { atMost: 'viewer' };
    try {
      const [info, grants] = await Promise.all([users(user), granted(user)]);
      const known = 'value' in info ? (info.value.user ?? {}) : {};
      const { is_restricted: guest, is_ultra_restricted: singleGuest } = known;
      const teams: unknown[] = known.team_id === undefined ? [team] : [known.team_id, ...(known.enterprise_user?.teams ?? [])];
      const stranger = known.is_stranger || !teams.includes(team);
      const zone = zoneOf(known.tz);
      return {
        aliases: [user],
        ...(zone !== undefined && { zone }),
        ...(grants !== undefined && { grants }),
        ...((guest || singleGuest || stranger) && { atMost: 'viewer' as const }),
      };
    } catch (cause) {
      deps.log('warn', `Slack does not say who ${sender} is: a viewer until it does`, cause);
      return { aliases: [user], atMost: 'viewer', unsure: true };
    }
  };
}
