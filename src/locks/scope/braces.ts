/** `{a,b}` written out: the texts that a text with braces stands for. */
import { type Fault, limits } from './faults.ts';

/** Stand for braces that are part of a name, as in `{id}.md`. The text has no control characters of its own. */
const [opened, closed] = ['\x01', '\x02'];
const nameInBraces = /\{([^{},]*)\}/g;
const alternatives = /\{([^{}]*,[^{}]*)\}/;
const range = /\{(?:[a-z]\.\.[a-z]|-?\d+\.\.-?\d+)(?:\.\.-?\d+)?\}/i;

export function writtenOut(text: string): string[] | Fault {
  if (range.test(text)) return 'range in braces';
  let texts = new Set([quiet(text)]);
  // The innermost braces first, and each text once: nested ones cannot grow beyond what they stand for.
  while ([...texts].some((each) => alternatives.test(each))) {
    texts = new Set([...texts].flatMap(firstWrittenOut));
    if (texts.size > limits.alternatives || bytes([...texts].join('')) > limits.path) return 'too many alternatives';
  }
  if ([...texts].some((each) => /[{}]/.test(each))) return 'open brace';
  return [...texts].map((each) => each.replaceAll(opened, '{').replaceAll(closed, '}'));
}

function firstWrittenOut(text: string): string[] {
  const found = alternatives.exec(text);
  if (!found) return [text];
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return found[1]!.split(',').map((each) => quiet(before + each + after));
}

/** Braces without a comma are no alternatives. */
function quiet(text: string): string {
  let before = text;
  for (;;) {
    const after = before.replace(nameInBraces, `${opened}$1${closed}`);
    if (after === before) return after;
    before = after;
  }
}

export const bytes = (text: string): number => Buffer.byteLength(text);
