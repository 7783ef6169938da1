/** The lock desk in SQLite: a row for each claim, wait and request, and what was agreed with the copies of its file. */
import type { Clock, Millis } from '../../src/kernel/clock.ts';
import type { Claim, Cooling, DeskState, HandOver, News, Steal, Wait } from '../../src/locks/desk/desk.ts';
import { type Agreed, type ClaimStore, DeskMoved, type Held } from '../../src/locks/store.ts';

/** Prepared once for each text. */
export interface Sql {
  rows(text: string, ...values: unknown[]): Record<string, string | number | null>[];
  run(text: string, ...values: unknown[]): number;
}

export interface SqliteClaims extends ClaimStore {
  /** A transaction failed: what is remembered of it is not so. */
  forget(): void;
}

const kinds = { claims: 'claim', waits: 'wait', steals: 'steal', handovers: 'hand-over', cooling: 'cooling' } as const;
type Part = keyof typeof kinds;

export function claimsOn(sql: Sql, clock: Clock): SqliteClaims {
  let known: DeskState | undefined;

  function read(): DeskState {
    const all = <T>(part: Part): T[] =>
      sql.rows('SELECT item FROM desk WHERE kind = ? ORDER BY n', kinds[part]).map(({ item }) => JSON.parse(String(item)) as T);
    const number = (name: string): number => Number(sql.rows('SELECT n FROM desk_numbers WHERE name = ?', name)[0]?.n ?? 0);
    return {
      claims: all<Claim>('claims'),
      waits: all<Wait>('waits'),
      steals: all<Steal>('steals'),
      handovers: all<HandOver>('handovers'),
      cooling: all<Cooling>('cooling'),
      lastLease: number('lease'),
      lastWait: number('wait'),
    };
  }

  const desk = (): DeskState => {
    known ??= read();
    return known;
  };

  /** Only what is not the same object as before. */
  function writePart<T>(part: Part, before: readonly T[], after: readonly T[], numberOf: (item: T) => number): void {
    if (before === after) return;
    const [old, now] = [new Set(before), new Set(after)];
    const gone = before.filter((item) => !now.has(item)).map(numberOf);
    for (const n of gone) sql.run('DELETE FROM desk WHERE kind = ? AND n = ?', kinds[part], n);
    for (const item of after)
      if (!old.has(item))
        sql.run('INSERT OR REPLACE INTO desk (kind, n, item) VALUES (?, ?, ?)', kinds[part], numberOf(item), JSON.stringify(item));
  }

  function write(from: DeskState, to: DeskState): void {
    writePart('claims', from.claims, to.claims, ({ lease }) => lease);
    writePart('waits', from.waits, to.waits, ({ id }) => id);
    writePart('steals', from.steals, to.steals, ({ lease }) => lease);
    writePart('handovers', from.handovers, to.handovers, ({ lease }) => lease);
    writePart('cooling', from.cooling, to.cooling, ({ lease }) => lease);
    const number = (name: string, before: number, now: number): void => {
      if (before !== now) sql.run('INSERT OR REPLACE INTO desk_numbers (name, n) VALUES (?, ?)', name, now);
    };
    number('lease', from.lastLease, to.lastLease);
    number('wait', from.lastWait, to.lastWait);
  }

  return {
    desk,
    forget() {
      known = undefined;
    },
    changeDesk({ from, to, news }, by, inbox) {
      if (from !== desk()) throw new DeskMoved();
      write(from, to);
      for (const one of news) {
        const { is, at, ...detail } = one;
        const who = 'by' in one && one.by !== undefined ? one.by : by;
        sql.run(
          'INSERT INTO audit (at, by, what, inbox, detail) VALUES (?, ?, ?, ?, ?)',
          at,
          who,
          `claim ${is}`,
          inbox ?? null,
          JSON.stringify(detail),
        );
      }
      known = to;
    },
    agreed(copy) {
      const found = sql.rows('SELECT agreed FROM lock_copies WHERE name = ?', copy)[0];
      return found && (JSON.parse(String(found.agreed)) as Agreed);
    },
    agree: (copy, agreed) => void sql.run('INSERT OR REPLACE INTO lock_copies (name, agreed) VALUES (?, ?)', copy, JSON.stringify(agreed)),
    history,
  };

  function history(since: Millis, most = -1): Held[] {
    const ended = sql
      .rows("SELECT at, detail FROM audit WHERE what = 'claim released' AND at >= ? ORDER BY at DESC, n DESC LIMIT ?", since, most)
      .reverse()
      .map(({ at, detail }) => heldUntil(Number(at), JSON.parse(String(detail)) as Released));
    const held = desk().claims.map(({ lease, holder, paths, mode, since: from }) => ({ lease, holder, paths, mode, since: from }));
    return [...ended, ...held].filter(({ since: from }) => from <= clock.now()).sort((a, b) => a.since - b.since || a.lease - b.lease);
  }
}

type Released = Omit<Extract<News, { is: 'released' }>, 'is' | 'at'>;

const heldUntil = (at: Millis, { claim, paths, why }: Released): Held => ({
  lease: claim.lease,
  holder: claim.holder,
  paths,
  mode: claim.mode,
  since: claim.since,
  until: at,
  how: why,
});
