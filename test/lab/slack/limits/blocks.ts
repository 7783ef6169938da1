/** Blocks: what each kind may hold. */
import type { Loose } from '../types.ts';
import { asAccessory, checkElement, checkImage, inActions, inInput } from './elements.ts';
import { anyText, type Report } from './report.ts';
import { checkRichText } from './rich-text.ts';

interface Kind {
  known: readonly string[];
  needed?: readonly string[];
  /** Not in modals and the App Home. */
  messagesOnly?: true;
  check: (report: Report, at: string, block: Loose) => void;
}

const mostRows = 100;
const mostCells = 20;
const mostInTable = 10_000;

const section: Kind['check'] = (report, at, block) => {
  if (block.text === undefined && block.fields === undefined) report.say(at, 'missing required field: text');
  report.text(`${at}/text`, block.text, 3000, anyText);
  report.list(`${at}/fields`, block.fields, 10, (field, where) => report.text(where, field, 2000, anyText));
  if (block.accessory !== undefined) checkElement(report, `${at}/accessory`, block.accessory, asAccessory);
  report.boolean(`${at}/expand`, block.expand);
};

const context: Kind['check'] = (report, at, block) =>
  report.list(`${at}/elements`, block.elements, 10, (element, where) => {
    if ((element as Loose | null)?.type === 'image') checkImage(report, where, element as Loose);
    else report.text(where, element, 3000, anyText);
  });

const actions: Kind['check'] = (report, at, block) => {
  report.list(`${at}/elements`, block.elements, 25, (element, where) => checkElement(report, where, element, inActions));
  if (Array.isArray(block.elements))
    report.unique(
      `${at}/elements`,
      'action_id',
      block.elements.map((e: Loose | null) => e?.action_id),
    );
};

const input: Kind['check'] = (report, at, block) => {
  report.text(`${at}/label`, block.label, 2000);
  report.text(`${at}/hint`, block.hint, 2000);
  report.boolean(`${at}/optional`, block.optional);
  report.boolean(`${at}/dispatch_action`, block.dispatch_action);
  if (block.element !== undefined) checkElement(report, `${at}/element`, block.element, inInput);
};

const image: Kind['check'] = (report, at, block) => {
  report.text(`${at}/title`, block.title, 2000);
  const { title: _, block_id: __, ...rest } = block;
  checkImage(report, at, rest);
};

const table: Kind['check'] = (report, at, block) => {
  let characters = 0;
  report.list(`${at}/rows`, block.rows, mostRows, (row, where) =>
    report.list(where, row, mostCells, (cell, inner) => {
      characters += textOf(cell).length;
      checkCell(report, inner, cell);
    }),
  );
  if (characters > mostInTable) report.say(at, `no more than ${mostInTable} characters allowed in a table`);
  report.list(`${at}/column_settings`, block.column_settings, mostCells, (column, where) => {
    // Null leaves a column as it is.
    if (column === null || !report.shape(where, column, ['align', 'is_wrapped'])) return;
    report.oneOf(`${where}/align`, column.align, ['left', 'center', 'right']);
    report.boolean(`${where}/is_wrapped`, column.is_wrapped);
  });
};

function checkCell(report: Report, at: string, cell: unknown): void {
  const { type } = (cell ?? {}) as Loose;
  if (type === 'rich_text') checkRichText(report, at, cell as Loose);
  else if (type === 'raw_text' || type === 'raw_number') {
    const number = type === 'raw_number' ? ['value'] : [];
    if (report.shape(at, cell, ['type', 'text', ...number], ['text', ...number])) report.string(`${at}/text`, cell.text, 3000);
  } else report.say(at, `unsupported type: ${type}`);
}

const taskCard: Kind['check'] = (report, at, block) => {
  report.string(`${at}/task_id`, block.task_id, 255);
  report.string(`${at}/title`, block.title, 255);
  report.oneOf(`${at}/status`, block.status, ['pending', 'in_progress', 'complete', 'error']);
  for (const name of ['details', 'output'])
    if (block[name] !== undefined) {
      if (block[name]?.type === 'rich_text') checkRichText(report, `${at}/${name}`, block[name]);
      else report.say(`${at}/${name}`, `unsupported type: ${block[name]?.type}`);
    }
};

const task: Kind = {
  known: ['task_id', 'title', 'details', 'output', 'sources', 'status'],
  needed: ['task_id', 'title', 'status'],
  messagesOnly: true,
  check: taskCard,
};

const plan: Kind['check'] = (report, at, block) => {
  report.string(`${at}/title`, block.title, 255);
  report.list(
    `${at}/tasks`,
    block.tasks,
    50,
    (item, where) => {
      if (report.shape(where, item, ['type', 'block_id', ...task.known], task.needed)) taskCard(report, where, item);
    },
    0,
  );
};

const kinds: Record<string, Kind> = {
  section: { known: ['text', 'fields', 'accessory', 'expand'], check: section },
  header: { known: ['text', 'level'], needed: ['text'], check: (report, at, block) => report.text(`${at}/text`, block.text, 150) },
  divider: { known: [], check: () => {} },
  context: { known: ['elements'], needed: ['elements'], check: context },
  actions: { known: ['elements'], needed: ['elements'], check: actions },
  input: { known: ['label', 'hint', 'optional', 'element', 'dispatch_action'], needed: ['label', 'element'], check: input },
  image: { known: ['image_url', 'slack_file', 'alt_text', 'title'], needed: ['alt_text'], check: image },
  rich_text: { known: ['elements'], check: checkRichText },
  markdown: {
    known: ['text'],
    needed: ['text'],
    messagesOnly: true,
    check: (report, at, block) => report.string(`${at}/text`, block.text, 12_000),
  },
  table: { known: ['rows', 'column_settings'], needed: ['rows'], messagesOnly: true, check: table },
  task_card: task,
  plan: { known: ['title', 'tasks'], needed: ['title'], messagesOnly: true, check: plan },
};

/** All blocks of a message or view. */
export function checkBlocks(report: Report, at: string, blocks: unknown, options: { most: number; inView: boolean; least: number }): void {
  report.list(at, blocks, options.most, (block, where) => checkBlock(report, where, block, options.inView), options.least);
  if (!Array.isArray(blocks)) return;
  report.unique(
    at,
    'block_id',
    blocks.map((block: Loose | null) => block?.block_id),
  );
  if (blocks.filter((block: Loose | null) => block?.type === 'table').length > 1) report.say(at, 'only_one_table_allowed');
}

function checkBlock(report: Report, at: string, block: unknown, inView: boolean): void {
  const type = (block as Loose | null)?.type;
  const kind = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (!kind || (inView && kind.messagesOnly)) {
    report.say(at, `unsupported type: ${type}`);
    return;
  }
  if (!report.shape(at, block, ['type', 'block_id', ...kind.known], kind.needed)) return;
  report.string(`${at}/block_id`, block.block_id, 255);
  kind.check(report, at, block);
}

/** All characters in a block that people can read. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, inner]) => (typeof inner === 'string' && (key === 'text' || key === 'title') ? inner : textOf(inner)))
    .join('');
}
