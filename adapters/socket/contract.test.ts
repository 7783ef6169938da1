import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapterContract } from '../../src/chat/adapter.contract.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { connect, type Line } from './client.mjs';
import { socketFolder } from './folder.mjs';
import { socketAdapter } from './server.ts';

adapterContract(
  'the socket',
  () => {
    const home = mkdtempSync(join(tmpdir(), 'molt-ops-socket-'));
    const folder = socketFolder(home, {});
    const adapter = socketAdapter({ folder, clock: systemClock });
    adapter.serve({
      outcome: async () => ({ ok: true, card: { title: 'heard' } }),
      job: () => undefined,
      ended: () => Promise.reject(new Error('no job was started')),
      proves: () => false,
    });
    const heard: string[] = [];
    const acknowledged = new Set<string>();
    let listener: Line | undefined;
    const open = async (options: Parameters<typeof connect>[1] = {}): Promise<Line> => {
      const line = await connect(folder, options);
      if (!line.ok) throw new Error(line.refusal.message);
      return line.value;
    };
    /** The bot answers in order: once this is refused, all that was posted before it has been heard. */
    const settle = (line: Line): Promise<unknown> => line.say({ say: '', key: '' });

    return {
      adapter: {
        ...adapter,
        async start(receive) {
          await adapter.start(receive);
          listener = await open({ heard: ({ posted }) => heard.push(posted) });
          await settle(listener);
        },
      },
      place: { adapter: 'socket', room: 'console' },
      async says(id, text) {
        const line = await open();
        if ((await line.say({ say: text, key: id }))?.ok) acknowledged.add(id);
        line.close();
      },
      async seen() {
        await settle(listener!);
        return heard;
      },
      acknowledged: (id) => acknowledged.has(id),
      async close() {
        listener?.close();
        rmSync(home, { recursive: true, force: true });
      },
    };
  },
  { forgets: true },
);
