/** One line of the section: indent, perhaps a bullet, agent, arrow, and paths split by comma or semicolon. */
import { bareAgentPattern, blank, isAgent, isBarePath, isPath, isQuote, quotedAt, type Word } from './words.ts';

export interface ClaimWords {
  agent: Word;
  /** In the order of the file, duplicates too. Between two separators may be nothing: an item with an empty text. */
  items: readonly Word[];
}

/** Why a line is no claim: it has no arrow, or the named part cannot be read for certain. */
export type Unread = 'no arrow' | 'agent' | 'path' | 'quotes' | 'characters';

const blanks = new RegExp(`[${blank}]*`, 'y');
const head = new RegExp(`[${blank}]*[-*+]?[${blank}]*`, 'y');
const arrow = new RegExp(`[${blank}]*(?:->|→)`, 'y');
/** As short as it can be: an agent may end in a dash. */
const agentBeforeArrow = new RegExp(`${bareAgentPattern}?(?=${arrow.source})`, 'y');
const isBlank = new RegExp(`[${blank}]`);
const upToSeparator = /[^,;]*/y;

/** Where `pattern` ends that begins at `at`; -1 when it does not. */
function after(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : -1;
}

export function readClaimLine(line: string): ClaimWords | Unread {
  if (isUsual.test(line)) return usual(line);
  if (!line.includes('->') && !line.includes('→')) return 'no arrow';
  const agent = agentAt(line, after(head, line, 0));
  const paths = agent ? after(arrow, line, agent.end) : -1;
  if (!agent || paths < 0) return 'agent';
  if (!isAgent(agent.text)) return 'agent';
  const items = itemsFrom(line, paths);
  return typeof items === 'string' ? items : { agent, items };
}

/** Nothing in it can be read in another way: so are nearly all lines of a file of thousands. */
const isUsual = /^(?:[-*+] )?\w[\w.-]* -> [\w./-]+(?:[,;] ?[\w./-]+)*$/;

function usual(line: string): ClaimWords {
  const start = line[1] === ' ' && isBullet(line[0]!) ? 2 : 0;
  const arrow = line.indexOf(' -> ');
  const items: Word[] = [];
  for (let at = arrow + 4; at < line.length; ) {
    const end = after(upToSeparator, line, at);
    items.push(bare(line, at, end));
    at = line[end + 1] === ' ' ? end + 2 : end + 1;
  }
  return { agent: bare(line, start, arrow), items };
}

const isBullet = (char: string): boolean => char === '-' || char === '*' || char === '+';

function agentAt(line: string, at: number): Word | undefined {
  if (isQuote(line[at])) return quotedAt(line, at);
  const end = after(agentBeforeArrow, line, at);
  return end < 0 ? undefined : bare(line, at, end);
}

function itemsFrom(line: string, from: number): Word[] | Unread {
  const items: Word[] = [];
  for (let at = from; ; ) {
    const start = after(blanks, line, at);
    const item = isQuote(line[start]) ? quotedAt(line, start) : bareItem(line, start);
    if (!item) return 'quotes';
    const end = after(blanks, line, item.end);
    if (end < line.length && line[end] !== ',' && line[end] !== ';') return 'quotes';
    const wrong = wrongWith(item);
    if (wrong) return wrong;
    items.push(item);
    if (end === line.length) return items.some(isNamed) ? items : 'path';
    at = end + 1;
  }
}

/** Not the empty place between two separators. */
export const isNamed = (item: Word): boolean => item.text !== '';

/** Most paths, and cheaper to tell than all that a path may not be. */
const isSimple = /^[\w./-]+$/;

function wrongWith(item: Word): Unread | undefined {
  if (item.start === item.end || isSimple.test(item.text)) return undefined;
  if (item.text === '') return 'path';
  if (!isPath(item.text)) return 'characters';
  return item.quote === '' && !isBarePath(item.text) ? 'path' : undefined;
}

function bareItem(line: string, start: number): Word {
  let end = after(upToSeparator, line, start);
  while (end > start && isBlank.test(line[end - 1]!)) end--;
  return bare(line, start, end);
}

const bare = (line: string, start: number, end: number): Word => ({ start, end, text: line.slice(start, end), quote: '' });
