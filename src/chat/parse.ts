/** One line of chat to a command, its words and its options. Nothing here, or after it, is a shell. */
import split from 'string-argv';
import { parseJobId } from '../kernel/ids.ts';
import { nearest } from '../kernel/nearest.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import { plainLine } from './phone.ts';
import { phrase } from './phrases.ts';
import { quoted } from './quoted.ts';

export { quoted } from './quoted.ts';

/** Words of a line after the command's name: `--samples 5` gives options {samples: '5'}, `--smoke` {smoke: true}, the rest words. */
export interface Words {
  words: string[];
  options: Record<string, string | true>;
}

/** What a line may say. */
export interface Known {
  /** Commands and recipes. A recipe that shares its name with a command is started by `run NAME`. */
  names: readonly string[];
  aliases: Readonly<Record<string, string>>;
  recipes: readonly string[];
  /** `words`: the positional words so far; options after `run` and `schedule` are those of the recipe among them. */
  takesValue(command: string, option: string, words: readonly string[]): boolean;
  /** Whether a value option may be given several times; its values are joined by commas. */
  takesMany(command: string, option: string, words: readonly string[]): boolean;
  /** Options in the order of the canonical line; those not named follow by name. */
  order(command: string, words: readonly string[]): readonly string[];
  /** Whether that is how it is written, as far as that can be told before it is run. */
  reads(line: Words & { name: string }): boolean;
}

export interface Parsed extends Words {
  name: string;
  /** The same line in one form: it parses to itself. */
  canonical: string;
}

/** Understands prefixes, phone forms, phrases, aliases and job numbers. A refusal carries the corrected line. Never throws. */
export function parseLine(text: string, known: Known): Outcome<Parsed> {
  const plain = plainLine(text);
  if (!plain.ok) return plain;
  const line = plain.value.replace(prefix, '').trim();
  const natural = phrase(line, known.recipes);
  const tokens = tokensOf(natural ?? line);
  if (!tokens.ok) return tokens;
  const [first = '', ...rest] = tokens.value;
  if (first === '') return rest.length === 0 ? parsed('overview', [], known) : unknownCommand(first, rest, known);
  if (parseJobId(first) !== undefined && rest.length === 0) return parsed('status', [first], known);
  const name = commandName(first, known);
  return name === undefined ? unknownCommand(first, rest, known) : viaRun(name, rest, known);
}

/** `/molt`, `//molt`, `!molt`, `@molt`, `molt`, or none. */
const prefix = /^(?:(?:\/{1,2}|[!@])?molt(?:[:,]|(?= )|$) *)+/i;

/** Stands for an apostrophe inside a word, which opens no quote: `it's`. */
const apostrophe = '\ue000';
const end = '\u0000';

/** Words of a line, quotes removed. Quoted parts that stand side by side may bring spaces together: a plain line has single ones. */
function tokensOf(line: string): Outcome<string[]> {
  for (const text of [line, line.replace(/(?<=\p{L})'(?=\p{L})/gu, apostrophe)]) {
    const words = split(`${text} ${end}`);
    if (words.at(-1) === end) return done(words.slice(0, -1).map((word) => word.replaceAll(apostrophe, "'").replace(/ +/g, ' ')));
  }
  return refuse('open quote', 'A quote in that line is not closed, so I cannot tell its words apart. Nothing was done.', 'help');
}

function commandName(word: string, known: Known): string | undefined {
  const plain = word
    .toLowerCase()
    .replace(/^[/!]+(?=.)/, '')
    .replace(/(?<=.)[.!?,:;]+$/, '');
  for (const form of [word.toLowerCase(), plain]) {
    if (known.names.includes(form)) return form;
    if (Object.hasOwn(known.aliases, form)) return known.aliases[form];
  }
  return undefined;
}

/** `run bench` is `bench`, unless a command has that name. */
function viaRun(name: string, rest: readonly string[], known: Known): Outcome<Parsed> {
  const line = parsed(name, rest, known);
  if (!line.ok) return line;
  const [recipe, ...words] = line.value.words;
  if (name !== 'run' || recipe === undefined || !known.recipes.includes(recipe) || ambiguous(recipe, known)) return line;
  return done(finished(recipe, words, line.value.options, known));
}

/** Names twice in the list: once as a command, once as a recipe. */
const ambiguous = (name: string, known: Known): boolean => known.names.indexOf(name) !== known.names.lastIndexOf(name);

/** Refuses an option that is given twice and can have one value only: which of the two is meant is not for us to say. */
function parsed(name: string, rest: readonly string[], known: Known): Outcome<Parsed> {
  const words: string[] = [];
  const options: Map<string, string | true> = new Map();
  let twice: { option: string; values: readonly [string, string] } | undefined;
  const give = (option: string, value: string | true): void => {
    const before = options.get(option);
    if (typeof before !== 'string' || before === value) return void options.set(option, value);
    if (value === true) return;
    if (known.takesMany(name, option, words)) return void options.set(option, `${before},${value}`);
    options.set(option, value);
    if (known.takesValue(name, option, words)) twice ??= { option, values: [before, value] };
  };
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!;
    if (word === '--') {
      words.push(...rest.slice(i + 1));
      break;
    }
    const option = /^--([\p{L}\p{N}][^=]*)(?:=(.*))?$/su.exec(word);
    if (!option) words.push(word);
    else {
      const key = option[1]!.toLowerCase();
      const next = rest[i + 1];
      if (option[2] !== undefined) give(key, option[2]);
      else if (next !== undefined && !next.startsWith('--') && known.takesValue(name, key, words)) {
        give(key, next);
        i++;
      } else give(key, true);
    }
  }
  const line = finished(name, words.map(plainId), Object.fromEntries(options), known);
  if (!twice) return done(line);
  const [one, other] = twice.values.map((value) => `"${clip(visible(value), 20)}"`);
  return refuse(
    'option twice',
    `--${twice.option} is given twice, as ${one} and ${other}. Nothing was done. Did you mean:`,
    line.canonical,
  );
}

/** `#42`, `molt-42` and `42.` are 42. */
const plainId = (word: string): string => {
  const id = parseJobId(word);
  return id === undefined ? word : String(id);
};

const finished = (name: string, words: string[], options: Record<string, string | true>, known: Known): Parsed => ({
  name,
  words,
  options,
  canonical: canonicalLine(name, words, options, known),
});

/** The line that parses to just this. */
export function canonicalLine(
  name: string,
  words: readonly string[],
  options: Readonly<Record<string, string | true>>,
  known: Pick<Known, 'takesValue' | 'order'>,
): string {
  const order = known.order(name, words);
  const place = (option: string): number => (order.includes(option) ? order.indexOf(option) : order.length);
  const sorted = Object.entries(options).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  const dashed = words.findIndex((word) => word.startsWith('--'));
  const early = dashed < 0 ? words : words.slice(0, dashed);
  const late = dashed < 0 ? [] : ['--', ...words.slice(dashed).map(quoted)];
  const given = sorted.flatMap(([option, value]) => {
    if (value === true) return [quoted(`--${option}`)];
    const apart = value !== '' && !value.startsWith('-') && known.takesValue(name, option, words);
    return apart ? [quoted(`--${option}`), quoted(value)] : [quoted(`--${option}=${value}`)];
  });
  return [name, ...early.map(quoted), ...given, ...late].join(' ');
}

/** A line is offered only where it could be meant: a sentence is no mistyped command. */
function unknownCommand(first: string, rest: readonly string[], known: Known): Outcome<never> {
  const plain = first
    .toLowerCase()
    .replace(/^[/!]+/, '')
    .replace(/[.!?,:;]+$/, '');
  const option = rest.findIndex((word) => word.startsWith('--'));
  const words = option < 0 ? rest : rest.slice(0, option);
  const isShort = plain.length < leastOfSentence && words.some((word) => parseJobId(word) === undefined);
  const near = isShort ? undefined : nearest(plain, [...known.names, ...Object.keys(known.aliases)]);
  const line = near === undefined ? undefined : viaRun(known.aliases[near] ?? near, rest, known);
  const said = words.length > 1 ? 'I did not understand that.' : `No command "${clip(visible(first), 30)}".`;
  if (!line || (line.ok && !known.reads(line.value))) return refuse('unknown command', `${said} Nothing was done.`, 'help');
  const shown = `No command "${clip(visible(first), 30)}". Did you mean:`;
  return refuse('unknown command', shown, line.ok ? line.value.canonical : line.refusal.next);
}

/** Shorter words begin sentences, and are near to every short name. */
const leastOfSentence = 4;
