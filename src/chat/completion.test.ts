/** What is said while a claim waits for its paths, or a steal for its reason. */
import { expect, test } from 'vitest';
import { all, known, viewOf } from '../../commands/view.fixture.ts';
import { emptyDesk } from '../locks/desk/desk.ts';
import { type Meant, meantAs } from './completion.ts';
import { parseLine } from './parse.ts';

const reading = { command: (name: string) => all.find((one) => one.name === name), parse: (text: string) => parseLine(text, known) };
const view = viewOf({ desk: emptyDesk });
const seen = { ...view, locks: { ...view.locks, list: (folder: string) => (folder === '.' ? ['docs/', 'Makefile', 'src/'] : []) } };
const reason = { line: 'steal docs/ --why', quotes: true as const };
const paths = { line: 'claim' };

test.each<[string, Meant]>([
  ['release src/', 'command'],
  ['release docs', 'command'],
  ['release', 'command'],
  ['release it', 'command'],
  ['locks', 'command'],
  ['help', 'command'],
  ['help claims', 'command'],
  ['who has docs/?', 'command'],
  ['claim src/', 'command'],
  ['break docs/', 'command'],
  ['break 7', 'command'],
  ['done with docs', 'command'],
  ['handover bob', 'command'],
  ['handover <@U02>', 'command'],
  ['steal docs/ because bob is away', 'command'],
  ['bench --smoke', 'command'],
  ['run bench', 'command'],
  ['jobs --failed', 'command'],
  ['what failed', 'command'],
  ['42', 'command'],
  ['release notes', 'answer'],
  ['ask bob', 'answer'],
  ['build is red', 'answer'],
  ['run out of time', 'answer'],
  ['help the release along, please do', 'answer'],
  ['the release, by Friday', 'answer'],
  ['I need docs/ for the release', 'answer'],
  ['fixing docs/ links', 'answer'],
  ['relese src/', 'answer'],
])('to a steal without reason %j is %s', (said, meant) => expect(meantAs(said, reason, reading, seen)).toBe(meant));

test.each<[string, Meant]>([
  ['docs/', 'answer'],
  ['docs', 'answer'],
  ['DOCS and src', 'answer'],
  ['docs, src for 2h', 'answer'],
  ['Makefile', 'answer'],
  ['new/thing.rs', 'answer'],
  ['*.md', 'answer'],
  ['.', 'answer'],
  ['"my file"', 'answer'],
  ['`new`', 'answer'],
  ['lib', 'maybe'],
  ['later', 'maybe'],
  ['i dont know', 'talk'],
  ["i don't know", 'talk'],
  ["that's what bob's agent said", 'talk'],
  ['what?', 'talk'],
  ['hmm wait.', 'talk'],
  ['for 2h', 'talk'],
  ['and/or', 'talk'],
  ['locks', 'command'],
  ['who has docs', 'command'],
  ['claim docs/', 'command'],
  ['I need docs/ until lunch', 'itself'],
])('to a claim without paths %j is %s', (said, meant) => expect(meantAs(said, paths, reading, seen)).toBe(meant));
