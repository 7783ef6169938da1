/** What somebody at the page or the prompt does, done in the lab. Answers with a word for them where something went wrong. */
import type { Values } from '../form.ts';
import type { SlackLab } from '../lab.ts';
import type { PressResult } from '../types.ts';
import { written } from './written.ts';

export type Act =
  | { act: 'say'; user: string; channel: string; text: string; thread?: string }
  | { act: 'press' | 'pick'; user: string; channel: string; ts: string; label: string }
  | { act: 'pressHome' | 'pickHome' | 'pressModal'; user: string; label: string }
  | { act: 'shortcut'; user: string; channel: string; ts: string; id: string }
  | { act: 'home' | 'cancel'; user: string }
  | { act: 'submit'; user: string; values: Values };

export async function perform(lab: SlackLab, act: Act): Promise<string | undefined> {
  switch (act.act) {
    case 'say':
      return say(lab, act);
    case 'press':
      return outcome('That button', await lab.press(act.user, act.channel, act.ts, act.label));
    case 'pick':
      return outcome('That choice', await lab.pick(act.user, act.channel, act.ts, act.label));
    case 'pressHome':
      return outcome('That button', await lab.pressHome(act.user, act.label));
    case 'pickHome':
      return outcome('That choice', await lab.pickHome(act.user, act.label));
    case 'pressModal':
      return outcome('That button', await lab.pressModal(act.user, act.label));
    case 'shortcut':
      return outcome('The shortcut', await lab.shortcut(act.user, act.id, act.channel, act.ts));
    case 'home':
      await lab.openHome(act.user);
      return undefined;
    case 'cancel':
      lab.cancelModal(act.user);
      return undefined;
    case 'submit': {
      const { errors = {}, error } = await lab.submit(act.user, act.values);
      if (error) return 'We had some trouble connecting. Try again?';
      return Object.values(errors).join('\n') || undefined;
    }
  }
}

async function say(lab: SlackLab, { user, channel, text, thread }: Extract<Act, { act: 'say' }>): Promise<string | undefined> {
  const { team } = lab.platform;
  const command = /^\/\w+/.exec(text.trim())?.[0];
  if (command === undefined) {
    await lab.says(user, channel, written(text, team, { labels: false }), thread === undefined ? {} : { thread });
    return undefined;
  }
  if (thread !== undefined) return `${command} is not supported in threads. Sorry!`;
  if (command !== '/molt')
    return `${command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`;
  return outcome('/molt', await lab.slash(user, channel, written(text, team, { labels: true })));
}

const outcome = (what: string, result: PressResult): string | undefined =>
  result.ok ? undefined : `${what} failed with the error "${result.error}"`;
