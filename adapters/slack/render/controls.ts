/** Buttons and choice of a card. What is over a limit is told as text to be typed; a line that is sent is never cut. */
import type { ActionsBlock, ActionsBlockElement, PlainTextOption, Button as SlackButton, StaticSelect } from '@slack/types';
import { visible } from '../../../src/kernel/text.ts';
import type { Button, Card, Choice } from '../../../src/reports/card.ts';
import { type Press, pickId, pickValue, pressId } from './action-ids.ts';
import { plain } from './plain.ts';
import type { Row } from './row.ts';
import { weigh } from './size.ts';

const most = { elements: 25, label: 75, value: 2000, options: 100, optionText: 75, optionValue: 150, placeholder: 150 };

export interface Controls {
  blocks: ActionsBlock[];
  /** Those that are not among the blocks. */
  left: Row[];
  /** The first number that no id has yet. */
  next: number;
}

/** `room`: what the blocks may weigh. `first`: the number of the first id. */
export function controls(card: Pick<Card, 'buttons' | 'choice'>, room: number, first = 0): Controls {
  const buttons = card.buttons ?? [];
  const pressed = fitting(buttons, room, (button, n) => (isValue(button.sends, most.value) ? slackButton(button, first + n) : undefined));
  const rows = groups(pressed.taken, most.elements).map(actions);
  const choice = card.choice ?? { label: '', options: [] };
  const seen = new Set<string>();
  const roomForOptions = room - weigh([...rows, actions([select(choice, [], first)])]);
  const picked = fitting(choice.options, roomForOptions, (one) => option(one, seen));
  const selects = groups(picked.taken, most.options).map((options, n) => select(choice, options, first + n));
  return {
    blocks: [...rows, ...groups(selects, most.elements).map(actions)],
    left: [...pressed.left, ...picked.left].map(asText),
    next: first + Math.max(buttons.length, selects.length),
  };
}

const actions = (elements: ActionsBlockElement[]): ActionsBlock => ({ type: 'actions', elements });

const pressOf = (button: Button): Press => (button.form ? 'form' : 'say');

function slackButton(button: Button, n: number): SlackButton {
  return {
    type: 'button',
    action_id: pressId(pressOf(button), n),
    text: plain(button.label, most.label),
    // Slack takes no empty value.
    ...(button.sends !== '' && { value: button.sends }),
    ...(/^stop(?: |$)/.test(button.sends) && { style: 'danger' as const }),
  };
}

/** Slack takes no value twice. */
function option(button: Button, seen: Set<string>): PlainTextOption | undefined {
  const value = pickValue(pressOf(button), button.sends);
  if (!isValue(value, most.optionValue) || seen.has(value)) return undefined;
  seen.add(value);
  return { text: plain(button.label, most.optionText), value };
}

const select = ({ label }: Choice, options: PlainTextOption[], n: number): StaticSelect => ({
  type: 'static_select',
  action_id: pickId(n),
  placeholder: plain(label, most.placeholder),
  options,
});

const isValue = (text: string, length: number): boolean => text.length <= length && text.isWellFormed();

/** `[Label] /molt LINE` */
const asText = ({ label, sends }: Button): Row => ({
  as: 'text',
  group: 'left',
  spans: [{ text: `[${visible(label)}] ` }, { text: visible(`/molt ${sends}`).trim(), code: true }],
});

/** What one more weighs around it: a comma, and its share of a row. */
const around = 3;

/** What can be made and has room. */
function fitting<T, E>(all: readonly T[], room: number, make: (one: T, n: number) => E | undefined): { taken: E[]; left: T[] } {
  const taken: E[] = [];
  const left: T[] = [];
  let used = 0;
  for (const [n, one] of all.entries()) {
    const made = make(one, n);
    const weight = made === undefined ? 0 : weigh(made) + around;
    if (made === undefined || used + weight > room) left.push(one);
    else {
      taken.push(made);
      used += weight;
    }
  }
  return { taken, left };
}

const groups = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
