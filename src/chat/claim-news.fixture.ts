/** For the tests of what the lock desk says: people and rooms, an outbox, and every message as it would be read. */
import type { Millis } from '../kernel/clock.ts';
import type { PersonId, Place } from '../kernel/people.ts';
import type { DeskState, News } from '../locks/desk/desk.ts';
import { clock } from '../locks/desk/testing.ts';
import { claimMessages, type NewsContext } from './claim-news.ts';
import type { NewMessage, OutboxRow, Person, Settings } from './store.ts';

export const main: Place = { adapter: 'slack', room: 'C01' };
export const dev: Place = { adapter: 'slack', room: 'C02' };
export const socket: Place = { adapter: 'socket', room: 'local' };
export const dm = (person: PersonId): Place => ({ adapter: 'slack', room: `@${person}`, direct: true });

export const people: readonly Person[] = [
  ...['ada', 'bob', 'eve'].map((id): Person => ({ id, roles: ['operator', 'approver'], handles: { slack: id } })),
  { id: 'codex-1', roles: ['operator'], handles: {}, owner: 'ada' },
  { id: 'codex-2', roles: ['operator'], handles: {}, owner: 'bob' },
];

export interface Told {
  message: NewMessage;
  isEdit: boolean;
}

export interface House extends Partial<Omit<NewsContext, 'now' | 'told' | 'desk' | 'asked' | 'settings'>> {
  settings?: { [person: PersonId]: Settings };
}

/** An outbox that is told what the desk says. */
export class Outbox {
  /** As the store's: what is known stays in its place. */
  readonly rows = new Map<string, Pick<OutboxRow, 'card' | 'place'>>();
  readonly all: Told[] = [];
  readonly #house: House;

  constructor(house: House = {}) {
    this.#house = house;
  }

  hear(news: readonly News[], desk: DeskState, now: Millis, asked?: NonNullable<NewsContext['asked']>): Told[] {
    const { settings = {}, ...house } = this.#house;
    const messages = claimMessages(news, {
      zone: () => 'UTC',
      people,
      direct: ({ handles }, adapter) => (adapter === 'slack' && handles.slack !== undefined ? dm(handles.slack) : undefined),
      adapters: ['slack', 'console', 'socket'],
      rooms: [main],
      ...house,
      settings: (person) => settings[person] ?? {},
      now,
      told: (key) => this.rows.get(key),
      desk,
      ...(asked && { asked }),
    });
    const put = messages
      .map((message) => ({ message, isEdit: this.rows.has(message.key) }))
      .filter(({ message, isEdit }) => !isEdit || message.kind === 'card');
    for (const { message } of put) this.rows.set(message.key, { place: message.place, ...this.rows.get(message.key), card: message.card });
    this.all.push(...put);
    return put;
  }
}

/** `@ada rings: ENDS 13:40 …`, then its lines and buttons. */
export function read({ message: { place, rings, card, holdUntil }, isEdit }: Told): string[] {
  const how = [isEdit ? 'edit' : '', rings ? 'RINGS' : '', holdUntil === undefined ? '' : `held until ${clock(holdUntil)}`].filter(Boolean);
  const last = [...(card.buttons ?? []).map(({ label }) => `[${label}]`), ...(card.mention ?? []).map((id) => `@${id}`)].join(' ');
  return [
    `${place.room} ${how.length > 0 ? `(${how.join(', ')}) ` : ''}`,
    card.title,
    ...(card.lines ?? []).map((line) => `| ${line}`),
    ...(last ? [`  ${last}`] : []),
  ];
}

/** In one line: place, whether it rings, title. */
export const brief = ({ message: { place, rings, card }, isEdit }: Told): string =>
  `${place.room}${isEdit ? ' edit' : ''}${rings ? ' RINGS' : ''}: ${card.title}`;
