/** What every chat adapter promises, run by each adapter's test and by the fake's. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Place } from '../kernel/people.ts';
import type { ChatAdapter, Delivery, Incoming, Posted } from './adapter.ts';

/** An adapter, and the platform that it speaks to as a person sees it. */
export interface AdapterLab {
  adapter: ChatAdapter;
  place: Place;
  /** A person sends `text`, addressed to the bot, as event `id`; resolves once the adapter has dealt with it. */
  says(id: string, text: string): Promise<void>;
  /** Texts that stand in the place, oldest first, each in its newest form. */
  seen(): Promise<string[]>;
  /** Whether the platform was told that this event has arrived; left out where a platform has nothing like it. */
  acknowledged?(id: string): boolean;
  /** A new adapter to the same platform, as after a restart of the bot; left out where the platform forgets. */
  again?(): ChatAdapter;
  close?(): Promise<void>;
}

/** `forgets`: what was posted goes with the bot, so that there is nothing to find after a restart. */
export function adapterContract(name: string, make: () => Promise<AdapterLab> | AdapterLab, { forgets = false } = {}): void {
  describe(`${name} keeps the contract of adapters`, () => {
    let lab: AdapterLab;
    let received: Incoming[];
    let receive: (incoming: Incoming) => void;
    beforeEach(async () => {
      lab = await make();
      received = [];
      receive = (incoming) => void received.push(incoming);
      await lab.adapter.start((incoming) => receive(incoming));
    });
    afterEach(async () => {
      await lab.adapter.stop();
      await lab.close?.();
    });

    const post = async (title: string, key: string): Promise<Posted> => {
      const delivery = await lab.adapter.post(lab.place, { card: { title }, rings: false }, key);
      return postedOf(delivery);
    };

    test('what is posted is seen, once', async () => {
      await post('STARTED 42 bench', 'card/42');
      expect(await lab.seen()).toEqual([expect.stringContaining('STARTED 42 bench')]);
    });

    test('a post is found under its key, as the same message; nothing is found under another', async () => {
      const posted = await post('STARTED 42 bench', 'card/42');
      await post('STARTED 43 build', 'card/43');
      expect((await lab.adapter.find(lab.place, 'card/42'))?.ref).toBe(posted.ref);
      expect(await lab.adapter.find(lab.place, 'card/4')).toBeUndefined();
    });

    const unlessForgotten = forgets ? () => {} : test;
    unlessForgotten('a post is found after a restart, too', async () => {
      if (!lab.again) throw new Error('this lab cannot restart: give it `again`');
      const { ref } = await post('STARTED 42 bench', 'card/42');
      await lab.adapter.stop();
      lab.adapter = lab.again();
      await lab.adapter.start((incoming) => receive(incoming));
      expect((await lab.adapter.find(lab.place, 'card/42'))?.ref).toBe(ref);
      expect(await lab.adapter.find(lab.place, 'card/43')).toBeUndefined();
      await post('STARTED 43 build', 'card/43');
      expect(await lab.seen()).toEqual([expect.stringContaining('STARTED 42'), expect.stringContaining('STARTED 43')]);
    });

    test('posts stand in the order in which they were made', async () => {
      const titles = ['ONE', 'TWO', 'THREE', 'FOUR'];
      for (const title of titles) await post(title, `key/${title}`);
      const seen = await lab.seen();
      expect(seen).toHaveLength(titles.length);
      titles.forEach((title, i) => {
        expect(seen[i]).toContain(title);
      });
    });

    test('an update changes the message where there are edits, and never adds one', async () => {
      const posted = await post('RUNNING 42', 'card/42');
      postedOf(await lab.adapter.update(posted, { card: { title: 'DONE 42' }, rings: false }, 'card/42'));
      const seen = await lab.seen();
      expect(seen).toHaveLength(1);
      if (lab.adapter.capabilities.edits) expect(seen[0]).toContain('DONE 42');
      else expect(seen[0]).toContain('RUNNING 42');
      expect((await lab.adapter.find(lab.place, 'card/42'))?.ref).toBe(posted.ref);
    });

    test('what a person sends is received with its own id, in a place of this adapter', async () => {
      await lab.says('e1', 'bench --smoke');
      await lab.says('e2', 'jobs');
      // A platform may bring one thing several times: under one id it is one.
      const once = new Map(received.map((incoming) => [incoming.id, incoming]));
      expect([...once.values()].map(({ text }) => text)).toEqual(['bench --smoke', 'jobs']);
      for (const incoming of received) {
        expect(incoming.place.adapter).toBe(lab.adapter.name);
        expect(incoming.sender).not.toBe('');
        expect(incoming.addressed).toBe(true);
      }
    });

    test('what could not be stored is not acknowledged', async () => {
      receive = () => {
        throw new Error('the disk is full');
      };
      await lab.says('e1', 'bench').catch(() => {});
      if (lab.acknowledged) expect(lab.acknowledged('e1')).toBe(false);
      receive = (incoming) => void received.push(incoming);
      await lab.says('e2', 'jobs');
      expect(received.map(({ text }) => text)).toContain('jobs');
    });

    test('it is open from start to stop, and tells since when it is closed', async () => {
      expect(lab.adapter.connection()).toEqual({ is: 'open' });
      await lab.adapter.stop();
      expect(lab.adapter.connection()).toEqual({ is: 'closed', since: expect.any(Number) });
    });

    test('after stop nothing is received, and to stop again is harmless', async () => {
      await lab.adapter.stop();
      await lab.says('e1', 'bench').catch(() => {});
      expect(received).toEqual([]);
    });
  });
}

function postedOf(delivery: Delivery): Posted {
  if (!delivery.ok) throw new Error(`not delivered: ${delivery.why}, ${delivery.message}`);
  return delivery.posted;
}
