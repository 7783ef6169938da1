/** How people say it about claims, and the line that it stands for. What would change something and names no command becomes `guess LINE`. */
import split from 'string-argv';
import { type ClaimSaid, claimSaid, isBecause, kept, looksLikePath, optionsAt, type Reading, startsTime } from './claim-said.ts';
import { type Form, forms, ownWill, plainly } from './claim-sentences.ts';
import { quoted } from './quoted.ts';

/** Undefined: that is no talk of claims, or a line already. Never throws. */
export function claimPhrase(said: string): string | undefined {
  const text = said.trim().replace(/\s+/g, ' ');
  const asked = text
    .replace(politely, '')
    .replace(/^hand[- ]over(?= )/i, 'handover')
    .replace(/^ask (?:[^\s/.*]+ )?(?:for|about) /i, 'ask ');
  const line = onceMore(commandLine(asked, asked !== text)) ?? sentence(asked, asked === text);
  return line === undefined || isSame(line, text) ? undefined : line;
}

/** `claim docs/ for 2h because API pages`: the verb is the command, the rest becomes its options. */
function commandLine(text: string, isAsked: boolean): string | undefined {
  const [verb = ''] = text.split(' ', 1);
  const name = verb.toLowerCase().replace(/[,:]$/, '');
  const reading = commands.get(name);
  if (!reading) return undefined;
  const options = Math.max(verb.length, optionsAt(text));
  // Nobody asks `claim docs/?`, but that is a pattern.
  const said = trimmed(text.slice(verb.length, options), isAsked ? /[.!?…\s]+$/ : /[.!…\s]+$/, thanks);
  const object = claimSaid(reading.bareSpans ? said.replace(longer, '') : said, { isCommand: true, ...reading });
  const tail = tailOf(text.slice(options), object !== undefined && object.paths.length > 0 ? name : undefined);
  return object && lineOf(name, { ...object, paths: [...object.paths, ...tail.paths] }, tail.options);
}

/**
 * Options, and paths between or after them, which are meant just as they are. Where paths were named before (`verb`), the words
 * after `--why API` belong to it: people leave out quotes. And `--for 2h because API pages`, `--shared until noon` go on in words.
 */
function tailOf(text: string, verb?: string): { options: string; paths: string[] } {
  const options: string[] = [];
  const paths: string[] = [];
  const words = split(text);
  let isText = false;
  let isChanged = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const more = verb === undefined ? undefined : goesOn(verb, words.slice(i), isText ? options.at(-2) : '');
    if (more) {
      options.push(...more.options);
      i += more.count - 1;
      isText = false;
      isChanged = true;
    } else if (word === '--') paths.push(...words.splice(i + 1).map(kept));
    else if (word.startsWith('--')) {
      const isNext = withValue.has(word.toLowerCase()) && words[i + 1]?.startsWith('--') === false;
      options.push(quoted(word), ...(isNext ? [quoted(words[++i]!)] : []));
      isText = isNext && verb !== undefined && inWords.has(word.toLowerCase());
    } else if (isText && !looksLikePath(word)) {
      options.push(quoted(`${split(options.pop()!).join(' ')} ${word}`));
      isChanged = true;
    } else paths.push(kept(word));
  }
  isChanged ||= !paths.every((path) => words.includes(path));
  // As it was written, unless it would be read otherwise.
  return isChanged && split(`${text} --`).at(-1) === '--' ? { options: options.join(' '), paths } : { options: text, paths: [] };
}

/** `until noon because API pages`, after an option, as far as the next one. `text`: the option before, which may be longer than a word. */
function goesOn(verb: string, words: readonly string[], text: string | undefined): { options: string[]; count: number } | undefined {
  const end = words.findIndex((word) => word.startsWith('--'));
  const count = end < 0 ? words.length : end;
  if (count < 2 || text === '--why' || text === '--tests' || !(isBecause(words[0]!) || (text === '' && startsTime(words[0]!))))
    return undefined;
  const object = claimSaid(words.slice(0, count).join(' '), { isCommand: true });
  if (!object) return undefined;
  const { paths, for: span, until, why, ...others } = object;
  const said = Object.entries({ for: span, until, why }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const isHeard = said.every(([name]) => name === 'why' || takes(verb, name));
  if (paths.length > 0 || Object.keys(others).length > 0 || !isHeard) return undefined;
  return { options: said.flatMap(([name, value]) => (takes(verb, name) ? [`--${name}`, quoted(value)] : [])), count };
}

const inWords = new Set(['--for', '--until', '--why', '--tests']);
const withValue = new Set([...inWords, '--files', '--as', '--branch', '--lease']);

/** `I'm taking docs/ until lunch`, `who has runtime/?` */
function sentence(text: string, isPlain: boolean): string | undefined {
  const said = trimmed(text, /(?:[.!?…\s\p{Extended_Pictographic}]|\ufe0f)+$/u, thanks, goodbyes);
  for (const [pattern, line] of plainly) if (pattern.test(said)) return line;
  // `done with docs?` asks somebody else.
  const isQuestion = isPlain && /\?\W*$/.test(text);
  for (const form of forms) {
    if (isQuestion && ownWill.has(form.verb)) continue;
    const line = form.pattern.test(said) ? formLine(form, said.replace(form.pattern, form.as ?? '$1')) : undefined;
    if (line !== undefined) return form.verb === 'who' ? line : `guess ${quoted(line)}`;
  }
  return undefined;
}

function formLine({ verb, reading = {}, its, adds }: Form, said: string): string | undefined {
  const object = claimSaid(said, reading);
  if (!object) return undefined;
  const isNamed = object.paths.length > 0 || object.lease !== undefined;
  if (!isNamed && (object.unnamed === undefined || !its?.includes(object.unnamed))) return undefined;
  return verb === 'pass' ? verb : onceMore(lineOf(verb, object, adds));
}

/** What would be read differently a second time was not understood: people send such lines again. */
const onceMore = (line: string | undefined): string | undefined =>
  line !== undefined && isSame(commandLine(line, false) ?? line, line) ? line : undefined;

const isSame = (line: string, text: string): boolean => {
  const words = split(text);
  return line === text || split(line).every((word, i, all) => word === words[i] && all.length === words.length);
};

/** Without what people end a sentence with. */
function trimmed(text: string, ...ends: readonly RegExp[]): string {
  for (let short = text.trim(); ; ) {
    // The dots of `.` and `../..` are the path, as is all of what is marked.
    const less = ends.reduce(
      (left, end) => (/(?:^|[\s/])\.\.?$|(?:^|\s)\.\/\.\/\S*$/.test(left) ? left : left.replace(end, '').trimEnd()),
      short,
    );
    if (less === short) return short;
    short = less;
  }
}

const politely =
  /^(?:(?:hey|hi|hello|ok|okay|so|well|please|pls|yes|yeah|alright|also|oh|sorry|fyi)[, ]+)*(?:(?:can|could|would|will) you )?(?:(?:please|pls|kindly) )?/i;
const longer = /(?:^| )(?:(?:for )?(?:a (?:bit|little|while) )?longer|some more)$/i;
const thanks = /(?:^|[, ]+)(?:please|pls|plz|thanks|thank you|thx|for now|for me|now)$/i;
const goodbyes = /(?:^|[, ]+)(?:cheers|then|ok|okay|again|too|as well|if possible|everyone|folks|guys|team|all)$/i;

/** Undefined: the command has no place for what was said, so it was not meant. A reason that it does not ask for is no harm. */
function lineOf(verb: string, object: ClaimSaid, options = ''): string | undefined {
  const { paths, unnamed: _, why, waits, ...parts } = object;
  if (Object.keys(parts).some((part) => !takes(verb, part)) || (waits && !takes(verb, 'wait'))) return undefined;
  const value = (name: string, text: string | undefined): string[] =>
    text === undefined ? [] : text.startsWith('-') ? [quoted(`--${name}=${text}`)] : [`--${name}`, quoted(text)];
  const isNumber = verb === 'break' && parts.lease !== undefined;
  return [
    verb,
    ...(isNumber ? [parts.lease] : []),
    ...paths.map(quoted),
    ...(parts.to === undefined ? [] : [quoted(parts.to)]),
    ...value('for', parts.for),
    ...value('until', parts.until),
    ...(takes(verb, 'why') ? value('why', why) : []),
    ...value('lease', isNumber ? undefined : parts.lease),
    ...(waits ? ['--wait'] : []),
    ...(options === '' ? [] : [options]),
  ].join(' ');
}

/** What the command has a place for, besides paths. */
const places: { readonly [verb: string]: readonly string[] } = {
  claim: ['for', 'until', 'why', 'wait'],
  release: ['lease'],
  renew: ['for', 'until', 'lease'],
  keep: ['for', 'until', 'lease'],
  ask: ['why'],
  handover: ['to', 'for', 'lease'],
  steal: ['why', 'for'],
  break: ['why', 'lease'],
  announce: ['why'],
};

const takes = (verb: string, part: string): boolean => places[verb]?.includes(part) ?? false;

const commands: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['claim', {}],
  ['release', {}],
  ['renew', { bareSpans: true }],
  ['keep', { bareSpans: true }],
  ['ask', {}],
  ['handover', { toName: true }],
  ['steal', {}],
  ['break', {}],
  ['announce', {}],
]);
