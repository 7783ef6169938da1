/** The card that suggests to release what a branch is done with. */
import { expect, test } from 'vitest';
import { claim, emptyDesk, type Who } from '../../locks/desk/desk.ts';
import { ada, at } from '../../locks/desk/testing.ts';
import { plainText } from '../card.ts';
import { type BranchEnd, branchCard } from './branch-card.ts';

const claimOf = (...paths: string[]) => claimBy(ada, paths);
const claimBy = (who: Who, paths: string[]) => {
  const step = claim(emptyDesk, { who, paths }, at('09:00'));
  if (!step.ok) throw new Error(step.refusal.message);
  return step.value.desk.claims[0]!;
};
const buttons = 'Nothing was released.\n[Release] [Keep 4h] @ada';

test.each<[BranchEnd, string[], branch: string, string]>([
  ['merged', ['docs/'], 'feat/docs', `DONE WITH docs/ of ada? Its branch is merged\nfeat/docs · lease 1\n${buttons}`],
  ['gone', ['docs/'], 'feat/docs', `DONE WITH docs/ of ada? Its branch is gone\nfeat/docs · lease 1\n${buttons}`],
  [
    'closed',
    ['docs/', 'src/a.rs'],
    'feat/docs',
    `DONE WITH docs/ +1 of ada? Its branch is closed\nfeat/docs · lease 1\ndocs/, src/a.rs\nIts PR was closed without a merge.\n${buttons}`,
  ],
  [
    'merged',
    ['docs/'],
    `feat/${'long-'.repeat(9)}\u202e`,
    `DONE WITH docs/ of ada? Its branch is merged\nfeat/long-long-long-long-long… · lease 1\n${buttons}`,
  ],
])('%s: %j of %s', (end, paths, branch, told) => {
  const card = branchCard(claimOf(...paths), branch, end);
  expect(plainText(card)).toBe(told);
  // No line says what the title has said.
  for (const line of card.lines!) expect(card.title).not.toContain(line);
});

test('however long the names are, the title says whose it is and what became of the branch', () => {
  const holder: Who = { id: 'codex-with-a-very-long-name', kind: 'agent', owner: 'ada' };
  const { title } = branchCard(claimBy(holder, ['runtime/molt-runtime/src/object/', 'docs/']), 'feat/docs', 'closed');
  expect(title).toBe('DONE WITH …bject/ +1 of codex-with-a-…? Its branch is closed');
  expect(title.length).toBeLessThanOrEqual(60);
});
