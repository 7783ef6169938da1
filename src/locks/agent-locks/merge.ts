/** Three-way merge of what file and store agreed on, the file as people left it, and the store. Looks only; the caller acts. */
import { type Claim, claimsIn, type Locks, type ReadOnlyWhy } from './parse.ts';
import type { Added } from './splice.ts';

export interface Sides {
  /** What both held after the last sync. It is taken anew only when a sync is done, so that a question may be asked again. */
  base: readonly Claim[];
  file: Locks | { is: 'missing' };
  store: readonly Claim[];
}

export interface Circumstances {
  /** HEAD, branch, stash or a rebase moved since the last sync: what vanished may have been left behind, not released. */
  moved: boolean;
  /** Whether git put the file there as it is, and moved nothing. Asked only where something vanished. */
  put?(): boolean;
  /** People were asked about these, and have not answered: what of them is still gone stays asked, whatever has become of the reason. */
  asked?: readonly Claim[];
  /** So many claims of one holder may vanish at once without a question. */
  few?: number;
  /** What makes two spellings one path, `docs` and `docs/` for instance. Nothing, when left out. */
  same?: (path: string) => string;
}

export type Merge =
  | { is: 'merged'; changes: Changes }
  /** Nothing is done before somebody answered; then see `settle`. */
  | { is: 'ask'; why: readonly Suspicion[]; vanished: readonly Claim[]; changes: Changes }
  /** The file is not there: no mass release. */
  | { is: 'missing' }
  | { is: 'read-only'; why: ReadOnlyWhy };

/** Releases come before adoptions: a line whose agent was changed by hand is both. */
export interface Changes {
  /** Into the store, for people took the line away. */
  release: readonly Claim[];
  /** Into the store, for people wrote the line. */
  adopt: readonly Claim[];
  /** Out of the file, in the file's spelling. */
  remove: readonly Claim[];
  /** Into the file. */
  add: readonly Added[];
}

export type Suspicion =
  | { is: 'moved' }
  | { is: 'put' }
  | { is: 'asked' }
  | { is: 'several holders'; agents: readonly string[] }
  | { is: 'many'; agent: string; claims: number };

const usuallyFew = 20;

export function mergeLocks({ base, file, store }: Sides, circumstances: Circumstances): Merge {
  if (file.is === 'missing') return { is: 'missing' };
  if (file.is === 'read-only') return { is: 'read-only', why: file.why };
  const key = ({ agent, path }: Claim): string => `${agent}\n${circumstances.same?.(path) ?? path}`;
  const [was, inFile, inStore] = [base, claimsIn(file), store].map((claims) => Map.groupBy(claims, key)) as [Held, Held, Held];
  const vanished = firsts(inStore, (each) => was.has(each) && !inFile.has(each));
  const changes: Changes = {
    release: vanished,
    adopt: firsts(inFile, (each) => !was.has(each) && !inStore.has(each)),
    remove: [...inFile].filter(([each]) => was.has(each) && !inStore.has(each)).flatMap(([, spelled]) => distinct(spelled)),
    add: byAgent(firsts(inStore, (each) => !was.has(each) && !inFile.has(each))),
  };
  const asked = new Set(circumstances.asked?.map(key));
  const why = [
    ...suspicions(vanished, circumstances),
    ...(vanished.some((claim) => asked.has(key(claim))) ? [{ is: 'asked' } as const] : []),
  ];
  return why.length === 0 ? { is: 'merged', changes } : { is: 'ask', why, vanished, changes: { ...changes, release: [] } };
}

/** By agent and path. */
type Held = Map<string, Claim[]>;

const bare = ({ agent, path }: Claim): Claim => ({ agent, path });
const firsts = (held: Held, isWanted: (key: string) => boolean): Claim[] =>
  [...held].filter(([key]) => isWanted(key)).map(([, [first]]) => bare(first!));
const distinct = (claims: readonly Claim[]): Claim[] => [...new Map(claims.map((claim) => [claim.path, bare(claim)])).values()];
const byAgent = (claims: readonly Claim[]): Added[] =>
  [...Map.groupBy(claims, ({ agent }) => agent)].map(([agent, each]) => ({ agent, paths: each.map(({ path }) => path) }));

function suspicions(vanished: readonly Claim[], { moved, put, few = usuallyFew }: Circumstances): Suspicion[] {
  if (vanished.length === 0) return [];
  const holders = byAgent(vanished);
  return [
    ...(moved ? [{ is: 'moved' } as const] : put?.() ? [{ is: 'put' } as const] : []),
    ...(holders.length > 1 ? [{ is: 'several holders', agents: holders.map(({ agent }) => agent) } as const] : []),
    ...holders.filter(({ paths }) => paths.length > few).map(({ agent, paths }) => ({ is: 'many', agent, claims: paths.length }) as const),
  ];
}

/** What the answer makes of a question: the vanished were meant to go, or they come back into the file. */
export function settle({ vanished, changes }: Extract<Merge, { is: 'ask' }>, answer: 'released' | 'kept'): Changes {
  if (answer === 'released') return { ...changes, release: vanished };
  const back = [...changes.add.flatMap(({ agent, paths }) => paths.map((path) => ({ agent, path }))), ...vanished];
  return { ...changes, add: byAgent(back) };
}
