/** The day of src/locks/desk/day.test.ts, as people read it on their phones. What somebody does is answered by its command: only what others are told stands here. */
import { expect, test } from 'vitest';
import { minute } from '../kernel/durations.ts';
import type { Place } from '../kernel/people.ts';
import { columns } from '../kernel/text.ts';
import * as desk from '../locks/desk/desk.ts';
import { ada, at, Bench, bob, clock, codex1, codex2, eve, world } from '../locks/desk/testing.ts';
import { dm, main, Outbox, read, socket } from './claim-news.fixture.ts';

type Deed = (now: number, place: Place) => desk.Done | desk.ClaimDone | desk.Step;

test('a day', () => {
  const bench = new Bench();
  const outbox = new Outbox({
    settings: { ada: { quiet: { from: '22:00', to: '07:00', zone: 'UTC' } }, eve: { notify: { claims: 'room' } } },
  });
  const lines: string[] = [];
  const say = (text: string): void => void lines.push(`--- ${text}`);
  const tell = (news: readonly desk.News[], now: number, asked?: { person: string; place: Place }): void => {
    for (const told of outbox.hear(news, bench.desk, now, asked)) {
      const [where, ...text] = read(told);
      lines.push(`${clock(now)} ${where}`, ...text.map((line) => `      ${line}`));
    }
  };
  /** People say it in the room, agents over the socket. */
  const does = (who: desk.Who, time: string, deed: Deed, place = who.kind === 'agent' ? socket : main): void =>
    tell(bench.do(deed(at(time), place)), at(time), { person: who.id, place });
  /** The file, git. */
  const happens = (time: string, deed: Deed): void => tell(bench.do(deed(at(time), socket)), at(time));
  /** What git shows inside the claims of each. */
  let work: Record<string, Partial<desk.Activity>> = {};
  const asleep: desk.QuietUntil = (_, time) => (time >= at('22:00') && time < at('+1 07:00') ? at('+1 07:00') : undefined);
  /** As the bot's one timer would do it. */
  const until = (time: string): void => {
    for (let due = desk.nextDue(bench.desk); due !== undefined && due <= at(time); due = desk.nextDue(bench.desk)) {
      const seen = world(({ holder }) => work[holder.id] ?? {}, asleep);
      tell(bench.do(desk.tick(bench.desk, due, seen)), due);
    }
  };
  /** As a bot that was stopped and started again. */
  const away = (from: string, to: string): void => {
    until(from);
    happens(to, () => desk.backAfter(bench.desk, { from: at(from), to: at(to) }, world({}, asleep)));
  };
  const leaseOf = (path: string): number => bench.desk.claims.find(({ paths }) => paths.includes(path))!.lease;

  say('Ada claims docs/ for two hours, her agent a part of the runtime, and says what it is about to do');
  does(ada, '09:00', (now, place) =>
    desk.claim(bench.desk, { who: ada, paths: ['docs/'], span: 120 * minute, why: 'API pages', place }, now),
  );
  does(codex1, '09:05', (now, place) =>
    desk.claim(bench.desk, { who: codex1, paths: ['runtime/src/', 'runtime/Cargo.toml'], why: 'GC barrier', place }, now),
  );
  does(codex1, '09:06', (now) =>
    desk.announce(bench.desk, { who: codex1, files: ['runtime/src/obj.rs'], tests: ['cargo test'], risky: true }, now),
  );
  say('Bob waits for all of the runtime, Eve behind him for the tests in it');
  does(bob, '09:10', (now, place) => desk.wait(bench.desk, { who: bob, paths: ['runtime/'], place }, now));
  does(eve, '09:12', (now, place) => desk.wait(bench.desk, { who: eve, paths: ['runtime/tests/'], place }, now));
  say('The agent commits, which renews its claim; then it is done with the manifest, and with all');
  happens('09:31', (now) => desk.seen(bench.desk, leaseOf('runtime/src/'), [{ at: at('09:30'), byHolder: true }], now));
  does(codex1, '09:40', (now) => desk.release(bench.desk, { who: codex1, paths: ['runtime/Cargo.toml'] }, now));
  does(codex1, '09:50', (now) => desk.release(bench.desk, { who: codex1 }, now));
  until('09:55');
  say('Bob takes it, Eve goes on waiting');
  does(bob, '09:55', (now) => desk.take(bench.desk, { who: bob }, now), dm('bob'));
  say('Ada is reminded, and keeps docs/');
  until('10:50');
  does(ada, '10:50', (now) => desk.renew(bench.desk, { who: ada, paths: ['docs'], span: 60 * minute }, now), dm('ada'));
  say('Bob hands the runtime to his agent: nobody needs to ask it');
  does(bob, '11:00', (now) => desk.handOver(bench.desk, { who: bob, to: codex2 }, now));
  say('The agent offers it to Ada, who is at lunch, then to Eve');
  does(codex2, '11:05', (now) => desk.handOver(bench.desk, { who: codex2, to: ada }, now));
  until('11:20');
  does(codex2, '11:20', (now) => desk.handOver(bench.desk, { who: codex2, to: eve }, now));
  does(eve, '11:22', (now) => desk.acceptHandOver(bench.desk, { who: eve }, now));
  say("Bob asks for docs/; Ada's changes are not committed, so silence does not count, and Eve approves");
  until('11:30');
  work = { ada: { dirty: 2 } };
  does(bob, '11:30', (now, place) => desk.steal(bench.desk, { who: bob, lease: leaseOf('docs/'), why: 'release notes', place }, now));
  until('11:46');
  does(eve, '11:50', (now) => desk.answerSteal(bench.desk, { who: eve, lease: leaseOf('docs/'), answer: 'approve' }, now));
  say('Ada waits for it now; Bob is told earlier that it ends. He does not answer, but his last commit is young');
  does(ada, '12:00', (now, place) => desk.wait(bench.desk, { who: ada, paths: ['docs/', 'README.md'], span: 300 * minute, place }, now));
  work = { bob: { commits: [{ at: at('14:50'), byHolder: false }] } };
  until('16:30');
  say('When it is so no more, docs/ is given back, and a minute later it is her turn');
  until('16:55');
  does(ada, '16:55', (now) => desk.take(bench.desk, { who: ada }, now), dm('ada'));
  say('Two lines were written into the file by hand: one in her claim, which stays a line, and one elsewhere');
  happens('21:00', (now) => desk.adopt(bench.desk, { who: codex2, paths: ['docs/index.md', 'tools/'] }, now));
  say('At ten she goes to sleep: the rest of her half hour comes in the morning');
  until('+1 07:30');
  say('Now nothing is in the way of that line; another vanishes');
  happens('+1 07:30', (now) => desk.adopt(bench.desk, { who: codex2, paths: ['docs/index.md'] }, now));
  happens('+1 07:31', (now) => desk.drop(bench.desk, { holder: 'codex-2', paths: ['docs/index.md'] }, now));
  say('The bot is away in the midst of a grace, and of a turn: each is longer by that, and says so without a ring');
  does(ada, '+1 08:00', (now, place) => desk.claim(bench.desk, { who: ada, paths: ['lib/'], span: 60 * minute, place }, now));
  does(bob, '+1 08:10', (now, place) => desk.wait(bench.desk, { who: bob, paths: ['lib/'], place }, now));
  away('+1 09:10', '+1 09:55');
  away('+1 10:20', '+1 10:50');
  until('+1 11:00');

  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    --- Ada claims docs/ for two hours, her agent a part of the runtime, and says what it is about to do
    09:06 C01 
          RISKY codex-1: runtime/src/ +1
          | runtime/src/, runtime/Cargo.toml
          | files: runtime/src/obj.rs
          | tests: cargo test
          | claimed until 10:05 UTC (59m)
    --- Bob waits for all of the runtime, Eve behind him for the tests in it
    --- The agent commits, which renews its claim; then it is done with the manifest, and with all
    09:50 @bob (RINGS) 
          YOUR TURN runtime/: take it by 10:00
          | for 4h · waited since 09:10 UTC
            [Take] [Pass] @bob
    --- Bob takes it, Eve goes on waiting
    09:55 @bob (edit) 
          TAKEN runtime/ until 13:55 UTC
    --- Ada is reminded, and keeps docs/
    10:45 @ada (RINGS) 
          ENDS 11:00: your claim docs/ (15m left)
          | since 09:00 UTC
          | "API pages"
            [Keep 2h] [Release] [Hand over] @ada
    10:50 @ada (edit) 
          KEPT docs/ until 11:50 UTC
          | 1h more
    --- Bob hands the runtime to his agent: nobody needs to ask it
    --- The agent offers it to Ada, who is at lunch, then to Eve
    11:05 @ada (RINGS) 
          OFFERED runtime/ by codex-2: take by 11:15
          | yours for 4h · offered 11:05 UTC
            [Take it] [No thanks] @ada
    11:15 @ada (edit) 
          LAPSED runtime/: the offer was over 11:15 UTC
    11:15 C01 
          LAPSED runtime/: ada did not answer
          | still codex-2's claim until 12:00 UTC
    11:20 C01 (RINGS) 
          OFFERED runtime/ by codex-2: take by 11:30
          | yours for 4h · offered 11:20 UTC
            [Take it] [No thanks] @eve
    11:22 C01 (edit) 
          TAKEN runtime/ from codex-2
    11:22 C01 
          ACCEPTED runtime/: eve has it now
    --- Bob asks for docs/; Ada's changes are not committed, so silence does not count, and Eve approves
    11:30 @ada (RINGS) 
          WANTED docs/ by bob: "release notes"
          | Silent until 11:45 UTC and not at work,
          | it is theirs.
            [Give it] [Keep it] [10 minutes] @ada
    11:35 @ada (RINGS) 
          ENDS 11:50: your claim docs/ (15m left)
          | since 09:00 UTC
          | "API pages"
            [Keep 2h] [Release] [Hand over] @ada
    11:45 @ada (edit) 
          WANTED docs/ by bob: not yet given
          | "release notes"
          | There is work inside, so a second person
          | has to approve.
            [Give it] [Keep it] @ada
    11:45 C01 
          WANTED docs/ of ada by bob: approve?
          | "release notes"
          | ada has work inside
          | A second person decides by Tue 11:45 UTC
            [Approve]
    11:50 @ada (edit) 
          RELEASED docs/: bob has it now
    11:50 @ada (edit) 
          GONE docs/: bob has it, eve approved
    11:50 C01 (edit) 
          APPROVED docs/ for bob by eve
    11:50 @bob (RINGS) 
          YOURS docs/ until 15:50 UTC
          | from ada, approved by eve
          | lease 6
            [Release] @bob
    11:50 @ada (RINGS) 
          STOLEN docs/ by bob
          | "release notes"
          | approved by eve
            [Wait for it] [Ask] @ada
    --- Ada waits for it now; Bob is told earlier that it ends. He does not answer, but his last commit is young
    15:07 C01 (RINGS) 
          ENDS 15:22: your claim runtime/ (15m left)
          | since 11:22 UTC
            [Keep 4h] [Release] [Hand over] @eve
    15:20 @bob (RINGS) 
          ENDS 15:50: your claim docs/ (30m left)
          | since 11:50 UTC · ada waits
          | "release notes"
            [Keep 4h] [Release] [Hand over] @bob
    15:22 C01 (edit) 
          OVER since 15:22: your claim runtime/
          | Released 15:52 UTC unless kept
            [Keep 4h] [Release] [Hand over] @eve
    15:50 @bob (edit) 
          OVER since 15:50: your claim docs/
          | Released 16:20 UTC unless kept
          | ada waits
            [Keep 4h] [Release] [Hand over] @bob
    15:52 C01 (edit) 
          RELEASED runtime/: its time was over
          | Nobody waits for it
    15:52 C01 
          RELEASED runtime/ of eve: its time was over
          | Nobody waits for it
    16:20 @bob (edit) 
          OVER since 15:50: your claim docs/
          | Not released: there is work inside.
          | Keep or release it below.
          | ada waits
    16:20 @bob (RINGS) 
          STALE docs/: over since 15:50, work inside
          | last commit 14:50 UTC
          | Not released. Looked at each hour.
          | ada waits
            [Keep 4h] [Release] @bob
    16:20 C01 
          STALE docs/ of bob: over since 15:50
          | Not released: there is work inside.
          | ada goes on waiting
    --- When it is so no more, docs/ is given back, and a minute later it is her turn
    16:50 @bob (edit) 
          RELEASED docs/: its time was over
          | Next in line: ada
    16:50 @bob (edit) 
          RELEASED docs/: its time was over
          | Next in line: ada
    16:50 C01 
          RELEASED docs/ of bob: its time was over
          | Next in line: ada
    16:51 @ada (RINGS) 
          YOUR TURN docs/ +1: take it by 17:01
          | for 5h · waited since 12:00 UTC
          | docs/, README.md
            [Take] [Pass] @ada
    16:55 @ada (edit) 
          TAKEN docs/ +1 until 21:55 UTC
    --- Two lines were written into the file by hand: one in her claim, which stays a line, and one elsewhere
    21:00 C01 
          ADOPTED tools/ for codex-2: a line of the file
          | until Tue 01:00 UTC (4h) · lease 8
    21:00 C01 
          NOT ADOPTED docs/index.md for codex-2
          | ada has it, 55m left
          | It stays a line of the file.
    --- At ten she goes to sleep: the rest of her half hour comes in the morning
    21:40 @ada (RINGS) 
          ENDS 21:55: your claim docs/ +1 (15m left)
          | since 16:55 UTC
          | docs/, README.md
            [Keep 4h] [Release] [Hand over] @ada
    21:55 @ada (edit) 
          OVER since 21:55: your claim docs/ +1
          | Released Tue 07:25 UTC unless kept
          | docs/, README.md
            [Keep 4h] [Release] [Hand over] @ada
    +1 00:45 @bob (RINGS) 
          ENDS 01:00: codex-2's claim tools/ (15m left)
          | since Mon 21:00 UTC
            [Keep 1h] [Release] [Hand over] @bob
    +1 01:00 @bob (edit) 
          OVER since 01:00: codex-2's claim tools/
          | Released 01:15 UTC unless kept
            [Keep 1h] [Release] [Hand over] @bob
    +1 01:15 @bob (edit) 
          RELEASED tools/ of codex-2: its time was over
          | Nobody waits for it
    +1 01:15 C01 
          RELEASED tools/ of codex-2: its time was over
          | Nobody waits for it
    +1 07:25 @ada (edit) 
          RELEASED docs/ +1: its time was over
          | docs/, README.md
          | Nobody waits for it
    +1 07:25 C01 
          RELEASED docs/ +1 of ada: its time was over
          | docs/, README.md
          | Nobody waits for it
    --- Now nothing is in the way of that line; another vanishes
    +1 07:30 C01 
          ADOPTED docs/index.md for codex-2: a line of the file
          | until 11:30 UTC (4h) · lease 9
    +1 07:31 C01 
          RELEASED docs/index.md of codex-2: line removed by hand
          | Nobody waits for it
    --- The bot is away in the midst of a grace, and of a turn: each is longer by that, and says so without a ring
    +1 08:30 @ada (RINGS) 
          ENDS 09:00: your claim lib/ (30m left)
          | since 08:00 UTC · bob waits
            [Keep 1h] [Release] [Hand over] @ada
    +1 09:00 @ada (edit) 
          OVER since 09:00: your claim lib/
          | Released 09:30 UTC unless kept
          | bob waits
            [Keep 1h] [Release] [Hand over] @ada
    +1 09:55 @ada (edit) 
          OVER since 09:00: your claim lib/
          | Released 10:15 UTC unless kept
          | bob waits
            [Keep 1h] [Release] [Hand over] @ada
    +1 10:15 @ada (edit) 
          RELEASED lib/: its time was over
          | Next in line: bob
    +1 10:15 C01 
          RELEASED lib/ of ada: its time was over
          | Next in line: bob
    +1 10:16 @bob (RINGS) 
          YOUR TURN lib/: take it by 10:26
          | for 4h · waited since 08:10 UTC
            [Take] [Pass] @bob
    +1 10:50 @bob (edit) 
          YOUR TURN lib/: take it by 10:56
          | for 4h · waited since 08:10 UTC
            [Take] [Pass] @bob
    +1 10:56 @bob (edit) 
          LAPSED lib/: your turn was over 10:56 UTC
          | You wait for it no longer.
            [Claim]
    "
  `);
  for (const { message } of outbox.all) {
    const { title, lines: rows = [] } = message.card;
    expect([title, columns(title) <= 60]).toEqual([title, true]);
    for (const row of rows) expect([row, columns(row) <= 40]).toEqual([row, true]);
    expect(rows.length).toBeLessThanOrEqual(11);
  }
});
