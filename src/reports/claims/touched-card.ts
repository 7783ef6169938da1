/** A job has changed files inside claims of others: told once, when it is over. */
import type { Spec } from '../../jobs/spec.ts';
import { clip, visible } from '../../kernel/text.ts';
import type { Claim } from '../../locks/desk/desk.ts';
import { scopesOf } from '../../locks/desk/scopes.ts';
import { ScopeIndex } from '../../locks/scope/scope-index.ts';
import type { Card } from '../card.ts';

const most = 8;

/** Undefined: it touched nothing of theirs. */
export function touchedCard(
  { id, recipe }: Pick<Spec, 'id' | 'recipe'>,
  paths: readonly string[],
  claims: readonly Claim[],
): Card | undefined {
  const index = new ScopeIndex<Claim>();
  for (const claim of claims) for (const scope of scopesOf(claim.paths)) index.add(scope, claim);
  const inside = paths.flatMap((path) => [...index.covering(path)].map((claim) => ({ path, claim })));
  if (inside.length === 0) return undefined;
  const holders = [...new Set(inside.map(({ claim }) => claim.holder.id))];
  const files = new Set(inside.map(({ path }) => path)).size;
  const rows = inside
    .slice(0, most)
    .map(({ path, claim }) => clip(`${clip(visible(path), 26)} ${visible(claim.holder.id)} (${claim.lease})`, 40));
  return {
    title: clip(
      `TOUCHED ${id} ${visible(recipe, { maxLength: 20 })}: ${files} ${files === 1 ? 'file' : 'files'} claimed by ${visible(holders[0]!)}${holders.length > 1 ? ` +${holders.length - 1}` : ''}`,
      60,
    ),
    lines: [...rows, ...(inside.length > most ? [`+${inside.length - most} more`] : []), 'While the job ran; perhaps not by it.'],
  };
}
