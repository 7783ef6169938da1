/** A job that was to claim paths was not started: whose they are, and all ways on. */
import { columns } from '../../kernel/text.ts';
import type { Card } from '../card.ts';
import { cardLines, line, title, titleColumns } from '../context.ts';
import { momentWords, pathsWords, pathWords, personWords, type Reading } from './claim-words.ts';
import { type ConflictFacts, conflictCard, whoHasIt } from './conflict-card.ts';

/** `unclaimed`: the line that starts it all the same. */
export function notStartedCard(recipe: string, facts: ConflictFacts, unclaimed: string, reading: Reading): Card {
  const { lines = [], buttons = [] } = conflictCard(facts, reading);
  return {
    title: headline(recipe, facts, reading),
    lines: [...lines, ...leaseLines(facts, reading)].slice(0, cardLines - 1),
    buttons: [...buttons.filter(({ label }) => label !== 'More'), { label: 'No claim', sends: unclaimed }],
  };
}

/** `NOT STARTED bench: ada has src/` */
function headline(recipe: string, { conflict }: ConflictFacts, reading: Reading): string {
  const [only, ...others] = conflict.claims;
  const lead = `NOT STARTED ${pathWords(recipe, 20)}: `;
  if (!only || others.length > 0) return title(`${lead}${whoHasIt(conflict, reading)}`);
  const has = `${personWords(only.claim.holder.id, 16)} ${only.claim.mode === 'shared' ? 'shares' : 'has'} `;
  return title(`${lead}${has}${pathsWords(only.held, titleColumns - columns(lead + has))}`);
}

function leaseLines({ conflict: { claims } }: ConflictFacts, reading: Reading): string[] {
  const [only, ...others] = claims;
  return only && others.length === 0 ? [line(`lease ${only.claim.lease} · since ${momentWords(only.claim.since, reading)}`)] : [];
}
