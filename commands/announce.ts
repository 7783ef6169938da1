/** `announce --files "src/gc.rs" --tests "cargo test" --risky`: an agent says what it is about to do under its claim. */
import { type Answer, command, type View } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { refuse } from '../src/kernel/result.ts';
import { claimsClashing } from '../src/locks/desk/claim-index.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { word } from '../src/locks/desk/lines.ts';
import { allIn } from '../src/locks/desk/scopes.ts';
import { readPaths } from '../src/locks/desk/wish.ts';
import { announcedReply, haveWords, notAnnouncedCard } from '../src/reports/claims/announce-card.ts';
import { claimObject } from '../src/reports/claims/claim-object.ts';
import { pathsWords } from '../src/reports/claims/claim-words.ts';
import { changedObject, type Given, leaseOf, lineFor, listOf, reading, stepAnswer, takesPaths, withLost } from './claim-words.ts';
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
    const read = files.length > 0 ? readPaths(files, nothing) : undefined;
    if (read && !read.ok) return read;
    const claims = step.value.news.flatMap((news) => (news.is === 'announced' ? [news.claim] : []));
    const { ofOthers, outside } = beyond(view, claims, files);
    if (ofOthers.size > 0) return ofOthersAnswer(view, { words, options }, files, ofOthers);
    const leases = new Set(claims.map((claim) => claim.lease));
    const before = view.desk.claims.flatMap(({ lease: each, announced }) => (announced && leases.has(each) ? [announced.at] : []));
    return stepAnswer(
      view,
      step.value,
      announcedReply(
        {
          announced: { files, tests, risky },
          scope: claims.flatMap(({ paths }) => paths),
          holder: claims[0]?.holder.id ?? view.asker.id,
          reader: view.asker.id,
          outside,
          ...(before.length > 0 && { before: Math.max(...before) }),
          lines: { claim: lineFor('claim', outside) ?? 'claim', locks: 'locks --mine' },
        },
        reading(view),
      ),
      { data: { ...changedObject(view, step.value), ...(outside.length > 0 && { outside }) } },
    );
  },
});

/** Files in claims of others, and those in nobody's. What the asker or the holder has under any lease is their own. */
function beyond({ desk: { claims }, asker }: View, under: readonly desk.Claim[], files: readonly string[]) {
  const own = new Set([asker.id, ...under.map(({ holder }) => holder.id)]);
  const ofOthers = new Map<string, readonly desk.Claim[]>();
  const outside: string[] = [];
  for (const file of files) {
    const wanted = { paths: [file], mode: 'exclusive' as const };
    const meeting = claimsClashing(claims, wanted);
    if (meeting.some((claim) => own.has(claim.holder.id) && allIn(wanted, claim))) continue;
    const theirs = meeting.filter(({ holder }) => !own.has(holder.id));
    if (theirs.length > 0) ofOthers.set(file, theirs);
    else outside.push(file);
  }
  return { ofOthers, outside };
}

/** Whose they are, and the same line without them. */
function ofOthersAnswer(
  view: View,
  { words, options }: Given,
  files: readonly string[],
  ofOthers: ReadonlyMap<string, readonly desk.Claim[]>,
): Answer {
  const [theirs, claims] = [[...ofOthers.keys()], [...new Set([...ofOthers.values()].flat())]];
  const left = files.filter((file) => !ofOthers.has(file));
  const { files: _, ...others } = options;
  const isSomething = left.length > 0 || givenValue(others, 'tests') !== undefined;
  const without = isSomething
    ? lineFor('announce', words, left.length > 0 ? { ...others, files: left.map(word).join(' ') } : others)
    : undefined;
  const line = (verb: string): string => lineFor(verb, theirs) ?? 'locks';
  const lines = { ...(without !== undefined && { without }), ask: line('ask'), who: line('who') };
  const { refusal } = refuse('not yours', `${pathsWords(theirs)}: ${haveWords(theirs, claims)}. ${nothing}`, without ?? line('who'));
  return {
    ok: false,
    refusal,
    card: notAnnouncedCard(theirs, claims, lines, reading(view)),
    data: { files: theirs, claims: claims.map((claim) => claimObject(claim, view.now)) },
  };
}

/** A test may be a whole command: commas part them, blanks do not. */
const testsOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[,;]/)
    .map((test) => test.trim())
    .filter((test) => test !== '');
