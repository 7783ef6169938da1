/** Who waits for whom: a wait that closes a circle would never end. */
import type { PersonId } from '../../kernel/people.ts';
import { type Refusal, refuse } from '../../kernel/result.ts';
import type { Claim, DeskState, Wait } from './claim.ts';
import { named, nameOf } from './conflict.ts';
import { lineOf } from './lines.ts';
import { obstacles } from './obstacles.ts';
import { clashing } from './scopes.ts';

/** `who` waits for `of`: for a claim, or for somebody who comes first. */
export interface Link {
  who: PersonId;
  of: PersonId;
  wait: Wait;
  claim?: Claim;
}

/** Each waits for the next, and the last one for the first. */
export type Circle = readonly Link[];

type Links = ReadonlyMap<PersonId, readonly Link[]>;

const linksIn = (desk: DeskState): Links =>
  Map.groupBy(
    desk.waits.flatMap((wait) => linksOf(desk, wait)),
    ({ who }) => who,
  );

/** The circle that a wait of `who` closes. */
export function circleOf(desk: DeskState, who: PersonId, links: Links = linksIn(desk)): Circle | undefined {
  const seen = new Set<PersonId>();
  const walk = (from: PersonId, path: readonly Link[]): Circle | undefined => {
    for (const link of links.get(from) ?? []) {
      if (link.of === who) return [...path, link];
      if (seen.has(link.of)) continue;
      seen.add(link.of);
      const found = walk(link.of, [...path, link]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(who, []);
}

export function anyCircle(desk: DeskState): Circle | undefined {
  if (desk.waits.length < 2) return undefined;
  const links = linksIn(desk);
  for (const who of links.keys()) {
    const found = circleOf(desk, who, links);
    if (found) return found;
  }
  return undefined;
}

function linksOf(desk: DeskState, wait: Wait): Link[] {
  const { claims = [], ahead = [] } = obstacles(desk, wait, wait.id) ?? {};
  const who = wait.who.id;
  return [
    ...claims.map((claim) => ({ who, of: claim.holder.id, wait, claim })),
    ...ahead.map((other) => ({ who, of: other.who.id, wait })),
  ];
}

export function circleRefusal(circle: Circle): Refusal {
  const [first, ...others] = circle;
  const last = circle.at(-1)!;
  const inTheWay = last.claim && clashing(last.claim, last.wait);
  const you = (id: PersonId): string => (id === first!.who ? 'you' : nameOf(id));
  const chain = others.map(({ who, of, wait }) => `${nameOf(who)} waits for ${you(of)} (${named(wait.paths)})`);
  return refuse(
    'circle',
    `Not queued: you would wait for ${nameOf(first!.of)} (${named(first!.wait.paths)}), but ${chain.join(', ')}. Nobody could ever go on.`,
    inTheWay ? lineOf('release', inTheWay) : 'locks',
  ).refusal;
}
