import { describe, expect, it } from 'vitest';
import type { JobSummary } from '../jobs/job.ts';
import { hour, minute } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import { plainText } from '../reports/card.ts';
import { began, ended, fakeFacts } from '../reports/fake-facts.ts';
import { startDigest } from './digest.ts';
import type { NewMessage } from './store.ts';

const place = { adapter: 'console', room: 'main' };
const job = (id: number, recipe: string, state: JobSummary['state']): JobSummary => {
  const { job: made } = fakeFacts(state, { spec: { id, recipe } });
  return { ...made, ...made.spec, canonical: recipe };
};

function house(jobs: JobSummary[]) {
  const clock = new FakeClock(began);
  const posts = new Map<string, NewMessage>();
  const notes = new Map<string, string>();
  const start = () =>
    startDigest({
      rooms: [{ place, zone: 'America/Chicago', next: (after) => (Math.floor(after / (6 * hour)) + 1) * 6 * hour }],
      jobs: { list: () => jobs },
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
        'since 12:00 CST',
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
});
