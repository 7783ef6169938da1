/** Claims put into the file, taken out of it and handed over. Bytes in, bytes out: only the lines of these claims change. */
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import { isNamed } from './claim-line.ts';
import { cut, type Edit, edited, linesBehind, lineText, withoutLines } from './edits.ts';
import { type Claim, type ClaimLine, largest, parseLocks, type UsableLocks } from './parse.ts';
import { newLines, separatorIn } from './style.ts';
import { habitOf, isAgent, isBareAgent, isPath, written } from './words.ts';

export interface Added {
  agent: string;
  paths: readonly string[];
}

/** Can it be written into the file and read back? Ask before a claim is granted. */
export function checkWords({ agent, paths }: Added): Outcome<undefined> {
  if (!isAgent(agent)) {
    return refuse('bad agent', 'Not claimed: the name of an agent is empty, or holds a line break, a control character, < or >.');
  }
  return paths.every(isPath)
    ? done(undefined)
    : refuse('bad path', 'Not claimed: a path is empty, or holds a line break or a control character.');
}

/** What the agent already holds is not written twice: then, as where there is nothing to do, the same bytes come back. */
export const addClaim = (locks: UsableLocks, added: Added): Outcome<Uint8Array> => addClaims(locks, [added]);

export function addClaims(locks: UsableLocks, added: readonly Added[]): Outcome<Uint8Array> {
  const wrong = added.map(checkWords).find((each) => !each.ok);
  if (wrong && !wrong.ok) return wrong;
  const linesOf = Map.groupBy(locks.claims, (line) => line.agent.text);
  const edits = [...Map.groupBy(added, ({ agent }) => agent)].flatMap(([agent, each]) => {
    const own = linesOf.get(agent) ?? [];
    const held = new Set(own.flatMap(({ items }) => items.map((item) => item.text)));
    const paths = [...new Set(each.flatMap((one) => one.paths))].filter((path) => !held.has(path));
    return paths.length === 0 ? [] : [behindTheLast(locks, own, agent, paths)];
  });
  return withinLimit(changed(locks, edits));
}

/** After the agent's last line, else the last claim, else the heading. */
function behindTheLast(locks: UsableLocks, own: readonly ClaimLine[], agent: string, paths: readonly string[]): Edit {
  const lists = own.length > 0 ? own : locks.claims;
  const model = lists.at(-1);
  return linesBehind(locks, model?.at ?? locks.heading, newLines(locks, { agent, paths, lists, ...(model && { model }) }));
}

/** Every duplicate of that path goes, and its line when nothing else is in it. */
export const removeClaim = (locks: UsableLocks, claim: Claim): Uint8Array => removeClaims(locks, [claim]);

export function removeClaims(locks: UsableLocks, claims: readonly Claim[]): Uint8Array {
  const gone = new Map(
    [...Map.groupBy(claims, ({ agent }) => agent)].map(([agent, each]) => [agent, new Set(each.map(({ path }) => path))]),
  );
  return removeFrom(locks, (agent) => gone.get(agent));
}

export const removeAll = (locks: UsableLocks, agent: string): Uint8Array =>
  removeFrom(locks, (holder) => (holder === agent ? { has: () => true } : undefined));

/** `goneOf`: which paths of an agent go; undefined when it keeps all. */
function removeFrom(locks: UsableLocks, goneOf: (agent: string) => { has(path: string): boolean } | undefined): Uint8Array {
  const emptied = new Set<number>();
  const edits = locks.claims.flatMap((line) => {
    const paths = goneOf(line.agent.text);
    if (!paths) return [];
    const gone = line.items.map((item) => isNamed(item) && paths.has(item.text));
    if (line.items.some((item, n) => isNamed(item) && !gone[n])) return withoutItems(locks, line, gone);
    emptied.add(line.at);
    return [];
  });
  return changed(locks, [...edits, ...withoutLines(locks, emptied)]);
}

/** Each with one separator: the one behind it, or the one before it when no other path follows. */
function withoutItems(locks: UsableLocks, { at, items }: ClaimLine, gone: readonly boolean[]): Edit[] {
  const { start } = locks.lines[at]!;
  const lastKept = items.findLastIndex((item, n) => isNamed(item) && !gone[n]);
  return items.flatMap((item, n) => {
    if (!gone[n]) return [];
    return n < lastKept ? [cut(start + item.start, start + items[n + 1]!.start)] : [cut(start + items[n - 1]!.end, start + item.end)];
  });
}

export interface HandOver {
  from: string;
  to: string;
  /** Only these; all of them when left out. */
  paths?: readonly string[];
}

/** A line whose paths all change hands only changes its agent; of any other, those paths move to a line of their own behind it. */
export function renameHolder(locks: UsableLocks, { from, to, paths }: HandOver): Outcome<Uint8Array> {
  const fit = checkWords({ agent: to, paths: [] });
  if (!fit.ok) return fit;
  const moving = paths && new Set(paths);
  const edits = locks.claims
    .filter((line) => line.agent.text === from && from !== to)
    .flatMap((line) => handedOver(locks, line, to, (path) => !moving || moving.has(path)));
  return withinLimit(changed(locks, edits));
}

function handedOver(locks: UsableLocks, line: ClaimLine, to: string, isMoving: (path: string) => boolean): Edit[] {
  const { start } = locks.lines[line.at]!;
  const moves = line.items.map((item) => isNamed(item) && isMoving(item.text));
  if (!moves.includes(true)) return [];
  const agent = written(to, isBareAgent, habitOf(line.agent, isBareAgent));
  if (line.items.every((item, n) => moves[n] || !isNamed(item))) {
    return [{ start: start + line.agent.start, end: start + line.agent.end, text: agent }];
  }
  const text = lineText(locks, line.at);
  const words = line.items.filter((_, n) => moves[n]).map((item) => text.slice(item.start, item.end));
  const content =
    text.slice(0, line.agent.start) +
    agent +
    text.slice(line.agent.end, line.items[0]!.start) +
    words.join(separatorIn(text, line) ?? ', ');
  return [...withoutItems(locks, line, moves), linesBehind(locks, line.at, [content])];
}

/** Both at once, as a merge asks for it. */
export function spliceLocks(locks: UsableLocks, { remove, add }: { remove: readonly Claim[]; add: readonly Added[] }): Outcome<Uint8Array> {
  const rest = parseLocks(removeClaims(locks, remove));
  if (rest.is !== 'usable') throw new Error(`without these claims the file is ${rest.why.is}`);
  return addClaims(rest, add);
}

/** The very same bytes where nothing changes. */
const changed = (locks: UsableLocks, edits: readonly Edit[]): Uint8Array => (edits.length === 0 ? locks.bytes : edited(locks.text, edits));

const withinLimit = (bytes: Uint8Array): Outcome<Uint8Array> =>
  bytes.length <= largest
    ? done(bytes)
    : refuse('locks too large', 'Not written: the file of claims would grow over 5 MB. Claim fewer paths, or their folder.');
