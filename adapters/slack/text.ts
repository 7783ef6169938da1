/** What Slack makes of a line that a person typed, taken back: links, channels and escapes become what was typed. Pure. */

/** `<@U02>` and `<#C05|general>` stay: they name people and rooms exactly. */
export function plainText(text: string): string {
  return text
    .replace(/<([^<>]*)>/g, (whole, inner: string) => unwrapped(whole, inner))
    .replace(/&(lt|gt|amp);/g, (_, name: string) => entities[name]!);
}

const entities: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&' };

function unwrapped(whole: string, inner: string): string {
  if (/^[@#]/.test(inner)) return whole;
  const bar = inner.indexOf('|');
  const [target, label] = bar < 0 ? [inner, undefined] : [inner.slice(0, bar), inner.slice(bar + 1)];
  // `<!here>` and the like: what was typed, without its power.
  if (target.startsWith('!')) return label ?? `@${target.slice(1).split('^')[0]}`;
  return label ?? target.replace(/^mailto:/, '');
}

/** The text without the mention of the bot, and whether there was one. */
export function withoutMention(text: string, bot: string): { text: string; mentioned: boolean } {
  const mention = new RegExp(`<@${bot}(?:\\|[^>]*)?>[:,]?`, 'g');
  const rest = text.replace(mention, ' ');
  return { text: rest.replace(/ {2,}/g, ' ').trim(), mentioned: rest !== text };
}
