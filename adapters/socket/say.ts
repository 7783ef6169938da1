/** `molt-ops say TEXT`: one command to the running bot. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Outcome } from '../../src/kernel/result.ts';
import type { Line } from './client.ts';

export interface SayDeps {
  env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
  /** A line to the bot, or a sentence why there is none. */
  connect(): Promise<Outcome<Line>>;
}

const usage = 'molt-ops say TEXT [--as PERSON] [--key K] [--wait] [--json]';

/** Exit code: 0 done, 1 refused or the job did not succeed, 2 wrong usage, 3 no bot. */
export async function say(args: readonly string[], deps: SayDeps): Promise<number> {
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    deps.err(`${parsed}\nUsage: ${usage}`);
    return 2;
  }
  const credential = parsed.as === undefined ? undefined : credentialFrom(deps.env);
  if (parsed.as !== undefined && credential === undefined) {
    deps.err(
      `--as ${parsed.as} needs that person's credential in MOLT_OPS_CREDENTIAL or in the file that MOLT_OPS_CREDENTIAL_FILE names. Nothing was said.`,
    );
    return 2;
  }
  const line = await deps.connect();
  if (!line.ok) return fail(deps, parsed.json, 'no bot', line.refusal.message, 3);
  const { json, text, ...rest } = parsed;
  const said = await line.value.say({ say: text, ...rest, ...(credential !== undefined && { credential }) });
  line.value.close();
  if (!said) {
    const again = parsed.key === undefined ? 'look with: molt-ops jobs' : 'say it again with the same --key';
    return fail(deps, json, 'bot gone', `The bot ended before it answered. Whether it took the line is not known: ${again}`, 3);
  }
  if (json) deps.out(JSON.stringify(said));
  // The report of a job that failed is still what was asked for.
  else (said.ok || said.job ? deps.out : deps.err)(said.text);
  return said.ok ? 0 : 1;
}

function parse(args: readonly string[]): { text: string; as?: string; key?: string; wait: boolean; json: boolean } | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { as: { type: 'string' }, key: { type: 'string' }, wait: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    if (positionals.length === 0) return 'There is nothing to say';
    const text = positionals.join(' ');
    const { as, key, wait = false, json = false } = values;
    return { text, wait, json, ...(as !== undefined && { as }), ...(key !== undefined && { key }) };
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}. A line with options goes in quotes: molt-ops say "bench --smoke"`;
  }
}

function credentialFrom(env: SayDeps['env']): string | undefined {
  if (env.MOLT_OPS_CREDENTIAL) return env.MOLT_OPS_CREDENTIAL;
  try {
    return env.MOLT_OPS_CREDENTIAL_FILE ? readFileSync(env.MOLT_OPS_CREDENTIAL_FILE, 'utf8').trim() || undefined : undefined;
  } catch {
    return undefined;
  }
}

function fail(deps: SayDeps, json: boolean, code: string, message: string, exit: number): number {
  if (json) deps.out(JSON.stringify({ ok: false, text: message, error: { code, message } }));
  else deps.err(message);
  return exit;
}
