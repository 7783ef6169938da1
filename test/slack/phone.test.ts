/** The whole bot from a phone: a real bot process, real jobs in tmux, Slack in a box. Each thing is said in a channel of its own, for a channel takes one message a second. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BenchHost, type BotProcess, until } from '../lab/bench-host.ts';
import { type LabMessage, SlackLab } from '../lab/slack/lab.ts';

const waits = 'echo begun; until [ -e "$HOME/go" ]; do sleep 0.05; done';
const recipe = (script: string, more: object = {}) => ({
  about: 'For the test',
  category: 'benchmarks',
  exclusive: 'none',
  steps: [{ phase: 'only', run: ['sh', '-c', script] }],
  ...more,
});
const recipes = {
  quick: {
    ...recipe('echo quick'),
    options: { loud: { type: 'flag', about: 'say it louder' }, times: { type: 'int', min: 1, max: 9 }, name: { type: 'text' } },
  },
  slow: { ...recipe(waits), options: { tag: { type: 'text' } } },
  fail: recipe('echo "error: it broke"; exit 101', { errors: ['^error: '] }),
  flood: recipe('i=0; while [ $i -lt 400000 ]; do echo "line $i of a very long output that goes on and on"; i=$((i+1)); done'),
  heard: recipe('echo heard'),
  big: { ...recipe('echo super'), options: { super: { type: 'flag' } } },
};

/** What the line is answered, and to whom it is shown. Carol holds runtime/. */
const claimLines: [line: string, expected: RegExp, only?: 'private'][] = [
  ['claim docs/ —for 2h because “API pages”', /^CLAIMED docs\/ until (?:\w{3} )?\d\d:\d\d C[SD]T \(2h\)\nlease \d+\nwhy: "API pages"/],
  ['claim runtime/src/', /^NOT CLAIMED runtime\/src\/: T01\/U03 has it\nclash: runtime\/ · .* left\nwhy: "GC barrier"/, 'private'],
  ['claim', /^CLAIM which paths\?/],
  ['claim ../up', /^Nothing was claimed\. "\.\.\/up" leads out of the repository/, 'private'],
  ['locks', /^LOCKS 2 held, nobody waits\nada: docs\/ · /],
  ['claims —tree', /^LOCKS 2 held/],
  ['locks —week', /^LOCKS of 7 days: 2 claims by 2/],
  ['who runtime/', /^HELD runtime\/: T01\/U03 has it, /],
  ['who has src/?', /^FREE src\/: nobody holds any of it/],
  ['ask runtime/ —why “the notes”', /^ASKED T01\/U03 for runtime\//],
  ['announce docs/ —files docs/a.md —tests “npm test”', /^ANNOUNCED docs\/ by /],
  ['renew docs/ —for 3h', /^KEPT docs\/ until .* \(3h\)/],
  ['keep docs another hour', /^KEPT docs\/ until /],
  ['handover docs/ codex-1', /^HANDED docs\/ to codex-1 until /],
  ['handover docs/ nobody', /I know nobody called "nobody"/, 'private'],
  ['steal docs/ —why “I do it”', /^TAKEN docs\/ until /],
  ['steal runtime/ —why “hot fix”', /^ASKED T01\/U03 for runtime\/: until /],
  ['claim runtime/ —wait', /^WAITING runtime\/: 1st in line, behind T01\/U03/],
  ['take', /Nothing was taken/, 'private'],
  ['pass', /^PASSED runtime\/: no longer in line/],
  ['break runtime/ —why “she is away”', /^BROKEN runtime\//],
  ['release docs', /^RELEASED docs\//],
  ['release docs', /Nothing was released/, 'private'],
];

let lab: SlackLab;
let host: BenchHost;
let bot: BotProcess;
let channels = 0;

/** A channel where nothing was said yet; ada and bob are in it, and the bot. */
const fresh = (): string => `C1${String(++channels).padStart(2, '0')}`;

beforeAll(async () => {
  lab = await SlackLab.open();
  for (const [id, name] of [
    ['U01', 'ada'],
    ['U02', 'bob'],
    ['U03', 'carol'],
    ['U09', 'eve'],
  ] as const)
    lab.addUser({ id, name });
  lab.addUser({ id: 'U08', name: 'guest', restricted: true });
  lab.addUser({ id: 'U07', name: 'mallory', team: 'T99' });
  lab.addGroup({ id: 'S01', handle: 'bench-people', users: ['U03'] });
  const ids = Array.from({ length: 130 }, (_, n) => `C1${String(n + 1).padStart(2, '0')}`);
  for (const id of ids) lab.addChannel({ id, name: id.toLowerCase() });
  lab.addChannel({ id: 'C001', name: 'files' });
  lab.addChannel({ id: 'C002', name: 'only-quick' });
  lab.addChannel({ id: 'C003', name: 'hears' });
  lab.addChannel({ id: 'C004', name: 'elsewhere', botIn: false });
  host = new BenchHost(
    {
      recipes,
      people: {
        ada: { slack: 'U01', roles: ['operator', 'admin'], agents: ['codex-1'] },
        bob: { slack: 'T01/U02', roles: ['viewer'] },
        guest: { slack: 'U08', roles: ['operator'] },
      },
      groups: [{ slack: 'S01', role: 'operator' }],
      rooms: [
        { slack: 'C001', files: true },
        { slack: 'C002', recipes: ['quick'] },
        { slack: 'C003', hears: ['heard'], tells: 'ends' },
        ...ids.map((slack) => ({ slack })),
      ],
    },
    { env: lab.env },
  );
  bot = host.serve();
  expect(await bot.ready).toBe(true);
}, 60_000);

afterAll(async () => {
  await host?.close();
  await lab?.close();
});

const told = (channel: string, what: RegExp): Promise<LabMessage> =>
  until(`${what} in ${channel}, where there is ${JSON.stringify(lab.in(channel).map(({ text }) => text))}`, () =>
    lab.messages.find((message) => message.channel === channel && message.user !== 'U01' && what.test(message.text)),
  );

/** Says it in a channel of its own; the answer. */
async function answer(user: string, text: string, channel = fresh()): Promise<LabMessage> {
  expect(await lab.slash(user, channel, text)).toMatchObject({ ok: true });
  return told(channel, /./);
}

/** A job that goes on until it is stopped, in a channel of its own. No two lines are the same: that would be asked about. */
async function running(): Promise<{ id: number; channel: string; card: LabMessage }> {
  const channel = fresh();
  expect(await lab.slash('U01', channel, `slow --tag ${channel}`)).toMatchObject({ ok: true });
  const card = await told(channel, /^STARTED \d+ /);
  return { id: Number(/\d+/.exec(card.text)![0]), channel, card };
}
const now = (message: LabMessage): LabMessage => lab.messages.find(({ ts, channel }) => ts === message.ts && channel === message.channel)!;

describe('one line each', () => {
  let over: number;
  beforeAll(async () => {
    const channel = fresh();
    await lab.slash('U01', channel, 'quick —loud');
    const card = await until('its card', () => lab.in(channel).find(({ text }) => /^DONE \d+ quick --loud · ada/.test(text)));
    over = Number(/\d+/.exec(card.text)![0]);
  });

  test.each<[string, RegExp, ('private' | undefined)?]>([
    ['', /^(?:QUIET|RUNNING)/],
    ['help', /^HELP: what you may do here as admin/, 'private'],
    ['help slack', /^HELP slack/, 'private'],
    ['help quick', /^HELP quick/, 'private'],
    ['jobs', /^JOBS /],
    ['status OVER', /^DONE \d+ quick/],
    ['OVER', /^DONE \d+ quick/],
    ['#OVER.', /^DONE \d+ quick/],
    ['tail OVER', /^DONE \d+ quick: last 1 line/],
    ['log OVER', /^LOG \d+ quick/],
    ['report OVER', /^REPORT \d+ quick: succeeded/],
    ['resume OVER', /molt-ops/],
    ['stop OVER', /is over already/, 'private'],
    ['again OVER', /^(?:STARTED|DONE) \d+ quick/],
    ['mute OVER', /is over and says no more/, 'private'],
    ['first OVER', /over|runs/, 'private'],
    ['share OVER <@U09|eve>', /^SHARED \d+ quick --loud with eve/],
    ['schedule daily 02:00 quick “—loud”', /^SCHEDULED quick --loud: daily 02:00/],
    ['schedules', /^SCHEDULES \d+/],
    ['unschedule 1', /^UNSCHEDULED 1 quick --loud/],
    ['undo', /^UNDONE/],
    ['health', /^(?:WELL|CHECK) m1: up/],
    ['whoami', /^YOU are ada: admin here/, 'private'],
    ['pair WRONG', /You were not paired/, 'private'],
    ['people', /^PEOPLE \d/],
    ['people add <@U05|dan> viewer', /^ADDED dan: viewer/],
    ['people remove dan', /^REMOVED dan/],
    ['notify', /^RINGS: no quiet hours/, 'private'],
    ['notify failed dm', /^NOTED/, 'private'],
    ['notify quiet 22-7', /^NOTED: quiet 22:00-07:00/, 'private'],
    ['notify quiet off', /^NOTED: no quiet hours/, 'private'],
    ['notify faild dm', /is no setting/, 'private'],
    ['notify failed room', /^NOTED/, 'private'],
    ['ring', /^RING: this is how "done" rings for ada/],
    ['run quick', /^(?:STARTED|DONE) \d+ quick · ada/],
    ['quick —loud —times 2', /^(?:STARTED|DONE) \d+ quick --loud --times 2 · ada/],
    ['quick —name “x\u00a0y”', /./, 'private'],
    ['quick --lound', /no option --lound/, 'private'],
    ['bnech', /./, 'private'],
    ['how’s it going', /./],
    ['what failed overnight', /^JOBS|^NO |^0|FAILED|none/i],
    ['big --super', /^CONFIRM big --super\?/],
  ])('/molt %s', async (line, expected, only) => {
    const message = await answer('U01', line.replace('OVER', String(over)));
    expect(message.text).toMatch(expected);
    expect(message.ephemeralTo).toBe(only && 'U01');
    expect(lab.active(message).filter((one) => !one.includes('U01'))).toEqual([]);
  });

  test('the lock desk, each line after the other', async () => {
    await answer('U03', 'claim runtime/ —for 2h because GC barrier');
    for (const [line, expected, only] of claimLines) {
      const message = await answer('U01', line);
      expect(message.text).toMatch(expected);
      expect([line, message.ephemeralTo]).toEqual([line, only && 'U01']);
      expect(lab.active(message).filter((one) => !one.includes('U01'))).toEqual([]);
      // What is overtaken before it is sent is never said.
      if (line.startsWith('steal runtime/')) await told('DU03', /^WANTED runtime\/ by ada: "hot fix"/);
    }
    // Whoever holds it was asked alone, and hears alone what became of it.
    await told('DU03', /^ASKED by ada: may I have runtime\/\?/);
    await told('DU03', /^BROKEN runtime\/ by ada/);
  });

  test('a shared job reaches a colleague without a role, with its report', async () => {
    const shared = await until('the message to eve', () => lab.in('DU09').find(({ text }) => /^DONE \d+ quick/.test(text)));
    expect(shared.text).toContain('shared by ada');
    await until('its report', () => lab.thread('DU09', shared.ts).find(({ text }) => text.startsWith('REPORT')));
  });
});

describe('people', () => {
  test.each([
    '',
    'jobs',
    'quick',
    'slow',
    'stop 1',
    'share 1 <@U01>',
    'people',
    'notify',
    'health',
    'schedule daily 02:00 quick',
    'again 1',
    'undo',
    'claim docs/',
    'locks',
    'who docs/',
    'release',
    'renew',
    'handover bob',
    'steal docs/ —why x',
    'ask docs/',
    'announce —files a.md',
    'take',
    'pass',
    'break docs/',
  ])('a stranger is refused "%s", privately, and told whom to ask', async (line) => {
    const jobs = host.jobs().length;
    const message = await answer('U09', line);
    expect(message.text).toMatch(/^Nothing was done: I don't know you here\. Your id is T01\/U09/);
    expect(message.ephemeralTo).toBe('U09');
    expect(host.jobs().length).toBe(jobs);
  });

  test('a stranger gets help, and so does everybody in a room that is not listed, even where the bot is not', async () => {
    expect((await answer('U09', 'help')).text).toMatch(/^HELP: I do not know you here[\s\S]*Your id: T01\/U09/);
    const elsewhere = await lab.slash('U01', 'C004', 'quick');
    expect(elsewhere).toMatchObject({ ok: true });
    const message = await until('an answer elsewhere', () =>
      lab.messages.find(({ channel, ephemeralTo }) => channel === 'C004' && ephemeralTo === 'U01'),
    );
    expect(message.text).toContain("I don't know you here");
  });

  test.each([
    ['a viewer', 'U02', /needs the role operator; bob has viewer here/],
    ['a guest, though an operator in the config', 'U08', /needs the role operator; guest has viewer here/],
  ])('%s starts nothing', async (_, user, why) => {
    expect((await answer(user, 'quick')).text.replace(/\n/g, ' ')).toMatch(why);
  });

  test('a viewer looks at claims, and takes none', async () => {
    expect((await answer('U02', 'locks')).text).toMatch(/^LOCKS /);
    expect((await answer('U02', 'who docs/')).text).toMatch(/^FREE docs\//);
    for (const [line, verb] of [
      ['claim docs/', 'claim'],
      ['release docs/', 'release'],
      ['steal docs/ —why x', 'steal'],
      ['pass', 'pass'],
      ['I need docs/ until lunch', 'claim'],
    ] as const)
      expect((await answer('U02', line)).text.replace(/\n/g, ' ')).toContain(`: ${verb} needs the role operator; bob has viewer here`);
    expect((await answer('U03', 'break docs/')).text.replace(/\n/g, ' ')).toMatch(/needs the role admin/);
  });

  test('somebody of another company is known by company and id, and starts nothing', async () => {
    const channel = fresh();
    await lab.says('U07', channel, '<@UBOT01> quick');
    expect((await told(channel, /^Nothing was done/)).text.replace(/\n/g, ' ')).toMatch(/I don't know you here. Your id is T99\/U07/);
  });

  test('a user group gives operator', async () => {
    expect((await answer('U03', 'quick')).text).toMatch(/^(?:STARTED|DONE) \d+ quick · T01\/U03/);
  });

  test('a room has its own recipes', async () => {
    expect((await answer('U01', 'slow', 'C002')).text).toMatch(/slow may not be started in this room/);
  });

  test('a button checks the role of whoever presses it', async () => {
    const { id, channel, card } = await running();
    await lab.press('U02', channel, card.ts, 'Undo');
    await told(channel, /stop needs the role operator/);
    expect(host.events(id).some(({ type }) => type === 'stopping')).toBe(false);
  });
});

describe('what is pressed and filled in', () => {
  test('each button of a running job, and Stop by its form', async () => {
    const { id, channel, card } = await running();
    await lab.press('U01', channel, card.ts, 'Tail');
    await until('the tail', () => lab.thread(channel, card.ts).find(({ text }) => text.startsWith(`RUNNING ${id} slow: last 1 line`)));
    await lab.press('U01', channel, card.ts, 'More');
    await until('more', () => lab.thread(channel, card.ts).find(({ text }) => text.startsWith(`STARTED ${id} slow`)));
    const tail = lab.thread(channel, card.ts).find(({ text }) => text.startsWith('RUNNING'))!;
    await lab.press('U01', channel, tail.ts, 'Stop');
    const form = await until('the form', () => lab.modal('U01'));
    expect(form.title).toMatchObject({ text: `Stop ${id}?` });
    expect(await lab.submit('U01')).toMatchObject({ closed: true });
    await until('the end', () => now(card).text.startsWith(`CANCELLED ${id}`));
  });

  test('Undo, Again, and a second Again at once is asked about', async () => {
    const { id, channel, card } = await running();
    await lab.press('U01', channel, card.ts, 'Undo');
    await until('the end', () => now(card).text.startsWith(`CANCELLED ${id}`));
    await Promise.all([lab.press('U01', channel, card.ts, 'Again'), lab.press('U01', channel, card.ts, 'Again')]);
    const question = await until('the question', () =>
      lab.thread(channel, card.ts).find(({ text }) => /^SAME as \d+: another "slow --tag/.test(text)),
    );
    const jobs = host.jobs().length;
    await lab.press('U01', channel, question.ts, 'No');
    await until('the answer', () => lab.thread(channel, card.ts).find(({ text }) => text.startsWith('DROPPED')));
    expect(host.jobs().length).toBe(jobs);
  });

  test('the form of a recipe: what is wrong is told at its field, what is right starts it', async () => {
    await lab.openHome('U01');
    const home = await until('the home page', () => lab.home('U01'));
    expect(JSON.stringify(home)).toMatch(/JOBS .*SCHEDULES .*RINGS: .*m1: up .*YOU are ada: admin/s);
    await lab.pickHome('U01', 'quick: For the test');
    await until('the form', () => lab.modal('U01'));
    expect(await lab.submit('U01', { name: '../x' })).toMatchObject({
      closed: false,
      errors: { 'field:name': expect.stringContaining('name') },
    });
    expect(await lab.submit('U01', { loud: true, name: 'x1', times: '3' })).toMatchObject({ closed: true });
    await told('DU01', /^(?:STARTED|DONE) \d+ quick --loud --times 3 --name x1 · ada/);
  });

  test('--super is confirmed in a form of its own', async () => {
    await lab.openHome('U01');
    await until('the home page', () => lab.home('U01'));
    await lab.pickHome('U01', 'big: For the test');
    await until('the form', () => lab.modal('U01'));
    const asked = await lab.submit('U01', { super: true });
    expect(JSON.stringify(asked.pushed)).toContain('CONFIRM big --super?');
    expect(host.jobs().some(({ spec }) => spec.recipe === 'big')).toBe(false);
    expect(await lab.submit('U01')).toMatchObject({ closed: true });
    await told('DU01', /^(?:STARTED|DONE) \d+ big --super · ada/);
  });

  test('a stranger sees help on their home page, and no form', async () => {
    await lab.openHome('U09');
    expect(JSON.stringify(await until('the home page', () => lab.home('U09')))).toContain('HELP: I do not know you here');
  });

  test('the paths that a message names are claimed, and given back by a button', async () => {
    const channel = fresh();
    const ts = await lab.says('U02', channel, 'somebody should touch docs/spec/ and src/a.rs tonight');
    await lab.shortcut('U01', 'claim-paths', channel, ts);
    const claimed = await told(channel, /^CLAIMED docs\/spec\/ \+1 until .*\ndocs\/spec\/, src\/a\.rs\n/);
    expect(claimed.ephemeralTo).toBeUndefined();
    await lab.press('U01', channel, claimed.ts, 'Release');
    await told(channel, /^RELEASED docs\/spec\/ \+1/);
  });

  test('in a thread the bot is mentioned, and knows which job is meant', async () => {
    const { id, channel, card } = await running();
    await lab.says('U01', channel, '<@UBOT01> stop', { thread: card.ts });
    await until('the end', () => now(card).text.startsWith(`CANCELLED ${id}`));
  });

  test('also where Slack shows the card, and has not answered yet that it does', async () => {
    const other = await running();
    const channel = fresh();
    lab.fault({ method: 'chat.postMessage', channel, does: 'lost response' });
    await lab.slash('U01', channel, `slow --tag ${channel}`);
    const card = await told(channel, /^STARTED \d+ /);
    await lab.says('U01', channel, '<@UBOT01> stop', { thread: card.ts });
    await until('the end', () => now(card).text.startsWith('CANCELLED'));
    expect(now(other.card).text).not.toMatch(/^CANCEL/);
  });

  test("people's chatter, edits, deletions and other bots are silently ignored", async () => {
    const channel = fresh();
    const ts = await lab.says('U01', channel, 'quick');
    await lab.edits('U01', channel, ts, '<@UBOT01> quick');
    await lab.deletes('U01', channel, ts);
    await lab.says('U01', channel, '<@UBOT01> quick', { type: 'bot' });
    await lab.says('U01', channel, '<@UBOT01> whoami');
    await told(channel, /^YOU are ada/);
    expect(lab.in(channel).filter(({ user }) => user === 'UBOT01')).toHaveLength(1);
  });
});

describe('where it is told', () => {
  test('a failure rings, tells its reason, and goes by direct message where its person wants that', async () => {
    await answer('U01', 'notify failed dm');
    const channel = fresh();
    await lab.slash('U01', channel, 'fail');
    const open = await told(channel, /^FAILED \d+ fail: only, exit 101/);
    expect(open.text).not.toContain('<@');
    const alone = await told('DU01', /^FAILED \d+ fail: only, exit 101/);
    expect(alone.text).toContain('error: it broke');
    expect(lab.rings('U01').some(({ ts }) => ts === alone.ts)).toBe(true);
    expect(lab.rings('U01').some(({ ts }) => ts === open.ts)).toBe(false);
    await answer('U01', 'notify failed room');
  });

  test('a room that hears a recipe is told its end, without a ring', async () => {
    await lab.slash('U01', fresh(), 'heard');
    const heard = await told('C003', /^DONE \d+ heard/);
    expect(heard.text).not.toContain('<@');
    expect(lab.in('C003')).toHaveLength(1);
  });

  test('files go where the room takes them: report, log', async () => {
    await lab.slash('U01', 'C001', 'quick --name files');
    const card = await told('C001', /^DONE \d+ quick --name files · ada/);
    const id = /\d+/.exec(card.text)![0];
    const files = await until(
      'the files',
      () => lab.thread('C001', card.ts).flatMap(({ files }) => files).length >= 2 && lab.thread('C001', card.ts).flatMap((m) => m.files),
    );
    expect(files.map(({ name }) => name)).toEqual([`report-${id}.md`, `log-tail-${id}.txt`]);
    expect(String(files[0]!.bytes)).toBe(
      readFileSync(join(host.jobs().find(({ spec }) => spec.id === Number(id))!.dir, 'report.md'), 'utf8'),
    );
  });
});

test('nothing was cut, refused or left without an answer by Slack, and every command was acknowledged in time while 20 MB were printed', async () => {
  const channel = fresh();
  await lab.slash('U01', channel, 'flood');
  const took: number[] = [];
  for (let n = 0; n < 60; n += 1) {
    const { ok, ackMs } = await lab.slash('U01', 'C190', 'whoami');
    expect(ok).toBe(true);
    took.push(ackMs ?? Number.POSITIVE_INFINITY);
  }
  took.sort((a, b) => a - b);
  console.info(`acknowledged after ${took[30]} ms (median), ${took.at(-1)} ms at most, of 60`);
  expect(took.at(-1)).toBeLessThan(3000);
  await until('its end', () => lab.in(channel).some(({ text }) => /^DONE \d+ flood/.test(text)));
  await lab.idle();
  expect(lab.cut).toEqual([]);
  expect(lab.unacked).toEqual([]);
  const refused = lab.calls.filter(({ ok, error, channel: where }) => !ok && error !== 'ratelimited' && where !== 'C004');
  expect(refused).toEqual([]);
});
