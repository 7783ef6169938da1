/** What people say about claims, and the line that it stands for. */
import fc from 'fast-check';
import split from 'string-argv';
import { describe, expect, it } from 'vitest';
import { word } from '../locks/desk/lines.ts';
import { claimPhrase } from './claim-phrases.ts';
import { looksLikePath } from './claim-said.ts';
import { quoted } from './parse.ts';
import { phrase } from './phrases.ts';

/** Another at each run; MOLT_OPS_TEST_SEED repeats one. */
const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);
console.info(`MOLT_OPS_TEST_SEED=${seed}`);

const recipes = ['bench', 'build', 'lint'];
const said = (text: string): string | undefined => phrase(text, recipes);

describe('a sentence that begins with its command is that command', () => {
  it.each([
    ['claim docs/ for 2h because API pages', 'claim docs/ --for 2h --why "API pages"'],
    ['claim docs/ until 6pm', 'claim docs/ --until 6pm'],
    ['claim docs/ until 6 p.m.', 'claim docs/ --until "6 p.m"'],
    ['claim docs/ by 5', 'claim docs/ --until 5'],
    ['claim docs/ till tomorrow noon to fix links', 'claim docs/ --until "tomorrow noon" --why "fix links"'],
    ['claim docs/ and src/a.rs for two hours', 'claim docs/ src/a.rs --for "two hours"'],
    ['claim docs/, src/a.rs, and tests/ for an hour', 'claim docs/ src/a.rs tests/ --for "an hour"'],
    ['claim docs/; src/a.rs', 'claim docs/ src/a.rs'],
    ['Claim Docs/API.md FOR 2h', 'claim Docs/API.md --for 2h'],
    ['claim docs 2h', 'claim docs --for 2h'],
    ['claim docs/ 90 min', 'claim docs/ --for "90 min"'],
    ['claim docs/ for -5m', 'claim docs/ --for=-5m'],
    ['claim docs/ for 0', 'claim docs/ --for 0'],
    ['claim docs/ for the rest of the day', 'claim docs/ --until "end of day"'],
    ['claim docs/ for the API pages', 'claim docs/ --why "the API pages"'],
    ['claim docs/ for the API pages for two hours', 'claim docs/ --for "two hours" --why "the API pages"'],
    ['claim docs/ to fix the parser until 6pm', 'claim docs/ --until 6pm --why "fix the parser"'],
    ['claim docs/ because it blocked me for two hours', 'claim docs/ --why "it blocked me for two hours"'],
    ['claim docs/ while I move the pages', 'claim docs/ --why "while I move the pages"'],
    ['claim docs/ until the parser works', 'claim docs/ --until "the parser works"'],
    ['claim docs/ - API pages', 'claim docs/ --why "API pages"'],
    ['claim docs/ because "API pages"', 'claim docs/ --why "API pages"'],
    ['claim docs/ for 2h --shared', 'claim docs/ --for 2h --shared'],
    ['claim docs/ until lunch --tests "npm test" --as codex-2', 'claim docs/ --until lunch --tests "npm test" --as codex-2'],
    ['claim the docs folder', 'claim docs'],
    ['claim the file src/a.rs please', 'claim src/a.rs'],
    ['claim `my docs/a b.md` for 2h', 'claim "my docs/a b.md" --for 2h'],
    ["claim 'docs/' and `src/a.rs`", 'claim docs/ src/a.rs'],
    ['claim docs/ when codex-2 is done', 'claim docs/ --wait'],
    ['claim ./src, ./tests.', 'claim ./src ./tests'],
    ['claim docs/*.md!', 'claim docs/*.md'],
    ['please claim docs/', 'claim docs/'],
    ['could you please claim docs/ for 2h?', 'claim docs/ --for 2h'],
    ['release docs.', 'release docs'],
    ['release docs/ and README.md', 'release docs/ README.md'],
    ['can you release docs/, please?', 'release docs/'],
    ['release my claim on docs/', 'release docs/'],
    ['release the docs folder, thanks', 'release docs'],
    ['release it', 'release'],
    ['release everything', 'release --all'],
    ['release lease 7', 'release --lease 7'],
    ['release docs/ because I am done', 'release docs/'],
    ['renew docs for 2h', 'renew docs --for 2h'],
    ['renew my lock on docs/ for 90 min', 'renew docs/ --for "90 min"'],
    ['renew docs/ by 2h', 'renew docs/ --more 2h'],
    ['keep it 2h', 'keep --for 2h'],
    ['keep it', 'keep'],
    ['keep them for another hour', 'keep --more "1 hour"'],
    ['keep docs another hour', 'keep docs --more "1 hour"'],
    ['keep docs/ a bit longer', 'keep docs/'],
    ['keep docs until tomorrow noon', 'keep docs --until "tomorrow noon"'],
    ['handover docs/ to bob', 'handover docs/ bob'],
    ['hand over docs/ and src/ to @bob for 2h', 'handover docs/ src/ @bob --for 2h'],
    ['hand-over docs/ to the team', 'handover docs/ team'],
    ['handover it to codex-12.', 'handover codex-12'],
    ['steal docs/ because it is stale', 'steal docs/ --why "it is stale"'],
    ['steal docs/ from codex-2 to ship 1.2', 'steal docs/ --why "ship 1.2" --of codex-2'],
    ['break docs/ because he left', 'break docs/ --why "he left"'],
    ['break the lock on docs/', 'break docs/'],
    ['break lease 7 because it hangs', 'break 7 --why "it hangs"'],
    ['ask bob for docs/', 'ask docs/ --of bob'],
    ['ask about docs/ because I am blocked', 'ask docs/ --why "I am blocked"'],
    ['take it', 'take'],
    ['claim -- --odd the', 'claim ././--odd ././the'],
    ['claim docs/ --for 2h because API pages', 'claim docs/ --for 2h --why "API pages"'],
    ['claim docs/ --until 6 pm because of the "API pages" --shared', 'claim docs/ --until "6 pm" --why "of the API pages" --shared'],
    ['claim docs/ --shared until tomorrow noon', 'claim docs/ --shared --until "tomorrow noon"'],
    ['claim docs/ --wait for 2h because API pages', 'claim docs/ --wait --for 2h --why "API pages"'],
    ['claim docs/ --shared for the API pages --branch x', 'claim docs/ --shared --why "the API pages" --branch x'],
    ['claim docs/ --for 2h --shared because it broke', 'claim docs/ --for 2h --shared --why "it broke"'],
    ['claim docs/ --why API because it broke', 'claim docs/ --why "API because it broke"'],
    ['renew docs/ --for 2h because it takes longer', 'renew docs/ --for 2h'],
    ['claim docs/ --for 2h because the docs/api pages are old', 'claim docs/ --for 2h --why "the docs/api pages are old"'],
    ['claim docs/ --why API pages --for two hours', 'claim docs/ --why "API pages" --for "two hours"'],
    ['claim docs/ --until tomorrow noon --shared', 'claim docs/ --until "tomorrow noon" --shared'],
    ['claim --for 2h the docs', 'claim ././the docs --for 2h'],
  ])('%j', (text, line) => expect(said(text)).toBe(line));
});

describe('what is clearly no path is none', () => {
  it.each([
    // Certain.
    ['claim docs/ an hour', 'claim docs/ --for "an hour"'],
    ['claim docs/ two hours', 'claim docs/ --for "two hours"'],
    ['claim docs/ all day', 'claim docs/ --until "end of day"'],
    ['claim docs/ the whole day', 'claim docs/ --until "end of day"'],
    ['claim docs/ today because links broke', 'claim docs/ --until "end of day" --why "links broke"'],
    ['claim all of docs/', 'claim docs/'],
    ['claim all of the docs folder', 'claim docs'],
    ['claim everything in docs/', 'claim docs/'],
    ['claim all files under docs/ for 2h', 'claim docs/ --for 2h'],
    ['claim the whole docs folder', 'claim docs'],
    ['claim the whole repo', 'claim .'],
    ['claim the entire repository for 2h', 'claim . --for 2h'],
    ['claim docs/ as codex-2', 'claim docs/ --as codex-2'],
    ['claim docs/ as codex-2 for 2h', 'claim docs/ --for 2h --as codex-2'],
    ['claim docs/ for 2h as codex-2 because API pages', 'claim docs/ --for 2h --why "API pages" --as codex-2'],
    ['claim docs/ shared', 'claim docs/ --shared'],
    ['claim docs/ shared for 2h', 'claim docs/ --for 2h --shared'],
    ['claim docs/ exclusively', 'claim docs/'],
    ['claim docs/ right now', 'claim docs/'],
    ['claim docs/ now for 2h', 'claim docs/ --for 2h'],
    ['claim please docs/ too', 'claim docs/'],
    ['claim docs/ (2h)', 'claim docs/ --for 2h'],
    ['claim docs/ (until 5pm) because API pages', 'claim docs/ --until 5pm --why "API pages"'],
    ['claim docs/ from now for 2h', 'claim docs/ --for 2h'],
    // Refused by the command itself.
    ['claim docs/ forever', 'claim docs/ --for forever'],
    ['claim docs/ overnight', 'claim docs/ --for overnight'],
    ['claim docs/ at 5pm', 'claim docs/ --from "at 5pm"'],
    ['claim docs/ in 2 hours', 'claim docs/ --from "in 2 hours"'],
    ['claim docs/ after lunch for 2h', 'claim docs/ --for 2h --from "after lunch"'],
    ['claim docs/ from 2 to 4', 'claim docs/ --until 4 --from 2'],
    ['claim docs/ from tomorrow', 'claim docs/ --from tomorrow'],
    ['claim docs/ between 2 and 4', 'claim docs/ --from "between 2 and 4"'],
    ['claim docs except docs/api', 'claim docs --except docs/api'],
    ['claim docs/ but not docs/api.md', 'claim docs/ --except docs/api.md'],
    ['claim docs/ without docs/api/ and docs/img/ for 2h', 'claim docs/ --for 2h --except "docs/api/ and docs/img/"'],
    ['claim docs/ not src/', 'claim docs/ --except src/'],
    ['claim docs except api', 'claim docs --except api'],
    ['claim everything except docs/', 'claim --except docs/'],
    ['release everything but docs/', 'release --except docs/'],
    ['release docs/ but not docs/api', 'release docs/ --except docs/api'],
  ])('%j is %j', (text, line) => expect(said(text)).toBe(line));

  it.each([
    ['claim docs/ tomorrow', 'claim docs/ --until tomorrow'],
    ['claim docs/ tomorrow noon', 'claim docs/ --until "tomorrow noon"'],
    ['claim docs/ tonight because of the release', 'claim docs/ --until tonight --why "of the release"'],
    ['claim docs/ before 5pm', 'claim docs/ --until 5pm'],
    ['claim docs/ 5pm', 'claim docs/ --until 5pm'],
    ['claim docs/ monday', 'claim docs/ --until monday'],
    ['claim docs/ 2h, api pages', 'claim docs/ --for 2h --why "api pages"'],
    ['claim docs/ 2h api pages', 'claim docs/ --for 2h --why "api pages"'],
    ['claim docs/ for api pages 2h', 'claim docs/ --for 2h --why "api pages"'],
    ['claim docs/ (api pages)', 'claim docs/ --why "api pages"'],
    ['claim docs/ (api pages) for 2h', 'claim docs/ --for 2h --why "api pages"'],
    ['claim docs/: api pages', 'claim docs/ --why "api pages"'],
    ['claim docs/ with bob', 'claim docs/ --why "with bob"'],
    ['claim docs/ shared with bob', 'claim docs/ --why "with bob" --shared'],
    ['claim docs/ or src/', 'claim docs/ src/'],
    ['claim docs/ as discussed with bob', 'claim docs/ --why "as discussed with bob"'],
    ['claim docs/ and everything else', 'claim docs/ --why "everything else"'],
    ['claim docs/ if nobody minds', 'claim docs/ --why "if nobody minds"'],
    ['claim docs/ I am nearly done', 'claim docs/ --why "I am nearly done"'],
    ['claim docs/ --shared tomorrow', 'claim docs/ ././tomorrow --shared'],
    ['claim docs/ until 5pm README.md', 'claim docs/ README.md --until 5pm'],
    ['claim victory!', 'claim victory'],
    ['claim docs?', 'claim docs'],
    ['claim forget it', 'claim forget'],
    ['claim docs wait', 'claim docs --wait'],
    ['release docs/ to bob', 'handover docs/ bob'],
    ['release docs and src to @bob', 'handover docs src @bob'],
    ['release docs/ for bob', 'release docs/'],
    ['release docs/ to fix the build', 'release docs/'],
    ['release docs/ tomorrow', 'release docs/'],
    ['release docs/ until tomorrow', 'release docs/'],
    ['release docs/ when bob is back', 'release docs/'],
    ['release docs/ but keep src/', 'release docs/'],
    ['release docs/, still need src/', 'release docs/'],
    ['claim docs/ when the tests pass', 'claim docs/ --wait'],
    ['claim docs/ by bob', 'claim docs/ --why "by bob"'],
    ['claim docs/ for', 'claim docs/'],
    ['ask bob if docs/ is free', 'ask docs/ --why "is free" --of bob'],
    ['ask who has docs/', 'ask docs/'],
    ['keep docs/ for bob', 'keep docs/'],
    ['keep docs/ to fix links', 'keep docs/'],
    ['renew docs/ from 5pm', 'renew docs/'],
  ])('%j is asked about as %j', (text, line) => expect(said(text)).toBe(`guess ${quoted(line)}`));

  it.each(['claim nothing', 'claim tomorrow', 'claim in a minute', 'claim what is free', 'claim this'])('%j claims nothing', (text) =>
    expect(said(text)).toBe('help claim'),
  );

  it.each([
    'claim docs/ src',
    'claim docs src lib tests',
    'claim fresh not-there/yet docs',
    'claim at/ in/tomorrow shared/',
    'claim app/(auth)/page.tsx src',
    'claim src/[id].ts src/?',
    'claim except.md tomorrow.rs',
    'claim docs hours.rs --for 2h',
    'handover docs/ nobody',
  ])('%j stays as it is', (text) => expect(said(text)).toBeUndefined());

  it.each(['tomorrow', 'at', 'shared', 'except', 'not', 'as', 'hours', 'forever', '5pm', "don't", '(x)'])(
    'but a quoted %j is a path',
    (path) => {
      const line = said(`claim docs/ "${path}" for 2h`)!;
      expect(split(line).map((each) => each.replace('././', ''))).toEqual(['claim', 'docs/', path, '--for', '2h']);
      expect(said(line)).toBeUndefined();
      expect(
        split(said(`claim ${word(path)}`) ?? `claim ${word(path)}`)
          .at(-1)!
          .replace('././', ''),
      ).toBe(path);
    },
  );
});

describe('a time that is said is never dropped', () => {
  it.each([
    ['claim docs/ for ever', 'claim docs/ --for ever'],
    ['claim docs/ for tonight', 'claim docs/ --for tonight'],
    ['claim docs/ for tomorrow', 'claim docs/ --for tomorrow'],
    ['claim docs/ for 90', 'claim docs/ --for 90'],
    ['claim docs/ for a few hours', 'claim docs/ --for "a few hours"'],
    ['claim docs/ for a few hours fixing links', 'claim docs/ --for "a few hours" --why "fixing links"'],
    ['claim docs/ for a few hours to fix links', 'claim docs/ --for "a few hours" --why "fix links"'],
    ['claim docs/ to fix links for a few hours', 'claim docs/ --for "a few hours" --why "fix links"'],
    ['claim docs/ for 1/2 hour', 'claim docs/ --for "1/2 hour"'],
    ['claim docs/ for couple of hours', 'claim docs/ --for "couple of hours"'],
    ['claim docs/ for an hour or two', 'claim docs/ --for "an hour or two"'],
    ['claim docs/ for 1 to 2 hours', 'claim docs/ --for "1 to 2 hours"'],
    ['claim docs/ for the afternoon', 'claim docs/ --for "the afternoon"'],
    ['claim docs/ for the week', 'claim docs/ --for "the week"'],
    ['claim docs/ for this week', 'claim docs/ --for "this week"'],
    ['claim docs/ for a while', 'claim docs/ --for "a while"'],
    ['claim docs/ for a while because bob asked', 'claim docs/ --for "a while" --why "bob asked"'],
    ['claim docs/ for some time', 'claim docs/ --for "some time"'],
    ['claim docs/ for good', 'claim docs/ --for good'],
    ['claim docs/ for 1,000 min', 'claim docs/ --for "1,000 min"'],
    ['claim docs/ until yesterday', 'claim docs/ --until yesterday'],
    ['claim docs/ until further notice', 'claim docs/ --until "further notice"'],
    ['claim docs/ until forever', 'claim docs/ --until forever'],
    ['claim docs/ until 5 or so', 'claim docs/ --until "5 or so"'],
    ['claim docs/ until six', 'claim docs/ --until six'],
    ['claim docs/ until quarter to 6', 'claim docs/ --until "quarter to 6"'],
    ['claim docs/ until "6pm"', 'claim docs/ --until 6pm'],
    ["claim docs/ until '6pm' to fix links", 'claim docs/ --until 6pm --why "fix links"'],
    ['claim docs/ until `tomorrow noon`', 'claim docs/ --until "tomorrow noon"'],
    ['claim docs/ for "2h"', 'claim docs/ --for 2h'],
    ['claim docs/ - for 2h', 'claim docs/ --for 2h'],
    ['claim docs/ - till 5pm - API pages', 'claim docs/ --until 5pm --why "API pages"'],
    ['claim docs/ - 2h', 'claim docs/ --for 2h'],
    ['claim docs/ - for 2h --shared', 'claim docs/ --for 2h --shared'],
    // Those that are none, too: they are refused.
    ['claim tests/ until after lunch', 'claim tests/ --until "after lunch"'],
    ['claim tests/ until standup', 'claim tests/ --until standup'],
    ['claim tests/ until bob and eve are back', 'claim tests/ --until "bob and eve are back"'],
    ['claim tests/ till the build is green because x', 'claim tests/ --until "the build is green" --why x'],
    ['claim tests/ until standup, lib/', 'claim tests/ lib/ --until standup'],
    ['claim tests/ to fix links until standup', 'claim tests/ --until standup --why "fix links"'],
    ["claim tests/ until I'm done", 'claim tests/ --until "I\'m done"'],
    ['keep tests/ until bob is back', 'keep tests/ --until "bob is back"'],
    ["I'm taking tests/ until the parser works", 'claim tests/ --until "the parser works"'],
    ['claim tests/ until 17h', 'claim tests/ --until 17h'],
    ['claim tests/ for 1e9h', 'claim tests/ --for 1e9h'],
    ['claim tests/ for 2hrs30', 'claim tests/ --for 2hrs30'],
    ['claim tests/ for 1:30', 'claim tests/ --for 1:30'],
    ['claim tests/ for 1:30h because x', 'claim tests/ --for 1:30h --why x'],
    ['claim tests/ for 1h30mn', 'claim tests/ --for 1h30mn'],
    ['claim tests/ for 2nd draft', 'claim tests/ --why "2nd draft"'],
    ['steal tests/ until 5 because x', 'steal tests/ --until 5 --why x'],
    ['handover tests/ to bob until 5pm', 'handover tests/ bob --until 5pm'],
    // Two of them.
    ['claim docs/ till 5pm to fix the docs/ links until tomorrow', 'claim docs/ --until 5pm --until tomorrow --why "fix the docs/ links"'],
    ['claim docs/ for 2h for api pages for 3h', 'claim docs/ --for 2h --for 3h --why "api pages"'],
    ['claim docs/ 2h 3h', 'claim docs/ --for 2h --for 3h'],
    ['claim docs/ for 2h until 5pm', 'claim docs/ --for 2h --until 5pm'],
    ["I'm taking docs/ for 2h, until 5pm", 'claim docs/ --for 2h --until 5pm'],
    ["I'm taking docs/ for ever", 'claim docs/ --for ever'],
    // Where it ends.
    ['claim docs/ till 5, and README.md', 'claim docs/ README.md --until 5'],
    ['claim docs/ until 5pm, src/', 'claim docs/ src/ --until 5pm'],
    ['claim docs/ until friday, 6pm', 'claim docs/ --until "friday, 6pm"'],
    ['claim docs/ until 5pm and src/ because x', 'claim docs/ src/ --until 5pm --why x'],
    ['im taking runtime/wasm/ till 5pm, tests/ too', 'guess "claim runtime/wasm/ tests/ --until 5pm"'],
    // These are reasons.
    ['claim docs/ for the week report', 'claim docs/ --why "the week report"'],
    ["claim docs/ for tomorrow's release", 'claim docs/ --why "tomorrow\'s release"'],
    ['claim docs/ for 2 bugs', 'claim docs/ --why "2 bugs"'],
    ['claim docs/ for a bit of cleanup', 'claim docs/ --why "a bit of cleanup"'],
    ['claim docs/ for night builds', 'claim docs/ --why "night builds"'],
  ])('%j is %j', (text, line) => expect(said(text)).toBe(line));
});

describe('what stands between the paths of a list is no part of them', () => {
  it.each([
    ['is runtime/, free?', 'who runtime/'],
    ['who runtime/,', 'who runtime/'],
    ['who has docs/, lib/?', 'who docs/ lib/'],
    ['who docs, lib', 'who docs lib'],
    ['who "x," lib,', 'who ././x, lib'],
    ['I need tests/, lib/ for 2h', 'guess "claim tests/ lib/ --for 2h"'],
    ['I need tests/, lib/ and src/a.rs until noon', 'guess "claim tests/ lib/ src/a.rs --until noon"'],
    ["I'm taking tests/; lib/ till noon", 'guess "claim tests/ lib/ --until noon"'],
    ['done with docs/, tests/', 'guess "release docs/ tests/"'],
    ['done with docs/, tests/.', 'guess "release docs/ tests/"'],
    ['done with docs/..', 'guess "release docs/.."'],
    ['give docs/, tests/ to bob', 'guess "handover docs/ tests/ bob"'],
    ['claim docs/, src/;', 'claim docs/ src/'],
    ['claim docs/ --for 2h src/, lib/', 'claim docs/ src/ lib/ --for 2h'],
    ['claim docs/ --for 2h "src/," lib/', 'claim docs/ ././src/, lib/ --for 2h'],
    ['release docs/; src/;', 'release docs/ src/'],
    ['keep docs/, lib/, --for 2h', 'keep docs/ lib/ --for 2h'],
    ['extend docs/, src/ --for 2h', 'renew docs/ src/ --for 2h'],
    ['steal docs/; lib/, because x', 'steal docs/ lib/ --why x'],
    ['handover docs/, src/, bob', 'handover docs/ src/ bob'],
    ['handoff docs/, src/ bob', 'handover docs/ src/ bob'],
    ['ask docs/, lib/', 'ask docs/ lib/'],
    ['break docs/, lib/', 'break docs/ lib/'],
    ['announce docs/, src/; --risky', 'announce docs/ src/ --risky'],
  ])('%j is %j', (text, line) => expect(said(text)).toBe(line));
});

describe('what is added to the time that there is', () => {
  it.each([
    ['keep docs/ for another 2 hours', 'keep docs/ --more "2 hours"'],
    ['renew docs/ for 1 more hour', 'renew docs/ --more "1 hour"'],
    ['keep docs +1h', 'keep docs --more 1h'],
    ['keep docs 2h longer', 'keep docs --more 2h'],
    ['keep docs --more two hours', 'keep docs --more "two hours"'],
    ['extend docs by 2 hours', 'guess \'keep docs --more "2 hours"\''],
    ['extend docs/ by a few hours', 'keep docs/ --more "a few hours"'],
    ['give me 2 more hours', 'guess \'keep --more "2 hours"\''],
    ['I need docs for another hour', 'guess \'keep docs --more "1 hour"\''],
    ['I need docs/ 2h longer', 'guess "keep docs/ --more 2h"'],
    // Where there is none.
    ["I'm taking docs/ for another hour", 'guess \'claim docs/ --for "1 hour"\''],
    // From now.
    ['extend docs for 2 hours', 'guess \'keep docs --for "2 hours"\''],
    ['keep docs/ for the next hour', 'keep docs/ --for "the next hour"'],
  ])('%j is %j', (text, line) => expect(said(text)).toBe(line));
});

describe('all that one holds', () => {
  it.each([
    ['release all', 'release --all'],
    ['release everything', 'release --all'],
    ['release both', 'release --both'],
    ['release my claim', 'release'],
    ['keep everything for 5h', 'keep --for 5h --all'],
    ['handover everything to bob', 'handover bob --all'],
    ['finished with everything', 'guess "release --all"'],
    ['done with both', 'guess "release --both"'],
    ['give both to bob', 'guess "handover bob --both"'],
    ['extend my claims by 1h', 'guess "keep --more 1h --all"'],
    ["I'm done", 'guess "release --all"'],
    ['all done', 'guess "release --all"'],
    ['claim everything', 'claim'],
    ['release "both"', 'release ././both'],
    ['release both docs/ and src/', 'release docs/ src/'],
    ['release "all"', 'release ././all'],
  ])('%j is %j', (text, line) => expect(said(text)).toBe(line));
});

describe('a name that is said is kept', () => {
  it.each([
    ['ask bob about docs', 'ask docs --of bob'],
    ['ask @bob for docs/ because x', 'ask docs/ --why x --of @bob'],
    ['ask <@U02> for docs/', 'ask docs/ --of <@U02>'],
    ['ask them for docs/', 'ask docs/'],
    ['ask bob to release docs', 'ask docs --of bob'],
    ['ask bob whether I can have docs/', 'guess "ask docs/ --of bob"'],
    ['steal docs/ from bob because urgent', 'steal docs/ --why urgent --of bob'],
    ["steal bob's claim on docs/", 'steal docs/ --of bob'],
    ['take docs from bob', 'guess "steal docs --of bob"'],
    ['ping ada about docs', 'guess "ask docs --of ada"'],
    ['break docs/ from bob', 'guess "break docs/"'],
  ])('%j is %j', (text, line) => expect(said(text)).toBe(line));
});

describe('a question is answered at once', () => {
  it.each([
    ['who has runtime/?', 'who runtime/'],
    ['Who has got src/Parser.rs?', 'who src/Parser.rs'],
    ['who has docs', 'who docs'],
    ['who has docs and runtime?', 'who docs runtime'],
    ['who has the runtime folder?', 'who runtime'],
    ['who holds src/a.rs and tests/?', 'who src/a.rs tests/'],
    ['who locked docs/?', 'who docs/'],
    ["who's in docs", 'who docs'],
    ['who is working on src/parser?', 'who src/parser'],
    ['who is waiting for docs', 'who docs'],
    ["who's next in line for docs/?", 'who docs/'],
    ['whose is runtime/obj.rs?', 'who runtime/obj.rs'],
    ['who docs/?', 'who docs/'],
    ['is docs/ free', 'who docs/'],
    ['is docs/ still taken?', 'who docs/'],
    ['are docs/ and src/ free yet?', 'who docs/ src/'],
    ['is anyone working on src/parser?', 'who src/parser'],
    ['anybody in docs/?', 'who docs/'],
    ['does anyone have docs/?', 'who docs/'],
    ['can I edit docs/?', 'who docs/'],
    ['when is docs/ free?', 'who docs/'],
    ['when will docs/ be free?', 'who docs/'],
    ['when does docs/ expire?', 'who docs/'],
    ['why is docs/ locked?', 'who docs/'],
    ['how long is docs/ taken?', 'who docs/'],
    ['what do I hold', 'locks --mine'],
    ['what have I claimed?', 'locks --mine'],
    ['my claims', 'locks --mine'],
    ['show me my locks', 'locks --mine'],
    ["what's claimed", 'locks'],
    ['what is locked?', 'locks'],
    ['show me all claims', 'locks'],
    ['list the locks', 'locks'],
    ['who has what?', 'locks'],
    ['who is waiting?', 'locks'],
    ['is anything claimed?', 'locks'],
    ['show the locks as a tree', 'locks --tree'],
    ['the claims tree', 'locks --tree'],
    ['claims this week', 'locks --week'],
    ["show this week's claims", 'locks --week'],
    ['is docs free?', 'who docs'],
    ['is docs taken', 'who docs'],
    ['are docs and src free?', 'who docs src'],
    ['can i edit docs?', 'who docs'],
    ['is anyone on docs?', 'who docs'],
    ['when is docs free again?', 'who docs'],
    ['when can i have docs/?', 'who docs/'],
    ['when can I get docs', 'who docs'],
    ['who has .', 'who .'],
    ['what does bob have', 'locks'],
    ["what's bob holding?", 'locks'],
    ['locks please', 'locks'],
    ['whats locked rn', 'locks'],
    ['when does my claim end?', 'locks --mine'],
    ['how much time do I have left?', 'locks --mine'],
    ['how much time is left on docs?', 'who docs'],
    ['how long has ada had docs?', 'who docs'],
    ['is it safe to edit docs/api.md?', 'who docs/api.md'],
    ['what is bob working on?', 'locks'],
    ['claims of bob', 'locks'],
    ["bob's claims", 'locks'],
    ['locks for docs', 'who docs'],
    ['who is bob', 'people'],
    ["who's codex-2?", 'people'],
    ['give docs/ to bob and src/ to eve', 'help handover'],
    ['handover docs/ to bob and src/ to eve', 'help handover'],
  ])('%j', (text, line) => expect(said(text)).toBe(line));
});

describe('what would change something is asked first', () => {
  it.each([
    ["I'm taking docs/ for two hours", 'claim docs/ --for "two hours"'],
    ["@ada I'm taking docs/".slice(5), 'claim docs/'],
    ['Im claiming docs/ and src/a.rs', 'claim docs/ src/a.rs'],
    ['I am going to edit src/a.rs until lunch', 'claim src/a.rs --until lunch'],
    ["I'm in docs/ for an hour", 'claim docs/ --for "an hour"'],
    ['I need src/a.rs and tests/ until lunch', 'claim src/a.rs tests/ --until lunch'],
    ['I need to fix src/a.rs because it crashes', 'claim src/a.rs --why "it crashes"'],
    ['we need the docs folder for a day', 'claim docs --for "a day"'],
    ['need docs/ till 6', 'claim docs/ --until 6'],
    ['working on docs/ till 5', 'claim docs/ --until 5'],
    ['editing Docs/API.md', 'claim Docs/API.md'],
    ["I'll take src/a.rs", 'claim src/a.rs'],
    ["let's lock docs/", 'claim docs/'],
    ["I'd like to work on src/parser/", 'claim src/parser/'],
    ['can I have runtime/ when codex-2 is done', 'claim runtime/ --wait'],
    ['can I claim docs/?', 'claim docs/'],
    ['may I take the src/parser folder for a day?', 'claim src/parser --for "a day"'],
    ['give me docs/', 'claim docs/'],
    ['docs/ is mine until lunch', 'claim docs/ --until lunch'],
    ["don't touch docs/ please", 'claim docs/'],
    ['stay out of docs/', 'claim docs/'],
    ['dibs on src/parser', 'claim src/parser'],
    ['dibs on docs for 2h!', 'claim docs --for 2h'],
    ['hands off docs for an hour', 'claim docs --for "an hour"'],
    ['lock docs/', 'claim docs/'],
    ['reserve src/*.rs', 'claim src/*.rs'],
    ['put me in line for docs', 'claim docs --wait'],
    ['queue me up for docs/ and src/', 'claim docs/ src/ --wait'],
    ['tell me when docs is free', 'claim docs --wait'],
    ['let me know when docs/ is done', 'claim docs/ --wait'],
    ["I'll wait for runtime/", 'claim runtime/ --wait'],
    ['done with docs', 'release docs'],
    ["I'm done with docs/ and README.md", 'release docs/ README.md'],
    ['done with docs, README and src', 'release docs README src'],
    ['all done with docs/ 🎉', 'release docs/'],
    ['finished with src/a.rs', 'release src/a.rs'],
    ["I've finished docs/", 'release docs/'],
    ['let go of runtime/', 'release runtime/'],
    ['let go of it', 'release'],
    ['free docs', 'release docs'],
    ['unlock docs/', 'release docs/'],
    ['drop my claims', 'release --all'],
    ['drop my claim', 'release'],
    ['drop my claim on docs/', 'release docs/'],
    ['give up docs/', 'release docs/'],
    ["I don't need docs/ any more", 'release docs/'],
    ["I'm out of docs/", 'release docs/'],
    ['you can have docs/ back', 'release docs/'],
    ['docs/ is free now', 'release docs/'],
    ['I still need docs', 'keep docs'],
    ["I'm still working on docs/", 'keep docs/'],
    ['still need it', 'keep'],
    ['extend docs/ by an hour', 'keep docs/ --more "an hour"'],
    ['I need another hour on docs/', 'keep docs/ --more "1 hour"'],
    ['give me 2 more hours on docs/', 'keep docs/ --more "2 hours"'],
    ['I need docs/ a bit longer', 'keep docs/'],
    ['I need docs/ for another hour', 'keep docs/ --more "1 hour"'],
    ['more time for docs/', 'keep docs/'],
    ['I need more time on docs', 'keep docs'],
    ['give docs to codex-12', 'handover docs codex-12'],
    ['give docs/ to @bob for 2h', 'handover docs/ @bob --for 2h'],
    ['give it to bob', 'handover bob'],
    ['give bob docs/', 'handover docs/ bob'],
    ['let codex-2 have docs/', 'handover docs/ codex-2'],
    ['bob can have docs/', 'handover docs/ bob'],
    ['pass docs on to bob', 'handover docs bob'],
    ['hand docs/ over to bob', 'handover docs/ bob'],
    ['accept the handover', 'handover --accept'],
    ['take over docs/', 'steal docs/'],
    ['take over docs', 'steal docs'],
    ['take docs/ from codex-2 because it is stale', 'steal docs/ --why "it is stale" --of codex-2'],
    ['never mind docs', 'pass docs'],
    ['forget about docs/', 'pass docs/'],
    ['take me out of the line', 'pass'],
    ["I'll take it", 'take'],
    ['im gonna work on docs/', 'claim docs/'],
    ['gonna edit src/a.rs', 'claim src/a.rs'],
    ['imma take docs/', 'claim docs/'],
    ['gimme docs/ for 2h', 'claim docs/ --for 2h'],
    ['lemme have docs/ till 3', 'claim docs/ --until 3'],
    ['taking docs for 2h', 'claim docs --for 2h'],
    ["i'm taking docs", 'claim docs'],
    ["we're editing docs and src", 'claim docs src'],
    ['can i have docs?', 'claim docs'],
    ['keep out of docs/', 'claim docs/'],
    ['codex-12 needs docs/', 'claim docs/ --as codex-12'],
    ['codex-12 is taking docs/ for two hours', 'claim docs/ --for "two hours" --as codex-12'],
    ["I'll take docs/ tomorrow", 'claim docs/ --until tomorrow'],
    ["I'm taking docs/ (api pages)", 'claim docs/ --why "api pages"'],
    ['need docs/ all day', 'claim docs/ --until "end of day"'],
    ['releasing docs/', 'release docs/'],
    ["i'm releasing docs", 'release docs'],
    ['done w docs', 'release docs'],
    ['done w/ docs and src', 'release docs src'],
    ['drop docs', 'release docs'],
    ['let go of docs/ to bob', 'handover docs/ bob'],
    ['bob can have docs', 'handover docs bob'],
    ['give everything to bob', 'handover bob --all'],
    ['give all my claims to bob', 'handover bob --all'],
    ['give my claim to bob', 'handover bob'],
    ['give docs to <@U02>', 'handover docs <@U02>'],
    ['extend my claim by an hour', 'keep --more "an hour"'],
    ['extend my claims for 2h', 'keep --for 2h --all'],
    ['extend my claim on docs/ by 1h', 'keep docs/ --more 1h'],
    ['another hour pls', 'keep --more "1 hour"'],
    ['one more hour on docs', 'keep docs --more "one hour"'],
    ['give me 10 more minutes', 'keep --more "10 minutes"'],
    ['I need docs until lunch', 'claim docs --until lunch'],
    ['need docs till tomorrow noon', 'claim docs --until "tomorrow noon"'],
    ['I need src and tests until lunch', 'claim src tests --until lunch'],
    ['hold tests/ for 30 minutes', 'claim tests/ --for "30 minutes"'],
    ["I've got tests/ for the next hour", 'claim tests/ --for "the next hour"'],
    ['I need tests/ through friday', 'claim tests/ --until "friday eod"'],
    ['I need docs or tests until lunch', 'claim docs tests --until lunch'],
    ['take docs', 'claim docs'],
    ['take tests/ for 2h', 'claim tests/ --for 2h'],
    ['let me have docs', 'claim docs'],
    ["I'll wait for docs", 'claim docs --wait'],
    ['let me know when docs/ opens up', 'claim docs/ --wait'],
    ['next on docs please', 'claim docs --wait'],
    ['let bob have docs', 'handover docs bob'],
    ['give bob docs', 'handover docs bob'],
    ['give bob the docs', 'handover docs bob'],
    ['docs is done', 'release docs'],
    ['docs is available again', 'release docs'],
    ['give up docs', 'release docs'],
    ['stop holding docs', 'release docs'],
    ["I'm out of docs", 'release docs'],
    ['cancel my claim on docs', 'release docs'],
    ['cancel my claim', 'release'],
  ])('%j', (text, line) => expect(said(text)).toBe(`guess ${quoted(line)}`));
});

describe('what would be refused is not asked about', () => {
  it.each([
    ['i need docs/ from 2 to 4', 'claim docs/ --until 4 --from 2'],
    ["i'm taking docs/ from 5pm", 'claim docs/ --from 5pm'],
    ["i'm taking docs/ until 17h", 'claim docs/ --until 17h'],
    ["i'm taking docs/ in an hour", 'claim docs/ --from "in an hour"'],
    ["i'm taking docs/ but not docs/api", 'claim docs/ --except docs/api'],
    ['done with everything except docs/', 'release --except docs/'],
  ])('%j is %j', (text, line) => expect(said(text)).toBe(line));
});

describe('chatter', () => {
  it.each([
    'I need coffee until lunch',
    'who has time?',
    'who has a minute',
    'who has the ball',
    'who has any ideas?',
    "who's on call?",
    'who cares?',
    'who knows',
    'done with this',
    'done with the meeting',
    'done with docs?',
    'docs/ is free?',
    'give it a try',
    'give bob credit',
    'give up hope',
    'hold on for 5 minutes',
    'hold the line for 2 minutes',
    'I need coffee for 2h',
    "I've got a meeting until 5",
    'let me get back to you',
    "I'll wait for lunch",
    'next on the agenda',
    'lunch is done',
    "I'm out of ideas",
    'take notes from bob',
    'take five',
    'give me a break',
    'give me the floor',
    'give credit to bob',
    'give thanks to everyone',
    'give docs to me',
    'keep going',
    'keep it simple',
    'keep me posted',
    'take care',
    'take it easy',
    'take your time',
    'pass the salt',
    'is bob free',
    'is it free?',
    'are you free',
    'free lunch',
    'lock the door',
    'let me know when lunch is ready',
    'tell me when 42 is done',
    'tell me when the build is done',
    'I need help with src/a.rs',
    "I'm working on the parser in src/parser.rs",
    'I need a review of docs/',
    'I want it, and/or something else',
    'I need it 24/7',
    'I need version 1.2.3',
    'I need https://example.org/docs',
    'need more time',
    'I am in a meeting until 5',
    "I'm on it",
    'working on it',
    'looking at src/a.rs',
    'the tests in tests/ are red',
    'docs/',
    'good morning',
    'never mind',
    'hands off',
    'dibs',
    'I love docs/',
    'who has coffee',
    'who is free?',
    "who's there",
    'is everything free',
    'taking notes',
    'taking care of it',
    "I'm taking a break",
    'taking turns',
    'drop the subject',
    'drop by later',
    'releasing soon',
    'bob can have lunch',
    "i'm not taking docs/",
    "don't release docs/",
    'please do not claim docs/',
    'not taking src/',
    'not done with docs',
    "I don't want to release docs",
    'nobody wants to claim docs/',
    'almost done with docs/',
    "I'll be done with docs/ in 10 min",
    'did you claim docs/?',
    'have you released docs/?',
    'should I take docs/?',
    'bob is done with docs/',
    'we will see tomorrow',
    'in a minute',
    'it is free tomorrow at 5',
    'what a day',
    'keep me out of it',
    '',
    '🙏',
  ])('%j is no line about claims', (text) => expect(claimPhrase(text)).toBeUndefined());

  it.each([
    ['I need help', 'help'],
    ['stop it', 'guess stop'],
    ['take it back', 'guess undo'],
    ['never mind that', 'guess undo'],
    ['give me the log', 'log'],
    ['is the host free?', 'overview'],
    ['I need a smoke bench', 'guess "bench --smoke"'],
  ])('%j still is %j', (text, line) => expect(said(text)).toBe(line));
});

describe('a line that is one already', () => {
  it.each([
    'claim',
    'claim docs/',
    'claim docs/ --for 2h',
    'claim docs/ --for "two hours" --why "for the API pages"',
    'claim for/ the/ docs --why x',
    'claim docs --why=until',
    'claim "for me/a b.md" docs/',
    'claim .',
    'claim src/..',
    'claim src/?',
    'claim ././the ././2h ././a.',
    'claim --shared docs/ --wait',
    'claim docs/ --for 2h src/',
    'claim --why x docs/',
    'release',
    'release docs',
    'release docs files',
    'release --lease 7',
    'renew docs/ --until "tomorrow noon"',
    'keep',
    'keep --for 2h',
    'locks',
    'locks --mine',
    'who docs/ src/',
    'who docs',
    'ask docs/ --why "to fix it"',
    'handover docs/ bob',
    'handover docs/ bob --for 2h',
    'handover --accept',
    'steal docs/ --why "for 2h"',
    'steal --approve --lease 7',
    'take',
    'take 3',
    'pass 3',
    'break docs/ --why "he left"',
    'break 7',
    'announce docs/ --files "a b" --tests "x" --risky',
    'guess "claim docs/ for 2h"',
    'bench --smoke',
    'claim "docs',
  ])('%j stays', (line) => expect(claimPhrase(line)).toBeUndefined());

  it.each(['the', 'for', 'and', 'folder', '2h', 'a.', 'x,', '-x', '--shared', 'please', 'everything', '#7'])(
    'a quoted %j is a path, also when its line is read again',
    (path) => {
      const line = claimPhrase(`claim "${path}" docs`);
      expect(line).toBe(`claim ././${path} docs`);
      expect(claimPhrase(line!)).toBeUndefined();
    },
  );
});

const verbs = [
  'help',
  'people',
  'claim',
  'release',
  'renew',
  'keep',
  'locks',
  'who',
  'ask',
  'handover',
  'steal',
  'take',
  'pass',
  'break',
  'announce',
];

/** The words of the line, without its guess. */
function wordsOf(line: string): string[] {
  const words = split(line);
  return words[0] === 'guess' ? split(words[1]!) : words;
}

describe('whatever is said', () => {
  const starts = [
    'claim',
    'release',
    'renew',
    'keep',
    'handover',
    'steal',
    'break',
    'who has',
    "I'm taking",
    'done with',
    'I need',
    'free',
    'give',
    'lock',
  ];
  const pieces =
    'docs/ src/a.rs docs docs/ src/*.rs to for until because and , the it bob 2h lunch two hours I\'m with need free --break --shared --for "a b" \' ` . ? ; - ./ when is another hour';
  const sentence = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...starts), fc.array(fc.constantFrom(...pieces.split(' ')), { maxLength: 7 }))
        .map(([start, all]) => [start, ...all].join(' ')),
    },
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.tuple(fc.constantFrom(...starts), fc.string({ maxLength: 40 })).map((all) => all.join(' ')),
  );

  it('it never throws, and makes whole lines that stay as they are', () => {
    let lines = 0;
    fc.assert(
      fc.property(sentence, (text) => {
        const line = claimPhrase(text);
        if (line === undefined) return;
        lines++;
        const words = wordsOf(line);
        expect(verbs).toContain(words[0]);
        const isGuess = line.startsWith('guess ');
        expect(claimPhrase(isGuess ? split(line)[1]! : line)).toBeUndefined();
        if (isGuess) expect(split(line)).toHaveLength(2);
      }),
      { seed, numRuns: 3000 },
    );
    expect(lines).toBeGreaterThan(150);
  });

  it('a reason stays one word of the line', () => {
    const odd = fc.oneof(
      fc.string({ minLength: 1, maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            '--break',
            '"; break docs',
            '\\',
            '\\"',
            "it's",
            "'",
            '"',
            '`',
            '--why',
            '\n',
            '; release',
            '$(id)',
            'for 2h',
            'x',
          ),
          {
            minLength: 1,
            maxLength: 6,
          },
        )
        .map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(fc.constantFrom('claim docs/ because ', "I'm taking docs/ because ", 'steal docs/ because '), odd, (start, reason) => {
        const line = claimPhrase(`${start}x ${reason} x`)!;
        const [verb, path, ...rest] = wordsOf(line);
        expect([verb, path]).toEqual([start.startsWith('steal') ? 'steal' : 'claim', 'docs/']);
        expect(rest).toEqual(['--why', expect.stringMatching(/^x /)]);
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('paths keep their letters', () => {
    const path = fc.stringMatching(/^[A-Za-z]{1,5}\/[A-Za-z0-9_.]{0,6}[A-Za-z]$/).filter(looksLikePath);
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 4 }), (paths) => {
        for (const [start, verb] of [
          ["I'm taking", 'claim'],
          ['done with', 'release'],
          ['release', 'release'],
          ['who has', 'who'],
        ] as const) {
          const words = claimPhrase(`${start} ${paths.join(' and ')}`);
          if (words !== undefined) expect(wordsOf(words)).toEqual([verb, ...paths]);
          else expect([verb, paths.length]).toEqual(['release', 1]);
        }
      }),
      { seed, numRuns: 300 },
    );
  });

  it('4 000 characters are read', () => {
    const paths = Array.from({ length: 400 }, (_, n) => `src/${n}.rs`);
    expect(wordsOf(claimPhrase(`claim ${paths.join(', ')} for 2h`)!)).toEqual(['claim', ...paths, '--for', '2h']);
    for (const unit of ['a ', 'is a ', '"', '? ', 'because ', 'done with a and ', 'i need ']) claimPhrase(unit.repeat(4000).slice(0, 4000));
  });
});
