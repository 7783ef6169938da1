/** The claims as a tree of paths, in a fixed-width font: who is behind each, and for how long. */
import { clip, columns, visible } from '../../kernel/text.ts';
import type { Claim } from '../../locks/desk/desk.ts';
import { count } from '../context.ts';
import { personWords, type Reading } from './claim-words.ts';
import { endWords } from './locks-card.ts';

const width = 40;
/** A phone shows so many rows without a long way down. */
const mostRows = 24;

interface Node {
  name: string;
  below: Map<string, Node>;
  held: Claim[];
}

/** `isCut`: not all of them are in it. */
export function treeOf(claims: readonly Claim[], reading: Reading): { text: string; isCut: boolean } {
  const root: Node = { name: '', below: new Map(), held: [] };
  for (const claim of claims) for (const path of claim.paths) put(root, path, claim);
  const rows = rowsOf(root, 0, reading);
  if (rows.length <= mostRows) return { text: rows.map(({ text }) => text).join('\n'), isCut: false };
  const shown = rows.slice(0, mostRows - 1);
  const seen = new Set(shown.map(({ claim }) => claim));
  const hidden = claims.filter((claim) => !seen.has(claim)).length;
  const more = hidden > 0 ? count(hidden, 'claim') : count(rows.length - shown.length, 'row');
  return { text: [...shown.map(({ text }) => text), `+${more}`].join('\n'), isCut: true };
}

interface Row {
  text: string;
  claim?: Claim;
}

function put(root: Node, path: string, claim: Claim): void {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  let node = root;
  for (const name of names) {
    const next = node.below.get(name) ?? { name, below: new Map(), held: [] };
    node.below.set(name, next);
    node = next;
  }
  node.held.push(claim);
}

function rowsOf(node: Node, depth: number, reading: Reading): Row[] {
  const own = depth === 0 && node.held.length > 0 ? rowFor('.', node.held, 0, reading) : [];
  const below = [...node.below.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...own, ...below.flatMap((child) => branch(child, depth, reading))];
}

/** A folder in which nothing is held but in one other is told with that one: `runtime/src/`. */
function branch(start: Node, depth: number, reading: Reading): Row[] {
  let node = start;
  let name = start.name;
  while (node.held.length === 0 && node.below.size === 1) {
    node = [...node.below.values()][0]!;
    name += `/${node.name}`;
  }
  const label = node.below.size > 0 || node.held.some(({ paths }) => paths.some((path) => path.endsWith(`${name}/`))) ? `${name}/` : name;
  return [...rowFor(label, node.held, depth, reading), ...rowsOf(node, depth + 1, reading)];
}

/** The first holder beside the path, each other one on a row of their own. */
function rowFor(name: string, held: readonly Claim[], depth: number, { now }: Reading): Row[] {
  const left = `${' '.repeat(Math.min(depth, 6) * 2)}${visible(name)}`;
  if (held.length === 0) return [{ text: clip(left, width) }];
  return held.map((claim, n) => {
    const right = ` ${personWords(claim.holder.id, 12)} ${endWords(claim, now)}`;
    const cell = clip(n === 0 ? left : '', Math.max(8, width - columns(right)));
    return { text: `${cell}${' '.repeat(Math.max(0, width - columns(cell) - columns(right)))}${right}`, claim };
  });
}
