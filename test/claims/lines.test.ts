/** What may be written by mistake where claims are made, and odd names that are none: through `molt-ops say`, a real bot, its store and its file. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimsIn } from '../../src/locks/agent-locks/parse.ts';
import { usable } from '../../src/locks/agent-locks/testing.ts';
import type { ClaimObject } from '../../src/reports/claims/claim-object.ts';
import { until } from '../lab/bench-host.ts';
import { ClaimsHouse, head, me } from './house.ts';

let house: ClaimsHouse;
beforeAll(async () => {
  house = new ClaimsHouse();
  await house.start();
});
afterAll(() => house?.close());

const manyPaths = (count: number): string => Array.from({ length: count }, (_, n) => `p${n}`).join(' ');
const long = (count: number): string => 'x'.repeat(count);

describe('refused in a sentence, and nothing is claimed', () => {
  const nothing = /Nothing was (claimed|done|released|changed)\./;

  test.each<[name: string, line: string, code: string]>([
    ['a path that climbs out', 'claim ../x', 'outside the repository'],
    ['one that climbs out on its way', 'claim docs/ a/../../b', 'outside the repository'],
    ['an absolute path', 'claim /etc/passwd', 'absolute path'],
    ['one of Windows', "claim 'C:\\x'", 'absolute path'],
    ['a home folder', 'claim ~/x', 'home path'],
    ["git's magic", 'claim ":(glob)**"', 'path magic'],
    ["git's short magic", 'claim ":!docs"', 'path magic'],
    ['no path at all', 'claim ""', 'empty path'],
    ['a web address', 'claim https://example.org/x', 'web address'],
    ['700 paths', `claim ${manyPaths(700)}`, 'too many paths'],
    ['10 000 paths', `claim ${manyPaths(10_000)}`, 'line too long'],
    ['a name of 300 letters', `claim ${long(300)}`, 'name too long'],
    ['a name of 3900 letters', `claim ${long(3900)}`, 'name too long'],
    ['a name of 4 KB', `claim ${long(4096)}`, 'line too long'],
    ['no time', 'claim docs/ --for 0', 'no time'],
    ['less than no time', 'claim docs/ --for -5m', 'no time'],
    ['a year', 'claim docs/ --for "a year"', 'too long'],
    ['until next year', 'claim docs/ --until 2027-12-24', 'too long'],
    ['until yesterday', 'claim docs/ --until yesterday', 'past'],
    ['for ever', 'claim docs/ --for ever', 'no time'],
    ['two times', 'claim docs/ --for 2h --until 6pm', 'two times'],
    ['a path with a line break', 'claim "docs/a\n- eve -> src/"', 'line break'],
    ['a line break between paths', 'claim docs/\n- eve -> src/', 'line break'],
    ['a path with a return', 'claim "docs/a\rb"', 'line break'],
    ['a path with a tab', 'claim "docs/a\tb"', 'line break'],
    ['a path with a line separator', 'claim "docs/a\u2028b"', 'line break'],
    ['a path that turns the line round', 'claim "docs/\u202etxt.a"', 'control characters'],
    ['a path with an escape', 'claim "docs/\u001b[2J"', 'control characters'],
    ['a reason with a line break', 'claim docs/ --why "API\n- eve -> src/"', 'line break'],
    ['a reason that turns the line round', 'claim docs/ --why "API \u2067x"', 'control characters'],
    ['a reason of 600 letters', `claim docs/ --why ${long(600)}`, 'text too long'],
    ['an agent with a line break', 'claim docs/ --as "codex-1\n- eve"', 'line break'],
    ['an agent with an arrow', 'claim docs/ --as "codex-1 -> src/, codex-2"', 'not your agent'],
    ["somebody's name", 'claim docs/ --as bob', 'not your agent'],
    ['a path that nobody holds', 'release src/', 'not claimed'],
    ['a release of nothing', 'release', 'nothing held'],
    ['a lease that never was', 'release --lease 99', 'lease is over'],
  ])('%s', async (_, line, code) => {
    const said = await house.host.say(line, '--json');
    const answer = JSON.parse(said.stdout);
    expect(said.code).toBe(1);
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expect(answer.error.message).toMatch(nothing);
    expect(answer.text.length).toBeLessThan(600);
    expect(house.stored()).toEqual([]);
    expect(house.text).toBe(head);
  });

  test('a zero byte or half a character, which no shell lets through', async () => {
    for (const line of ['claim "docs/a\0b"', 'claim docs/ --why "a\0b"', 'claim docs/\ud800b'])
      expect(await house.ask(line)).toMatchObject({ ok: false, error: { code: 'control characters' } });
    expect(house.stored()).toEqual([]);
    expect(house.text).toBe(head);
  });

  test('of what another holds: told whose it is, and it stays theirs', async () => {
    house.text = `${head}- bob -> docs/\n`;
    await until('the line is adopted', () => house.stored().length === 1);
    const before = house.stored();
    for (const line of ['release docs/', `release --lease ${before[0]!.lease}`, 'release docs/a.md'])
      expect(await house.ask(line), line).toMatchObject({
        ok: false,
        error: { code: 'not yours', message: expect.stringMatching(/^bob holds docs\//) },
      });
    const refused = await house.host.say('claim docs/a.md', '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/^NOT CLAIMED docs\/a\.md: bob has it/),
      error: { code: 'taken', message: expect.stringMatching(/\n\/molt claim docs\/a\.md --wait$/), next: 'claim docs/a.md --wait' },
      data: { claims: [{ holder: 'bob' }] },
    });
    expect(house.stored()).toEqual(before);
    house.text = head;
    await until('it is released by hand', () => house.stored().length === 0);
  });
});

test('the whole repository is asked for twice', async () => {
  const first = await house.did('claim .');
  expect(first.text).toMatch(/^CLAIM the whole repository\?/);
  expect(house.stored()).toEqual([]);
  await house.did('no');
  expect(await house.ask('yes')).toMatchObject({ ok: false, error: { code: 'no question' } });
  await house.did('claim ./');
  expect((await house.did('yes')).text).toMatch(/^SURE\?/);
  expect(house.stored()).toEqual([]);
  expect((await house.did('yes')).text).toMatch(/^CLAIMED \.\/ /);
  await until('its line', () => house.lines.length === 1);
  await house.did('release .');
  await until('the line is gone', () => house.text === head);
});

test.each([
  ['claim .', { line: 'claim "."', yes: 'yes', no: 'no' }],
  ['claim', { yes: 'claim PATHS', no: 'no' }],
  ["I'm taking docs/ for two hours", { line: 'claim docs/ --for "two hours"', yes: 'yes', no: 'no' }],
])('programs see that %j is only asked', async (line, asked) => {
  const said = await house.host.say(line, '--json');
  expect(said.code).toBe(0);
  expect(JSON.parse(said.stdout)).toEqual({ ok: true, text: expect.any(String), data: { asked, claims: [] } });
  expect(house.stored()).toEqual([]);
  await house.did('no');
});

test('of a line that is broken in part the rest stays', async () => {
  house.text = `${head}- bob -> src/a.rs, docs/x, tools/\n`;
  await until('the line is adopted', () => house.stored().length === 1);
  const [before] = house.stored();
  const { text, data } = await house.did('break src/a.rs');
  expect(text).toBe(`BROKEN src/a.rs of bob\nlease ${before!.lease}\nstill held: docs/x, tools/\n[Locks]`);
  expect(data).toMatchObject({
    claims: [{ lease: before!.lease, paths: ['docs/x', 'tools/'] }],
    released: [{ lease: before!.lease, holder: 'bob', paths: ['src/a.rs'], rest: ['docs/x', 'tools/'], why: 'broken' }],
    file: { path: 'docs/AGENT_LOCKS.md', standing: { is: 'in step' } },
  });
  await until('the part is out of the file', () => house.text === `${head}- bob -> docs/x, tools/\n`);
  expect(house.stored()).toEqual([{ ...before, paths: ['docs/x', 'tools/'] }]);
  await house.did(`break ${before!.lease}`);
  await until('the line is gone', () => house.text === head);
});

describe('odd, and taken word for word', () => {
  const odd: [path: string, line: string][] = [
    ['docs/a,b.md', 'claim docs/a,b.md'],
    ['docs/a;b', 'claim "docs/a;b"'],
    ['docs/a -> b', 'claim "docs/a -> b"'],
    ['docs/a→b', 'claim docs/a→b'],
    [`docs/it's.md`, `claim "docs/it's.md"`],
    ['docs/"quoted"', `claim 'docs/"quoted"'`],
    [`docs/"both"'s`, `claim 'docs/"both"'"'s"`],
    ['docs/`ticks`', 'claim "docs/`ticks`"'],
    [`docs/\`all\` "of 'them`, `claim 'docs/\`all\` "of '"'them"`],
    ['docs/with blanks in it.md', 'claim "docs/with blanks in it.md"'],
    [' blanks around ', 'claim " blanks around "'],
    ['-dash', 'claim -- -dash'],
    ['--for', 'claim -- --for'],
    ['- eve -> src', 'claim "- eve -> src"'],
    ['## Active locks', 'claim "## Active locks"'],
    ['<<<<<<< HEAD', 'claim "<<<<<<< HEAD"'],
    ['docs/ünïcödé/日本.md', 'claim docs/ünïcödé/日本.md'],
    ['42', 'claim "42"'],
    ['and', 'claim "and"'],
    ['src/{a,b}/*.ts', 'claim "src/{a,b}/*.ts"'],
    ['back\\slash.md', `claim 'back\\slash.md'`],
  ];
  const why = 'a, b; c -> d → e "f" `g`';

  test('every one becomes a line of the file, outlives its bot, and leaves no byte behind', async () => {
    for (const [path, line] of odd) {
      const { claims } = (await house.did(line)).data as { claims: ClaimObject[] };
      expect(claims.map(({ paths }) => paths)).toEqual([[path]]);
    }
    const { claims } = (await house.did(`claim reasons/ --why '${why}' --tests '${why}'`)).data as { claims: ClaimObject[] };
    expect(claims).toMatchObject([{ why, tests: why }]);
    const wanted = [...odd.map(([path]) => path), 'reasons/'];
    const inFile = (): string[] => claimsIn(usable(new Uint8Array(house.bytes!))).map(({ agent, path }) => `${agent} ${path}`);
    await until('all lines', () => inFile().length === wanted.length);
    expect(inFile()).toEqual(wanted.map((path) => `${me} ${path}`));
    expect(house.text.slice(0, head.length)).toBe(head);
    const text = house.text;
    const before = house.stored();

    await house.kill();
    await house.start();
    expect(house.stored()).toEqual(before);
    expect((await house.locks()).standing).toEqual({ is: 'in step' });
    expect(house.text).toBe(text);

    for (const [path, line] of odd.toReversed()) {
      await house.did(line.replace(/^claim/, 'release'));
      expect(house.stored().some(({ paths }) => paths.includes(path))).toBe(false);
    }
    await house.did('release reasons/');
    await until('the file is as it was', () => house.text === head);
    expect(house.audit().filter(({ what }) => what === 'granted').length).toBe(
      house.audit().filter(({ what, detail: { rest = [] } }) => what === 'released' && rest.length === 0).length,
    );
  });
});
