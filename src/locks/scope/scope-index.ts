/** Many claimed scopes as a tree of their names, so that one question does not look at each of them. */
import type { Glob } from './glob.ts';
import { keysOf, matchesSegment, type Route, type Segment, segmentsMeet } from './route.ts';
import type { Scope } from './scope.ts';

/** Most places hold nothing or have nothing below them, and there are thousands: maps only where something is in them. */
class Node<T> {
  /** Whose scopes end here, and how many of them. */
  held: Map<T, number> | undefined;
  /** The same of here and everything below, where there is something below: so that a claim of much is answered as quickly as it can be told. */
  below: Map<T, number> | undefined;
  names: Map<string, Node<T>> | undefined;
  /** By their text: many claims write the same pattern. */
  globs: Map<string, { glob: Glob; node: Node<T> }> | undefined;
  deep: Node<T> | undefined;
  /** After a `**`: it takes any name and stays. */
  readonly isDeep: boolean;

  constructor(isDeep: boolean) {
    this.isDeep = isDeep;
  }

  child(segment: Segment): Node<T> | undefined {
    if (segment.kind === 'deep') return this.deep;
    return segment.kind === 'name' ? this.names?.get(segment.key) : this.globs?.get(segment.key)?.node;
  }

  grow(segment: Segment): Node<T> {
    const known = this.child(segment);
    if (known) return known;
    const node = new Node<T>(segment.kind === 'deep');
    if (segment.kind === 'deep') {
      this.deep = node;
    } else if (segment.kind === 'name') {
      this.names ??= new Map();
      this.names.set(segment.key, node);
    } else {
      this.globs ??= new Map();
      this.globs.set(segment.key, { glob: segment, node });
    }
    return node;
  }

  cut(segment: Segment): void {
    if (segment.kind === 'deep') this.deep = undefined;
    else if (segment.kind === 'name') this.names?.delete(segment.key);
    else this.globs?.delete(segment.key);
  }

  get all(): Map<T, number> | undefined {
    return this.below ?? this.held;
  }
}

/** `T` is whatever the scopes belong to: it is found once, however many of its scopes match. */
export class ScopeIndex<T> {
  #root = new Node<T>(false);

  add(scope: Scope, holder: T): void {
    for (const route of scope.routes) {
      let node = this.#root;
      for (const segment of route) {
        node.below ??= new Map(node.held);
        count(node.below, holder, 1);
        node = node.grow(segment);
      }
      node.held ??= new Map();
      count(node.held, holder, 1);
      if (node.below) count(node.below, holder, 1);
    }
  }

  /** The other way round; a scope that was not added is none. */
  delete(scope: Scope, holder: T): void {
    for (const route of scope.routes) remove(this.#root, route, holder);
  }

  /** Who holds something that meets the scope. */
  meeting(scope: Scope): Set<T> {
    const found = new Set<T>();
    for (const route of scope.routes) meet(this.#root, route, 0, found);
    return found;
  }

  /** Who holds the path. */
  covering(path: string): Set<T> {
    const found = new Set<T>();
    let nodes = new Set<Node<T>>();
    stand(this.#root, nodes, found);
    for (const key of keysOf(path)) {
      const next = new Set<Node<T>>();
      for (const node of nodes) {
        const named = node.names?.get(key);
        if (named) stand(named, next, found);
        if (node.globs) for (const { glob, node: child } of node.globs.values()) if (matchesSegment(glob, key)) stand(child, next, found);
        if (node.isDeep) next.add(node);
      }
      if (next.size === 0) break;
      nodes = next;
    }
    return found;
  }
}

/** What ends here holds the path; a `**` may also take nothing. */
function stand<T>(node: Node<T>, nodes: Set<Node<T>>, found: Set<T>): void {
  nodes.add(node);
  if (node.deep) nodes.add(node.deep);
  take(node.held, found);
}

/** In step with the route: where one of the two ends or comes to a `**`, all that follows meets. */
function meet<T>(node: Node<T>, route: Route, at: number, found: Set<T>): void {
  const segment = route[at];
  if (segment === undefined || segment.kind === 'deep') {
    take(node.all, found);
    return;
  }
  take(node.held, found);
  if (node.deep) take(node.deep.all, found);
  if (segment.kind === 'name') {
    const child = node.names?.get(segment.key);
    if (child) meet(child, route, at + 1, found);
  } else {
    for (const [key, child] of node.names ?? []) if (matchesSegment(segment, key)) meet(child, route, at + 1, found);
  }
  for (const { glob, node: child } of node.globs?.values() ?? []) if (segmentsMeet(glob, segment)) meet(child, route, at + 1, found);
}

function take<T>(holders: ReadonlyMap<T, number> | undefined, found: Set<T>): void {
  if (holders) for (const holder of holders.keys()) found.add(holder);
}

function remove<T>(root: Node<T>, route: Route, holder: T): void {
  const nodes = [root];
  for (const segment of route) {
    const child = nodes.at(-1)!.child(segment);
    if (!child) return;
    nodes.push(child);
  }
  const { held } = nodes.at(-1)!;
  if (!held?.has(holder)) return;
  count(held, holder, -1);
  nodes.forEach((node, at) => {
    if (node.below) count(node.below, holder, -1);
    if (at > 0 && node.all!.size === 0) nodes[at - 1]!.cut(route[at - 1]!);
  });
}

function count<T>(counts: Map<T, number>, holder: T, by: 1 | -1): void {
  const now = (counts.get(holder) ?? 0) + by;
  if (now > 0) counts.set(holder, now);
  else counts.delete(holder);
}
