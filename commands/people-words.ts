/** Names, roles and ids of people as they are written in chat. Pure. */
import { type Role, roles } from '../src/kernel/people.ts';

export const isName = (word: string): boolean => /^[a-z0-9][a-z0-9._-]{0,39}$/.test(word);

export interface Mention {
  id: string;
  /** Sender ids by adapter that the word itself tells. */
  handles: { [adapter: string]: string };
}

/** `bob`, `@bob`, `@bob:example.org` (Matrix), `<@U02|bob>` (Slack; its team is that of `sender`). Undefined: not a person. */
export function mention(word: string, sender: string): Mention | undefined {
  const matrix = /^@([^:\s]+):\S+$/.exec(word);
  if (matrix) return whole(matrix[1]!.toLowerCase(), { matrix: word });
  const slack = /^<@([A-Z0-9]+)(?:\|([^>]*))?>$/.exec(word);
  if (slack) {
    const team = sender.includes('/') ? `${sender.split('/')[0]}/` : '';
    return whole((slack[2] || slack[1]!).toLowerCase(), { slack: `${team}${slack[1]}` });
  }
  return whole(word.replace(/^@/, '').toLowerCase(), {});
}

const whole = (id: string, handles: Mention['handles']): Mention | undefined => (isName(id) ? { id, handles } : undefined);

/** `slack=T01/U02` */
export function handleWord(word: string): { adapter: string; id: string } | undefined {
  const match = /^([a-z][a-z0-9-]*)=(\S{1,100})$/.exec(word);
  return match ? { adapter: match[1]!, id: match[2]! } : undefined;
}

export const roleWord = (word: string): Role | undefined => roles.find((role) => role === word.toLowerCase().replace(/,$/, ''));

/** A room as Slack writes it in a line: `<#C05|general>`, or its plain id. */
export function roomWord(word: string): { id: string; name: string } | undefined {
  const match = /^<#([CG][A-Z0-9]{2,})(?:\|([^>]*))?>$/.exec(word) ?? /^#?([CG][A-Z0-9]{5,})$/.exec(word);
  return match ? { id: match[1]!, name: `#${match[2] || match[1]}` } : undefined;
}

/** The same person of a platform: an id without its team is of the team that the bot is in. */
export const isSameId = (one: string | undefined, other: string): boolean =>
  one === other || (one !== undefined && (one.includes('/') ? one.endsWith(`/${other}`) : other.endsWith(`/${one}`)));
