/** Which claims somebody means: by lease, by path, or the only one. */
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import type { Claim, DeskState, Who } from './claim.ts';
import { named, nameOf } from './conflict.ts';
import type { Part } from './let-go.ts';
import { lineOf } from './lines.ts';
import { clashing, liesIn, pathsWhere, scopeOf, scopesOf } from './scopes.ts';
import { actsFor } from './who.ts';
import { readPaths } from './wish.ts';

export interface Which {
  /** As the person last knew it: what has another lease by now is not theirs to change. */
  lease?: number;
  paths?: readonly string[];
}

interface Words {
  /** What was not done. */
  nothing: string;
  /** The command, for the corrected line. */
  verb: string;
  /** What a path below one that is held means: the claim that holds it, or nothing, for it cannot be parted from that. */
  below: 'its claim' | 'nothing';
}

/** Never none. An owner acts for their agents; where both hold what was named, only the own is meant. */
export function which(desk: DeskState, who: Who, { lease, paths }: Which, words: Words): Outcome<readonly Part[]> {
  const own = desk.claims.filter(({ holder }) => holder.id === who.id);
  if (lease !== undefined) {
    const claim = desk.claims.find((each) => each.lease === lease);
    if (!claim) return refuse('lease is over', `Lease ${lease} is over: released, expired or handed on. ${words.nothing}`, 'locks');
    if (!actsFor(who, claim.holder)) return notYours(claim, claim.paths, words);
    return paths === undefined ? done([whole(claim)]) : among(desk, [[claim]], paths, words);
  }
  return paths === undefined
    ? theOnly(own, words)
    : among(desk, [own, desk.claims.filter(({ holder }) => actsFor(who, holder))], paths, words);
}

const whole = (claim: Claim): Part => ({ claim, paths: claim.paths });

function theOnly(own: readonly Claim[], { nothing, verb }: Words): Outcome<readonly Part[]> {
  const [claim, ...more] = own;
  if (!claim) return refuse('nothing held', `You hold nothing. ${nothing}`, 'locks');
  if (more.length === 0) return done([whole(claim)]);
  const all = own.map(({ paths }) => named(paths)).join(', ');
  return refuse('which claim', `You hold several: ${all}. ${nothing} Say which, like this:`, lineOf(verb, claim.paths));
}

/** `circles` of claims, the nearest first: the first in which a path is found counts. */
function among(desk: DeskState, circles: readonly (readonly Claim[])[], given: readonly string[], words: Words): Outcome<readonly Part[]> {
  const read = readPaths(given, words.nothing);
  if (!read.ok) return read;
  const meant = new Map<Claim, string[]>();
  for (const path of read.value) {
    const found = circles.map((claims) => partsAt(claims, path, words)).find((parts) => parts.length > 0);
    if (!found) return notHeld(desk, circles.at(-1)!, path, words);
    for (const part of found) meant.set(part.claim, [...(meant.get(part.claim) ?? []), ...part.paths]);
  }
  return done([...meant].map(([claim, some]) => ({ claim, paths: claim.paths.filter((path) => some.includes(path)) })));
}

/** What is held just so; else all that is held below it. */
function partsAt(claims: readonly Claim[], path: string, { below }: Words): Part[] {
  const scope = scopeOf(path);
  const pick = (is: Parameters<typeof pathsWhere>[1]): Part[] =>
    claims.map((claim) => ({ claim, paths: pathsWhere(claim, is) })).filter(({ paths }) => paths.length > 0);
  const same = pick(({ key }) => key === scope.key);
  if (same.length > 0) return same;
  const inside = pick((held) => liesIn(held, [scope]));
  if (inside.length > 0 || below === 'nothing') return inside;
  return claims.filter((claim) => liesIn(scope, scopesOf(claim.paths))).map(whole);
}

function notHeld(desk: DeskState, own: readonly Claim[], path: string, words: Words): Outcome<never> {
  const meeting = ({ claims }: Pick<DeskState, 'claims'>): Part | undefined =>
    claims
      .map((claim) => ({ claim, paths: clashing({ ...claim, mode: 'exclusive' }, { paths: [path], mode: 'exclusive' }) }))
      .find(({ paths }) => paths.length > 0);
  const [mine, other] = [meeting({ claims: own }), meeting(desk)];
  if (mine)
    return refuse(
      'held as a whole',
      `You hold ${named(mine.paths)} as a whole, and ${named([path])} is only a part of it. ${words.nothing} All of it:`,
      lineOf(words.verb, mine.paths),
    );
  if (other) return notYours(other.claim, other.paths, words);
  return refuse('not claimed', `Nobody holds ${named([path])}. ${words.nothing}`, 'locks');
}

const notYours = ({ holder, lease }: Claim, paths: readonly string[], { nothing }: Words): Outcome<never> =>
  refuse('not yours', `${nameOf(holder.id)} holds ${named(paths)} (lease ${lease}), not you. ${nothing}`, lineOf('who', paths));
