/** The lock desk from phones: what is said and pressed, what is read then, and whose phone rings. A real bot on a clock that the test turns, a real lock file, Slack in a box. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { minute, second } from '../../src/kernel/durations.ts';
import { ClaimsHouse, emptyFile } from './claims-house.ts';

const [ada, bob, eve] = ['U01', 'U02', 'U03'];
let house: ClaimsHouse | undefined;

async function open(...options: Parameters<typeof ClaimsHouse.open>): Promise<ClaimsHouse> {
  house = await ClaimsHouse.open(...options);
  return house;
}

/** Whatever it was about: each message of it was fit for a phone. */
afterEach(async () => {
  const faults = house?.faults();
  await house?.timed.close();
  house = undefined;
  expect(faults).toEqual([]);
});

test('claimed from a phone; another waits, the holder is reminded and releases, the next in line takes', async () => {
  const { slash, until, presses, find, read, file } = use(await open());
  await slash(ada, '/molt claim docs/ —for 2h because API pages');
  expect(file()).toBe(`${emptyFile}- ada -> docs/\n`);
  await slash(bob, '/molt claim docs/api.md');
  await presses(bob, find(/^CLAIMED/), 'Release');
  await presses(bob, find(/^NOT CLAIMED/), 'Wait');
  await until('10:29');
  expect(read()).toMatchInlineSnapshot(`
    "
    > ada: /molt claim docs/ —for 2h because API pages
    09:00 #bench
      CLAIMED docs/ until 11:00 CST (2h)
      lease 1
      why: "API pages"
      [Release] [Keep 2h] [More]
    > bob: /molt claim docs/api.md
    09:00 #bench, to bob alone
      NOT CLAIMED docs/api.md: ada has it
      clash: docs/ · 2h left
      why: "API pages" · last commit Mon 03:00
      [Wait] [Ask] [More]
    > bob [Release]
    09:00 #bench, to bob alone
      Nothing was released. ada holds docs/ (lease 1), not you.
      /molt who docs/
      [Run it]
    > bob [Wait]
    09:00 #bench
      WAITING docs/api.md: 1st in line, behind ada
      ada: docs/ until 11:00 CST
      Not yours yet: you are told when it is
      your turn, and have 10m then.
      [Pass] [Ask] [More]
    "
  `);
  await until('10:30');
  await presses(ada, find(/^ENDS/), 'Release');
  expect(file()).toBe(emptyFile);
  await presses(bob, find(/^YOUR TURN/), 'Take');
  expect(file()).toBe(`${emptyFile}- bob -> docs/api.md\n`);
  expect(read()).toMatchInlineSnapshot(`
    "
    10:30 @ada RINGS ada
      ENDS 11:00: your claim docs/ (30m left)
      since 09:00 CST · bob waits
      "API pages"
      <@U01>
      [Keep 2h] [Release] [Hand over]
    > ada [Release]
    10:30 @ada (edit)
      RELEASED docs/: given back by you
      Next in line: bob
    10:30 @bob RINGS bob
      YOUR TURN docs/api.md: take it by 10:40
      for 4h · waited since 09:00 CST
      <@U02>
      [Take] [Pass]
    10:30 @ada RINGS ada
      RELEASED docs/
      next: bob, docs/api.md until 10:40
      [Undo] [Locks]
    > bob [Take]
    10:30 @bob (edit)
      TAKEN docs/api.md until 14:30 CST
    10:30 @bob RINGS bob
      TAKEN docs/api.md until 14:30 CST (4h)
      lease 2
      [Release] [Keep 4h] [More]
    "
  `);
});

test('nobody answers: reminder, grace, release, or not while there is work inside; nothing rings at night, and the grace waits for the morning', async () => {
  const { slash, until, read, file } = use(await open({ at: '05:00' }));
  writeFileSync(join(house!.timed.host.workspace, 'runtime/wasm/lib.rs'), 'changed');
  await slash(ada, 'notify quiet 22-7');
  await slash(bob, 'notify quiet 22-7');
  await slash(bob, 'notify claims room');
  read();
  await slash(eve, 'claim tests/ --for 1h');
  await slash(eve, 'claim runtime/wasm/ --for 1h');
  await slash(ada, 'claim docs/ --for 1h');
  await slash(bob, 'claim runtime/src/ --for 1h');
  await until('06:59');
  expect(file()).toBe(`${emptyFile}- eve -> runtime/wasm/\n- ada -> docs/\n- bob -> runtime/src/\n`);
  house!.timed.host.git('checkout', '-q', 'runtime/wasm/lib.rs');
  expect(read()).toMatchInlineSnapshot(`
    "
    > eve: /molt claim tests/ --for 1h
    05:00 #bench
      CLAIMED tests/ until 06:00 CST (1h)
      lease 1
      [Release] [Keep 1h] [More]
    > eve: /molt claim runtime/wasm/ --for 1h
    05:00 #bench
      CLAIMED runtime/wasm/ until 06:00 CST (1h)
      lease 2
      [Release] [Keep 1h] [More]
    > ada: /molt claim docs/ --for 1h
    05:00 #bench
      CLAIMED docs/ until 06:00 CST (1h)
      lease 3
      [Release] [Keep 1h] [More]
    > bob: /molt claim runtime/src/ --for 1h
    05:00 #bench
      CLAIMED runtime/src/ until 06:00 CST (1h)
      lease 4
      [Release] [Keep 1h] [More]
    05:45 @eve RINGS eve
      ENDS 06:00: your claim tests/ (15m left)
      since 05:00 CST
      <@U03>
      [Keep 1h] [Release] [Hand over]
    05:45 @eve RINGS eve
      ENDS 06:00: your claim runtime/wasm/ (15m left)
      since 05:00 CST
      <@U03>
      [Keep 1h] [Release] [Hand over]
    06:00 @eve (edit)
      OVER since 06:00: your claim tests/
      Released 06:30 CST unless kept
      <@U03>
      [Keep 1h] [Release] [Hand over]
    06:00 @eve (edit)
      OVER since 06:00: your claim runtime/wasm/
      Released 06:30 CST unless kept
      <@U03>
      [Keep 1h] [Release] [Hand over]
    06:30 @eve (edit)
      RELEASED tests/: its time was over
      Nobody waits for it
    06:30 #bench
      RELEASED tests/ of eve: its time was over
      Nobody waits for it
    06:30 @eve (edit)
      OVER since 06:00: your claim runtime/wasm/
      Not released: there is work inside.
      Keep or release it below.
    06:30 @eve RINGS eve
      STALE runtime/wasm/: over since 06:00, work inside
      1 dirty file
      Not released. Looked at each hour.
      <@U03>
      [Keep 1h] [Release]
    "
  `);
  await until('07:31');
  expect(file()).toBe(emptyFile);
  expect(read()).toMatchInlineSnapshot(`
    "
    07:00 #bench RINGS bob
      OVER since 06:00: your claim runtime/src/
      Released 07:30 CST unless kept
      <@U02>
      [Keep 1h] [Release] [Hand over]
    07:00 @ada RINGS ada
      OVER since 06:00: your claim docs/
      Released 07:30 CST unless kept
      <@U01>
      [Keep 1h] [Release] [Hand over]
    07:30 #bench (edit)
      RELEASED runtime/src/: its time was over
      Nobody waits for it
    07:30 @ada (edit)
      RELEASED docs/: its time was over
      Nobody waits for it
    07:30 #bench
      RELEASED docs/ of ada: its time was over
      Nobody waits for it
    07:30 #bench
      RELEASED runtime/src/ of bob: its time was over
      Nobody waits for it
    07:30 @eve (edit)
      RELEASED runtime/wasm/: its time was over
      Nobody waits for it
    07:30 @eve (edit)
      RELEASED runtime/wasm/: its time was over
      Nobody waits for it
    07:30 #bench
      RELEASED runtime/wasm/ of eve: its time was over
      Nobody waits for it
    "
  `);
});

describe('said in a channel', () => {
  test('sentences are asked about before anything is changed, and what is missing is asked for', async () => {
    const { slash, says, presses, find, read, file } = use(await open());
    await slash(ada, 'claim runtime/src/ --why "GC barrier"');
    await says(bob, '<@UBOT01> who has runtime/?');
    await says(bob, '<@UBOT01> I’m taking docs/ for two hours');
    expect(file()).toBe(`${emptyFile}- ada -> runtime/src/\n`);
    await presses(bob, find(/^MEANT/), 'Yes');
    await says(bob, '<@UBOT01> done with docs');
    await says(bob, 'yes', { thread: find(/^MEANT/).ts });
    await slash(bob, 'claim');
    await says(bob, 'docs/ for 1h', { thread: find(/^CLAIM which/).ts });
    expect(file()).toBe(`${emptyFile}- ada -> runtime/src/\n- bob -> docs/\n`);
    expect(read()).toMatchInlineSnapshot(`
      "
      > ada: /molt claim runtime/src/ --why "GC barrier"
      09:00 #bench
        CLAIMED runtime/src/ until 13:00 CST (4h)
        lease 1
        why: "GC barrier"
        [Release] [Keep 4h] [More]
      > bob: <@UBOT01> who has runtime/?
      09:00 #bench
        HELD runtime/: ada has part, 4h
        ada: runtime/src/
        09:00 to 13:00 CST
        why: "GC barrier"
        lease 1 · last commit Mon 03:00
        [Wait] [Ask] [Steal]
      > bob: <@UBOT01> I’m taking docs/ for two hours
      09:00 #bench
        MEANT “claim docs/ --for "two hours"”?
        You said: I’m taking docs/ for two hou…
        Nothing was done yet.
        Yes does it, or send:
        claim docs/ --for "two hours"
        [Yes] [No]
      > bob [Yes]
      09:00 #bench
        CLAIMED docs/ until 11:00 CST (2h)
        lease 2
        [Release] [Keep 2h] [More]
      > bob: <@UBOT01> done with docs
      09:00 #bench
        MEANT "release docs"?
        You said: done with docs
        Nothing was done yet.
        Yes does it, or send:
        release docs
        [Yes] [No]
      > bob: yes
      09:00 #bench, in a thread RINGS bob
        RELEASED docs/
        [Undo] [Locks]
      > bob: /molt claim
      09:00 #bench
        CLAIM which paths?
        Nothing is claimed yet. Answer with
        paths, such as: docs/ src/main.rs
        and for how long, if you like: for 2h
        [Fill in] [Drop]
      > bob: docs/ for 1h
      09:00 #bench, in a thread RINGS bob
        CLAIMED docs/ until 10:00 CST (1h)
        lease 3
        [Release] [Keep 1h] [More]
      "
    `);
  });

  test('forms and cards: what is wrong is told in the form; the free part, and all that is held', async () => {
    const { slash, presses, submits, find, read } = use(await open());
    await slash(ada, 'claim runtime/src/');
    await slash(bob, 'claim');
    await presses(bob, find(/^CLAIM which/), 'Fill in');
    await submits(bob, { 'For how long': '1h' });
    await submits(bob, { Paths: '../x', 'For how long': '1h' });
    await submits(bob, { Paths: 'docs/api.md, runtime/wasm/', 'For how long': 'forever' });
    await submits(bob, { Paths: 'docs/api.md, runtime/wasm/', 'For how long': '90m', Why: 'it’s slow' });
    await slash(eve, 'claim runtime/ src/');
    const refusal = find(/^NOT CLAIMED/);
    await presses(eve, refusal, 'More');
    await presses(eve, refusal, 'Take free');
    expect(read()).toMatchInlineSnapshot(`
      "
      > ada: /molt claim runtime/src/
      09:00 #bench
        CLAIMED runtime/src/ until 13:00 CST (4h)
        lease 1
        [Release] [Keep 4h] [More]
      > bob: /molt claim
      09:00 #bench
        CLAIM which paths?
        Nothing is claimed yet. Answer with
        paths, such as: docs/ src/main.rs
        and for how long, if you like: for 2h
        [Fill in] [Drop]
      > bob [Fill in]
      > bob fills in {"For how long":"1h"}
        ! field:paths: No path was named. Nothing was claimed. Write one or more, such as docs/ src/main.rs.
      > bob fills in {"Paths":"../x","For how long":"1h"}
        ! field:paths: "../x" leads out of the repository. Nothing was claimed. Write it without the .. that climbs above the top folder.
      > bob fills in {"Paths":"docs/api.md, runtime/wasm/","For how long":"forever"}
        ! field:paths: "forever" is no time such as 2h or 90m. Nothing was claimed. Like this:
      /molt claim docs/api.md runtime/wasm/ --for 2h
      > bob fills in {"Paths":"docs/api.md, runtime/wasm/","For how long":"90m","Why":"it’s slow"}
      09:00 #bench
        CLAIMED docs/api.md +1 until 10:30 CST (1h30m)
        docs/api.md, runtime/wasm/
        lease 2
        why: "it's slow"
        [Release] [Keep 1h30m] [More]
      > eve: /molt claim runtime/ src/
      09:00 #bench, to eve alone
        NOT CLAIMED runtime/ +1: ada +1 have part
        ada: runtime/src/ · 4h left
        last commit Mon 03:00
        bob: runtime/wasm/ · 1h30m left
        why: "it's slow"
        free: src/, runtime/tests/
        [Take free] [Wait] [Ask] [More]
      > eve [More]
      09:00 #bench
        HELD runtime/ +1: ada +1 have part
        ada: runtime/src/ · 4h
          since 09:00 · lease 1
          commit Mon 03:00
        bob: runtime/wasm/ · 1h30m
          since 09:00 · lease 2 · "it's slow"
          commit Mon 03:00
        [Wait] [Ask] [Steal]
      > eve [Take free]
      09:00 #bench
        CLAIMED src/ +1 until 13:00 CST (4h)
        src/, runtime/tests/
        lease 3
        [Release] [Keep 4h] [More]
      "
    `);
    await slash(eve, 'locks');
    const locks = find(/^LOCKS/);
    await presses(eve, locks, 'Tree');
    await presses(eve, locks, 'Mine');
    expect(read()).toMatchInlineSnapshot(`
      "
      > eve: /molt locks
      09:00 #bench
        LOCKS 3 held, nobody waits
        eve: src/ +1 · 4h
        ada: runtime/src/ · 4h
        bob: docs/api.md +1 · 1h30m
        [Mine] [Tree]
      > eve [Tree]
      09:00 #bench
        LOCKS 3 held, nobody waits
        docs/api.md                    bob 1h30m
        runtime/
          src/                         ada 3h59m
          tests/                          eve 4h
          wasm/                        bob 1h30m
        src/                              eve 4h
        [List]
      > eve [Mine]
      09:00 #bench
        LOCKS of yours: 1 held, nobody waits
        eve: src/ +1 · 4h
        [Tree] [All]
      "
    `);
  });
});

test('a steal: given, denied, and approved by a second person where the holder is at work', async () => {
  const { slash, says, pass, presses, submits, find, read, file } = use(await open());
  await slash(ada, 'claim docs/ --for 6h');
  await slash(ada, 'claim runtime/ --for 6h');
  read();
  await slash(bob, 'who docs/');
  await presses(bob, find(/^HELD/), 'Steal');
  await submits(bob, {});
  await submits(bob, { Why: 'release notes' });
  await presses(ada, find(/^WANTED/), 'Give it');
  expect(read()).toMatchInlineSnapshot(`
    "
    > bob: /molt who docs/
    09:00 #bench
      HELD docs/: ada has it, 6h
      ada: docs/
      09:00 to 15:00 CST
      lease 1 · last commit Mon 03:00
      [Wait] [Ask] [Steal]
    > bob [Steal]
    > bob fills in {}
      ! field:why: A steal needs a reason, --why, for ada to read. Nothing was stolen.
    > bob fills in {"Why":"release notes"}
    09:00 #bench
      ASKED ada for docs/: until 09:15 CST
      why: "release notes"
      Not yours yet. Silent until then and
      not at work: yours. At work: a second
      person has to approve.
      [Withdraw] [More]
    09:00 @ada RINGS ada
      WANTED docs/ by bob: "release notes"
      Silent until 09:15 CST and not at work,
      it is theirs.
      <@U01>
      [Give it] [Keep it] [10 minutes]
    > ada [Give it]
    09:00 @ada (edit)
      GIVEN docs/ to bob
    09:00 @bob RINGS bob
      YOURS docs/ until 13:00 CST
      given by ada
      lease 3
      <@U02>
      [Release]
    09:00 @ada RINGS ada
      GIVEN docs/ to bob
      lease 3, until 13:00 CST
      [Locks]
    "
  `);
  await slash(bob, 'who runtime/');
  await presses(bob, find(/^HELD/), 'Steal');
  await submits(bob, { Why: 'a hot fix' });
  await presses(ada, find(/^WANTED/), 'Keep it');
  expect(read()).toMatchInlineSnapshot(`
    "
    > bob: /molt who runtime/
    09:00 #bench
      HELD runtime/: ada has it, 6h
      ada: runtime/
      09:00 to 15:00 CST
      lease 2 · last commit Mon 03:00
      [Wait] [Ask] [Steal]
    > bob [Steal]
    > bob fills in {"Why":"a hot fix"}
    09:00 #bench
      ASKED ada for runtime/: until 09:15 CST
      why: "a hot fix"
      Not yours yet. Silent until then and
      not at work: yours. At work: a second
      person has to approve.
      [Withdraw] [More]
    09:00 @ada RINGS ada
      WANTED runtime/ by bob: "a hot fix"
      Silent until 09:15 CST and not at work,
      it is theirs.
      <@U01>
      [Give it] [Keep it] [10 minutes]
    > ada [Keep it]
    09:00 @ada (edit)
      KEPT runtime/: bob does not get it
    09:00 @bob RINGS bob
      DENIED runtime/: ada keeps it
      until 15:00 CST (6h)
      <@U02>
      [Wait] [Ask]
    09:00 @ada RINGS ada
      DENIED runtime/: bob does not get it
      [Locks]
    "
  `);
  await slash(bob, 'steal runtime/');
  await says(bob, 'the fix of the night', { thread: find(/^WHY/).ts });
  writeFileSync(join(house!.timed.host.workspace, 'runtime/src/obj.rs'), 'changed');
  await pass(16 * minute);
  await presses(bob, find(/approve\?/), 'Approve');
  await presses(eve, find(/approve\?/), 'Approve');
  expect(read()).toMatchInlineSnapshot(`
    "
    > bob: /molt steal runtime/
    09:00 #bench
      WHY do you need runtime/?
      ada will read it.
      Nothing was asked yet. Answer with the
      reason, in one line.
      [Fill in] [Drop]
    > bob: the fix of the night
    09:00 #bench, in a thread RINGS bob
      ASKED ada for runtime/: until 09:15 CST
      why: "the fix of the night"
      Not yours yet. Silent until then and
      not at work: yours. At work: a second
      person has to approve.
      [Withdraw] [More]
    09:00 @ada RINGS ada
      WANTED runtime/ by bob: "the fix of the night"
      Silent until 09:15 CST and not at work,
      it is theirs.
      <@U01>
      [Give it] [Keep it] [10 minutes]
    09:15 @ada (edit)
      WANTED runtime/ by bob: not yet given
      "the fix of the night"
      There is work inside, so a second person
      has to approve.
      <@U01>
      [Give it] [Keep it]
    09:15 #bench
      WANTED runtime/ of ada by bob: approve?
      "the fix of the night"
      ada has work inside
      A second person decides by Wed 09:15 CST
      [Approve]
    > bob [Approve]
    09:16 #bench, to bob alone
      Nothing was approved: a second person needs the role
      approver; bob has operator here.
      /molt who runtime/
      [Run it]
    > eve [Approve]
    09:16 @ada (edit)
      GONE runtime/: bob has it, eve approved
    09:16 #bench (edit)
      APPROVED runtime/ for bob by eve
    09:16 @bob RINGS bob
      YOURS runtime/ until 13:16 CST
      from ada, approved by eve
      lease 4
      <@U02>
      [Release]
    09:16 @ada RINGS ada
      STOLEN runtime/ by bob
      "the fix of the night"
      approved by eve
      <@U01>
      [Wait for it] [Ask]
    09:16 #bench
      APPROVED: runtime/ is now bob's
      lease 4, until 13:16 CST
      [Locks]
    "
  `);
  expect(file()).toBe(`${emptyFile}- bob -> docs/\n- bob -> runtime/\n`);
});

test('a friendly question, and a hand-over from the reminder', async () => {
  const { slash, pass, presses, submits, find, read, file } = use(await open());
  await slash(ada, 'claim docs/ --for 20m');
  await slash(bob, 'ask docs/ --why "the release notes"');
  await pass(10 * minute);
  const reminder = find(/^ENDS/);
  await presses(ada, reminder, 'Hand over');
  await submits(ada, { 'To whom': 'bobb' });
  await submits(ada, { 'To whom': 'bob', 'For how long': '3h' });
  await presses(bob, find(/^OFFERED docs\/ by/), 'Take it');
  expect(file()).toBe(`${emptyFile}- bob -> docs/\n`);
  expect(read()).toMatchInlineSnapshot(`
    "
    > ada: /molt claim docs/ --for 20m
    09:00 #bench
      CLAIMED docs/ until 09:20 CST (20m)
      lease 1
      [Release] [Keep 20m] [More]
    > bob: /molt ask docs/ --why "the release notes"
    09:00 #bench
      ASKED ada for docs/
      The claim stays until they answer.
      [Wait] [More]
    09:00 @ada RINGS ada
      ASKED by bob: may I have docs/?
      why: "the release notes"
      your claim: docs/ · 20m left
      Nothing changes unless you say so.
      <@U01>
      [Release] [Give it to bob] [Keep 20m]
    09:10 @ada RINGS ada
      ENDS 09:20: your claim docs/ (9m58s left)
      since 09:00 CST
      <@U01>
      [Keep 20m] [Release] [Hand over]
    > ada [Hand over]
    > ada fills in {"To whom":"bobb"}
      ! field:to: I know nobody called "bobb". Nothing was handed over. Did you mean:
    /molt handover bob --lease 1
    > ada fills in {"To whom":"bob","For how long":"3h"}
    09:10 @ada RINGS ada
      OFFERED docs/ to bob until 09:20 CST
      Yours until bob takes it.
      [Take back] [Locks]
    09:10 @bob RINGS bob
      OFFERED docs/ by ada: take by 09:20
      yours for 3h · offered 09:10 CST
      <@U02>
      [Take it] [No thanks]
    > bob [Take it]
    09:10 @ada (edit)
      RELEASED docs/: handed over
    09:10 @bob (edit)
      TAKEN docs/ from ada
    09:10 #bench
      ACCEPTED docs/: bob has it now
    09:10 @bob RINGS bob
      TAKEN docs/ until 12:10 CST (3h)
      lease 2
      in place of lease 1: docs/ of ada
      [Release] [Keep 3h] [More]
    "
  `);
});

test('the file edited by hand: adopted, in conflict, lines of two gone, put back', async () => {
  const { slash, pass, comes, edits, presses, read, file } = use(await open());
  await edits('codex-2 is written into it', (text) => `${text}- codex-2 -> runtime/wasm/\n`);
  await comes(/^ADOPTED/);
  await slash(ada, 'claim docs/ --for 6h');
  const whole = file();
  await edits('a merge leaves its marks', (text) => `${text}<<<<<<< HEAD\n- codex-2 -> x/\n=======\n>>>>>>> other\n`);
  await comes(/^NOT IN STEP/);
  await edits('and goes on', (text) => `${text}\n`);
  await slash(ada, 'claim tests/ --for 6h');
  expect(file()).toContain('<<<<<<<');
  expect(read()).toMatchInlineSnapshot(`
    "
    > codex-2 is written into it
    09:00 #bench
      ADOPTED runtime/wasm/ for codex-2: a line of the file
      until 13:00 CST (4h) · lease 1
    > ada: /molt claim docs/ --for 6h
    09:00 #bench
      CLAIMED docs/ until 15:00 CST (6h)
      lease 2
      [Release] [Keep 4h] [More]
    > a merge leaves its marks
    09:00 #bench
      NOT IN STEP: docs/AGENT_LOCKS.md
      It has a merge conflict in line 6.
      I neither read nor write it until that
      is mended; claims go on without it.
    > and goes on
    > ada: /molt claim tests/ --for 6h
    09:00 #bench
      CLAIMED tests/ until 15:00 CST (6h)
      lease 3
      docs/AGENT_LOCKS.md has a merge conflict
      in line 6: left as it is until mended
      [Release] [Keep 4h] [More]
    "
  `);
  await edits('it is mended', () => whole);
  await pass(minute);
  expect(file()).toBe(`${whole}- ada -> tests/\n`);
  await edits('all lines are gone', () => emptyFile);
  const question = await comes(/^VANISHED/);
  expect(file()).toBe(emptyFile);
  await presses(bob, question, 'Put them back');
  expect(file()).toBe(`${whole}- ada -> tests/\n`);
  await pass(minute);
  expect(read()).toMatchInlineSnapshot(`
    "
    > it is mended
    > all lines are gone
    09:01 #bench
      VANISHED: 3 lines of docs/AGENT_LOCKS.md
      codex-2 -> runtime/wasm/
      ada -> docs/
      ada -> tests/
      Perhaps not meant: they were of 2
      holders.
      Nothing was released. The file is left
      alone until you say:
      [They were released] [Put them back]
    > bob [Put them back]
    09:01 #bench (edit)
      PUT BACK: the lines that vanished
      in docs/AGENT_LOCKS.md
    09:01 #bench
      SETTLED 3 lines: they go back into the file
      codex-2 -> runtime/wasm/
      ada -> docs/
      ada -> tests/
      [Locks]
    "
  `);
});

test('a claim that ran out while the bot was away: one reminder, its grace from then on, no doubles', async () => {
  const { slash, until, pass, away, read, file } = use(await open());
  await slash(ada, 'claim docs/ --for 2h');
  await slash(ada, 'claim tests/ --for 24h');
  await slash(bob, 'claim docs/ --wait');
  await until('09:30');
  read();
  await away('13:30');
  await until('13:50');
  await pass(30 * second);
  // Who has to answer gets the time back that the bot was away: grace, and the turn of the next.
  await away('13:55');
  await until('14:03');
  expect(file()).toBe(`${emptyFile}- ada -> docs/\n- ada -> tests/\n`);
  await until('14:07');
  expect(file()).toBe(`${emptyFile}- ada -> tests/\n`);
  await pass(50 * second);
  await away('14:12');
  await until('14:25');
  expect(read()).toMatchInlineSnapshot(`
    "
    > the bot is away
    13:30 @ada RINGS ada
      OVER since 11:00: your claim docs/
      Released 14:00 CST unless kept
      bob waits
      <@U01>
      [Keep 2h] [Release] [Hand over]
    > the bot is away
    13:55 @ada (edit)
      OVER since 11:00: your claim docs/
      Released 14:04 CST unless kept
      bob waits
      <@U01>
      [Keep 2h] [Release] [Hand over]
    14:04 @ada (edit)
      RELEASED docs/: its time was over
      Next in line: bob
    14:04 #bench
      RELEASED docs/ of ada: its time was over
      Next in line: bob
    14:05 @bob RINGS bob
      YOUR TURN docs/: take it by 14:15
      for 4h · waited since 09:00 CST
      <@U02>
      [Take] [Pass]
    > the bot is away
    14:12 @bob (edit)
      YOUR TURN docs/: take it by 14:19
      for 4h · waited since 09:00 CST
      <@U02>
      [Take] [Pass]
    14:19 @bob (edit)
      LAPSED docs/: your turn was over 14:19 CST
      You wait for it no longer.
      [Claim]
    "
  `);
  expect(house!.lab.rings(ada)).toHaveLength(1);
  expect(house!.lab.rings(bob)).toHaveLength(1);
});

test('a bot that is away by night takes no time from who sleeps; what waits for the morning names the time that is true then', async () => {
  const { slash, until, away, read, file } = use(await open({ at: '21:30' }));
  await slash(ada, 'notify quiet 22-7');
  await slash(bob, 'notify claims off');
  await slash(ada, 'claim docs/ --for 15m');
  await slash(bob, 'claim tests/ --for 9h30m');
  await until('21:50');
  await slash(ada, 'claim src/ --for 2h10m');
  read();
  // Ten of the minutes that she had left were before ten.
  await away('23:44');
  await until('00:01');
  await away('06:50');
  await until('06:51');
  // Five more, and the message that was to come at seven.
  await away('07:05');
  await until('07:36');
  expect(file()).toBe(emptyFile);
  expect(read()).toMatchInlineSnapshot(`
    "
    > the bot is away
    23:44 @ada (edit)
      OVER since 21:45: your claim docs/
      Released Wed 07:25 CST unless kept
      <@U01>
      [Keep 15m] [Release] [Hand over]
    > the bot is away
    06:50 #bench
      ENDS 07:00: bob's claim tests/ (10m left)
      since Tue 21:30 CST
      [Keep 4h] [Release] [Hand over]
    > the bot is away
    07:05 @ada (edit)
      OVER since Tue 21:45: your claim docs/
      Released 07:30 CST unless kept
      <@U01>
      [Keep 15m] [Release] [Hand over]
    07:05 #bench (edit)
      OVER since 07:00: bob's claim tests/
      Released 07:35 CST unless kept
      [Keep 4h] [Release] [Hand over]
    07:05 @ada RINGS ada
      OVER since 00:00: your claim src/
      Released 07:35 CST unless kept
      <@U01>
      [Keep 2h10m] [Release] [Hand over]
    07:30 @ada (edit)
      RELEASED docs/: its time was over
      Nobody waits for it
    07:30 #bench
      RELEASED docs/ of ada: its time was over
      Nobody waits for it
    07:35 #bench (edit)
      RELEASED tests/ of bob: its time was over
      Nobody waits for it
    07:35 @ada (edit)
      RELEASED src/: its time was over
      Nobody waits for it
    07:35 #bench
      RELEASED src/ of ada: its time was over
      Nobody waits for it
    "
  `);
  expect(house!.lab.rings(ada)).toHaveLength(2);
});

test('a question to a holder stands longer by the time that the bot was away, and so does what they asked for', async () => {
  const { slash, until, away, presses, find, read, file } = use(await open());
  await slash(ada, 'claim docs/ --for 6h');
  await slash(bob, 'steal docs/ --why "release notes"');
  await until('09:05');
  read();
  await away('09:20');
  await presses(ada, find(/^WANTED/), '10 minutes');
  await until('09:25');
  await away('09:32');
  await until('09:38');
  expect(file()).toBe(`${emptyFile}- bob -> docs/\n`);
  expect(read()).toMatchInlineSnapshot(`
    "
    > the bot is away
    09:20 @ada (edit)
      WANTED docs/ by bob: "release notes"
      Silent until 09:30 CST and not at work,
      it is theirs.
      <@U01>
      [Give it] [Keep it] [10 minutes]
    > ada [10 minutes]
    09:20 @ada (edit)
      WANTED docs/ by bob: theirs at 09:30
      "release notes"
      <@U01>
      [Give it] [Keep it]
    09:20 #bench
      SOON docs/ for bob: at 09:30 CST
      ada gives it up then
    09:20 @ada RINGS ada
      LATER: docs/ goes to bob at 09:30 CST
      [Locks]
    > the bot is away
    09:32 @ada (edit)
      WANTED docs/ by bob: theirs at 09:37
      "release notes"
      <@U01>
      [Give it] [Keep it]
    09:32 #bench (edit)
      SOON docs/ for bob: at 09:37 CST
      ada gives it up then
    09:37 @ada (edit)
      GIVEN docs/ to bob
    09:37 @bob RINGS bob
      YOURS docs/ until 13:37 CST
      from ada, as agreed
      lease 2
      <@U02>
      [Release]
    09:37 @ada RINGS ada
      STOLEN docs/ by bob
      "release notes"
      as agreed
      <@U01>
      [Wait for it] [Ask]
    "
  `);
});

test('the digest names stale claims; the week is a picture, also where no files go', async () => {
  const { slash, until, presses, find, read } = use(await open({ at: '17:00', rooms: [{ slack: 'C01', digest: '0 18 * * *' }] }));
  await slash(ada, 'claim docs/ --for 40m');
  await slash(bob, 'claim runtime/src/ README.md --for 45m');
  await slash(bob, 'claim tests/ --for 5h');
  await until('17:59');
  read();
  await until('18:01');
  await slash(ada, 'locks --week');
  await slash(bob, 'locks');
  await presses(bob, find(/^LOCKS 3/), 'Mine');
  expect(read()).toMatchInlineSnapshot(`
    "
    18:00 #bench
      STATUS 0 running, 0 queued, 0 not done, 0 done
      since Mon 18:00 CST
      2 claims stale: docs/ (ada) +1
      3 claims held
      Nothing is scheduled
      [Jobs] [Locks]
    > ada: /molt locks --week
    18:01 #bench
      LOCKS of 7 days: 3 claims by 2
      bob: tests/ 17:00, held
      bob: runtime/src/ +1 17:00, held
      ada: docs/ 17:00, held
      [Now]
    18:01 #bench, in a thread
      
      <claims-week.png>
    > bob: /molt locks
    18:01 #bench
      LOCKS 3 held, nobody waits
      bob:
        runtime/src/ +1 · OVER
        tests/ · 3h59m
      ada: docs/ · OVER
      [Mine] [Tree]
    > bob [Mine]
    18:01 #bench
      LOCKS of yours: 2 held, nobody waits
      bob:
        runtime/src/ +1 · OVER
        tests/ · 3h59m
      [Tree] [All]
    "
  `);
  const [picture] = house!.lab.messages.flatMap(({ files }) => files);
  expect(picture!.bytes.subarray(1, 4).toString()).toBe('PNG');
});

/** What is done all the time, under short names. */
function use(one: ClaimsHouse) {
  return {
    slash: one.slash.bind(one),
    says: one.says.bind(one),
    presses: one.presses.bind(one),
    submits: one.submits.bind(one),
    until: one.until.bind(one),
    pass: one.pass.bind(one),
    away: one.away.bind(one),
    comes: one.comes.bind(one),
    find: one.find.bind(one),
    read: one.read.bind(one),
    file: () => one.file,
    edits: one.edits.bind(one),
  };
}
