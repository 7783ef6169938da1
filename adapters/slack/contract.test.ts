/** The Slack adapter against a Slack in a box. */
import { adapterContract } from '../../src/chat/adapter.contract.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { refuse } from '../../src/kernel/result.ts';
import { SlackLab } from '../../test/lab/slack/lab.ts';
import { type SlackParts, slackAdapter } from './adapter.ts';

const handles: { readonly [person: string]: string } = { ada: 'T01/U01', bob: 'U02' };

/** Parts of an adapter to this lab; notes live in memory. */
export function partsFor(lab: SlackLab, more: Partial<SlackParts> = {}): SlackParts {
  const notes = new Map<string, string>();
  return {
    tokens: { bot: lab.env.SLACK_BOT_TOKEN, app: lab.env.SLACK_APP_TOKEN },
    apiUrl: lab.env.SLACK_API_URL,
    clock: systemClock,
    notes: { get: (name) => notes.get(name), set: (name, value) => void notes.set(name, value) },
    rooms: ['C01'],
    groups: [],
    threads: () => [],
    handle: (person) => handles[person],
    readFile: async () => refuse('no files', 'There are no files here.'),
    log: () => {},
    ...more,
  };
}

adapterContract('Slack', async () => {
  const lab = await SlackLab.open();
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addChannel({ id: 'C01', name: 'bench', members: ['U01'], botIn: true });
  const notes = new Map<string, string>();
  const parts = partsFor(lab, { notes: { get: (name) => notes.get(name), set: (name, value) => void notes.set(name, value) } });
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
