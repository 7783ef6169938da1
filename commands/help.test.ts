/** `help` has room for every group, however many commands there are. */
import { describe, expect, it } from 'vitest';
import type { Recipe } from '../src/jobs/recipe.ts';
import { columns } from '../src/kernel/text.ts';
import { commands, helpCard, recipeCommand } from './index.ts';
import { recipes } from './view.fixture.ts';

const [, bench] = [...recipes][0]!;
const many = Array.from({ length: 14 }, (_, n) => recipeCommand({ ...(bench as Recipe), name: `recipe-number-${n}` }));

describe.each(['viewer', 'operator', 'approver', 'admin'] as const)('as %s', (role) => {
  it.each([
    ['of few recipes', [...commands, ...many.slice(0, 2)]],
    ['of many recipes', [...commands, ...many]],
  ])('%s', (_, all) => {
    const { lines } = helpCard(all, undefined, role);
    expect(lines!.length).toBeLessThanOrEqual(11);
    for (const line of lines!) expect(columns(line), line).toBeLessThanOrEqual(40);
    const titles = lines!.flatMap((line) => /^([a-z]+):/.exec(line)?.slice(1) ?? []);
    expect(titles).toEqual([...(role === 'viewer' ? [] : ['start', 'steer']), 'look', 'claims', 'recurring', 'phone', 'you'].sort(byOrder));
    for (const topic of titles) {
      const card = helpCard(all, topic, role);
      expect(card.title).toBe(`HELP ${topic}`);
      expect(card.lines!.length).toBeLessThanOrEqual(11);
    }
  });
});

const order = ['start', 'look', 'steer', 'claims', 'recurring', 'phone', 'you'];
const byOrder = (a: string, b: string): number => order.indexOf(a) - order.indexOf(b);

it('counts what it leaves out, all of it', () => {
  const { lines } = helpCard([...commands, ...many], undefined, 'admin');
  const text = lines!.join(' ');
  const claims = /claims: (.*?) recurring:/.exec(text)![1]!;
  const named = claims.split(/,? +/).filter((name) => /^[a-z]/.test(name)).length;
  expect(named + Number(/\+(\d+)/.exec(claims)?.[1] ?? 0)).toBe(12);
});
