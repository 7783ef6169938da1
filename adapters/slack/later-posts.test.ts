/** Messages that Slack posts by its own timer, over the lab. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LaterPosts } from '../../src/chat/adapter.ts';
import { minute } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import type { Place } from '../../src/kernel/people.ts';
import type { Outcome } from '../../src/kernel/result.ts';
import { SlackLab } from '../../test/lab/slack/lab.ts';
import { slackAdapter } from './adapter.ts';
import { partsFor, room } from './testing.ts';

let lab: SlackLab;
let clock: FakeClock;
let later: LaterPosts;

beforeEach(async () => {
  clock = new FakeClock();
  lab = await SlackLab.open({ clock });
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  lab.addChannel({ id: 'C02', name: 'else' });
  later = slackAdapter(partsFor(lab, { clock })).laterPosts!;
});
afterEach(() => lab.close());

const card = { title: 'NO SIGN from m1 since 11:02 CST', lines: ['<!channel> is no mark'], mention: ['ada', 'eve'] };
const valueIn = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
};
const schedule = async (place: Place = room('C01'), after = 25 * minute): Promise<string> =>
  valueIn(await later.schedule(place, card, clock.now() + after));
const direct: Place = { adapter: 'slack', room: '@U01', direct: true };

describe('a message for later', () => {
  test('is posted at its time and not before, rings whom it names, and nothing else in it takes effect', async () => {
    await schedule();
    clock.advance(25 * minute - 1001);
    expect(lab.messages).toEqual([]);
    clock.advance(1001);
    const [posted] = lab.in('C01');
    expect(posted!.text).toContain('NO SIGN from m1');
    expect(lab.active(posted!)).toEqual(['<@U01>']);
    expect(lab.rings('U01').map(({ why }) => why)).toEqual(['mention']);
    expect(lab.scheduled).toEqual([]);
  });

  test('carries no metadata, for Slack would never post it', async () => {
    await schedule();
    expect(lab.scheduled[0]!.metadata).toBeUndefined();
  });

  test('is never before its second', async () => {
    const at = clock.now() + 25 * minute + 1;
    valueIn(await later.schedule(room('C01'), card, at));
    expect(lab.scheduled[0]!.postAt * 1000).toBeGreaterThanOrEqual(at);
    expect(lab.scheduled[0]!.postAt * 1000).toBeLessThan(at + 1000);
  });

  test('for a person goes to their direct messages', async () => {
    await schedule(direct);
    expect(lab.scheduled[0]!.channel).toBe('DU01');
  });

  test.each<[string, () => void, Place]>([
    ['is refused in a channel that is gone', () => {}, room('C99')],
    ['is refused in an archived one', () => lab.addChannel({ id: 'C03', name: 'old', archived: true }), room('C03')],
    ['is refused where Slack is not there', () => lab.down(), room('C01')],
    ['is refused where its answer is lost', () => lab.fault({ method: 'chat.scheduleMessage', does: 'lost response' }), room('C01')],
    ['is refused where nobody of that id is', () => {}, { ...direct, room: '@U99' }],
  ])('%s', async (_, before, place) => {
    before();
    expect(await later.schedule(place, card, clock.now() + 25 * minute)).toMatchObject({ ok: false, refusal: { code: 'not scheduled' } });
  });
});

describe('taking it back', () => {
  test('works, and then it is never posted', async () => {
    const ref = await schedule();
    await later.cancel(room('C01'), ref);
    clock.advance(60 * minute);
    expect(lab.messages).toEqual([]);
  });

  test('is harmless where it is gone, posted, or about to be', async () => {
    const ref = await schedule();
    await later.cancel(room('C01'), ref);
    await later.cancel(room('C01'), ref);
    const posted = await schedule();
    clock.advance(26 * minute);
    await later.cancel(room('C01'), posted);
    const close = await schedule(room('C01'), minute / 2);
    await later.cancel(room('C01'), close);
    await later.cancel(room('C01'), 'Q-none');
    expect(lab.in('C01')).toHaveLength(1);
  });

  test.each(['internal_error', 'missing_scope', 'ratelimited'])('throws where Slack says %s: it may still be there', async (error) => {
    const ref = await schedule();
    lab.fault({ method: 'chat.deleteScheduledMessage', does: { error } });
    await expect(later.cancel(room('C01'), ref)).rejects.toThrow(error);
    expect(lab.scheduled).toHaveLength(1);
    await later.cancel(room('C01'), ref);
    expect(lab.scheduled).toEqual([]);
  });
});

describe('all that wait', () => {
  test('are told with their places, over more than a page, so that each can be taken back', async () => {
    for (let n = 0; n < 120; n += 1) await schedule(n % 2 === 0 ? room('C01') : direct, (30 + 6 * n) * minute);
    const pending = valueIn(await later.pending());
    expect(new Set(pending.map(({ ref }) => ref))).toEqual(new Set(lab.scheduled.map(({ id }) => id)));
    expect(pending).toHaveLength(120);
    expect(pending[0]!.at).toBe(lab.scheduled[0]!.postAt * 1000);
    for (const { place, ref } of pending) await later.cancel(place, ref);
    expect(lab.scheduled).toEqual([]);
  });

  test('are not told in part', async () => {
    for (let n = 0; n < 101; n += 1) await schedule(room('C01'), (30 + 6 * n) * minute);
    lab.fault({ method: 'chat.scheduledMessages.list', slow: 0 });
    lab.fault({ method: 'chat.scheduledMessages.list', does: 'internal_error' });
    expect(await later.pending()).toMatchObject({ ok: false, refusal: { code: 'not listed' } });
  });

  test('are none at first', async () => expect(valueIn(await later.pending())).toEqual([]));
});
