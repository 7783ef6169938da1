/** A call that Slack answers with `ok: false`. */
import type { Loose } from './types.ts';

export class Refused extends Error {
  readonly error: string;
  readonly more: Loose;

  constructor(error: string, more: Loose = {}) {
    super(error);
    this.error = error;
    this.more = more;
  }
}

/** What is wrong where, as Slack names it. */
export const refusedFor = (error: string, problems: readonly string[]): Refused =>
  new Refused(error, {
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
