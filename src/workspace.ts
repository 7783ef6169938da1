/** The workspace that the bot works for. */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { makeDemo } from '../demo/make.ts';
import { done, type Outcome, refuse } from './kernel/result.ts';

/** The configured checkout, or the demo workspace in the state folder `home`, made at the first start. Without links. `tell`: what the demo lacks. */
export async function openWorkspace(
  where: { configured: string | undefined; home: string; config: string },
  tell: (sentence: string) => void,
): Promise<Outcome<string>> {
  const path = where.configured ?? join(where.home, 'demo');
  if (where.configured === undefined) {
    const made = await makeDemo(path, tell);
    if (!made.ok) return made;
  }
  try {
    return done(realpathSync(path));
  } catch (cause) {
    const message = `The workspace ${path} does not exist. The bot was not started. Mend "workspace:" in ${where.config}`;
    return refuse('no workspace', message, undefined, cause);
  }
}
