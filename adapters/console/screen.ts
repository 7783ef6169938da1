/** A terminal with what goes on at its bottom, over the line that is being typed: text is printed above it, it is redrawn in place. */
import { columns } from '../../src/kernel/text.ts';

export interface Screen {
  /** Printed once, above what goes on. */
  print(text: string): void;
  /** What goes on; '' takes it away. */
  live(text: string): void;
  /** A line was typed to its end, so that the cursor stands below it: it becomes something printed. */
  typed(line: string): void;
}

interface Terminal {
  write(text: string): unknown;
  columns?: number;
  rows?: number;
}

/** `around`: takes the line that is being typed away, so that the cursor stands at the start of its first row, and brings it back. */
export function createScreen(terminal: Terminal, around: { before(): void; after(): void }): Screen {
  let drawn = 0;
  let card = '';
  const width = (): number => terminal.columns ?? 80;
  const clear = (below = 0): void => {
    if (drawn + below > 0) terminal.write(`\x1b[${drawn + below}A\r\x1b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    if (card === '') return;
    // What has left the screen at its top could not be taken away again.
    const fitting = firstRows(card, width(), Math.max(1, (terminal.rows ?? 24) - 4));
    terminal.write(`${fitting}\n`);
    drawn = rows(fitting, width());
  };
  const print = (text: string): void => {
    around.before();
    clear();
    if (text !== '') terminal.write(`${text}\n`);
    draw();
    around.after();
  };
  return {
    print,
    live(text) {
      if (text === card) return;
      card = text;
      print('');
    },
    typed(line) {
      if (drawn === 0) return;
      clear(rows(line, width()));
      terminal.write(`${line}\n`);
      draw();
    },
  };
}

/** Rows that a text takes on a terminal of this width. */
export const rows = (text: string, width: number): number =>
  text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(columns(line) / Math.max(1, width))), 0);

/** As many whole lines as fit into `most` rows, at least one. */
function firstRows(text: string, width: number, most: number): string {
  const lines = text.split('\n');
  while (lines.length > 1 && rows(lines.join('\n'), width) > most) lines.pop();
  return lines.join('\n');
}
