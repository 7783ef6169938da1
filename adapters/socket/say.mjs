/** `molt-ops say TEXT`: one command to the running bot. Plain JS: asked often, it runs on whichever Node is there, without starting another. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** @template T @typedef {import('../../src/kernel/result.ts').Outcome<T>} Outcome */
/**
 * @typedef {object} SayDeps
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {(text: string) => void} out
 * @property {(text: string) => void} err
 * @property {() => Promise<Outcome<import('./client.mjs').Line>>} connect A line to the bot, or a sentence why there is none.
 */

const usage = 'molt-ops say TEXT [--as PERSON] [--key K] [--wait] [--json]';

/**
 * Exit code: 0 done, 1 refused or the job did not succeed, 2 wrong usage, 3 no bot.
 * @param {readonly string[]} args
 * @param {SayDeps} deps
 * @returns {Promise<number>}
 */
export async function say(args, deps) {
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    if (asksForJson(args)) return fail(deps, true, 'usage', `${parsed}. Nothing was said. Usage: ${usage}`, 2);
    deps.err(`${parsed}\nUsage: ${usage}`);
    return 2;
  }
  const credential = parsed.as === undefined ? undefined : credentialFrom(deps.env);
  if (credential && 'problem' in credential)
    return fail(deps, parsed.json, 'no credential', `--as ${parsed.as} ${credential.problem}. Nothing was said.`, 2);
  const line = await deps.connect();
  if (!line.ok) return fail(deps, parsed.json, 'no bot', line.refusal.message, 3);
  const { json, text, ...rest } = parsed;
  const said = await line.value.say({ say: text, ...rest, ...credential });
  line.value.close();
  if (!said) {
    const again = parsed.key === undefined ? 'look with: molt-ops say jobs, or: molt-ops say locks' : 'say it again with the same --key';
    return fail(deps, json, 'bot gone', `The bot ended before it answered. Whether it took the line is not known: ${again}`, 3);
  }
  if (json) deps.out(JSON.stringify(said));
  // The report of a job that failed is still what was asked for.
  else (said.ok || said.job ? deps.out : deps.err)(said.text);
  return said.ok ? 0 : 1;
}

/**
 * @param {readonly string[]} args
 * @returns {{ text: string, as?: string, key?: string, wait: boolean, json: boolean } | string}
 */
function parse(args) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { as: { type: 'string' }, key: { type: 'string' }, wait: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    if (positionals.length === 0) return 'There is nothing to say';
    const { as, key, wait = false, json = false } = values;
    return { text: positionals.join(' '), wait, json, ...(as !== undefined && { as }), ...(key !== undefined && { key }) };
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    return `${message.split('. ')[0]}. A line with options goes in quotes: molt-ops say "bench --smoke"`;
  }
}

/**
 * Of a line that is wrong otherwise.
 * @param {readonly string[]} args
 */
const asksForJson = (args) => args.slice(0, args.indexOf('--') < 0 ? undefined : args.indexOf('--')).includes('--json');

/**
 * @param {SayDeps['env']} env
 * @returns {{ credential: string } | { problem: string }}
 */
function credentialFrom({ MOLT_OPS_CREDENTIAL: word, MOLT_OPS_CREDENTIAL_FILE: file }) {
  if (word) return { credential: word };
  const needs = "needs that person's credential in MOLT_OPS_CREDENTIAL, or in the file that MOLT_OPS_CREDENTIAL_FILE names";
  if (!file) return { problem: needs };
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? { problem: `${needs}: ${file} is empty` } : { credential: text };
  } catch {
    return { problem: `${needs}: ${file} cannot be read` };
  }
}

/**
 * @param {SayDeps} deps
 * @param {boolean} json
 * @param {string} code
 * @param {string} message
 * @param {number} exit
 */
function fail(deps, json, code, message, exit) {
  if (json) deps.out(JSON.stringify({ ok: false, text: message, error: { code, message } }));
  else deps.err(message);
  return exit;
}
