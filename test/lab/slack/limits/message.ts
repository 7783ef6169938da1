/** The limits of a message. One that is over any of them fails whole. */
import { Refused, refusedFor } from '../refused.ts';
import type { Loose } from '../types.ts';
import { checkBlocks, textOf } from './blocks.ts';
import { Report } from './report.ts';

const mostBlocks = 50;
/** Of all blocks together. Measured: a message of one markdown block goes up to 13 297; the more blocks, the less text (bolt-js issues 2509, 2867). */
const mostCharacters = 13_297;
const ofEachBlock = 50;

export function messageProblems(blocks: unknown): Refused | undefined {
  if (!Array.isArray(blocks)) return new Refused('invalid_blocks_format');
  const problems = blockProblems(blocks);
  if (problems.length > 0) return refusedFor('invalid_blocks', problems);
  return weight(blocks) > mostCharacters ? new Refused('msg_blocks_too_long') : undefined;
}

/** Empty: the blocks are as they should be. */
export function blockProblems(blocks: unknown): string[] {
  const report = new Report();
  checkBlocks(report, '/blocks', blocks, { most: mostBlocks, least: 0, inView: false });
  return report.problems;
}

/** Slack keeps text escaped. */
const stored = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What all blocks together count. */
export const weight = (blocks: readonly Loose[]): number => stored(textOf(blocks)).length + blocks.length * ofEachBlock;
