import { describe, expect, it } from 'vitest';
import type { Facts } from '../jobs/facts.ts';
import type { Job, JobNews, JobSummary } from '../jobs/job.ts';
import type { JobState } from '../jobs/state.ts';
import { minute } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import { done, refuse } from '../kernel/result.ts';
import { untrusted } from '../kernel/text.ts';
import { began, ended, fakeContext, fakeFacts } from '../reports/fake-facts.ts';
import type { Mute, NewMessage } from './store.ts';
import { createTeller, type Teller } from './tell.ts';

const running: JobState = { is: 'running', since: began, phase: { name: 'native', step: 0, of: 2, since: began } };
const over: JobState = { is: 'succeeded', ...ended(50 * minute) };

/** A house with an outbox that keeps what a database would: it outlives a teller. */
function house(options: { threads?: boolean } = {}) {
  const clock = new FakeClock(began);
  const facts = new Map<number, Facts>();
  const outbox = new Map<string, NewMessage & { versions: number }>();
  const reports = new Map<number, string>();
  const mutes: Mute[] = [];
  const logged: string[] = [];
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
        wroteIn: () => false,
        outbox: {
          get: (key) => outbox.get(key) as never,
          put(message) {
            const before = outbox.get(message.key);
            if (before && message.kind !== 'card') return false;
            outbox.set(message.key, { ...message, versions: (before?.versions ?? 0) + 1 });
            return true;
          },
        },
      },
      clock,
      context: () => fakeContext(),
      every: () => 15 * minute,
      threads: () => options.threads ?? false,
      takesFiles: () => false,
      ringee: (person) => ({ person, settings: {} }),
      wakes: () => false,
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
    teller,
    be,
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
});
