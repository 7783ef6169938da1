/** The branch of a claim is done with: its release is suggested. */
import { clip, visible } from '../../kernel/text.ts';
import type { Claim } from '../../locks/desk/desk.ts';
import type { Card } from '../card.ts';
import { keepButton } from './claim-card.ts';
import { pathsWords } from './claim-words.ts';

export type BranchEnd = 'merged' | 'closed' | 'gone';

const words: Readonly<Record<BranchEnd, string>> = {
  merged: 'is merged',
  closed: 'will not be merged: its PR is closed',
  gone: 'is gone',
};

export function branchCard(claim: Claim, branch: string, end: BranchEnd): Card {
  return {
    title: clip(`DONE WITH ${pathsWords(claim.paths, 30)}? Its branch ${end === 'closed' ? 'is closed' : words[end]}`, 60),
    lines: [clip(visible(branch), 40), words[end], 'Nothing was released.'],
    buttons: [{ label: 'Release', sends: `release --lease ${claim.lease}` }, keepButton(claim)],
    mention: [claim.holder.id],
  };
}
