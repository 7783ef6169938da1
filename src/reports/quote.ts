/** What a failure said: the first match of the recipe's errors, with what follows it where the end of the log still holds it. */
import type { Facts } from '../jobs/facts.ts';
import type { Untrusted } from '../kernel/text.ts';

/** The quoted line and at most `more` lines after it. Empty: nothing matched. */
export function quotedLines({ quote, tail }: Facts, more: number): Untrusted[] {
  if (!quote) return [];
  const at = tail.findIndex((text) => text.trim() === quote.line.trim());
  return [quote.line, ...(at < 0 ? [] : tail.slice(at + 1, at + 1 + more).filter((text) => text.trim() !== ''))];
}
