/** From a text to a command that its sender may run: parsed, allowed, its words checked. Pure. */
import { atLeast } from '../kernel/people.ts';
import { done, type Outcome, type Refusal, refuse } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import type { Command } from './command.ts';
import { isAnswer } from './dialog.ts';
import type { Parsed } from './parse.ts';
import type { Identity } from './people.ts';

export interface Reading {
  /** By name: commands first, then recipes. */
  command(name: string): Command | undefined;
  parse(text: string): Outcome<Parsed>;
}

/** `values`: the words and options as the command has them. */
export interface Readable extends Parsed {
  command: Command;
  values: unknown;
}

export function readLine(reading: Reading, text: string, { identity, sender }: { identity: Identity; sender: string }): Outcome<Readable> {
  const parsed = reading.parse(text);
  if (!parsed.ok) return isAnswer(text) ? refuse('no question', noQuestion, 'jobs') : parsed;
  const { name, words, options } = parsed.value;
  const command = reading.command(name);
  if (!command) return refuse('no command', `There is no command ${visible(name)}. Nothing was done.`, 'help');
  const [asked = name] = name === 'guess' ? (words[0] ?? '').split(' ') : [];
  const denied = denial(command, asked, identity, sender);
  if (denied) return { ok: false, refusal: denied };
  if (command.exact && isBroken(text)) return refuse('line break', broken, parsed.value.canonical);
  const read = command.options.safeParse({ words, options });
  return read.success
    ? done({ ...parsed.value, command, values: read.data })
    : refuse('usage', read.error.issues[0]?.message ?? `That is not how ${name} is written.`, `help ${name}`);
}

const noQuestion = 'Nothing was done: no question of yours is open here. It was answered, or it lapsed.';

const broken = 'That line holds a line break, a tab or a mark that cannot be seen. Nothing was done. As one line:';
/** In front of the command they are nobody's name. */
const isBroken = (text: string): boolean => /[\t\n\v\f\r\u200e\u200f\u2028\u2029]/.test(text.replace(address, '').trim());
const address = /^\s*(?:[/!@]{0,2}molt\b[:,]?\s*)*/i;

/** Why this person may not say this here; undefined: they may. `name`: what it would come to, where the command only asks about another line. */
function denial(command: Command, name: string, { person, role }: Identity, sender: string): Refusal | undefined {
  if (command.role === 'anyone' || atLeast(role, command.role)) return undefined;
  if (role === undefined)
    return {
      code: 'not known',
      message: `Nothing was done: I don't know you here. Your id is ${clip(visible(sender), 80)}; an admin can add you.`,
      next: 'help',
    };
  return {
    code: 'not allowed',
    message: `Nothing was done: ${name} needs the role ${command.role}; ${visible(person.id)} has ${role} here.`,
    next: 'whoami',
  };
}
