import { describe, expect, it } from 'vitest';
import type { Facts } from '../jobs/facts.ts';
import type { Job, JobNews, JobSummary } from '../jobs/job.ts';
import type { JobState } from '../jobs/state.ts';
import { minute } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import type { Place } from '../kernel/people.ts';
import { done, refuse } from '../kernel/result.ts';
import { untrusted } from '../kernel/text.ts';
import { clockTime } from '../kernel/zone.ts';
import { began, ended, fakeContext, fakeFacts } from '../reports/fake-facts.ts';
import { createAudience, type HearingRoom } from './audience.ts';
import type { Mute, NewMessage, Person, RingKind, RingWay, Settings } from './store.ts';
import { createTeller, type Teller } from './tell.ts';

const running: JobState = { is: 'running', since: began, phase: { name: 'native', step: 0, of: 2, since: began } };
const over: JobState = { is: 'succeeded', ...ended(50 * minute) };
const crashed: JobState = { is: 'failed', ...ended(50 * minute), exit: { code: 101 }, reason: 'exit' };
const direct = (handle: string): Place => ({ adapter: 'slack', room: `@${handle.split('/').at(-1)}`, direct: true });
const slack: Place = { adapter: 'slack', room: 'C01' };

interface HouseOptions {
  threads: boolean;
  files: boolean;
  people: readonly Person[];
  rooms: readonly HearingRoom[];
  wakes: boolean;
}

/** A house with an outbox that keeps what a database would: it outlives a teller. */
function house(options: Partial<HouseOptions> = {}) {
  const clock = new FakeClock(began);
  const facts = new Map<number, Facts>();
  const outbox = new Map<string, NewMessage & { versions: number }>();
  const reports = new Map<number, string>();
  const mutes: Mute[] = [];
  const logged: string[] = [];
  const settings = new Map<string, Settings>();
  /** Threads in which a person has written. */
  const wrote = new Set<string>();
  const audience = createAudience({
    rooms: options.rooms ?? [],
    people: () => options.people ?? [],
    settings: (person) => settings.get(person) ?? {},
    alone: (handle, adapter) => (adapter === 'slack' ? direct(handle) : undefined),
    isLocal: ({ adapter }) => adapter === 'console',
    every: 15 * minute,
  });
  let broken: string | undefined;
  let listen: (news: JobNews) => void = () => {};
  const summary = ({ job }: Facts): JobSummary => ({ ...job, ...job.spec, canonical: job.spec.asked.canonical, state: job.state });
  const teller = (): Teller =>
    createTeller({
      jobs: {
        list: () => [...facts.values()].map(summary),
        subscribe: (l) => {
          listen = l;
        },
        facts: async (id) => done(facts.get(id)!),
        writeReport: async (id, markdown) => {
          if (broken) return refuse('not written', broken);
          reports.set(id, markdown);
          return done(`/x/${id}`);
        },
      },
      store: {
        transaction: (run) => run(),
        mutes: () => mutes,
        wroteIn: ({ thread }) => wrote.has(thread ?? ''),
        outbox: {
          get: (key) => outbox.get(key) as never,
          put(message) {
            const before = outbox.get(message.key);
            if (before && message.kind !== 'card') return false;
            outbox.set(message.key, { ...before, ...message, versions: (before?.versions ?? 0) + 1 });
            return true;
          },
        },
      },
      clock,
      context: () => fakeContext(),
      ...audience,
      threads: () => options.threads ?? false,
      takesFiles: () => options.files ?? false,
      wakes: () => options.wakes ?? false,
      wakeOutbox: () => {},
      log: (_, message) => logged.push(message),
    });
  const be = (state: JobState, over: Parameters<typeof fakeFacts>[1] = {}): Job => {
    const made = fakeFacts(state, over);
    facts.set(made.job.id, made);
    return made.job;
  };
  return {
    clock,
    outbox,
    reports,
    mutes,
    logged,
    settings,
    teller,
    be,
    /** The platform has this card, as that message. */
    post: (key: string, ref: string) => {
      const row = outbox.get(key)!;
      outbox.set(key, { ...row, posted: { place: row.place, ref } } as never);
    },
    writesIn: (thread: string) => wrote.add(thread),
    breakDisk: (why: string | undefined) => {
      broken = why;
    },
    tell: (news: JobNews) => listen(news),
    keys: (prefix: string) => [...outbox.keys()].filter((key) => key.startsWith(prefix)),
  };
}

describe('the teller', () => {
  it('keeps one card, a micro-report every 15 minutes, and one ending with its report', async () => {
    const h = house();
    const teller = h.teller();
    h.tell({ news: 'created', job: h.be({ is: 'queued' }) });
    await teller.idle();
    h.tell({ news: 'changed', job: h.be(running) });
    await teller.idle();
    expect([...h.outbox.keys()]).toEqual(['card/42/console/main']);
    expect(h.outbox.get('card/42/console/main')).toMatchObject({
      kind: 'card',
      rings: false,
      versions: 2,
      card: { title: 'STARTED 42 bench · ada' },
    });
    for (let n = 0; n < 3; n++) {
      h.clock.advance(15 * minute);
      await teller.idle();
    }
    expect(h.keys('micro/')).toEqual([1, 2, 3].map((n) => `micro/42/${n}/console/main`));
    expect(h.outbox.get('micro/42/1/console/main')!.card.title).toMatch(/^- \[09:49\] running — 42 bench: .* update by 10:04\. Resume: /);
    h.tell({ news: 'ended', job: h.be(over) });
    await teller.idle();
    expect(h.outbox.get('card/42/console/main')!.card.title).toBe('DONE 42 bench · ada');
    expect(h.outbox.get('end/42/console/main')).toMatchObject({ kind: 'message', rings: true, card: { mention: ['ada'] } });
    expect(h.outbox.get('report/42/console/main')!.card.markdown).toBe(h.reports.get(42));
    expect(h.clock.pending).toBe(0);
    h.clock.advance(60 * minute);
    await teller.idle();
    expect(h.keys('micro/')).toHaveLength(3);
  });

  it('says one overdue micro-report after a restart, not four, and none twice', async () => {
    const h = house();
    h.be(running);
    h.clock.advance(62 * minute);
    for (let start = 0; start < 2; start++) {
      const teller = h.teller();
      teller.start();
      await teller.idle();
      teller.stop();
    }
    expect(h.keys('micro/')).toEqual(['micro/42/4/console/main']);
  });

  it('tells an ending once, however often it hears of it', async () => {
    const h = house();
    const job = h.be(over);
    for (let start = 0; start < 2; start++) {
      const teller = h.teller();
      h.tell({ news: 'ended', job });
      h.tell({ news: 'ended', job });
      await teller.idle();
    }
    expect([...h.outbox.keys()].sort()).toEqual(['card/42/console/main', 'end/42/console/main', 'report/42/console/main']);
    expect(h.outbox.get('card/42/console/main')!.versions).toBe(1);
  });

  it('says nothing in a place where the job is muted, but keeps its card', async () => {
    const h = house();
    h.mutes.push({ job: 42, place: { adapter: 'console', room: 'main', thread: 't' }, until: began + 20 * minute });
    const teller = h.teller();
    h.tell({ news: 'changed', job: h.be(running) });
    h.clock.advance(15 * minute);
    await teller.idle();
    expect(h.keys('micro/')).toEqual([]);
    h.clock.advance(15 * minute);
    await teller.idle();
    expect(h.keys('micro/')).toEqual(['micro/42/2/console/main']);
    expect(h.outbox.get('card/42/console/main')!.card.lines!.at(-1)).toContain('Update by 10:19');
  });

  it('hangs micro-reports and the report under the card where there are threads, never under a message of a person', async () => {
    const h = house({ threads: true });
    const teller = h.teller();
    const place = { adapter: 'slack', room: 'C1', thread: '17.1' };
    h.tell({ news: 'changed', job: h.be(running, { place }) });
    h.clock.advance(15 * minute);
    await teller.idle();
    h.tell({ news: 'ended', job: h.be(over, { place }) });
    await teller.idle();
    const under = [...h.outbox.values()].map(({ key, under: card, place: { thread } }) => [key, card, thread]);
    expect(under).toEqual([
      ['card/42/slack/C1', undefined, undefined],
      ['micro/42/1/slack/C1', 'card/42/slack/C1', undefined],
      ['end/42/slack/C1', undefined, undefined],
      ['report/42/slack/C1', 'card/42/slack/C1', undefined],
    ]);
  });

  it('rings once for endings within two minutes, and not for a cancel that the requester asked for', async () => {
    const h = house();
    const teller = h.teller();
    const end = async (id: number, state: JobState, more: Parameters<typeof fakeFacts>[1] = {}): Promise<boolean> => {
      h.tell({ news: 'ended', job: h.be(state, { ...more, spec: { id, ...more?.spec } }) });
      await teller.idle();
      return h.outbox.get(`end/${id}/console/main`)!.rings;
    };
    expect(await end(1, over)).toBe(true);
    expect(await end(2, over)).toBe(false);
    expect(await end(3, over, { spec: { requester: 'bob' } })).toBe(true);
    h.clock.advance(2 * minute);
    expect(await end(4, { is: 'cancelled', ...ended(1) }, { cancel: { v: 1, at: 1, by: 'ada', why: '' } })).toBe(false);
    expect(await end(5, { is: 'cancelled', ...ended(1) }, { cancel: { v: 1, at: 1, by: 'bob', why: '' } })).toBe(true);
  });

  it('tells each stall once, with a ring', async () => {
    const h = house();
    const teller = h.teller();
    const stalled = (since: number): Job => h.be({ ...running, stalled: { since, at: since + 1 } }, { tail: [untrusted('x')] });
    for (const since of [began + 1, began + 1, began + 2]) {
      h.tell({ news: 'event', job: stalled(since), event: { type: 'stalled', at: since, since } });
      await teller.idle();
    }
    expect(h.keys('stall/')).toEqual([`stall/42/${began + 1}/console/main`, `stall/42/${began + 2}/console/main`]);
    expect(h.outbox.get(h.keys('stall/')[0]!)).toMatchObject({ rings: true, kind: 'message' });
  });

  it('tells the ending though report.md cannot be written, and writes that as soon as it can', async () => {
    const h = house();
    const teller = h.teller();
    h.breakDisk('the disk is full');
    h.tell({ news: 'ended', job: h.be(over) });
    await teller.idle();
    expect(h.keys('report/')).toHaveLength(1);
    expect(h.logged).toEqual(['report of job 42 not written: the disk is full']);
    h.breakDisk(undefined);
    h.clock.advance(minute);
    await teller.idle();
    expect(h.reports.get(42)).toContain('### Resume');
    expect(h.clock.pending).toBe(0);
  });

  it('sends the report as a file, too, though report.md is not there yet', async () => {
    const h = house({ files: true });
    const teller = h.teller();
    h.breakDisk('the disk is full');
    h.tell({ news: 'ended', job: h.be(over) });
    await teller.idle();
    const [key] = h.keys('files/');
    const [report] = h.outbox.get(key!)!.card.files!;
    expect(report).toMatchObject({ name: 'report-42.md', text: h.outbox.get(key!.slice('files/'.length))!.card.markdown });
  });
});

/** Ada, her agent, and Bob, who has no id on Slack. */
const people: readonly Person[] = [
  { id: 'ada', roles: ['operator'], handles: { slack: 'T01/U01', console: 'ada' } },
  { id: 'codex-1', roles: ['operator'], handles: {}, owner: 'ada' },
  { id: 'bob', roles: ['operator'], handles: {} },
];
/** Where a message of this kind went, and how: `C01`, `C01 rings`, `@U01 rings at 07:00`. */
const told = (h: ReturnType<typeof house>, prefix: string): string[] =>
  h
    .keys(prefix)
    .map((key) => h.outbox.get(key)!)
    .map(({ place, rings, holdUntil }) =>
      [place.room, rings && 'rings', holdUntil !== undefined && `at ${clockTime(holdUntil, 'America/Chicago')}`].filter(Boolean).join(' '),
    );

describe('as people want to be rung', () => {
  const night = { quiet: { from: '09:00', to: '12:00', zone: 'America/Chicago' } };
  const stalled: JobState = { ...running, stalled: { since: began + 1, at: began + 2 } };
  const happens = async (
    h: ReturnType<typeof house>,
    what: 'done' | 'failed' | 'stalled',
    more: Parameters<typeof fakeFacts>[1] = {},
  ): Promise<void> => {
    const teller = h.teller();
    const job = h.be({ done: over, failed: crashed, stalled }[what], { place: slack, tail: [untrusted('x')], ...more });
    if (what === 'stalled') h.tell({ news: 'event', job, event: { type: 'stalled', at: began + 2, since: began + 1 } });
    else h.tell({ news: 'ended', job });
    await teller.idle();
  };
  const prefix = { done: 'end/', failed: 'end/', stalled: 'stall/' };

  const cases: [RingKind & ('done' | 'failed' | 'stalled'), RingWay | undefined, boolean, boolean, string[]][] = (
    ['done', 'failed', 'stalled'] as const
  ).flatMap((kind) =>
    [false, true].flatMap((quiet) =>
      [false, true].flatMap((wake): (typeof cases)[number][] => {
        const waits = quiet && !(wake && kind !== 'done') ? ' at 12:00' : '';
        return [
          [kind, undefined, quiet, wake, [`C01 rings${waits}`]],
          [kind, 'room', quiet, wake, [`C01 rings${waits}`]],
          [kind, 'dm', quiet, wake, ['C01', `@U01 rings${waits}`]],
          [kind, 'off', quiet, wake, ['C01']],
        ];
      }),
    ),
  );
  it.each(cases)('%s by %s, quiet %s, may wake %s', async (kind, way, quiet, wakes, expected) => {
    const h = house({ people, wakes });
    h.settings.set('ada', { ...(way && { notify: { [kind]: way } }), ...(quiet && night) });
    await happens(h, kind);
    expect(told(h, prefix[kind])).toEqual(expected);
    for (const key of [...h.keys('card/'), ...h.keys('report/')]) expect(h.outbox.get(key)).toMatchObject({ rings: false });
    for (const key of [...h.keys('card/'), ...h.keys('report/')]) expect(h.outbox.get(key)).not.toHaveProperty('holdUntil');
    expect(h.keys('card/')).toHaveLength(1);
    expect(h.keys('report/')).toHaveLength(kind === 'stalled' ? 0 : 1);
  });

  it('goes on with card and micro-reports in quiet hours', async () => {
    const h = house({ people });
    h.settings.set('ada', night);
    const teller = h.teller();
    h.tell({ news: 'changed', job: h.be(running, { place: slack }) });
    h.clock.advance(15 * minute);
    await teller.idle();
    expect(told(h, 'micro/')).toEqual(['C01']);
  });

  it('asked for in direct messages all of it stays there', async () => {
    const h = house({ people });
    h.settings.set('ada', { notify: { done: 'dm' } });
    await happens(h, 'done', { place: direct('U01') });
    expect(told(h, 'end/')).toEqual(['@U01 rings']);
  });

  it('who cannot be spoken to alone is rung in the room', async () => {
    const h = house({ people });
    h.settings.set('bob', { notify: { done: 'dm' } });
    await happens(h, 'done', { place: slack, spec: { requester: 'bob' } });
    expect(told(h, 'end/')).toEqual(['C01 rings']);
  });

  it('what an agent started rings its owner, as the owner wants it', async () => {
    const h = house({ people });
    h.settings.set('ada', { notify: { failed: 'dm' } });
    h.settings.set('codex-1', { notify: { failed: 'off' } });
    await happens(h, 'failed', { place: slack, spec: { requester: 'codex-1' } });
    expect(told(h, 'end/')).toEqual(['C01', '@U01 rings']);
    expect(h.outbox.get('end/42/slack/C01/direct')!.card.mention).toEqual(['codex-1']);
  });

  it('ends of an owner and of their agents within two minutes share a ring; what is told alone is never left out', async () => {
    const h = house({ people });
    const teller = h.teller();
    const end = async (id: number, requester: string, state: JobState = over): Promise<void> => {
      h.tell({ news: 'ended', job: h.be(state, { place: slack, spec: { id, requester } }) });
      await teller.idle();
    };
    await end(1, 'ada');
    await end(2, 'codex-1');
    h.clock.advance(2 * minute - 1);
    await end(3, 'ada');
    h.clock.advance(1);
    await end(4, 'codex-1');
    expect(told(h, 'end/')).toEqual(['C01 rings', 'C01', 'C01', 'C01 rings']);
    h.settings.set('ada', { notify: { failed: 'dm' } });
    await end(5, 'ada', crashed);
    expect(told(h, 'end/5/')).toEqual(['C01', '@U01 rings']);
  });

  it('an end that rang nobody leaves the next one its ring', async () => {
    const h = house({ people });
    h.settings.set('ada', { notify: { done: 'off' } });
    await happens(h, 'done', { place: slack, spec: { id: 1 } });
    await happens(h, 'failed', { place: slack, spec: { id: 2 } });
    expect(told(h, 'end/2/')).toEqual(['C01 rings']);
  });
});

describe('rooms that hear of a job', () => {
  const room = (id: string, more: Partial<HearingRoom> = {}): HearingRoom => ({
    adapter: 'slack',
    room: id,
    files: false,
    hears: 'all',
    tells: 'all',
    ...more,
  });
  const story = async (rooms: readonly HearingRoom[], place: Place): Promise<ReturnType<typeof house>> => {
    const h = house({ people, rooms, threads: true });
    const teller = h.teller();
    h.tell({ news: 'changed', job: h.be(running, { place }) });
    h.clock.advance(15 * minute);
    await teller.idle();
    h.tell({
      news: 'event',
      job: h.be({ ...running, stalled: { since: began + 1, at: began + 2 } }, { place, tail: [] }),
      event: { type: 'stalled', at: began + 2, since: began + 1 },
    });
    await teller.idle();
    h.tell({ news: 'ended', job: h.be(over, { place }) });
    await teller.idle();
    return h;
  };

  it('hear all of it, and ring nobody: its person is rung where they asked', async () => {
    const h = await story([room('C02'), room('C01')], slack);
    for (const prefix of ['card/', 'micro/', 'report/']) expect(told(h, prefix)).toEqual(['C01', 'C02']);
    expect(told(h, 'stall/')).toEqual(['C01 rings', 'C02']);
    expect(told(h, 'end/')).toEqual(['C01 rings', 'C02']);
  });

  it('hear only of its end and its stalls, where that is what they want', async () => {
    const h = await story([room('C02', { tells: 'ends' })], slack);
    for (const prefix of ['card/', 'micro/', 'report/']) expect(told(h, prefix)).toEqual(['C01']);
    expect(told(h, 'stall/')).toEqual(['C01 rings', 'C02']);
    expect(told(h, 'end/')).toEqual(['C01 rings', 'C02']);
  });

  it('hear of some recipes only', async () => {
    const h = await story([room('C02', { hears: ['build'] }), room('C03', { hears: ['build', 'bench'] })], slack);
    expect(told(h, 'end/')).toEqual(['C01 rings', 'C03']);
  });

  it('ring for what was started at the host itself, where no phone is', async () => {
    const h = await story([room('C02'), room('C03', { tells: 'ends' })], { adapter: 'console', room: 'main' });
    expect(told(h, 'stall/')).toEqual(['main rings', 'C02 rings', 'C03 rings']);
    expect(told(h, 'end/')).toEqual(['main rings', 'C02 rings', 'C03']);
  });

  it('have their own time between two micro-reports', async () => {
    const h = house({ people, rooms: [room('C02', { every: 10 * minute })] });
    const teller = h.teller();
    h.tell({ news: 'changed', job: h.be(running, { place: slack }) });
    for (let n = 0; n < 3; n += 1) {
      h.clock.advance(10 * minute);
      await teller.idle();
    }
    expect([
      h.keys('micro/').filter((key) => key.endsWith('C02')).length,
      h.keys('micro/').filter((key) => key.endsWith('C01')).length,
    ]).toEqual([3, 2]);
  });
});

describe('where a reply would ring', () => {
  const trail = (h: ReturnType<typeof house>, key = 'card/42/slack/C01'): number[] =>
    (h.outbox.get(key)!.card.trail ?? []).map(({ n }) => n);
  const run = async (h: ReturnType<typeof house>, times: number, teller = h.teller()): Promise<Teller> => {
    for (let n = 0; n < times; n += 1) {
      h.clock.advance(15 * minute);
      await teller.idle();
    }
    return teller;
  };

  it('micro-reports are added to the card of a direct message, the last eight of them', async () => {
    const h = house({ people, threads: true });
    const place = direct('U01');
    const teller = h.teller();
    h.tell({ news: 'changed', job: h.be(running, { place }) });
    await run(h, 11, teller);
    expect(h.keys('micro/')).toEqual([]);
    const { card, rings } = h.outbox.get('card/42/slack/%40U01')!;
    expect(card.trail!.map(({ n }) => n)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(card.trail![0]!.text).toMatch(/^- \[10:34\] running — 42 bench: /);
    expect(rings).toBe(false);
    h.tell({ news: 'ended', job: h.be(over, { place }) });
    await teller.idle();
    expect(trail(h, 'card/42/slack/%40U01')).toHaveLength(8);
  });

  it('they are added to the card from when a person has written in its thread', async () => {
    const h = house({ people, threads: true });
    const teller = h.teller();
    h.tell({ news: 'changed', job: h.be(running, { place: slack }) });
    await teller.idle();
    h.post('card/42/slack/C01', '17.5');
    await run(h, 2, teller);
    expect(h.keys('micro/')).toHaveLength(2);
    h.writesIn('17.5');
    await run(h, 2, teller);
    expect(h.keys('micro/')).toHaveLength(2);
    expect(trail(h)).toEqual([3, 4]);
  });

  it('each is told once, in one of the two places, however often the bot starts', async () => {
    const h = house({ people, threads: true });
    let teller = h.teller();
    h.tell({ news: 'changed', job: h.be(running, { place: slack }) });
    await teller.idle();
    h.post('card/42/slack/C01', '17.5');
    await run(h, 2, teller);
    const restart = async (): Promise<void> => {
      teller.stop();
      teller = h.teller();
      teller.start();
      await teller.idle();
    };
    h.writesIn('17.5');
    await restart();
    await restart();
    expect([h.keys('micro/').length, trail(h)]).toEqual([2, []]);
    await run(h, 1, teller);
    await restart();
    h.clock.advance(minute);
    await restart();
    expect([h.keys('micro/').length, trail(h)]).toEqual([2, [3]]);
    const text = h.outbox.get('card/42/slack/C01')!.card.trail![0]!.text;
    expect(text).toContain('[10:19]');
  });

  it('a muted job says nothing there either', async () => {
    const h = house({ people, threads: true });
    const place = direct('U01');
    const teller = h.teller();
    h.mutes.push({ job: 42, place, until: began + 20 * minute });
    h.tell({ news: 'changed', job: h.be(running, { place }) });
    await run(h, 2, teller);
    expect(trail(h, 'card/42/slack/%40U01')).toEqual([2]);
  });
});

describe('what is promised', () => {
  it('is the next word of each job that runs, in each place that hears of its course', async () => {
    const h = house({ people, rooms: [{ adapter: 'slack', room: 'C02', files: false, hears: 'all', tells: 'ends' }] });
    const teller = h.teller();
    h.tell({ news: 'changed', job: h.be(running, { place: slack }) });
    h.be({ is: 'queued' }, { place: slack, spec: { id: 43 } });
    await teller.idle();
    expect(teller.promised()).toMatchObject([{ id: 42, recipe: 'bench', place: slack, requester: 'ada', updateBy: began + 15 * minute }]);
    h.clock.advance(20 * minute);
    await teller.idle();
    expect(teller.promised()[0]!.updateBy).toBe(began + 30 * minute);
    h.be(over, { place: slack });
    expect(teller.promised()).toEqual([]);
  });

  it('threads that matter are those of jobs that go on', async () => {
    const h = house({ people, threads: true });
    const teller = h.teller();
    h.tell({ news: 'changed', job: h.be(running, { place: { ...slack, thread: '16.1' } }) });
    await teller.idle();
    expect(teller.threads()).toEqual([]);
    h.post('card/42/slack/C01', '17.5');
    expect(teller.threads()).toEqual([{ ...slack, thread: '17.5' }]);
    h.be(over, { place: slack });
    expect(teller.threads()).toEqual([]);
  });
});
