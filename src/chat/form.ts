/** A full-screen form: what a phone is asked to tick rather than to type. Data; adapters render it. Pure. */
import { quoted } from './parse.ts';

export type Field = { name: string; label: string; about?: string } & (
  | { type: 'flag' }
  | { type: 'int'; min?: number; max?: number }
  | { type: 'choice'; of: readonly string[] }
  | { type: 'text' }
);

export interface Form {
  /** At most 24 characters. */
  title: string;
  /** What it is about, before the fields. */
  lines: readonly string[];
  /** On its button, at most 24 characters. */
  submit: string;
  /** The line that the fields add options to. */
  line: string;
  fields: readonly Field[];
  /** What stands in the fields at first. */
  given: Readonly<Record<string, string | true>>;
  /** A yes to this form is a yes to the line: it is not asked about again. */
  confirms?: true;
}

/** What comes of a filled-in form. `field`: the one that is wrong; undefined: the whole. */
export type Submitted = { is: 'line'; line: string } | { is: 'ask'; form: Form } | { is: 'wrong'; field?: string; message: string };

/** The line that a form stands for with these values: `true` of a flag that is set, the text of any other field that is filled in. */
export function formLine(line: string, values: Readonly<Record<string, string | true>>): string {
  const options = Object.entries(values).flatMap(([name, value]) => {
    if (value === true) return [quoted(`--${name}`)];
    return value.trim() === '' ? [] : [quoted(`--${name}=${value.trim()}`)];
  });
  return [line, ...options].join(' ');
}
