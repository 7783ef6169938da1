/** The paths that a message names, as a line that claims them. Pure. */
import { quoted } from '../../src/chat/parse.ts';
import { plainText } from './text.ts';

/** A folder or a file: it holds a slash or ends like a file name, and nothing that no path of a repository holds. */
const path = /(?<![\w/.:@-])(?:[\w.+-]+\/)+(?:[\w.*+-]+)?|(?<![\w/.:@-])[\w+-]+\.[a-z]{1,5}(?![\w/])/gi;
/** What a path never is: an abbreviation, an option, something above the root. */
const never = /^(?:e\.g|i\.e)$|^-|\.\./i;
const most = 20;

export function claimLine(text: string): string {
  const found = plainText(text)
    .replace(/\bhttps?:\/\/\S+/g, ' ')
    .replace(/(?<!\S)([*_~])(\S+)\1(?!\S)/g, '$2')
    .match(path);
  const paths = [...new Set((found ?? []).map((one) => one.replace(/[.,;:]+$/, '')))].filter((one) => !never.test(one));
  return ['claim', ...paths.slice(0, most).map(quoted)].join(' ');
}
