/** A bot that is asked to end while Slack does not answer: it ends soon, and says the rest after its next start, once. */
import { expect, test } from 'vitest';
import { BenchHost, until } from '../lab/bench-host.ts';
import { SlackLab } from '../lab/slack/lab.ts';

test('ends within seconds, and what it could not say is said after the next start, once', async () => {
  const lab = await SlackLab.open();
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  const recipe = { about: 'For the test', category: 'compiler', exclusive: 'none', steps: [{ phase: 'only', run: ['true'] }] };
  const people = { ada: { slack: 'U01', roles: ['operator'] } };
  const host = new BenchHost({ recipes: { quick: recipe }, people, rooms: [{ slack: 'C01' }] }, { env: lab.env });
  try {
    const bot = host.serve();
    expect(await bot.ready).toBe(true);
    lab.fault({ method: 'chat.postMessage', does: 'hang', times: 1 });
    await lab.slash('U01', 'C01', 'quick');
    await until('a post on its way', () => host.outbox().some(({ state }) => state === 'sending'));
    const asked = performance.now();
    bot.child.kill('SIGTERM');
    expect((await bot.ended).code).toBe(0);
    console.info(`ended after ${Math.round(performance.now() - asked)} ms`);
    lab.clearFaults();
    expect(await host.serve().ready).toBe(true);
    await until('the report', () => lab.messages.some(({ text }) => text.startsWith('REPORT 1')));
    expect(lab.in('C01').map(({ text }) => text.split(/[ :]/).slice(0, 2).join(' '))).toEqual(['DONE 1', 'DONE 1', 'REPORT 1']);
  } finally {
    await host.close();
    await lab.close();
  }
});
