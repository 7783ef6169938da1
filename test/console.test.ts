/** The console on a real terminal of a phone's width. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BenchHost, until } from './lab/bench-host.ts';

const rows = (gate: string) => ({
  about: 'Prints rows and waits',
  category: 'compiler',
  exclusive: 'none',
  steps: [
    {
      phase: 'rows',
      run: ['sh', '-c', `echo "row 1"; echo "row 2"; until [ -e "$HOME/${gate}" ]; do sleep 0.1; done`],
      progress: { row: '^row ', of: 9 },
    },
  ],
});

let host: BenchHost;
const tmux = (...words: string[]): string =>
  execFileSync('tmux', ['-S', join(host.root, 'person.sock'), '-f', '/dev/null', ...words], { encoding: 'utf8' });
const keys = (...words: string[]): string => tmux('send-keys', ...words);
const screen = (): string => tmux('capture-pane', '-p', '-J').trimEnd();
const shows = (what: string, look: (text: string) => boolean): Promise<boolean> =>
  until(what, () => look(screen()), 20_000).catch((error: Error) => {
    throw new Error(`${error.message}; the screen shows\n${screen()}`);
  });

beforeEach(() => {
  host = new BenchHost({ recipes: { one: rows('one'), two: rows('two') } });
});
afterEach(async () => {
  tmux('kill-server');
  await host.close();
});

test('two jobs in sight, typing beside them, completion, history, leaving', async () => {
  const ended = join(host.root, 'console-ended');
  const env = `MOLT_OPS_HOME='${host.home}' MOLT_OPS_CONFIG='${host.config}' HOME='${host.root}' MOLT_OPS_REPORTS_EVERY=2s`;
  const main = join(import.meta.dirname, '../bin/molt-ops.mjs');
  tmux('new-session', '-d', '-x', '40', '-y', '30', `${env} ${process.execPath} ${main} start; echo $? > ${ended}; sleep 60`);
  await shows('the prompt', (text) => text.endsWith('molt>'));

  keys('one', 'Enter');
  await shows('the first card', (text) => /STARTED 1 one[^\n]*\n/.test(text));
  keys('tw', 'Tab');
  await shows('the completed word', (text) => text.endsWith('molt> two'));
  keys('Enter');
  await shows('the second card', (text) => /STARTED 2 two[^\n]*\n/.test(text));
  keys('status and a line wider than the terminal');
  // Both are in sight above what is being typed, one after the other, each with how far it is.
  const both =
    /STARTED 1 one[^\n]*\nrows 2\/9[^\n]*\nSTARTED 2 two[^\n]*\nrows 2\/9[^\n]*\nmolt> status and a line wider than the ?terminal$/;
  await shows('both jobs and the line', (text) => both.test(text.replaceAll(/ +\n/g, '\n')));

  keys('C-u');
  writeFileSync(join(host.root, 'one'), '');
  writeFileSync(join(host.root, 'two'), '');
  await shows('nothing in sight but the last report', (text) => /Log: [^\n]*\n\nmolt>$/.test(text));
  keys('Up');
  await shows('the line before', (text) => text.endsWith('molt> two'));
  keys('C-u', 'C-d');
  await until('the end of the console', () => existsSync(ended) && readFileSync(ended, 'utf8') !== '');
  expect(readFileSync(ended, 'utf8')).toBe('0\n');
}, 60_000);
