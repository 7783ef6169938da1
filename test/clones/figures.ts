/** How much befell two clones, for people to read. */
import type { Counts } from '../slack/lives/counts.ts';
import type { History } from './record.ts';

export function countWhat({ tips, asked, audit, lines, notes, ended }: History, counts: Counts): void {
  for (const { by, grants } of tips) {
    counts.add(by === undefined ? 'pushes: of people' : 'pushes: of desks');
    counts.add('pushes: grants in them', grants.length);
  }
  for (const { answer } of asked) counts.add(answer?.ok ? 'lines: ok' : 'lines: refused');
  for (const { what, detail } of audit)
    counts.add(`audit: ${what}${detail.why ? ` (${detail.why})` : ''}${what === 'granted' ? ` (${detail.how})` : ''}`);
  counts.add('by hand: lines', lines.length);
  counts.add('by hand: lines taken out again', lines.filter(({ isRemoved }) => isRemoved).length);
  const held = new Set(ended.flatMap(({ claims }) => claims.map(({ holder }) => holder.id)));
  counts.add(
    'by hand: lines taken out, and put back by git or an answer',
    lines.filter(({ isRemoved, agent }) => isRemoved && held.has(agent)).length,
  );
  counts.add('by hand: notes', notes.length);
  for (const { claims } of ended) counts.add('in the end: claims held', claims.length);
}
