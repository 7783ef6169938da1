/** The real revisions of Molt's lock file through the whole sync, in the folder that MOLT_OPS_DATA names; skipped, and said so, where there is none. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../adapters/sqlite/store.ts';
import { FakeClock } from '../../kernel/fake-clock.ts';
import { claimsIn, parseLocks } from '../agent-locks/parse.ts';
import { claim, type Done, release, type Step, type Who } from '../desk/desk.ts';
import { openLockFile } from './lock-file.ts';
import { createSync } from './sync.ts';

const data = process.env.MOLT_OPS_DATA ?? '';
const revisions = data && join(data, 'locks');
const names = revisions && existsSync(revisions) ? readdirSync(revisions).filter((name) => name.endsWith('.md')) : [];

describe.skipIf(data === '')('the real lock file of Molt, kept in step (MOLT_OPS_DATA)', () => {
  it('is there', () => expect(names.length).toBeGreaterThan(5));

  it.each(names)('%s: adopted untouched; what everybody in it and a newcomer claim and release leaves every byte', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'molt-ops-sync-data-'));
    try {
      const bytes = readFileSync(join(revisions, name));
      const path = join(folder, 'AGENT_LOCKS.md');
      writeFileSync(path, bytes);
      const clock = new FakeClock();
      const opened = openStore({ file: join(folder, 'molt-ops.db'), backups: join(folder, 'backups'), clock });
      const file = openLockFile(folder, 'AGENT_LOCKS.md');
      if (!opened.ok || !file.ok) throw new Error('not opened');
      const { store } = opened.value;
      const change = ({ desk, news }: Step, also = (): void => {}): void =>
        store.transaction(() => {
          store.claims.changeDesk({ from: store.claims.desk(), to: desk, news }, 'test');
          also();
        });
      const did = (step: Done): void => {
        if (!step.ok) throw new Error(step.refusal.message);
        change(step.value);
      };
      // As a person even one with a generic name, such as `codex`, may claim.
      const who = (id: string): Who => ({ id, kind: /\d/.test(id) ? 'agent' : 'person' });
      const sync = createSync({
        file: file.value,
        git: { state: () => undefined, atWork: () => false, isFresh: () => false, hasJustStashed: () => false, hasPut: () => false },
        store: store.claims,
        now: clock.now,
        holder: who,
        wrote: () => {},
        commit: async (step, also) => {
          change(step, also);
          return 'committed';
        },
        log: () => {},
      });

      expect(await sync.run()).toEqual({ is: 'in step' });
      expect(readFileSync(path)).toEqual(bytes);
      const locks = parseLocks(new Uint8Array(bytes));
      if (locks.is !== 'usable') throw new Error('no lock file');
      const lines = claimsIn(locks);
      const agents = [...new Set(lines.map(({ agent }) => agent)), 'codex-99999'];
      expect(store.claims.desk().claims.map(({ holder }) => holder.id)).toEqual(agents.slice(0, -1));

      for (const [n, id] of agents.entries()) {
        did(claim(store.claims.desk(), { who: who(id), paths: [`fresh-${n}/`, `fresh, odd-${n}`] }, clock.now()));
        await sync.run();
        expect(readFileSync(path, 'utf8')).toContain(`fresh, odd-${n}`);
      }
      for (const [n, id] of agents.entries()) {
        did(release(store.claims.desk(), { who: who(id), paths: [`fresh, odd-${n}`, `fresh-${n}/`] }, clock.now()));
        expect(await sync.run()).toEqual({ is: 'in step' });
      }
      expect(readFileSync(path)).toEqual(bytes);
      store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
