/** A terminal with one live card at its bottom: text is printed above it, the card is redrawn in place. */
import { columns } from '../../src/kernel/text.ts';

export interface Screen {
  /** Printed once, above the live card. */
  print(text: string): void;
  /** The live card's text; '' takes it away. */
  live(text: string): void;
}

interface Terminal {
  write(text: string): unknown;
  columns?: number;
}

/** `around`: what to do before and after something is drawn (the line that is being typed moves along). */
export function createScreen(terminal: Terminal, around: { before(): void; after(): void }): Screen {
  let drawn = 0;
  let card = '';
  const clear = (): void => {
    if (drawn > 0) terminal.write(`\x1b[${drawn}A\r\x1b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    if (card === '') return;
    terminal.write(`${card}\n`);
    drawn = rows(card, terminal.columns ?? 80);
  };
  const redraw = (text: string): void => {
    around.before();
    clear();
    if (text !== '') terminal.write(`${text}\n`);
    draw();
    around.after();
  };
  return {
    print: redraw,
    live(text) {
      if (text === card) return;
      card = text;
      redraw('');
    },
  };
}

/** Rows that a text takes on a terminal of this width. */
export const rows = (text: string, width: number): number =>
  text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(columns(line) / Math.max(1, width))), 0);
