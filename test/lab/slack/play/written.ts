/** What people type, as their client sends it: names become mentions, signs are escaped. */
import { bot, type Team } from '../team.ts';

/** `labels`: with the name behind it, as in commands. */
export function written(text: string, team: Team, options: { labels: boolean }): string {
  const label = (name: string): string => (options.labels ? `|${name}` : '');
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/https?:\/\/[^\s<>]+/g, (url) => (options.labels ? url : `<${url}>`))
    .replace(/(?<![\w<])@(here|channel|everyone)\b/g, (_, range) => `<!${range}>`)
    .replace(/(?<![\w<!])@([\w.-]+)/g, (whole, name) => {
      const id = name === 'molt' ? bot.user : [...team.users.values()].find((user) => user.name === name)?.id;
      return id === undefined ? whole : `<@${id}${label(name)}>`;
    })
    .replace(/(?<![\w<&])#([\w-]+)/g, (whole, name) => {
      const found = [...team.channels.values()].find((channel) => channel.name === name);
      return found ? `<#${found.id}${label(name)}>` : whole;
    });
}
