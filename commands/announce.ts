/** `announce --files "src/gc.rs" --tests "cargo test" --risky`: an agent says what it is about to do under its claim. */
import { command } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { refuse } from '../src/kernel/result.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { pathList, pathsWords, personWords } from '../src/reports/claims/claim-words.ts';
import { leaseOf, listOf, stepAnswer, takesPaths, withLost } from './claim-words.ts';
import { lineOf, titleOf } from './job-words.ts';
import { givenValue } from './words.ts';

const usage = 'announce [PATHS] --files "A B" --tests "X, Y" [--risky] [--lease N]';
const nothing = 'Nothing was announced.';
const values = ['files', 'tests', 'lease'];

export const announce = command({
  name: 'announce',
  about: 'says what you are about to do',
  usage,
  notes: ['It is kept with your claim, and told', 'in the rooms. --risky: look out.'],
  role: 'operator',
  readOnly: false,
  exact: true,
  options: takesPaths(usage, { flags: ['risky'], values }),
  values,
  run({ words, options }, view) {
    const lease = leaseOf(options, nothing);
    if (!lease.ok) return lease;
    const files = listOf(givenValue(options, 'files'));
    const tests = testsOf(givenValue(options, 'tests'));
    const risky = options.risky === true;
    if (files.length + tests.length === 0)
      return refuse('nothing said', `Which files, or which tests? ${nothing} Like this: announce --files src/gc.rs --tests "cargo test"`);
    const step = desk.announce(
      view.desk,
      {
        who: whoOf(view.asker),
        files,
        tests,
        risky,
        ...(lease.value !== undefined && { lease: lease.value }),
        ...(words.length > 0 && { paths: words }),
      },
      view.now,
    );
    if (!step.ok) return withLost(step, 'announce', options);
    const holders = step.value.news.flatMap((news) => (news.is === 'announced' ? [news.claim.holder.id] : []));
    return stepAnswer(view, step.value, {
      title: titleOf(
        `ANNOUNCED ${pathsWords(files.length > 0 ? files : tests, 26)} by ${personWords(holders[0] ?? view.asker.id, 16)}${risky ? ': risky' : ''}`,
      ),
      lines: [
        ...(files.length > 1 ? [`files: ${pathList(files, 33)}`] : []),
        ...(tests.length > 0 ? [`tests: ${pathList(tests, 33)}`] : []),
        lineOf('Kept with the claim, told in the rooms.'),
      ],
      buttons: [{ label: 'Locks', sends: 'locks --mine' }],
    });
  },
});

/** A test may be a whole command: commas part them, blanks do not. */
const testsOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[,;]/)
    .map((test) => test.trim())
    .filter((test) => test !== '');
