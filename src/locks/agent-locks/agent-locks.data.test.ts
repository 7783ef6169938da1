/** The real revisions of Molt's lock file, in the folder that MOLT_OPS_DATA names; skipped, and said so, where there is none. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimsIn } from './parse.ts';
import { addClaim, removeAll, removeClaim, renameHolder } from './splice.ts';
import { claimsOf, textOf, usable } from './testing.ts';

const data = process.env.MOLT_OPS_DATA ?? '';
const folder = data && join(data, 'locks');
const names = folder && existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
const agentsIn = (bytes: Uint8Array): string[] => [...new Set(claimsIn(usable(bytes)).map(({ agent }) => agent))];
const value = (outcome: ReturnType<typeof addClaim>): Uint8Array => {
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
};
/** Those of `a` that are not in `b`, however often they stand there. */
const without = (a: readonly string[], b: readonly string[]): string[] => a.filter((line) => !b.includes(line));
const linesOf = (bytes: Uint8Array): string[] => textOf(bytes).split('\n');

describe.skipIf(data === '')('the real lock file of Molt (MOLT_OPS_DATA)', () => {
  it('is there', () => expect(names.length).toBeGreaterThan(5));

  it.each(names)('%s: every line of the section is a claim', (name) => {
    const locks = usable(read(name));
    expect(locks.opaque).toEqual([]);
    expect(claimsIn(locks).length).toBeGreaterThan(0);
    expect(locks.claims.map(({ at }) => at)).toEqual(locks.claims.map((_, n) => locks.heading + 1 + n));
  });

  it.each(names)('%s: a claim, then its release, leaves every byte', (name) => {
    const bytes = read(name);
    const paths = ['fresh/', 'fresh, odd', 'src/molt/fresh.py'];
    for (const agent of [...agentsIn(bytes), 'codex-99999']) {
      const claimed = value(addClaim(usable(bytes), { agent, paths }));
      expect(without(linesOf(bytes), linesOf(claimed))).toEqual([]);
      expect(without(linesOf(claimed), linesOf(bytes)).every((line) => line.includes(`${agent} -> `))).toBe(true);
      expect(paths.reduce((file, path) => removeClaim(usable(file), { agent, path }), claimed)).toEqual(bytes);
    }
  });

  it.each(names)('%s: each release takes one path out of lines of its agent, and only that', (name) => {
    const bytes = read(name);
    for (const { agent, path } of claimsIn(usable(bytes))) {
      const released = removeClaim(usable(bytes), { agent, path });
      expect(claimsOf(released)).toEqual(claimsOf(bytes).filter((claim) => claim !== `${agent} ${path}`));
      expect(without(linesOf(bytes), linesOf(released)).every((line) => line.includes(`${agent} -> `))).toBe(true);
    }
  });

  it.each(names)('%s: a hand-over and back leaves every byte, and nothing stays of who leaves', (name) => {
    const bytes = read(name);
    for (const agent of agentsIn(bytes)) {
      const handed = value(renameHolder(usable(bytes), { from: agent, to: 'codex-99999' }));
      expect(agentsIn(handed)).not.toContain(agent);
      expect(value(renameHolder(usable(handed), { from: 'codex-99999', to: agent }))).toEqual(bytes);
      expect(agentsIn(removeAll(usable(bytes), agent))).toEqual(agentsIn(bytes).filter((other) => other !== agent));
    }
  });
});
