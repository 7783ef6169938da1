import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { atDesk, keeping, proving, shim, stopping, turning, way, withdrawing, writing } from './points.ts';

test('every crash point of the program is in these lists', () => {
  const here = [
    ...way,
    ...stopping,
    ...withdrawing,
    ...turning,
    ...proving,
    ...keeping,
    ...atDesk,
    ...writing,
    ...shim.map(([point]) => point),
  ];
  expect(new Set(here).size).toBe(here.length);
  expect(here.toSorted()).toEqual(pointsOfTheProgram());
  expect(here.length).toBeGreaterThanOrEqual(30);
});

function pointsOfTheProgram(): string[] {
  const root = resolve(import.meta.dirname, '../..');
  const sources = globSync(['src/**/*.ts', 'adapters/**/*.ts', 'commands/**/*.ts'], { cwd: root }).filter((f) => !f.endsWith('.test.ts'));
  const points = sources.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const named = [...source.matchAll(/\bcrashPoint\('([^']+)'\)/g)].map(([, name]) => name!);
    const around = [...source.matchAll(/\blinkOnce\([^;]*, '(\w+)'\)/g)].flatMap(([, name]) => [
      `${name}.before-link`,
      `${name}.after-link`,
    ]);
    const steps = [...source.matchAll(/\bpoints\('(\w+)'\)/g)].map(([, name]) => `lock-file.${name}`);
    return [...named, ...around, ...steps];
  });
  return [...new Set(points)].sort();
}
