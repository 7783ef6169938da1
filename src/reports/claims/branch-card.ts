/** The branch of a claim is done with: its release is suggested. */
import { clip, columns, visible } from '../../kernel/text.ts';
import type { Claim } from '../../locks/desk/desk.ts';
import type { Card } from '../card.ts';
import { lineColumns } from '../context.ts';
import { personWords } from './claim-words.ts';
import { allPaths, keepButton, releaseButton, titleOf } from './news-cards.ts';

export type BranchEnd = 'merged' | 'closed' | 'gone';

const words: Readonly<Record<BranchEnd, string>> = { merged: 'is merged', closed: 'is closed', gone: 'is gone' };

export function branchCard(claim: Claim, branch: string, end: BranchEnd): Card {
  const lease = ` · lease ${claim.lease}`;
  return {
    title: titleOf('DONE WITH ', claim.paths, ` of ${personWords(claim.holder.id, 14)}? Its branch ${words[end]}`),
    lines: [
      `${clip(visible(branch), lineColumns - columns(lease))}${lease}`,
      ...allPaths(claim.paths),
      ...(end === 'closed' ? ['Its PR was closed without a merge.'] : []),
      'Nothing was released.',
    ],
    buttons: [releaseButton(claim), keepButton(claim)],
    mention: [claim.holder.id],
  };
}
