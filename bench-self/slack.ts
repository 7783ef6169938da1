/** What Slack adds to the bot: idle on two open sockets while a silent job runs, and how soon it acknowledges while much is printed. */
import { until } from '../test/lab/bench-host.ts';
import { SlackLab } from '../test/lab/slack/lab.ts';
import { spread } from './figures.ts';
import { idleWith } from './idle.ts';

const commands = 100;

export async function slack(): Promise<object> {
  const lab = await SlackLab.open();
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  try {
    return await idleWith(
      { people: { ada: { slack: 'U01', roles: ['operator'] } }, rooms: [{ slack: 'C01' }] },
      { env: lab.env, start: (line) => lab.slash('U01', 'C01', line) },
      async () => {
        await lab.slash('U01', 'C01', 'flood');
        const took: number[] = [];
        for (let n = 0; n < commands; n += 1) took.push((await lab.slash('U01', 'C01', 'whoami')).ackMs ?? Number.POSITIVE_INFINITY);
        await until('the end of the flood', () => lab.in('C01').some(({ text }) => /^DONE \d+ flood/.test(text)), 120_000);
        return { acknowledged: { unit: 'ms', ...spread(took), reach: 3000 } };
      },
    );
  } finally {
    await lab.close();
  }
}
