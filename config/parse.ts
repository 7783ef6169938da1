/** The text of a config, checked: what it says, or all that is wrong with it, each with its line. */
import { createRequire } from 'node:module';
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { type Complain, collect, complainOf, sentences } from './errors.ts';
import { checkRecipe } from './recipe-checks.ts';
import { schema, type Written } from './schema.ts';
import { checkPassed, checkSecrets } from './secret-checks.ts';

/** An alias may be used, but not to build a bomb. */
const aliasesAtMost = 100;

/** Loaded when it is first needed: most configs have no digest. */
const nodeCron = (): typeof import('node-cron') => createRequire(import.meta.url)('node-cron');

/** The text of a config as the schema has it, checked. `shown`: the name of the file in sentences. */
export function parse(text: string, shown: string): Outcome<Written> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const { all, complain } = collect(document, lines);
  const wrong = (): Outcome<never> => refuse('bad config', sentences(shown, all), 'molt-ops config check');
  if (document.errors.length > 0) {
    for (const { pos, code, message } of document.errors) all.push({ line: lines.linePos(pos[0]).line || 1, text: notYaml(code, message) });
    return wrong();
  }
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === '__proto__')
        all.push({ line: lines.linePos(key.range?.[0] ?? 0).line, text: '__proto__: no key of a config has this name' });
    },
  });
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: aliasesAtMost }) ?? {};
  } catch (cause) {
    const isBomb = (cause as Error).message.includes('Excessive');
    const text = isBomb ? 'its aliases (*name) unfold to far too much; write the values out' : 'an alias (*name) has no anchor (&name)';
    all.push({ line: 1, text });
    return wrong();
  }
  checkSecrets(content, complain);
  const result = schema.safeParse(content);
  if (result.success) checkWhole(result.data, complain);
  else complainOf(result.error.issues, complain);
  return result.success && all.length === 0 ? done(result.data) : wrong();
}

function notYaml(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here (---); a config is one document';
  if (message.includes('call stack')) return 'not YAML: nested far too deeply';
  return `not YAML: ${message}`;
}

/** What only the whole can tell: names that have to fit each other. */
function checkWhole(written: Written, complain: Complain): void {
  for (const [name, recipe] of Object.entries(written.recipes)) checkRecipe(recipe, ['recipes', name], complain);
  checkPassed(written.jobs.env, complain);
  checkCron(written.digest, ['digest'], complain);
  written.rooms.forEach((room, index) => {
    checkCron(room.digest, ['rooms', index, 'digest'], complain);
    for (const key of ['recipes', 'hears'] as const) {
      const names = room[key];
      if (names === undefined || names === 'all') continue;
      names.forEach((name, n) => {
        if (!Object.hasOwn(written.recipes, name)) complain(['rooms', index, key, n], `there is no recipe "${name}"`);
      });
    }
  });
  checkAgents(written.people, complain);
}

function checkCron(cron: string | false | undefined, path: PropertyKey[], complain: Complain): void {
  if (cron === undefined || cron === false) return;
  if (cron.trim().split(/\s+/).length !== 5 || !nodeCron().validate(cron))
    complain(path, 'expected five cron fields, like "0 18 * * 1-5" for 18:00 from Monday to Friday');
}

/** An agent has one owner, and is not a person of its own. */
function checkAgents(people: Written['people'], complain: Complain): void {
  const owners = new Map<string, string>();
  for (const [id, { agents }] of Object.entries(people))
    agents.forEach((agent, index) => {
      const owner = owners.get(agent);
      if (owner !== undefined) complain(['people', id, 'agents', index], `"${agent}" is an agent of ${owner} already`);
      if (Object.hasOwn(people, agent))
        complain(['people', id, 'agents', index], `"${agent}" is a person in this file; an agent is named here only`);
      owners.set(agent, id);
    });
}
