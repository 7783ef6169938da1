/** How people say it about claims, and the line that it stands for. What would change something and names no command becomes `guess LINE`. */
import split from 'string-argv';
import { isNoPath } from '../locks/desk/no-path.ts';
import { type ClaimSaid, claimSaid, holdsTalk, isBecause, kept, looksLikePath, optionsAt, type Reading, startsTime } from './claim-said.ts';
import { type Form, forms, ownWill, plainly } from './claim-sentences.ts';
import { quoted } from './quoted.ts';
import { wordsOf } from './said-words.ts';
import { clockOrSpan, spanWords, startsLikeTime } from './time-words.ts';

/** Undefined: that is no talk of claims, or a line already. Never throws. */
export function claimPhrase(said: string): string | undefined {
  const text = said.trim().replace(/\s+/g, ' ');
  const asked = text
    .replace(politely, '')
    .replace(/^(?:hand[- ]over|handoff)(?= )/i, 'handover')
    .replace(/^keep (?:out of|away from|off) /i, 'stay out of ')
    .replace(/^extend (?=(?:.* )?--[a-z])/i, 'renew ')
    .replace(/^ask (?:for|about) /i, 'ask ')
    .replace(/^ask ([^\s/.*]+) (?:for|about|to (?:release|free|give up|let go of)) (.+)$/i, 'ask from $1 $2');
  const line = command(asked, asked !== text) ?? sentence(asked, asked === text) ?? listed(asked);
  return line === undefined || isSame(line, text) ? undefined : line;
}

/** A line, and whether it only may have been meant. */
interface Heard {
  line: string;
  isGuess: boolean;
}

/** What begins with the name of a command. Where it cannot be told what is meant, its words are no paths either. */
function command(text: string, isAsked: boolean): string | undefined {
  const heard = commandLine(text, isAsked);
  if (heard === 'unclear') return `help ${verbOf(text)}`;
  if (!heard) return undefined;
  const line = onceMore(heard.line);
  if (line === undefined) return heard.isGuess ? `help ${verbOf(text)}` : undefined;
  return heard.isGuess ? `guess ${quoted(line)}` : line;
}

const verbOf = (text: string): string => text.split(' ', 1)[0]!.toLowerCase().replace(/[,:]$/, '');

/** `claim docs/ for 2h because API pages`: the verb is the command, the rest becomes its options. */
function commandLine(text: string, isAsked: boolean): Heard | 'unclear' | undefined {
  const name = verbOf(text);
  const reading = commands.get(name);
  if (!reading) return undefined;
  const start = text.split(' ', 1)[0]!.length;
  const options = Math.max(start, optionsAt(text));
  // Nobody asks `claim docs/?`, but that is a pattern.
  const said = trimmed(text.slice(start, options), isAsked ? /[.!?…\s]+$/ : /[.…\s]+$/, thanks);
  const object = claimSaid(reading.bareSpans ? said.replace(longer, '') : said, { isCommand: true, ...reading });
  if (!object) return !reading.bareSpans && holdsTalk(said) && !/["`]/.test(said) ? 'unclear' : undefined;
  const tail = tailOf(text.slice(options), object.paths.length > 0 ? name : undefined);
  const heard = lineOf(name, { ...object, paths: [...object.paths, ...tail.paths] }, { options: tail.options, isCommand: true });
  const isNamed = object.paths.length + tail.paths.length > 0 || object.unnamed !== undefined || object.lease !== undefined;
  const isGuess = heard !== undefined && (heard.isGuess || tail.isGuess);
  return isGuess && !isNamed ? 'unclear' : heard && { line: heard.line, isGuess };
}

/**
 * Options, and paths between or after them, which are meant just as they are. Where paths were named before (`verb`), the words
 * after `--why API` belong to it: people leave out quotes. And `--for 2h because API pages`, `--shared until noon` go on in words.
 */
function tailOf(text: string, verb?: string): { options: string; paths: string[]; isGuess: boolean } {
  const options: string[] = [];
  const paths: string[] = [];
  const words = split(text);
  const unquoted = text.split(' -- ', 1)[0]!.split(' ');
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
    } else paths.push(kept(unquoted.includes(word) ? word.replace(/(?<=[^,;])[,;]+$/, '') : word));
  }
  isChanged ||= !paths.every((path) => words.includes(path));
  const isGuess = verb !== undefined && unquoted.some((word) => isNoPath(word) && paths.includes(kept(word)));
  // As it was written, unless it would be read otherwise.
  return isChanged && split(`${text} --`).at(-1) === '--'
    ? { options: options.join(' '), paths, isGuess }
    : { options: text, paths: [], isGuess };
}

/** `until noon because API pages`, after an option, as far as the next one. `text`: the option before, which may be longer than a word. */
function goesOn(verb: string, words: readonly string[], text: string | undefined): { options: string[]; count: number } | undefined {
  const end = words.findIndex((word) => word.startsWith('--'));
  const count = end < 0 ? words.length : end;
  if (count < 2 || text === '--why' || text === '--tests' || !(isBecause(words[0]!) || (text === '' && startsTime(words[0]!))))
    return undefined;
  const object = claimSaid(words.slice(0, count).join(' '), { isCommand: true });
  if (!object) return undefined;
  const { paths, why, isLoose: _, times: __, ...others } = object;
  const times = timesFor(verb, object);
  const isHeard = times.every(([name]) => takes(verb, name));
  if (paths.length > 0 || Object.keys(others).length > 0 || !isHeard) return undefined;
  const said = [...times, ...(why !== undefined && takes(verb, 'why') ? [['why', why] as const] : [])];
  return { options: said.flatMap(([name, value]) => [`--${name}`, quoted(value)]), count };
}

const inWords = new Set(['--for', '--until', '--more', '--why', '--tests']);
const withValue = new Set([...inWords, '--files', '--as', '--branch', '--lease', '--except', '--from', '--of']);

/** `I'm taking docs/ until lunch`, `who has runtime/?` */
function sentence(text: string, isPlain: boolean): string | undefined {
  const said = slurred.reduce(
    (heard, [as, plain]) => heard.replace(as, plain),
    trimmed(text, /(?:[.!?…\s\p{Extended_Pictographic}]|\ufe0f)+$/u, thanks, goodbyes),
  );
  for (const [pattern, line] of plainly) if (pattern.test(said)) return line;
  // `done with docs?` asks somebody else.
  const isQuestion = isPlain && /\?\W*$/.test(text);
  for (const form of forms) {
    if (isQuestion && ownWill.has(form.verb)) continue;
    const heard = form.pattern.test(said) ? formLine(form, said.replace(form.pattern, form.as ?? '$1')) : undefined;
    if (heard) return heard.isGuess ? `guess ${quoted(heard.line)}` : heard.line;
  }
  return undefined;
}

/** `who docs, lib`: that is a list, though nobody can tell whether its words are paths. */
function listed(text: string): string | undefined {
  if (!/^who /i.test(text)) return undefined;
  const words = wordsOf(text);
  if (!words.some(({ raw, isQuoted }) => !isQuoted && /.[,;]$/.test(raw))) return undefined;
  return words.map(({ raw, text: inner, isQuoted }) => (isQuoted ? quoted(kept(inner)) : raw.replace(/(?<=.)[,;]+$/, ''))).join(' ');
}

const slurred: readonly (readonly [RegExp, string])[] = [
  [/^gimme /i, 'give me '],
  [/^lemme /i, 'let me '],
  [/^imma /i, "i'm going to "],
  [/^((?:i'?m|we'?re|i am|we are) )?gonna /i, '$1going to '],
];

function formLine({ verb, reading = {}, its, adds, isTimed }: Form, said: string): Heard | undefined {
  const object = claimSaid(said, reading);
  if (!object) return undefined;
  const isNamed = object.paths.length > 0 || object.lease !== undefined;
  const own = object.unnamed === 'it' ? 'it' : 'all';
  if (!isNamed && (object.unnamed === undefined || !its?.includes(own))) return undefined;
  if (verb === 'pass') return { line: [verb, ...object.paths.map(quoted)].join(' '), isGuess: true };
  if (isTimed && object.times.length === 0) return undefined;
  const heard = lineOf(verb, object, adds === undefined ? {} : { options: adds });
  const line = onceMore(heard?.line);
  return line === undefined ? undefined : { line, isGuess: verb !== 'who' && !isRefused(object) };
}

/** What is refused in any case is not asked about first. */
const isRefused = ({ times, except, from }: ClaimSaid): boolean =>
  except !== undefined ||
  from !== undefined ||
  times.length > 1 ||
  times.some(([name, text]) => (name === 'until' ? !isTillThen(text) : spanWords(text) === undefined));

/** As far as that can be told from its beginning. */
const isTillThen = (text: string): boolean => clockOrSpan(text) === undefined && (spanWords(text) !== undefined || startsLikeTime(text));

/** What would be read differently a second time was not understood: people send such lines again. */
function onceMore(line: string | undefined): string | undefined {
  const again = line === undefined ? undefined : commandLine(line, false);
  if (line === undefined || again === 'unclear' || again?.isGuess) return undefined;
  return isSame(again?.line ?? line, line) ? line : undefined;
}

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
const longer =
  /(?<!(?:\d[a-z]*|sec|second|min|minute|hour|hr|day|week)s?)(?:^| )(?:(?:for )?(?:a (?:bit|little|while) )?longer|some more)$/i;
const thanks =
  /(?:^|[, ]+)(?:please|pls|plz|thanks|thank you|thx|ty|for now|for me|right now|now|rn|asap|atm|at the moment|too|as well)[.!…]*$/i;
const goodbyes = /(?:^|[, ]+)(?:cheers|then|ok|okay|again|if possible|everyone|folks|guys|team|all)$/i;

/**
 * Undefined: the command has no place for what was said, so it was not meant. A reason that it does not ask for is no harm.
 * What begins with the command is meant, but nothing of it is left out unasked.
 */
function lineOf(verb: string, object: ClaimSaid, { options = '', isCommand = false } = {}): Heard | undefined {
  const { paths, why, isLoose, isUnsure, waits, shared, to } = object;
  const times = timesFor(verb, object);
  // What is left out of all is said by name.
  const own = object.except === undefined && paths.length === 0 && takes(verb, 'all') ? object.unnamed : undefined;
  if (to !== undefined && (verb === 'release' || verb === 'keep')) {
    const given = lineOf('handover', object, { options });
    return given && { ...given, isGuess: true };
  }
  const { as, from, whom: of } = object;
  const parts = { to, as, from, of, lease: object.lease, wait: waits, shared, ...Object.fromEntries(times) };
  const lost = Object.entries(parts).filter(([name, value]) => value !== undefined && !takes(verb, name));
  if (!isCommand && (lost.length > 0 || (verb === 'who' && object.except !== undefined))) return undefined;
  const given = (name: string, text: string | undefined): string[] =>
    text === undefined ? [] : text.startsWith('-') ? [quoted(`--${name}=${text}`)] : [`--${name}`, quoted(text)];
  const value = (name: string, text: string | undefined): string[] => (takes(verb, name) ? given(name, text) : []);
  const isNumber = verb === 'break' && object.lease !== undefined;
  const line = [
    verb,
    ...(isNumber ? [object.lease] : []),
    ...paths.map(quoted),
    ...(to === undefined || !takes(verb, 'to') ? [] : [quoted(to)]),
    ...times.flatMap(([name, text]) => value(name, text)),
    ...value('why', why),
    ...given('except', object.except),
    ...value('from', from),
    ...value('as', as),
    ...value('of', of),
    ...(shared && takes(verb, 'shared') ? ['--shared'] : []),
    ...value('lease', isNumber ? undefined : object.lease),
    ...(waits && takes(verb, 'wait') ? ['--wait'] : []),
    ...(own === 'all' || own === 'both' ? [`--${own}`] : []),
    ...(options === '' ? [] : [options]),
  ].join(' ');
  const isWordLost = lost.length > 0 || (isLoose === true && why !== undefined && !takes(verb, 'why'));
  return { line, isGuess: (isUnsure === true || isWordLost) && !(verb === 'claim' && isRefused(object)) };
}

/** `another hour`, where nothing can be added to, is one from now. */
const timesFor = (verb: string, { times }: ClaimSaid): ClaimSaid['times'] =>
  times.map(([option, text]) => [option === 'more' && !takes(verb, 'more') ? 'for' : option, text]);

/** What the command has a place for, besides paths. */
const places: { readonly [verb: string]: readonly string[] } = {
  claim: ['for', 'until', 'why', 'wait', 'shared', 'as', 'from'],
  release: ['lease', 'all'],
  renew: ['for', 'until', 'more', 'lease', 'all'],
  keep: ['for', 'until', 'more', 'lease', 'all'],
  ask: ['why', 'of'],
  handover: ['to', 'for', 'until', 'lease', 'all'],
  steal: ['why', 'for', 'until', 'of'],
  break: ['why', 'lease'],
  announce: ['why'],
};

const takes = (verb: string, part: string): boolean => places[verb]?.includes(part) ?? false;

const commands: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['claim', {}],
  ['release', { givesTo: true }],
  ['renew', { bareSpans: true }],
  ['keep', { bareSpans: true }],
  ['ask', { fromWhom: true }],
  ['handover', { toName: true }],
  ['steal', { fromWhom: true }],
  ['break', { fromWhom: true }],
  ['announce', {}],
]);
