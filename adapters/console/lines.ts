/** The console without a terminal: reads commands line by line, waits for the jobs that they started, and says how it went by its exit code. */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Answers } from '../../src/chat/answers.ts';

/** Whatever takes a line to the bot and waits: the bot in this process, or one over its socket. */
export interface Talk {
  /** Resolves with what to print ('' for nothing) once the line was worked. */
  say(text: string): Promise<{ ok: boolean; text: string; job?: number }>;
  /** Resolves once the job is over and its full report was printed, with whether it succeeded. */
  ended(job: number): Promise<boolean>;
}

/** `first`: a line that is said before those of `input`. Exit code: 0, or 1 when a line was refused or a job did not succeed. */
export async function runLines(
  talk: Talk,
  io: { input: Readable; out(text: string): void; err(text: string): void },
  first?: string,
): Promise<number> {
  const jobs = new Map<number, Promise<boolean>>();
  let fine = true;
  const say = async (text: string): Promise<void> => {
    const told = await talk.say(text);
    fine &&= told.ok;
    if (told.text !== '') (told.ok ? io.out : io.err)(told.text);
    if (told.ok && told.job !== undefined && !jobs.has(told.job)) jobs.set(told.job, talk.ended(told.job));
  };
  if (first !== undefined) await say(first);
  for await (const line of createInterface({ input: io.input, crlfDelay: Number.POSITIVE_INFINITY }))
    if (line.trim() !== '') await say(line);
  const ended = await Promise.all(jobs.values());
  return fine && ended.every(Boolean) ? 0 : 1;
}

/** How long after a job's end its report may take to come as a message, before it is printed from here. Milliseconds. */
const reportPatience = 10_000;

/** The bot in this process. `printed`: resolves once a message whose key begins so was shown. */
export function talkTo(
  answers: Answers,
  parts: { say(id: string, text: string): void; printed(prefix: string): Promise<void>; out(text: string): void },
): Talk {
  return {
    async say(text) {
      const id = randomUUID();
      parts.say(id, text);
      const told = await answers.outcome(`console:${id}`);
      // What is answered comes through the outbox.
      return { ok: told.ok, text: '', ...(told.ok && told.job !== undefined && { job: told.job }) };
    },
    async ended(id) {
      const { job, report } = await answers.ended(id);
      const late = new Promise<'late'>((resolve) => setTimeout(resolve, reportPatience, 'late').unref());
      if ((await Promise.race([parts.printed(`report/${id}/`), late])) === 'late') parts.out(report);
      return job.state === 'succeeded';
    },
  };
}
