/** Who is mentioned, last in a message: the only place where a person's phone can ring from. */
import type { RichTextBlock, RichTextElement } from '@slack/types';
import type { PersonId } from '../../../src/kernel/people.ts';
import { visible } from '../../../src/kernel/text.ts';
import { escaped } from './escaped.ts';
import { plainRow, type Row } from './row.ts';
import { weigh } from './size.ts';

/** Slack user id of a person, without the team; undefined when unknown. */
export type Handle = (person: PersonId) => string | undefined;

export interface Mentions {
  blocks: RichTextBlock[];
  /** The same for the fallback, escaped; '' for nobody. */
  text: string;
  /** Those for whom there was no room: named, but not rung. */
  left: Row[];
}

/** `room`: what the block may weigh. */
export function mentions(people: readonly PersonId[], handle: Handle, room: number): Mentions {
  const taken: RichTextElement[] = [];
  const left: string[] = [];
  let used = 100;
  for (const person of new Set(people)) {
    const element = named(person, handle);
    used += weigh(element) + weigh(space);
    if (used > room) left.push(name(person));
    else taken.push(...(taken.length > 0 ? [space] : []), element);
  }
  return {
    blocks: taken.length > 0 ? [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: taken }] }] : [],
    text: taken.map(asText).join(''),
    left: left.length > 0 ? [plainRow('text', 'names', left.join(' '))] : [],
  };
}

const space: RichTextElement = { type: 'text', text: ' ' };

function named(person: PersonId, handle: Handle): RichTextElement {
  const id = handle(person);
  return id !== undefined && /^[UW][A-Z0-9]+$/.test(id) ? { type: 'user', user_id: id } : { type: 'text', text: name(person) };
}

const name = (person: PersonId): string => `@${visible(person)}`;

const asText = (element: RichTextElement): string =>
  element.type === 'user' ? `<@${element.user_id}>` : escaped(element.type === 'text' ? element.text : '');
