/** The words and options of a line that people's words became. What is typed is read by the parser of lines. */
import split from 'string-argv';
import type { Given } from './claim-words.ts';

export function givenIn(line: string): Given & { verb: string } {
  const [verb = '', ...tokens] = split(line);
  const words: string[] = [];
  const options: Given['options'] = {};
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(token) ?? [];
    if (token === '--') words.push(...tokens.splice(i + 1));
    else if (name === undefined) words.push(token);
    else options[name] = value ?? (flags.has(name) ? true : (tokens[++i] ?? true));
  }
  return { verb, words, options };
}

const flags = new Set(['shared', 'wait', 'whole', 'risky', 'all', 'both', 'accept', 'decline']);
