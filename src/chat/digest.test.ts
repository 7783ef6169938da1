import { describe, expect, it } from 'vitest';
import type { JobSummary } from '../jobs/job.ts';
import { hour, minute } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import type { Claim } from '../locks/desk/desk.ts';
import { plainText } from '../reports/card.ts';
import { began, ended, fakeFacts } from '../reports/fake-facts.ts';
import { startDigest } from './digest.ts';
import type { NewMessage } from './store.ts';

const place = { adapter: 'console', room: 'main' };
const job = (id: number, recipe: string, state: JobSummary['state']): JobSummary => {
  const { job: made } = fakeFacts(state, { spec: { id, recipe } });
  return { ...made, ...made.spec, canonical: recipe };
};

function house(jobs: JobSummary[], claims: readonly Claim[] = []) {
  const clock = new FakeClock(began);
  const posts = new Map<string, NewMessage>();
  const notes = new Map<string, string>();
  const start = () =>
    startDigest({
      rooms: [{ place, zone: 'America/Chicago', next: (after) => (Math.floor(after / (6 * hour)) + 1) * 6 * hour }],
      jobs: { list: () => jobs },
      claims: () => claims,
      scheduled: () => [{ at: began + 8 * hour, canonical: 'bench --super' }],
      store: {
        transaction: (run) => run(),
        note: (name) => notes.get(name),
        setNote: (name, value) => notes.set(name, value),
        outbox: { put: (message) => !posts.has(message.key) && !!posts.set(message.key, message) },
      },
      clock,
      wakeOutbox: () => {},
    });
  return { clock, posts, notes, start };
}

describe('the digest', () => {
  it('tells what runs, waits, ended since the last and comes next; failures first', () => {
    const h = house([
      job(5, 'lint', { is: 'queued' }),
      job(4, 'bench', { is: 'running', since: began + 2 * hour }),
      job(3, 'build', { is: 'failed', ...ended(4 * minute), exit: { code: 1 }, reason: 'exit' }),
      job(2, 'test', { is: 'succeeded', ...ended(8 * minute) }),
      job(1, 'old', { is: 'succeeded', at: began - 30 * hour, since: began - 31 * hour }),
    ]);
    h.start();
    h.clock.advance(3 * hour);
    expect([...h.posts.keys()]).toEqual(['digest/console/main/20261122T180000Z']);
    const post = [...h.posts.values()][0]!;
    expect(post.rings).toBe(false);
    expect(plainText(post.card)).toBe(
      [
        'STATUS 1 running, 1 queued, 1 not done, 1 done',
        'since Sat 12:00 CST',
        'FAILED 3 build · 4m00s · ada',
        'RUNNING 4 bench · 26m · ada',
        'QUEUED 5 lint · ada',
        'DONE 2 test · 8m00s · ada',
        'Next 11-22 17:34 bench --super',
        '[Jobs]',
      ]
        .join('\n')
        .replaceAll('m00s', 'm'),
    );
  });

  it('posts once for all that was missed while nobody watched, and goes on', () => {
    const h = house([]);
    h.start().stop();
    h.notes.set('digest/console/main', String(began - 20 * hour));
    h.start();
    expect(h.posts.size).toBe(1);
    h.clock.advance(6 * hour);
    expect(h.posts.size).toBe(2);
  });

  it('keeps to 12 lines', () => {
    const h = house(Array.from({ length: 40 }, (_, n) => job(n + 1, 'bench', { is: 'succeeded', ...ended(n + 1) })));
    h.start();
    h.clock.advance(3 * hour);
    const lines = plainText([...h.posts.values()][0]!.card).split('\n');
    expect(lines).toHaveLength(12);
    expect(lines).toContain('+33 more');
  });

  describe('of claims', () => {
    const claim = (lease: number, holder: string, paths: string[], stage: Claim['stage']['is'], until = began): Claim => ({
      lease,
      holder: { id: holder, kind: 'person' },
      paths,
      mode: 'exclusive',
      since: began - hour,
      until,
      span: hour,
      from: 'chat',
      stage:
        stage === 'grace'
          ? { is: stage, since: until, until: until + hour }
          : stage === 'escalated'
            ? { is: stage, since: until, because: {}, look: until + hour }
            : { is: stage, since: began },
    });
    const long = `${'deep/'.repeat(9)}x.rs`;
    it.each<[string, Claim[], string[]]>([
      ['says nothing where there are none', [], []],
      ['counts those that are held', [claim(1, 'ada', ['docs/'], 'running')], ['1 claim held']],
      ['does not take a reminder for the end', [claim(1, 'ada', ['a'], 'reminded'), claim(2, 'bob', ['b'], 'running')], ['2 claims held']],
      ['names one whose time is over', [claim(1, 'ada', ['docs/', 'x'], 'grace')], ['1 claim stale: docs/ +1 (ada)', '1 claim held']],
      [
        'names the one that is over for the longest',
        [
          claim(1, 'ada', ['a'], 'running'),
          claim(2, 'bob', ['b'], 'escalated', began + 1),
          claim(3, 'eve', ['docs/'], 'grace', began),
          claim(4, 'eve', ['c'], 'grace', began + 2),
        ],
        ['3 claims stale: docs/ (eve) +2', '4 claims held'],
      ],
      [
        'fits',
        [claim(1, 'an-agent-of-long-name-26366', [long, 'y'], 'escalated'), ...[2, 3].map((n) => claim(n, 'x', ['z'], 'grace', began + n))],
        ['3 claims stale: …x.rs +1 (an-agent-…) +2', '3 claims held'],
      ],
    ])('%s', (_, claims, expected) => {
      const h = house(
        Array.from({ length: 40 }, (_job, n) => job(n + 1, 'bench', { is: 'succeeded', ...ended(n + 1) })),
        claims,
      );
      h.start();
      h.clock.advance(3 * hour);
      const { card } = [...h.posts.values()][0]!;
      expect((card.lines ?? []).filter((line) => line.includes('claim'))).toEqual(expected);
      expect(plainText(card).split('\n')).toHaveLength(12);
      for (const line of card.lines ?? []) expect([line, line.length <= 40]).toEqual([line, true]);
      expect(card.buttons?.map(({ sends }) => sends)).toEqual(claims.length > 0 ? ['jobs', 'locks'] : ['jobs']);
    });
  });
});
