/** The shape of rich_text: its four kinds of parts, and what may stand in them. */
import type { Loose } from '../types.ts';
import type { Report } from './report.ts';

const styles = ['bold', 'italic', 'strike', 'code', 'underline', 'highlight', 'client_highlight', 'unlink'];

/** Each kind of element: its fields beside type and style, and the needed ones with what they must look like. */
const elements: Record<string, { known: readonly string[]; needed: Readonly<Record<string, RegExp>> }> = {
  text: { known: ['text'], needed: { text: /[\s\S]/ } },
  user: { known: ['user_id'], needed: { user_id: /^[UW][A-Z0-9]+$/ } },
  usergroup: { known: ['usergroup_id'], needed: { usergroup_id: /^S[A-Z0-9]+$/ } },
  channel: { known: ['channel_id'], needed: { channel_id: /^[CGD][A-Z0-9]+$/ } },
  team: { known: ['team_id'], needed: { team_id: /^T[A-Z0-9]+$/ } },
  broadcast: { known: ['range'], needed: { range: /^(?:here|channel|everyone)$/ } },
  link: { known: ['url', 'text', 'unsafe'], needed: { url: /^(?:https?:\/\/|mailto:|tel:|slack:)\S+$/ } },
  emoji: { known: ['name', 'unicode', 'url', 'skin_tone'], needed: { name: /^[a-z0-9_+'-]+$/ } },
  date: { known: ['timestamp', 'format', 'url', 'fallback'], needed: { format: /./ } },
  color: { known: ['value'], needed: { value: /^#[0-9a-f]{6}$/i } },
};

const parts: Record<string, readonly string[]> = {
  rich_text_section: [],
  rich_text_preformatted: ['border', 'language'],
  rich_text_quote: ['border'],
  rich_text_list: ['style', 'indent', 'offset', 'border'],
};

export function checkRichText(report: Report, at: string, block: Loose): void {
  if (!report.shape(at, block, ['type', 'block_id', 'elements'], ['elements'])) return;
  report.list(`${at}/elements`, block.elements, Number.POSITIVE_INFINITY, (part, where) => checkPart(report, where, part));
}

function checkPart(report: Report, at: string, part: unknown): void {
  const type = (part as Loose | null)?.type;
  const extra = typeof type === 'string' && Object.hasOwn(parts, type) ? parts[type] : undefined;
  if (!extra) {
    report.say(at, `unsupported type: ${type}`);
    return;
  }
  if (!report.shape(at, part, ['type', 'elements', ...extra], ['elements'])) return;
  if (type === 'rich_text_list') checkList(report, at, part);
  else {
    const only = type === 'rich_text_preformatted' ? ['text', 'link'] : Object.keys(elements);
    report.list(
      `${at}/elements`,
      part.elements,
      Number.POSITIVE_INFINITY,
      (element, where) => checkElement(report, where, element, only),
      0,
    );
  }
}

function checkList(report: Report, at: string, list: Loose): void {
  report.oneOf(`${at}/style`, list.style ?? 'missing', ['bullet', 'ordered']);
  if (list.indent !== undefined && !(Number.isInteger(list.indent) && list.indent >= 0 && list.indent <= 8))
    report.say(`${at}/indent`, 'must be between 0 and 8');
  report.list(`${at}/elements`, list.elements, Number.POSITIVE_INFINITY, (item, where) => {
    if ((item as Loose | null)?.type === 'rich_text_section') checkPart(report, where, item);
    else report.say(where, `unsupported type: ${(item as Loose | null)?.type}`);
  });
}

function checkElement(report: Report, at: string, element: unknown, only: readonly string[]): void {
  const type = (element as Loose | null)?.type;
  const rule = only.includes(type) ? elements[type] : undefined;
  if (!rule) {
    report.say(at, `unsupported type: ${type}`);
    return;
  }
  if (!report.shape(at, element, ['type', 'style', ...rule.known], Object.keys(rule.needed))) return;
  for (const [name, pattern] of Object.entries(rule.needed)) {
    const value = element[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') report.say(`${at}/${name}`, 'must provide a string');
    else if (value === '') report.say(`${at}/${name}`, 'must be more than 0 characters');
    else if (!pattern.test(value)) report.say(`${at}/${name}`, `invalid ${name}`);
  }
  if (element.style !== undefined && report.shape(`${at}/style`, element.style, styles))
    for (const [name, value] of Object.entries(element.style)) report.boolean(`${at}/style/${name}`, value);
}
