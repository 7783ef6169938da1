/** Blocks and elements without an id get one, as Slack gives them. */
import type { Loose } from './types.ts';

export function named(blocks: readonly Loose[]): Loose[] {
  const taken = new Set(blocks.map((block) => block.block_id));
  return blocks.map((block, i) => ({
    ...block,
    block_id: block.block_id ?? free(taken, `b${i}`),
    ...(block.type === 'actions' && {
      elements: block.elements.map((element: Loose, j: number) => ({ action_id: `a${i}.${j}`, ...element })),
    }),
    ...(block.accessory && block.accessory.type !== 'image' && { accessory: { action_id: `a${i}`, ...block.accessory } }),
    ...(block.element && { element: { action_id: `a${i}`, ...block.element } }),
  }));
}

function free(taken: ReadonlySet<unknown>, name: string): string {
  return taken.has(name) ? free(taken, `${name}_`) : name;
}
