/** What a client makes of typed text: one rich_text block, with mentions and links as elements. */
import type { Loose } from './types.ts';

const token = /<(?:@([UW]\w+)|#([CGD]\w+)|!subteam\^(S\w+)|!(here|channel|everyone)|([a-z]+:[^|>\s]+))(?:\|([^>]*))?>/g;

export function typed(text: string): Loose[] {
  const elements: Loose[] = [];
  let from = 0;
  const plain = (to: number): void => {
    const part = text.slice(from, to).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    if (part) elements.push({ type: 'text', text: part });
  };
  for (const match of text.matchAll(token)) {
    plain(match.index);
    from = match.index + match[0].length;
    const [, user, channel, group, range, url, label] = match;
    if (user) elements.push({ type: 'user', user_id: user });
    else if (channel) elements.push({ type: 'channel', channel_id: channel });
    else if (group) elements.push({ type: 'usergroup', usergroup_id: group });
    else if (range) elements.push({ type: 'broadcast', range });
    else elements.push({ type: 'link', url, ...(label && { text: label }) });
  }
  plain(text.length);
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
}
