/** How the checks of blocks say what is wrong, and the checks that all of them share. */
import type { Loose } from '../types.ts';

/** Collects problems in Slack's words: `must be less than 151 characters [json-pointer:/blocks/0/text/text]`. */
export class Report {
  readonly problems: string[] = [];

  say(at: string, problem: string): void {
    this.problems.push(`${problem} [json-pointer:${at}]`);
  }

  /** True when it is an object of which each key is known and the needed ones are there. */
  shape(at: string, value: unknown, known: readonly string[], needed: readonly string[] = []): value is Loose {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.say(at, 'must provide an object');
      return false;
    }
    for (const key of needed) if ((value as Loose)[key] === undefined) this.say(at, `missing required field: ${key}`);
    for (const key of Object.keys(value)) if (!known.includes(key)) this.say(at, `invalid additional property: ${key}`);
    return true;
  }

  string(at: string, value: unknown, most: number, least = 1): void {
    if (value === undefined) return;
    if (typeof value !== 'string') this.say(at, 'must provide a string');
    else if (value.length > most) this.say(at, `must be less than ${most + 1} characters`);
    else if (value.length < least) this.say(at, `must be more than ${least - 1} characters`);
  }

  /** Calls `each` for the items of a list that is not too long. */
  list(at: string, value: unknown, most: number, each: (item: unknown, at: string) => void, least = 1): void {
    if (value === undefined) return;
    if (!Array.isArray(value)) {
      this.say(at, 'must provide an array');
      return;
    }
    if (value.length > most) this.say(at, `no more than ${most} items allowed`);
    if (value.length < least) this.say(at, `no fewer than ${least} items allowed`);
    value.forEach((item, i) => {
      each(item, `${at}/${i}`);
    });
  }

  oneOf(at: string, value: unknown, allowed: readonly unknown[]): void {
    if (value !== undefined && !allowed.includes(value)) this.say(at, `must be one of: ${allowed.join(', ')}`);
  }

  boolean(at: string, value: unknown): void {
    if (value !== undefined && typeof value !== 'boolean') this.say(at, 'must provide a boolean');
  }

  /** A text object. `kinds`: what it may be. */
  text(at: string, value: unknown, most: number, kinds: readonly ('plain_text' | 'mrkdwn')[] = ['plain_text']): void {
    if (value === undefined) return;
    if (typeof value !== 'object' || value === null || !kinds.includes((value as Loose).type)) {
      this.say(at, `must be a text object of type ${kinds.join(' or ')}`);
      return;
    }
    const extra = (value as Loose).type === 'mrkdwn' ? 'verbatim' : 'emoji';
    if (!this.shape(at, value, ['type', 'text', extra], ['text'])) return;
    this.string(`${at}/text`, value.text, most);
    this.boolean(`${at}/${extra}`, value[extra]);
  }

  /** Says which of a list of ids stands there twice. */
  unique(at: string, what: string, ids: readonly unknown[]): void {
    const seen = new Set<unknown>();
    for (const id of ids) {
      if (id !== undefined && seen.has(id)) this.say(at, `\`${what}\` "${id}" already exists`);
      seen.add(id);
    }
  }
}

export const anyText = ['plain_text', 'mrkdwn'] as const;
