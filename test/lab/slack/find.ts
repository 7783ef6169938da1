/** Finds what a person would press: by the words on it. */
import type { Loose } from './types.ts';

export interface Found {
  block: Loose;
  element: Loose;
}

/** Everything in these blocks that reacts. */
export function elements(blocks: readonly Loose[]): Found[] {
  return blocks.flatMap((block) => {
    const own =
      block.type === 'actions'
        ? block.elements
        : block.type === 'section' && block.accessory
          ? [block.accessory]
          : block.type === 'input'
            ? [block.element]
            : [];
    return own.map((element: Loose) => ({ block, element }));
  });
}

export function button(blocks: readonly Loose[], label: string): Found {
  const found = elements(blocks).find(({ element }) => element.type === 'button' && element.text.text === label);
  if (!found) throw new Error(`no button [${label}]; there are: ${labels(blocks)}`);
  return found;
}

const menus = ['static_select', 'overflow', 'radio_buttons', 'checkboxes', 'multi_static_select'];

export const optionsOf = (element: Loose): Loose[] =>
  element.options ?? element.option_groups?.flatMap((group: Loose) => group.options) ?? [];

export function option(blocks: readonly Loose[], text: string): Found & { option: Loose } {
  for (const { block, element } of elements(blocks)) {
    if (!menus.includes(element.type)) continue;
    const found = optionsOf(element).find((o) => o.text.text === text);
    if (found) return { block, element, option: found };
  }
  throw new Error(`no option "${text}"; there are: ${labels(blocks)}`);
}

/** What could be pressed or picked instead. */
function labels(blocks: readonly Loose[]): string {
  const all = elements(blocks).flatMap(({ element }) =>
    element.type === 'button' ? [`[${element.text.text}]`] : optionsOf(element).map((o) => `"${o.text.text}"`),
  );
  return all.join(' ') || 'none';
}
