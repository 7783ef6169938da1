import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/reports/card.ts';
import { homeView } from './home.ts';
import { anyCard, drawn, objects, seed, wrongs } from './testing.ts';

const handle = (person: string): string | undefined => (person === 'ada' ? 'U01' : undefined);
const page = (cards: readonly Card[]): string => drawn(homeView(cards, handle).blocks as never);
const job = (n: number): Card => ({
  title: `RUNNING ${n} bench · ada`,
  lines: ['wasm 12/45 · ETA 10:05'],
  buttons: [
    { label: 'Tail', sends: `tail ${n}` },
    { label: 'Stop', sends: `stop ${n}`, form: true },
  ],
});

describe('the home page', () => {
  it('is a card a topic', () =>
    expect(
      page([
        job(42),
        { ...job(43), choice: { label: 'Start', options: [{ label: 'bench', sends: 'bench', form: true }] } },
        { title: 'Claims', code: 'docs/ 13:40', mention: ['ada'] },
      ]),
    ).toBe(
      [
        '**RUNNING 42 bench · ada**\nwasm 12/45 · ETA 10:05\n[Tail say:0 tail 42] [Stop form:1 stop 42 danger]',
        '**RUNNING 43 bench · ada**\nwasm 12/45 · ETA 10:05\n[Tail say:2 tail 43] [Stop form:3 stop 43 danger]\n[Start pick:2: bench=form bench]',
        '**Claims**\n| docs/ 13:40\n<@U01>',
      ].join('\n----\n'),
    ));

  it('has something to show where there is nothing', () => {
    expect(page([])).toBe('Nothing to show');
    expect(wrongs(homeView([], handle).blocks, 'home')).toEqual([]);
  });

  it('says how much does not fit', () => {
    const many = page(Array.from({ length: 200 }, (_, n) => job(n)));
    const shown = many.match(/RUNNING/g)!.length;
    expect(shown).toBeGreaterThan(12);
    expect(many.endsWith(`\n+${200 - shown} more cards`)).toBe(true);
  });

  it('shows the others beside a card that is too long', () => {
    const lines = Array.from({ length: 2000 }, (_, n) => `line ${n}`);
    const shown = page([{ title: 'Log', code: lines.join('\n'), buttons: [{ label: 'Tail', sends: 'tail 1' }] }, job(42)]);
    const rows = shown.match(/^\| line/gm)!.length;
    expect(shown).toContain(`\n+${2000 - rows} more lines\n[Tail say:0 tail 1]\n----\n**RUNNING 42`);
    expect(page([{ title: 'T', code: 'x'.repeat(20_000) }])).toMatch(/\+1 more line$/);
  });

  it('keeps every limit, and nothing in it takes effect', () => {
    console.info(`300 pages, seed ${seed}`);
    fc.assert(
      fc.property(fc.array(anyCard, { maxLength: 30 }), (cards) => {
        const { blocks } = homeView(cards, handle);
        expect(wrongs(blocks, 'home')).toEqual([]);
        const users = objects(blocks).filter(({ type }) => type === 'user');
        expect(users.every(({ user_id }) => user_id === 'U01')).toBe(true);
        expect(users.length).toBeLessThanOrEqual(cards.filter(({ mention }) => mention?.includes('ada')).length);
      }),
      { numRuns: 300, seed },
    );
  });
});
