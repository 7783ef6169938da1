/** What the tests of scopes share: random scopes over few letters, and another reading of them, by way of regular expressions. */
import { posix } from 'node:path';
import fc from 'fast-check';
import { parseScope, type Scope } from './scope.ts';

/** Another at each run; MOLT_OPS_TEST_SEED repeats one. */
export const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

export function scope(text: string): Scope {
  const read = parseScope(text);
  if (!read.ok) throw new Error(read.refusal.message);
  return read.value;
}

const literal = fc.constantFrom('a', 'b', 'A', '.');
const piece = fc.oneof(
  { weight: 6, arbitrary: literal },
  { weight: 3, arbitrary: fc.constantFrom('*', '?') },
  { weight: 2, arbitrary: fc.constantFrom('[ab]', '[!a]', '[^Ab]', '[a-c]', '[.]', '[.b]', '[]a]', '[!.]') },
  { weight: 2, arbitrary: fc.constantFrom('{a,b}', '{a,}', '{b,ab}', '{a/b,b}', '{*,.}', '{a,{b,?}}', '{/,}', '{b}') },
);
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'ab') },
  { weight: 5, arbitrary: fc.array(piece, { minLength: 1, maxLength: 3 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('**', '*', '**', '.', '..') },
);
const readable = (text: string): boolean => parseScope(text).ok;
export const scopeText = fc
  .array(name, { minLength: 1, maxLength: 4 })
  .map((all) => all.join('/'))
  .filter(readable);

const names = ['a', 'b', 'aa', 'ab', 'ba', 'B', '.a', 'b.', 'aba', '[ab]', 'c', 'x'];
const deeper = (paths: readonly string[], by: readonly string[]): string[] => paths.flatMap((path) => by.map((each) => `${path}/${each}`));
const two = deeper(names, names);
const three = deeper(two, names);
/** All small paths, the shortest first. */
export const paths = [...names, ...two, ...three, ...deeper(deeper(deeper(['a', 'b'], ['a', 'b']), ['a', 'b']), ['a', 'b'])].sort(
  (a, b) => a.split('/').length - b.split('/').length || a.length - b.length,
);

/** Whether a path lies in what a text stands for, read as a shell and a regular expression would. */
export function oracle(text: string): (path: string) => boolean {
  const forms = expanded(text).flatMap((each) => {
    const normal = posix.normalize(each);
    const literalToo = each.includes('[') && !/[*?]/.test(each) ? [escaped(inside(normal))] : [];
    return [patternOf(inside(normal)), ...literalToo].map((form) => new RegExp(`^${form}`, 'iu'));
  });
  return (path) => forms.some((form) => form.test(`${path}/`));
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const inside = (normal: string): string => (normal === '.' || normal === './' ? '' : normal.replace(/^\/|\/$/g, ''));
const escaped = (path: string): string => (path === '' ? '' : `${literally(path)}/`);

function patternOf(path: string): string {
  if (path === '') return '';
  return path
    .split('/')
    .map((each) => (each === '**' ? '(?:[^/]+/)*' : `(?!\\.{0,2}/)${nameForm(each)}/`))
    .join('');
}

const nameForm = (text: string): string =>
  text.replace(/\[([!^]?)(\]?[^\]]*)\]|[\s\S]/gu, (all, not: string | undefined, set: string | undefined) => {
    if (set !== undefined) return `[${not ? '^/' : ''}${set.replace(/[\]^[\\]/g, '\\$&')}]`;
    return all === '*' ? '[^/]*' : all === '?' ? '[^/]' : literally(all);
  });

/** As bash does: the outermost braces first. */
function expanded(text: string): string[] {
  for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
    const cuts = [start];
    let depth = 0;
    for (let at = start; at < text.length; at += 1) {
      if (text[at] === '{') depth += 1;
      if (text[at] === ',' && depth === 1) cuts.push(at);
      if (text[at] === '}' && --depth === 0) {
        cuts.push(at);
        break;
      }
    }
    if (cuts.length < 3) continue;
    const tails = expanded(text.slice(cuts.at(-1)! + 1));
    const between = cuts.slice(1).flatMap((end, n) => expanded(text.slice(cuts[n]! + 1, end)));
    return between.flatMap((middle) => tails.map((tail) => text.slice(0, start) + middle + tail));
  }
  return [text];
}
