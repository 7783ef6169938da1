/** Messages and views as lines of a terminal. */
import { elements, optionsOf } from '../find.ts';
import type { Loose } from '../types.ts';

/** `name`: of an id of a person, channel or group. */
export function blockLines(blocks: readonly Loose[], name: (id: string) => string): string[] {
  return blocks.flatMap((block) => lines(block, name));
}

function lines(block: Loose, name: (id: string) => string): string[] {
  const split = (text: string): string[] => slackText(text, name).split('\n');
  switch (block.type) {
    case 'header':
      return [`== ${block.text.text} ==`];
    case 'section':
      return [
        ...(block.text ? split(block.text.text) : []),
        ...(block.fields ?? []).flatMap((f: Loose) => split(f.text)),
        ...controls([block]),
      ];
    case 'context':
      return [block.elements.map((e: Loose) => slackText(e.text ?? e.alt_text ?? '', name)).join('  ')];
    case 'rich_text':
      return block.elements.flatMap((part: Loose) => richLines(part, name));
    case 'markdown':
      return block.text.split('\n');
    case 'table':
      return block.rows.map((row: Loose[]) => row.map((cell) => cell.text ?? blockLines([cell], name).join(' ')).join(' | '));
    case 'actions':
      return controls([block]);
    case 'input':
      return [`${block.label.text}: ${controls([block]).join(' ') || `(${block.element.type})`}`];
    case 'divider':
      return ['---'];
    case 'image':
      return [`[image: ${block.alt_text}]`];
    case 'plan':
      return [block.title, ...(block.tasks ?? []).map((task: Loose) => `  ${task.status}: ${task.title}`)];
    case 'task_card':
      return [`${block.status}: ${block.title}`];
    default:
      return [`(${block.type})`];
  }
}

function richLines(part: Loose, name: (id: string) => string): string[] {
  const inline = (all: Loose[]): string => all.map((e) => richText(e, name)).join('');
  if (part.type === 'rich_text_list')
    return part.elements.map(
      (item: Loose, i: number) =>
        `${'  '.repeat(part.indent ?? 0)}${part.style === 'ordered' ? `${i + 1}.` : '-'} ${inline(item.elements)}`,
    );
  const text = inline(part.elements).split('\n');
  return part.type === 'rich_text_quote'
    ? text.map((line) => `> ${line}`)
    : part.type === 'rich_text_preformatted'
      ? text.map((line) => `  ${line}`)
      : text;
}

function richText(element: Loose, name: (id: string) => string): string {
  switch (element.type) {
    case 'user':
      return `@${name(element.user_id)}`;
    case 'channel':
      return `#${name(element.channel_id)}`;
    case 'usergroup':
      return `@${name(element.usergroup_id)}`;
    case 'broadcast':
      return `@${element.range}`;
    case 'emoji':
      return `:${element.name}:`;
    case 'link':
      return element.text ? `${element.text} (${element.url})` : element.url;
    case 'date':
      return element.fallback ?? String(element.timestamp);
    default:
      return element.text ?? '';
  }
}

/** Slack's markup as words. */
export const slackText = (text: string, name: (id: string) => string): string =>
  text
    .replace(/<([@#])(\w+)(?:\|[^>]*)?>/g, (_, sign, id) => `${sign}${name(id)}`)
    .replace(/<!subteam\^(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${name(id)}`)
    .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, '@$1')
    .replace(/<([a-z]+:[^|>]+)\|([^>]+)>/g, '$2 ($1)')
    .replace(/<([a-z]+:[^|>]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** What can be pressed or picked, in one line. */
function controls(blocks: readonly Loose[]): string[] {
  const all = elements(blocks).map(({ element }) =>
    element.type === 'button'
      ? `[${element.text.text}]`
      : optionsOf(element).length > 0
        ? `{${optionsOf(element)
            .map((o) => o.text.text)
            .join(' | ')}}`
        : '',
  );
  const line = all.filter(Boolean).join(' ');
  return line ? [line] : [];
}
