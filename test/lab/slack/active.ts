/** What in a message takes effect: mentions and links. In doubt it does, so that a test of hostile text errs on the safe side. */
import type { Team } from './team.ts';
import type { LabMessage, Loose } from './types.ts';

/** `<@U01>`, `<#C01>`, `<!here>`, `<!subteam^S01>`, or an address; each once, in order. */
export function active(message: Pick<LabMessage, 'text' | 'blocks' | 'parse' | 'linkNames'>): string[] {
  const names = message.parse === 'full' || message.linkNames === true;
  return [...new Set([...inText(message.text, { urls: message.parse !== 'none', names }), ...message.blocks.flatMap(inBlock)])];
}

/** Whether this person is mentioned: in the blocks if there are any, for then the text is only the notification. */
export function mentions(message: LabMessage, team: Team, user: string): boolean {
  const effective = message.blocks.length > 0 ? active({ text: '', blocks: message.blocks }) : active({ ...message, blocks: [] });
  return effective.some((what) => {
    if (what === `<@${user}>`) return true;
    if (/^<!(?:here|channel|everyone)>$/.test(what)) return true;
    const group = /^<!subteam\^(\w+)>$/.exec(what)?.[1];
    return group !== undefined && team.groups.get(group)?.users.includes(user) === true;
  });
}

const control =
  /<(?:@([UW]\w+)|#([CGD]\w+)|!(subteam\^\w+|here|channel|everyone)|!date\^\d+\^[^>]*?\^([a-z][a-z0-9+.-]*:[^|>]+)|([a-z][a-z0-9+.-]*:[^|>\s]+))(?:\|[^>]*)?>/gi;
const bareUrl = /(?<![\w<|])(?:https?:\/\/|mailto:)[^\s<>|]+/gi;
const bareName = /(?<![\w<])(?:@(?:here|channel|everyone)\b)/g;

/** Slack's own markup. `urls`: addresses become links by themselves; `names`: so do @here and its like. */
function inText(text: string, how: { urls: boolean; names: boolean }): string[] {
  const found: { at: number; what: string }[] = [];
  const rest = text.replace(control, (whole, user, channel, special, dateLink, link, at: number) => {
    found.push({ at, what: user ? `<@${user}>` : channel ? `<#${channel}>` : special ? `<!${special}>` : (dateLink ?? link) });
    return ' '.repeat(whole.length);
  });
  if (how.urls) for (const match of rest.matchAll(bareUrl)) found.push({ at: match.index, what: match[0].replace(/[.,;:!?)'"]+$/, '') });
  if (how.names) for (const match of rest.matchAll(bareName)) found.push({ at: match.index, what: `<!${match[0].slice(1)}>` });
  return found.sort((a, b) => a.at - b.at).map(({ what }) => what);
}

/** A block and all that is in it: only what has a kind that takes effect does. */
function inBlock(block: Loose): string[] {
  if (block.type === 'markdown') return inMarkdown(String(block.text ?? ''));
  return inValue(block);
}

function inValue(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(inValue);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Loose;
  const own = effect(node);
  return [...own, ...Object.values(node).flatMap(inValue)];
}

function effect(node: Loose): string[] {
  switch (node.type) {
    case 'mrkdwn': {
      const verbatim = node.verbatim === true;
      return inText(String(node.text ?? ''), { urls: !verbatim, names: !verbatim });
    }
    case 'user':
      return [`<@${node.user_id}>`];
    case 'channel':
      return [`<#${node.channel_id}>`];
    case 'usergroup':
      return [`<!subteam^${node.usergroup_id}>`];
    case 'broadcast':
      return [`<!${node.range}>`];
    case 'link':
      return [String(node.url)];
    case 'date':
    case 'button':
    case 'url':
      return typeof node.url === 'string' ? [node.url] : [];
    case 'image':
      return typeof node.image_url === 'string' ? [node.image_url] : [];
    default:
      return [];
  }
}

/** Markdown: code is inert, a backslash takes away the meaning of what follows. */
function inMarkdown(text: string): string[] {
  const live = text
    .replace(/^( {0,3})(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:\n {0,3}\2[`~]*[ \t]*(?=\n|$)|$)/gm, ' ')
    .replace(/(?<![`\\])(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, ' ')
    .replace(/\\[!-/:-@[-`{-~]/g, ' ');
  const links = [...live.matchAll(/\]\(\s*<?([^\s)>]+)/g), ...live.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/gm)].map((m) => m[1]!);
  const www = [...live.matchAll(/(?<![\w./])www\.[^\s<>)]+/gi)].map((m) => m[0]);
  return [...new Set([...inText(live, { urls: true, names: true }), ...links, ...www])];
}
