/** How the lock file and the desk stand to each other, where that is not as it should be. */

import { visible } from '../../kernel/text.ts';
import type { Button } from '../card.ts';
import { wrap } from '../context.ts';
import { pathWords } from './claim-words.ts';

export interface Standing {
  file: string;
  standing: { is: 'in step' } | { is: 'missing' } | { is: 'read-only'; why: string } | Asking;
}

interface Asking {
  is: 'asking';
  key: string;
  lines: readonly unknown[];
  why: string;
}

/** Nothing where all is well. */
export function standingLines({ file, standing }: Standing): string[] {
  const name = pathWords(file, 38);
  switch (standing.is) {
    case 'in step':
      return [];
    case 'missing':
      return wrap(`${name} is missing: kept by the bot alone`);
    case 'read-only':
      return wrap(`${name} ${visible(standing.why, { maxLength: 80 })}: left as it is until mended`);
    case 'asking': {
      const n = standing.lines.length;
      return wrap(`${name} lost ${n} ${n === 1 ? 'line' : 'lines'}: ${visible(standing.why, { maxLength: 80 })}. Still held.`);
    }
  }
}

/** What somebody has to see to. A file that is missing is not everybody's. */
export const standingWarnings = (all: Standing): string[] =>
  all.standing.is === 'read-only' || all.standing.is === 'asking' ? [standingLines(all).join(' ')] : [];

/** The answers to what the file asks. */
export const standingButtons = ({ standing }: Standing): Button[] =>
  standing.is === 'asking'
    ? [
        { label: 'They were released', sends: `locks --settle released --question ${standing.key}` },
        { label: 'Put them back', sends: `locks --settle kept --question ${standing.key}` },
      ]
    : [];
