/** Whether the two tokens are what they should be, as far as can be told without asking Slack. Nothing said holds one. Pure. */
import type { Outcome } from '../../src/kernel/result.ts';
import type { Check } from './checkup-ids.ts';
import { clicks } from './clicks.ts';

type Given = Outcome<string | undefined>;

interface Kind {
  name: string;
  variable: string;
  prefix: string;
  click: string;
}

const botKind: Kind = { name: 'Slack bot token', variable: 'SLACK_BOT_TOKEN', prefix: 'xoxb-', click: clicks.botToken };
const appKind: Kind = { name: 'Slack app token', variable: 'SLACK_APP_TOKEN', prefix: 'xapp-', click: clicks.appToken };

/** `bot`, `app`: the tokens that are worth asking Slack about. */
export function judgeTokens(bot: Given, app: Given): { checks: Check[]; bot?: string; app?: string } {
  if (bot.ok && app.ok && bot.value?.startsWith(appKind.prefix) && app.value?.startsWith(botKind.prefix))
    return {
      checks: [
        {
          name: 'Slack tokens',
          is: 'missing',
          says: `${botKind.variable} holds the app-level token and ${appKind.variable} the bot's`,
          mend: 'exchange the two',
        },
      ],
    };
  const [ofBot, ofApp] = [judge(bot, botKind), judge(app, appKind)];
  return {
    checks: [ofBot, ofApp].flatMap(({ check }) => (check ? [check] : [])),
    bot: ofBot.token,
    app: ofApp.token,
  };
}

function judge(given: Given, { name, variable, prefix, click }: Kind): { token?: string; check?: Check } {
  const bad = (says: string, mend = click) => ({ check: { name, is: 'missing', says, mend } satisfies Check });
  if (!given.ok) return bad(given.refusal.message, `one of ${variable} and ${variable}_FILE, with the token alone`);
  const token = given.value;
  if (token === undefined) return bad(`${variable} is not set`);
  if (!/^[\x21-\x7e]+$/.test(token)) return bad(`${variable} has a space, a line break or a strange letter in it`);
  if (token.startsWith(prefix)) return { token };
  const other = others.find((one) => token.startsWith(one.prefix));
  return bad(`${variable} holds ${other ? other.is : 'something else'}; it has to begin with ${prefix}`);
}

const others: readonly { prefix: string; is: string }[] = [
  { prefix: 'xoxb-', is: 'a bot token' },
  { prefix: 'xapp-', is: 'an app-level token' },
  { prefix: 'xoxp-', is: "a person's token" },
  { prefix: 'xoxe', is: 'a token of an app with token rotation, which can only be avoided by a new app' },
];
