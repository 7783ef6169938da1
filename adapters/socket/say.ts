/** `molt-ops say TEXT`: one command to the running bot. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
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
  const credential = parsed.as === undefined ? done(undefined) : credentialFrom(deps.env);
  if (!credential.ok) {
    deps.err(`--as ${parsed.as} ${credential.refusal.message}. Nothing was said.`);
    return 2;
  }
  const line = await deps.connect();
  if (!line.ok) return fail(deps, parsed.json, 'no bot', line.refusal.message, 3);
  const { json, text, ...rest } = parsed;
  const said = await line.value.say({ say: text, ...rest, ...(credential.value !== undefined && { credential: credential.value }) });
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

function credentialFrom({ MOLT_OPS_CREDENTIAL: word, MOLT_OPS_CREDENTIAL_FILE: file }: SayDeps['env']): Outcome<string> {
  if (word) return done(word);
  const needs = "needs that person's credential in MOLT_OPS_CREDENTIAL, or in the file that MOLT_OPS_CREDENTIAL_FILE names";
  if (!file) return refuse('no credential', needs);
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? refuse('no credential', `${needs}: ${file} is empty`) : done(text);
  } catch (cause) {
    return refuse('no credential', `${needs}: ${file} cannot be read`, undefined, cause);
  }
}

function fail(deps: SayDeps, json: boolean, code: string, message: string, exit: number): number {
  if (json) deps.out(JSON.stringify({ ok: false, text: message, error: { code, message } }));
  else deps.err(message);
  return exit;
}
