/** What the words of a line may be: schemas whose issues are sentences for a person. */
import { z } from 'zod';
import { nearest } from '../src/kernel/nearest.ts';

/** At most `most` positional words and only these options; `values` take one, `flags` do not. */
export function takes(usage: string, shape: { most?: number; flags?: readonly string[]; values?: readonly string[] } = {}) {
  const { most = 0, flags = [], values = [] } = shape;
  const known = [...flags, ...values];
  return z
    .object({ words: z.array(z.string()), options: z.record(z.string(), z.union([z.string(), z.literal(true)])) })
    .superRefine(({ words, options }, context) => {
      const say = (message: string): void => context.addIssue({ code: 'custom', message: `${message} Nothing was done. Usage: ${usage}` });
      for (const [name, value] of Object.entries(options)) {
        const near = nearest(name, known);
        if (!known.includes(name))
          say(`No option --${short(name)}${near === undefined ? '' : `, did you mean --${near}?`}${near === undefined ? '.' : ''}`);
        else if (values.includes(name) && (value === true || value === '')) say(`--${name} needs a value.`);
        else if (flags.includes(name) && value !== true) say(`--${name} takes no value.`);
      }
      if (words.length > most) say(`"${short(words[most]!)}" is one word too many.`);
    });
}

const short = (text: string): string => (text.length > 30 ? `${text.slice(0, 29)}…` : text);

/** The value of an option that `takes` has let through. */
export const givenValue = (options: Readonly<Record<string, string | true>>, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};
