/** Text that Slack parses, made so that it finds no mention, link or command in it. */
const entities: { readonly [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

export const escaped = (text: string): string => text.replace(/[&<>]/g, (char) => entities[char]!);
