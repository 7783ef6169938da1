/** The Slack adapter against a Slack in a box. */
import { adapterContract } from '../../src/chat/adapter.contract.ts';
import { SlackLab } from '../../test/lab/slack/lab.ts';
import { slackAdapter } from './adapter.ts';
import { partsFor } from './testing.ts';

adapterContract('Slack', async () => {
  const lab = await SlackLab.open();
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addChannel({ id: 'C01', name: 'bench', members: ['U01'], botIn: true });
  const parts = partsFor(lab);
  return {
    adapter: slackAdapter(parts),
    place: { adapter: 'slack', room: 'C01' },
    says: async (_, text) => {
      await lab.says('U01', 'C01', `<@UBOT01> ${text}`);
      await lab.idle();
    },
    seen: async () => lab.in('C01').map(({ text }) => text),
    again: () => slackAdapter(parts),
    close: () => lab.close(),
  };
});
