/** What a press or a pick means. Whatever Slack sends that is not ours means nothing. */
import type { Press } from './action-ids.ts';

/** What is read of an action of a `block_actions` payload. */
interface Action {
  type: string;
  action_id: string;
  /** Of a button; an empty line has none. */
  value?: string | null;
  selected_option?: { value?: string } | null;
}

export function readAction({ type, action_id, value, selected_option }: Action): { press: Press; line: string } | undefined {
  if (type === 'button') return found(/^(say|form):\d+$/.exec(action_id)?.[1], value ?? '');
  const picked = type === 'static_select' && /^pick:\d+$/.test(action_id) ? /^(say|form) (.*)$/s.exec(selected_option?.value ?? '') : null;
  return found(picked?.[1], picked?.[2] ?? '');
}

const found = (press: string | undefined, line: string): { press: Press; line: string } | undefined =>
  press === 'say' || press === 'form' ? { press, line } : undefined;
