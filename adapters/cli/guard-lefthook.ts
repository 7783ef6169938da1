/** Where lefthook runs the hooks: it writes them anew whenever its config changes, so the guard has to stand in that. Read, never written. */
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Document, isMap, isScalar, LineCounter, parse, parseDocument } from 'yaml';
import { type Hook, hooks, runnerName } from './guard-hook-text.ts';

/** `lines`: what its config lacks, and where that belongs. */
export type InLefthook = { is: 'there' } | { is: 'missing'; lines: string } | { is: 'unreadable'; why: string };

const endings = ['yml', 'yaml', 'toml', 'json', 'jsonc'];
const find = (top: string, names: readonly string[]): string | undefined =>
  names.flatMap((name) => endings.map((ending) => join(top, `${name}.${ending}`))).find(existsSync);

export const lefthookFile = (top: string): string | undefined => find(top, ['lefthook', '.lefthook', '.config/lefthook']);

/** Whose config was not found, or is elsewhere. */
export const isOfLefthook = (hook: string): boolean => hook.includes('call_lefthook');

export function lookIntoLefthook(top: string, file: string): InLefthook {
  const local = find(top, ['lefthook-local', '.lefthook-local', '.config/lefthook-local']);
  const missing: Hook[] = [];
  try {
    const configs = [file, ...(local === undefined ? [] : [local])].map(read);
    for (const hook of hooks) if (!configs.some((config) => calls(config, hook))) missing.push(hook);
  } catch (error) {
    return { is: 'unreadable', why: (error as Error).message.split('\n')[0]! };
  }
  return missing.length === 0 ? { is: 'there' } : { is: 'missing', lines: linesFor(file, missing) };
}

/** What the config says of each hook; of TOML its text. */
function read(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  const ending = extname(path);
  if (ending === '.toml') return text.replace(/^\s*#.*$/gm, '');
  // But for its comments, YAML reads JSON.
  return parse(ending.startsWith('.json') ? withoutComments(text) : text);
}

const withoutComments = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[\s\S]*?\*\//g, (_, kept = ' ') => kept);

function calls(config: unknown, hook: Hook): boolean {
  if (typeof config === 'string') return config.split('\n').some((line) => isCall(line, hook));
  return runsIn((config as Record<string, unknown> | null)?.[hook]).some((line) => isCall(line, hook));
}

const isCall = (line: string, hook: Hook): boolean => line.includes(runnerName) && line.includes(`${hook} only`);

/** Of its commands, or of its jobs, which may stand in groups. */
function runsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'run' ? [String(inner)] : runsIn(inner)));
}

/** `{0}`: all that git says. It leaves `{2}` as it is where git says less. */
const args: Readonly<Record<Hook, string>> = {
  'pre-commit': '',
  'prepare-commit-msg': ' {0}',
  'commit-msg': ' {1}',
  'pre-push': ' {1} {2}',
};

const commandFor = (hook: Hook): { use_stdin?: true; run: string } => ({
  ...(hook === 'pre-push' && { use_stdin: true }),
  run: `m="$(git rev-parse --git-common-dir)/${runnerName}"; [ ! -f "$m" ] || sh "$m" ${hook} only${args[hook]}`,
});

function linesFor(file: string, missing: readonly Hook[]): string {
  const ending = extname(file);
  if (ending === '.toml')
    return missing
      .flatMap((hook) => [`[${hook}.commands.molt-ops]`, ...settings(hook).map(([key, value]) => `${key} = ${value}`)])
      .join('\n');
  if (ending.startsWith('.json'))
    return JSON.stringify(Object.fromEntries(missing.map((hook) => [hook, { commands: { 'molt-ops': commandFor(hook) } }])), null, 2);
  return yamlFor(readFileSync(file, 'utf8'), missing);
}

/** In quotes that both YAML and TOML read as they are. */
const settings = (hook: Hook): [string, string][] =>
  Object.entries(commandFor(hook)).map(([key, value]) => [key, value === true ? 'true' : `'${value}'`]);

/** Lines without a heading belong to the end of the file. */
export function yamlFor(text: string, missing: readonly Hook[] = hooks): string {
  const counter = new LineCounter();
  const config = parseDocument(text, { lineCounter: counter });
  const fresh = missing.filter((hook) => !config.has(hook));
  const others = missing.filter((hook) => config.has(hook)).map((hook) => placedIn(config, counter, hook));
  const blocks = fresh.map((hook) => [`${hook}:`, '  commands:', ...command(hook, 4)].join('\n'));
  return [...(blocks.length > 0 ? [blocks.join('\n')] : []), ...others].join('\n\n');
}

/** A key that is there must not be there twice. */
function placedIn(config: Document, counter: LineCounter, hook: Hook): string {
  const section = config.get(hook, true);
  const under = isMap(section) ? section.get('commands', true) : undefined;
  const isEmpty = (value: unknown): boolean => value === undefined || (isScalar(value) && value.value === null);
  if (isMap(under) && !under.flow) return [`Below the commands of ${hook}:`, ...command(hook, columnOf(under, counter) ?? 4)].join('\n');
  if (isEmpty(under) && !(isMap(section) && section.has('commands')) && (isEmpty(section) || (isMap(section) && !section.flow))) {
    const column = (isMap(section) && columnOf(section, counter)) || 2;
    return [`Below ${hook}:`, `${' '.repeat(column)}commands:`, ...command(hook, column + 2)].join('\n');
  }
  return [`Among the commands of ${hook}:`, ...command(hook, 0)].join('\n');
}

function columnOf(map: { items: readonly { key: unknown }[] }, counter: LineCounter): number | undefined {
  const first = map.items[0]?.key;
  return isScalar(first) && first.range ? counter.linePos(first.range[0]).col - 1 : undefined;
}

const command = (hook: Hook, column: number): string[] => {
  const before = ' '.repeat(column);
  return [`${before}molt-ops:`, ...settings(hook).map(([key, value]) => `${before}  ${key}: ${value}`)];
};
