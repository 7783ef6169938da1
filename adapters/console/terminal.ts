/** The console on a terminal: a line to type on, history, completion, messages above it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { createScreen, type Screen } from './screen.ts';

export interface Terminal {
  screen: Screen;
  /** Gives each typed line to `say`; resolves when the person is done (Ctrl-D, Ctrl-C on an empty line, `exit`). */
  run(say: (text: string) => void): Promise<void>;
  close(): void;
}

const kept = 500;
const prompt = 'molt> ';

/** `words`: what may be completed now: commands and job numbers. */
export function openTerminal({
  input,
  output,
  history,
  words,
}: {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  history: string;
  words(): readonly string[];
}): Terminal {
  const typed: Interface = createInterface({
    input,
    output,
    prompt,
    history: readHistory(history),
    historySize: kept,
    removeHistoryDuplicates: true,
    completer: (line: string) => complete(line, words()),
  });
  const screen = createScreen(output, {
    // The line that is being typed is taken away, all its rows, and comes back as it was.
    before() {
      const up = typed.getCursorPos().rows;
      output.write(`${up > 0 ? `\x1b[${up}A` : ''}\r\x1b[J`);
    },
    after() {
      // Else readline would look for the rows of before above the cursor.
      (typed as { prevRows?: number }).prevRows = 0;
      typed.prompt(true);
    },
  });
  typed.on('history', (lines) => saveHistory(history, lines));
  return {
    screen,
    run: (say) =>
      new Promise((resolve) => {
        typed.on('line', (line) => {
          const text = line.trim();
          screen.typed(`${prompt}${line}`);
          if (text === 'exit' || text === 'quit') return typed.close();
          if (text !== '') say(text);
          typed.prompt();
        });
        typed.on('SIGINT', () => {
          if (typed.line === '') return typed.close();
          typed.write(null, { ctrl: true, name: 'e' });
          typed.write(null, { ctrl: true, name: 'u' });
        });
        typed.once('close', resolve);
        typed.prompt();
      }),
    close: () => typed.close(),
  };
}

/** Completes the last word of what stands before the cursor. */
export function complete(line: string, words: readonly string[]): [string[], string] {
  const last = /\S*$/.exec(line)?.[0] ?? '';
  const bare = last.replace(/^\//, '');
  const isFirst = line.trimStart() === last;
  const fitting = words.filter((word) => word.startsWith(bare) && /^\d/.test(word) !== isFirst);
  return [fitting.map((word) => `${last.startsWith('/') ? '/' : ''}${word} `), last];
}

/** Newest first, as readline wants it. */
function readHistory(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(0, kept);
  } catch {
    return [];
  }
}

function saveHistory(file: string, lines: readonly string[]): void {
  try {
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  } catch {
    // A history that can't be kept is no reason to stop.
  }
}
