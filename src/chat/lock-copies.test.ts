/** When the lock file is looked at again: after what the watch hears, and where nothing would tell. Real files, a clock of the test's own. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStore } from '../../adapters/sqlite/store.ts';
import { second } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import { claim, type Step } from '../locks/desk/desk.ts';
import { openLockFile } from '../locks/file/lock-file.ts';
import { createLockCopies } from './lock-copies.ts';

const head = '## Active locks\n';
const folder = mkdtempSync(join(tmpdir(), 'molt-ops-copies-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file that cannot be written is tried again by itself, and in step once it can', async () => {
  mkdirSync(join(folder, 'docs'));
  const path = join(folder, 'docs/AGENT_LOCKS.md');
  writeFileSync(path, head);
  const clock = new FakeClock();
  const opened = openStore({ file: join(folder, 'molt-ops.db'), backups: join(folder, 'backups'), clock });
  const file = openLockFile(folder, 'docs/AGENT_LOCKS.md');
  if (!opened.ok || !file.ok) throw new Error('not opened');
  const { store } = opened.value;
  const change = ({ desk, news }: Step, also = (): void => {}): void =>
    store.transaction(() => {
      store.claims.changeDesk({ from: store.claims.desk(), to: desk, news }, 'test');
      also();
    });
  const copies = createLockCopies({
    file: file.value,
    git: { state: () => 'HEAD', atWork: () => false, isFresh: () => false, hasJustStashed: () => false, hasPut: () => false },
    watch: () => ({ stop() {} }),
    store,
    clock,
    desk: {
      alone: (run) => run(),
      commit: async (step, more) => {
        change(step, more?.also);
        return 'committed';
      },
      committed: () => {},
    },
    holder: (id) => ({ id, kind: 'agent' }),
    notices: () => [],
    log: () => {},
  });
  await copies.start();
  chmodSync(path, 0o444);
  const claimed = claim(store.claims.desk(), { who: { id: 'ada', kind: 'person' }, paths: ['docs/'] }, clock.now());
  if (!claimed.ok) throw new Error(claimed.refusal.message);
  change(claimed.value);
  copies.behind();
  await expect.poll(() => copies.standing()).toEqual({ is: 'read-only', why: 'is read-only' });
  for (const after of [1, 30]) {
    await expect.poll(() => clock.pending).toBe(1);
    clock.advance(after * second);
  }
  await expect.poll(() => clock.pending).toBe(1);
  chmodSync(path, 0o644);
  clock.advance(30 * second);
  await expect.poll(() => copies.standing()).toEqual({ is: 'in step' });
  expect(readFileSync(path, 'utf8')).toBe(`${head}- ada -> docs/\n`);
  await copies.stop();
  store.close();
});
