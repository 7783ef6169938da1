/** What one person sees of a lab, as JSON for the page. */
import type { SlackLab } from '../lab.ts';
import { bot } from '../team.ts';
import type { LabMessage, Loose } from '../types.ts';

export interface Beside {
  /** What the bot has said lately. */
  botLines: readonly string[];
  /** Message shortcuts of the app's manifest. */
  shortcuts: readonly Loose[];
}

export function stateFor(lab: SlackLab, user: string, { botLines, shortcuts }: Beside): Loose {
  const { team, pins } = lab.platform;
  const rings = lab.rings(user);
  const rang = new Map(rings.map(({ ts, why }) => [ts, why]));
  return {
    user,
    users: Object.fromEntries([...team.users.values()].map(({ id, name }) => [id, name]).concat([[bot.user, 'molt']])),
    groups: Object.fromEntries([...team.groups.values()].map(({ id, handle }) => [id, handle])),
    channels: [...team.channels.values()].filter(({ id }) => team.isMember(user, id)).map(({ id, name }) => ({ id, name })),
    direct: `D${user}`,
    messages: lab.messages
      .filter((m) => team.isMember(user, m.channel) && (m.ephemeralTo ?? user) === user)
      .map((m) => shown(m, rang.get(m.ts), pins)),
    rings: rings.length,
    home: lab.home(user) ?? null,
    modal: lab.modal(user) ?? null,
    scheduled: lab.scheduled.filter(({ channel }) => team.isMember(user, channel)),
    connections: lab.connections,
    bot: botLines.slice(-40),
    shortcuts,
  };
}

const shown = (m: LabMessage, rang: string | undefined, pins: ReadonlySet<string>): Loose => ({
  channel: m.channel,
  ts: m.ts,
  thread: m.thread,
  broadcast: m.broadcast === true,
  user: m.user,
  text: m.text,
  blocks: m.blocks,
  files: m.files.map(({ id, name, title, bytes }) => ({ id, name, title, size: bytes.length })),
  edits: m.edits,
  edited: m.edited !== undefined,
  onlyYou: m.ephemeralTo !== undefined,
  scheduled: m.scheduled === true,
  pinned: pins.has(`${m.channel} ${m.ts}`),
  reactions: m.reactions,
  rang,
});
