import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapterContract } from '../../src/chat/adapter.contract.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { consoleAdapter, consolePlace } from './adapter.ts';
import { openTranscript } from './transcript.ts';

adapterContract('the console', () => {
  const home = mkdtempSync(join(tmpdir(), 'molt-ops-console-'));
  const clock = new FakeClock();
  const shown: string[] = [];
  const open = () =>
    consoleAdapter({
      clock,
      sender: 'root',
      transcript: openTranscript(join(home, 'console.transcript.jsonl'), clock.now),
      show: (text) => shown.push(text),
    });
  const adapter = open();
  return {
    adapter,
    again: open,
    place: consolePlace,
    says: async (id, text) => adapter.say(id, text),
    seen: async () => shown,
    close: async () => rmSync(home, { recursive: true, force: true }),
  };
});
