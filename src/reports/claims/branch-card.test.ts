/** The card that suggests to release what a branch is done with. */
import { expect, test } from 'vitest';
import { claim, emptyDesk } from '../../locks/desk/desk.ts';
import { ada, at } from '../../locks/desk/testing.ts';
import { plainText } from '../card.ts';
import { type BranchEnd, branchCard } from './branch-card.ts';

const claimOf = (...paths: string[]) => {
  const step = claim(emptyDesk, { who: ada, paths }, at('09:00'));
  if (!step.ok) throw new Error(step.refusal.message);
  return step.value.desk.claims[0]!;
};
const buttons = 'Nothing was released.\n[Release] [Keep 4h] @ada';

test.each<[BranchEnd, string[], branch: string, string]>([
  ['merged', ['docs/'], 'feat/docs', `DONE WITH docs/? Its branch is merged\nfeat/docs · lease 1\n${buttons}`],
  ['gone', ['docs/'], 'feat/docs', `DONE WITH docs/? Its branch is gone\nfeat/docs · lease 1\n${buttons}`],
  [
    'closed',
    ['docs/', 'src/a.rs'],
    'feat/docs',
    `DONE WITH docs/ +1? Its branch is closed\nfeat/docs · lease 1\ndocs/, src/a.rs\nIts PR was closed without a merge.\n${buttons}`,
  ],
  [
    'merged',
    ['docs/'],
    `feat/${'long-'.repeat(9)}\u202e`,
    `DONE WITH docs/? Its branch is merged\nfeat/long-long-long-long-long… · lease 1\n${buttons}`,
  ],
])('%s: %j of %s', (end, paths, branch, told) => {
  const card = branchCard(claimOf(...paths), branch, end);
  expect(plainText(card)).toBe(told);
  // No line says what the title has said.
  for (const line of card.lines!) expect(card.title).not.toContain(line);
});
