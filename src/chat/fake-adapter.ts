/** A chat platform in memory. It outlives its adapters, as a real one does, and fails in every way that it is told to. */
import type { Millis } from '../kernel/clock.ts';
import { second } from '../kernel/durations.ts';
import type { PersonId, Place } from '../kernel/people.ts';
import type { Card } from '../reports/card.ts';
import type { Capabilities, ChatAdapter, Delivery, Incoming, Message } from './adapter.ts';

/** What happens to the next post or update. `kept`: the platform has the message, though its answer does not say so. */
export type Fault =
  | { fault: 'later'; after?: Millis }
  | { fault: 'never' }
  | { fault: 'unknown'; kept: boolean }
  | { fault: 'throws'; kept: boolean }
  /** No answer ever comes: the process is killed meanwhile. */
  | { fault: 'hangs'; kept: boolean };

/** A message as people see it. */
export interface Seen {
  ref: string;
  key: string;
  place: Place;
  card: Card;
  rang: boolean;
  edits: number;
}

const everything: Capabilities = { buttons: true, edits: true, threads: true, settles: 15 * second, local: false };

export class FakePlatform {
  /** Oldest first. */
  readonly messages: Seen[] = [];
  /** Taken one by one by posts and updates; `find` has its own. */
  readonly faults: Fault[] = [];
  /** So many calls of `find` throw. */
  brokenFinds = 0;
  readonly acknowledged: string[] = [];
  /** Since when the platform cannot be reached. */
  downSince: Millis | undefined;
  readonly name: string;
  private receive: ((incoming: Incoming) => void) | undefined;

  constructor(name = 'fake') {
    this.name = name;
  }

  /** An adapter to this platform; the newest one that was started receives. */
  adapter(capabilities: Partial<Capabilities> = {}): ChatAdapter {
    const own = { ...everything, ...capabilities };
    let receive: ((incoming: Incoming) => void) | undefined;
    return {
      name: this.name,
      capabilities: own,
      connection: () => (receive && this.downSince === undefined ? { is: 'open' } : { is: 'closed', since: this.downSince ?? 0 }),
      start: async (take) => {
        receive = take;
        this.receive = take;
      },
      post: (place, message, key) => this.post(place, message, key),
      update: ({ place, ref }, message) => (own.edits ? this.update(ref, message) : Promise.resolve({ ok: true, posted: { place, ref } })),
      find: async (place, key) => {
        if (this.brokenFinds > 0) {
          this.brokenFinds -= 1;
          throw new Error('find is broken');
        }
        const seen = this.messages.find((m) => m.key === key && m.place.room === place.room);
        return seen && { place: seen.place, ref: seen.ref };
      },
      stop: async () => {
        if (this.receive === receive) this.receive = undefined;
        receive = undefined;
      },
    };
  }

  /** Somebody sends this. Acknowledged only when it was received. */
  says(incoming: Incoming): void {
    if (!this.receive) return;
    this.receive(incoming);
    this.acknowledged.push(incoming.id);
  }

  titles(room?: string): string[] {
    return this.messages.filter((m) => room === undefined || m.place.room === room).map(({ card }) => card.title);
  }

  /** How often a person's phone rang. */
  rings(person: PersonId): number {
    return this.messages.filter(({ rang, card }) => rang && card.mention?.includes(person)).length;
  }

  private post(place: Place, message: Message, key: string): Promise<Delivery> {
    const ref = `m${this.messages.length + 1}`;
    return this.attempt({ place, ref }, () => this.messages.push({ ref, key, place, card: message.card, rang: message.rings, edits: 0 }));
  }

  private update(ref: string, { card }: Message): Promise<Delivery> {
    const seen = this.messages.find((m) => m.ref === ref);
    if (!seen) return Promise.resolve({ ok: false, why: 'never', message: 'no such message' });
    return this.attempt({ place: seen.place, ref }, () => {
      seen.card = card;
      seen.edits += 1;
    });
  }

  private async attempt(posted: { place: Place; ref: string }, keep: () => void): Promise<Delivery> {
    const fault = this.faults.shift();
    if (!fault) {
      keep();
      return { ok: true, posted };
    }
    if (fault.fault === 'later')
      return { ok: false, why: 'later', message: 'too many messages', ...(fault.after !== undefined && { after: fault.after }) };
    if (fault.fault === 'never') return { ok: false, why: 'never', message: 'not allowed here' };
    if (fault.kept) keep();
    if (fault.fault === 'throws') throw new Error('the adapter broke');
    if (fault.fault === 'hangs') return new Promise(() => {});
    return { ok: false, why: 'unknown', message: 'no answer in time' };
  }
}
