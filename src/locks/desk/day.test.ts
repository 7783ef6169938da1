/** A day at the lock desk: each line is one piece of news. */
import { expect, test } from 'vitest';
import { minute } from '../../kernel/durations.ts';
import * as desk from './desk.ts';
import { ada, at, Bench, bob, clock, codex1, codex2, eve, said, world } from './testing.ts';

test('a day', () => {
  const bench = new Bench();
  const lines: string[] = [];
  /** What git shows inside the claims of each. */
  let work: Record<string, Partial<desk.Activity>> = {};
  const tell = (news: readonly desk.News[]): void => void lines.push(...news.map(said));
  /** As the bot's one timer would do it. */
  const until = (time: string): void => {
    for (let due = desk.nextDue(bench.desk); due !== undefined && due <= at(time); due = desk.nextDue(bench.desk))
      tell(
        bench.do(
          desk.tick(
            bench.desk,
            due,
            world(({ holder }) => work[holder.id] ?? {}, asleep),
          ),
        ),
      );
  };
  const asleep: desk.QuietUntil = (_, time) => (time >= at('22:00') && time < at('+1 07:00') ? at('+1 07:00') : undefined);
  const say = (text: string): void => void lines.push(`--- ${text}`);
  const leaseOf = (path: string): number => bench.desk.claims.find(({ paths }) => paths.includes(path))!.lease;

  say('Ada claims docs/ for two hours, her agent a part of the runtime');
  tell(bench.do(desk.claim(bench.desk, { who: ada, paths: ['docs/'], span: 120 * minute, why: 'API pages' }, at('09:00'))));
  tell(bench.do(desk.claim(bench.desk, { who: codex1, paths: ['runtime/src/', 'runtime/Cargo.toml'], why: 'GC barrier' }, at('09:05'))));
  tell(
    bench.do(desk.announce(bench.desk, { who: codex1, files: ['runtime/src/obj.rs'], tests: ['cargo test'], risky: true }, at('09:06'))),
  );

  say('Bob wants all of the runtime, and waits');
  const refused = desk.claim(bench.desk, { who: bob, paths: ['runtime/'] }, at('09:10'));
  if (refused.ok) throw new Error('granted');
  lines.push(`09:10 ${refused.refusal.message} -> ${refused.refusal.next}`);
  tell(bench.do(desk.wait(bench.desk, { who: bob, paths: ['runtime/'] }, at('09:10'))));
  say('Eve would like the tests in it, but Bob came first');
  const later = desk.claim(bench.desk, { who: eve, paths: ['runtime/tests/'] }, at('09:12'));
  if (!later.ok) lines.push(`09:12 ${later.refusal.message} -> ${later.refusal.next}`);
  tell(bench.do(desk.wait(bench.desk, { who: eve, paths: ['runtime/tests/'] }, at('09:12'))));

  say('The agent commits, which renews its claim; then it is done with the manifest, and with all');
  tell(bench.do(desk.seen(bench.desk, leaseOf('runtime/src/'), [{ at: at('09:30'), byHolder: true }], at('09:31'))));
  tell(bench.do(desk.release(bench.desk, { who: codex1, paths: ['runtime/Cargo.toml'] }, at('09:40'))));
  tell(bench.do(desk.release(bench.desk, { who: codex1 }, at('09:50'))));
  until('09:55');
  say('Bob takes it, Eve goes on waiting');
  tell(bench.do(desk.take(bench.desk, { who: bob }, at('09:55'))));

  say('Ada is reminded, and keeps docs/');
  until('10:50');
  tell(bench.do(desk.renew(bench.desk, { who: ada, paths: ['docs'], span: 60 * minute }, at('10:50'))));

  say('Bob hands the runtime to his agent: nobody needs to ask it');
  tell(bench.do(desk.handOver(bench.desk, { who: bob, to: codex2 }, at('11:00'))));
  say('The agent offers it to Ada, who is at lunch, then to Eve');
  tell(bench.do(desk.handOver(bench.desk, { who: codex2, to: ada }, at('11:05'))));
  until('11:20');
  tell(bench.do(desk.handOver(bench.desk, { who: codex2, to: eve }, at('11:20'))));
  tell(bench.do(desk.acceptHandOver(bench.desk, { who: eve }, at('11:22'))));

  say("Bob asks for docs/; Ada's changes are not committed, so silence does not count, and Eve approves");
  until('11:30');
  work = { ada: { dirty: 2 } };
  tell(bench.do(desk.steal(bench.desk, { who: bob, lease: leaseOf('docs/'), why: 'release notes' }, at('11:30'))));
  until('11:46');
  tell(bench.do(desk.answerSteal(bench.desk, { who: eve, lease: leaseOf('docs/'), answer: 'approve' }, at('11:50'))));

  say('Ada waits for it now; Bob is told earlier that it ends. He does not answer, but his last commit is young');
  tell(bench.do(desk.wait(bench.desk, { who: ada, paths: ['docs/', 'README.md'], span: 300 * minute }, at('12:00'))));
  work = { bob: { commits: [{ at: at('14:50'), byHolder: false }] } };
  until('16:30');
  say('When it is so no more, docs/ is given back, and a minute later it is her turn');
  until('16:55');
  tell(bench.do(desk.take(bench.desk, { who: ada }, at('16:55'))));
  say('Two lines were written into the file by hand: one in her claim, which stays a line, and one elsewhere');
  tell(bench.do(desk.adopt(bench.desk, { who: codex2, paths: ['docs/index.md', 'tools/'] }, at('21:00'))));
  say('At ten she goes to sleep: the rest of her half hour comes in the morning');
  until('+1 07:30');
  say('Now nothing is in the way of that line');
  tell(bench.do(desk.adopt(bench.desk, { who: codex2, paths: ['docs/index.md'] }, at('+1 07:30'))));
  tell(bench.do(desk.claim(bench.desk, { who: codex1, paths: ['tools/x.py', 'src/**/*.rs'] }, at('+1 07:31'))));
  say('What is left');
  for (const { lease, holder, paths, until: end } of bench.desk.claims)
    lines.push(`${holder.id} ${paths.join(' ')} (${lease}) until ${clock(end)}`);
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    --- Ada claims docs/ for two hours, her agent a part of the runtime
    09:00 granted ada docs/ (1) until 11:00 "API pages"
    09:05 granted codex-1 runtime/src/ runtime/Cargo.toml (2) until 10:05 "GC barrier"
    09:06 announced codex-1 runtime/src/ runtime/Cargo.toml (2), risky: runtime/src/obj.rs; tests cargo test
    --- Bob wants all of the runtime, and waits
    09:10 Not claimed: runtime/. codex-1 holds runtime/src for another 55m ("GC barrier"). -> claim runtime/ --wait
    09:10 queued bob for runtime/ at 1, behind codex-1
    --- Eve would like the tests in it, but Bob came first
    09:12 Not claimed: runtime/tests/. bob waits for runtime/ and comes first. -> claim runtime/tests/ --wait
    09:12 queued eve for runtime/tests/ at 2, behind bob
    --- The agent commits, which renews its claim; then it is done with the manifest, and with all
    09:31 renewed codex-1 runtime/src/ runtime/Cargo.toml (2) until 10:30 by a commit
    09:40 released codex-1 runtime/Cargo.toml (2), asked by codex-1, keeps runtime/src/
    09:50 released codex-1 runtime/src/ (2), asked by codex-1
    09:50 offered runtime/ to bob until 10:00
    --- Bob takes it, Eve goes on waiting
    09:55 granted bob runtime/ (3) until 13:55
    09:55 unqueued bob for runtime/, granted
    --- Ada is reminded, and keeps docs/
    10:45 ends soon ada docs/ (1) in 15m
    10:50 renewed ada docs/ (1) until 11:50 by ada
    --- Bob hands the runtime to his agent: nobody needs to ask it
    11:00 released bob runtime/ (3), handed over by bob
    11:00 granted codex-2 runtime/ (4) until 12:00, handed over
    11:00 hand-over over runtime/ to codex-2, accepted by bob
    --- The agent offers it to Ada, who is at lunch, then to Eve
    11:05 hand-over offered runtime/ by codex-2 to ada until 11:15
    11:15 hand-over over runtime/ to ada, lapsed
    11:20 hand-over offered runtime/ by codex-2 to eve until 11:30
    11:22 released codex-2 runtime/ (4), handed over by eve
    11:22 granted eve runtime/ (5) until 15:22, handed over
    11:22 hand-over over runtime/ to eve, accepted by eve
    11:22 unqueued eve for runtime/tests/, granted
    --- Bob asks for docs/; Ada's changes are not committed, so silence does not count, and Eve approves
    11:30 steal asked docs/ of ada by bob "release notes" until 11:45
    11:35 ends soon ada docs/ (1) in 15m
    11:45 steal open docs/ of ada by bob "release notes" until +1 11:45, at work
    11:50 released ada docs/ (1), stolen by bob "release notes"
    11:50 granted bob docs/ (6) until 15:50 "release notes", stolen
    11:50 steal granted docs/ to bob (6), second person by eve
    --- Ada waits for it now; Bob is told earlier that it ends. He does not answer, but his last commit is young
    12:00 queued ada for docs/ README.md at 1, behind bob
    15:07 ends soon eve runtime/ (5) in 15m
    15:20 ends soon bob docs/ (6) in 30m, ada waits
    15:22 in grace eve runtime/ (5) until 15:52
    15:50 in grace bob docs/ (6) until 16:20, ada waits
    15:52 released eve runtime/ (5), expired
    16:20 escalated bob docs/ (6): commit of 14:50, ada waits
    --- When it is so no more, docs/ is given back, and a minute later it is her turn
    16:50 released bob docs/ (6), expired
    16:51 offered docs/ README.md to ada until 17:01
    16:55 granted ada docs/ README.md (7) until 21:55
    16:55 unqueued ada for docs/ README.md, granted
    --- Two lines were written into the file by hand: one in her claim, which stays a line, and one elsewhere
    21:00 granted codex-2 tools/ (8) until +1 01:00, file
    21:00 not adopted codex-2 docs/index.md: taken
    --- At ten she goes to sleep: the rest of her half hour comes in the morning
    21:40 ends soon ada docs/ README.md (7) in 15m
    21:55 in grace ada docs/ README.md (7) until +1 07:25
    +1 00:45 ends soon codex-2 tools/ (8) in 15m
    +1 01:00 in grace codex-2 tools/ (8) until +1 01:15
    +1 01:15 released codex-2 tools/ (8), expired
    +1 07:25 released ada docs/ README.md (7), expired
    --- Now nothing is in the way of that line
    +1 07:30 granted codex-2 docs/index.md (9) until +1 11:30, file
    +1 07:31 granted codex-1 tools/x.py src/**/*.rs (10) until +1 08:31
    --- What is left
    codex-2 docs/index.md (9) until +1 11:30
    codex-1 tools/x.py src/**/*.rs (10) until +1 08:31
    "
  `);
});
