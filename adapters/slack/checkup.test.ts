/** Each thing that goes wrong between nothing and the first command, and the click that mends it. */
import { describe, expect, test } from 'vitest';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { SlackLab } from '../../test/lab/slack/lab.ts';
import { openAsk, type Reply } from './ask.ts';
import { slackCheckup } from './checkup.ts';
import { botScopes } from './needs.ts';

const bot = 'xoxb-1-2-botsecret';
const app = 'xapp-1-A01-9-appsecret';
const ok = (data: Record<string, unknown> = {}, more: { scopes?: readonly string[]; warnings?: string[] } = {}): Reply => ({
  is: 'ok',
  data,
  warnings: [],
  ...more,
});
const no = (error: string): Reply => ({ is: 'refused', error });
const all = botScopes.map(({ name }) => name);
const who = (scopes: readonly string[] | undefined = all): Reply => ok({ user: 'molt', team: 'Acme', bot_id: 'B01' }, { scopes });

/** What Slack answers by method, or by `method id`. */
type Answers = { readonly [call: string]: Reply };
const well: Answers = {
  'auth.test': who(),
  'bots.info B01': ok({ bot: { app_id: 'A01' } }),
  'apps.connections.open': ok({ url: 'wss://x' }),
  'conversations.info C01': ok({ channel: { name: 'bench', is_member: true, is_archived: false } }),
  'users.info U01': ok({ user: { deleted: false } }),
};
const place = (room: string) => ({ adapter: 'slack', room });
const person = (id: string, slack: string) => ({ id, handles: { slack } });

interface Setting {
  bot?: string | Outcome<string | undefined>;
  app?: string | Outcome<string | undefined>;
  rooms?: { adapter: string; room: string }[];
  people?: { id: string; handles: Record<string, string> }[];
  groups?: { adapter: string; group: string }[];
  answers?: Answers;
  apiUrl?: string;
}

const given = (token: Setting['bot']): Outcome<string | undefined> => (typeof token === 'object' ? token : done(token));

/** As doctor shows it, a line a check. */
async function said(setting: Setting): Promise<string[]> {
  const { rooms = [], people = [], groups = [], answers = {}, apiUrl } = setting;
  const checks = await slackCheckup({
    tokens: { bot: given('bot' in setting ? setting.bot : bot), app: given('app' in setting ? setting.app : app) },
    rooms,
    people,
    groups,
    apiUrl,
    ask: async (token) => ({
      async call(method, args = {}) {
        expect(token).toBe(method === 'apps.connections.open' ? app : bot);
        const reply = { ...well, ...answers }[[method, ...Object.values(args)].join(' ')];
        if (!reply) throw new Error(`not expected: ${method} ${JSON.stringify(args)}`);
        return reply;
      },
    }),
  });
  const lines = checks.map(({ name, is, says, mend }) => `${is} ${name}: ${says}${mend === undefined ? '' : ` -> ${mend}`}`);
  expect(lines.join('\n')).not.toMatch(/secret/);
  return lines;
}
const wrong = async (setting: Setting): Promise<string[]> => (await said(setting)).filter((line) => !line.startsWith('fine '));

test('all is well', async () => {
  expect(
    await said({
      rooms: [place('C01'), { adapter: 'matrix', room: '!a:x' }],
      people: [person('ada', 'U01'), person('adas-other', 'T01/U01'), { id: 'codex', handles: {} }],
    }),
  ).toEqual([
    'fine Slack bot token: @molt in Acme',
    `fine Slack scopes: all ${all.length}`,
    'fine Slack room C01: #bench',
    'fine Slack people: 2 of the config found',
    'fine Slack app token: opens a connection',
  ]);
});

describe('not configured', () => {
  test.each([
    ['at all', [], 'note Slack: not configured -> docs/slack.md'],
    [
      'though a room waits',
      [place('C01')],
      'note Slack: not configured; the config has 1 Slack room, and no token is in this environment -> docs/slack.md',
    ],
  ])('%s', async (_, rooms, line) => {
    expect(await said({ bot: undefined, app: undefined, rooms })).toEqual([line]);
  });
});

const copyBot = 'copy it again: api.slack.com/apps > your app > OAuth & Permissions > Bot User OAuth Token';
const makeApp = 'api.slack.com/apps > your app > Basic Information > App-Level Tokens > Generate Token and Scopes, with connections:write';

describe('tokens', () => {
  test.each<[string, Setting, string[]]>([
    ['no bot token', { bot: undefined }, [`missing Slack bot token: SLACK_BOT_TOKEN is not set -> ${copyBot}`]],
    ['no app token', { app: undefined }, [`missing Slack app token: SLACK_APP_TOKEN is not set -> ${makeApp}`]],
    [
      'swapped',
      { bot: app, app: bot },
      ["missing Slack tokens: SLACK_BOT_TOKEN holds the app-level token and SLACK_APP_TOKEN the bot's -> exchange the two"],
    ],
    [
      'the app token twice',
      { bot: app },
      [`missing Slack bot token: SLACK_BOT_TOKEN holds an app-level token; it has to begin with xoxb- -> ${copyBot}`],
    ],
    [
      "a person's",
      { bot: 'xoxp-1-secret' },
      [`missing Slack bot token: SLACK_BOT_TOKEN holds a person's token; it has to begin with xoxb- -> ${copyBot}`],
    ],
    [
      'a signing secret',
      { app: '8f742231b10e8888abcd99yyyzzz85a5secret' },
      [`missing Slack app token: SLACK_APP_TOKEN holds something else; it has to begin with xapp- -> ${makeApp}`],
    ],
    [
      'with what does not belong there',
      { bot: 'xoxb-1 secret' },
      [`missing Slack bot token: SLACK_BOT_TOKEN has a space, a line break or a strange letter in it -> ${copyBot}`],
    ],
    [
      'a file that is not there',
      { app: refuse('bad secret file', 'SLACK_APP_TOKEN_FILE names /run/x, which does not exist.') },
      [
        'missing Slack app token: SLACK_APP_TOKEN_FILE names /run/x, which does not exist. -> one of SLACK_APP_TOKEN and SLACK_APP_TOKEN_FILE, with the token alone',
      ],
    ],
    [
      'of two apps',
      { answers: { 'bots.info B01': ok({ bot: { app_id: 'A02' } }) } },
      [`missing Slack app token: of app A01, but the bot token is of app A02 -> take both tokens from the pages of one app; ${makeApp}`],
    ],
  ])('%s', async (_, setting, lines) => expect(await wrong(setting)).toEqual(lines));
});

describe('refused', () => {
  test.each([
    [
      'auth.test',
      'invalid_auth',
      /^missing Slack bot token: refused by Slack: invalid_auth, it is mistyped.* -> copy it again: .*Bot User OAuth Token$/,
    ],
    [
      'auth.test',
      'token_revoked',
      /^missing Slack bot token: .*taken back -> .*Install App > Install; then copy the Bot User OAuth Token$/,
    ],
    ['auth.test', 'account_inactive', /^missing Slack bot token: .*uninstalled.* -> .*Install App > Install; then copy/],
    ['auth.test', 'ratelimited', /^note Slack bot token: not checked: Slack asks to wait -> run doctor in a minute$/],
    ['auth.test', 'team_access_not_granted', /^missing Slack bot token: refused by Slack: team_access_not_granted -> /],
    [
      'apps.connections.open',
      'invalid_auth',
      /^missing Slack app token: refused by Slack: invalid_auth.* -> .*App-Level Tokens > Generate/,
    ],
    ['apps.connections.open', 'missing_scope', /^missing Slack app token: .*lacks a scope -> .*make a new one: .*with connections:write$/],
    ['apps.connections.open', 'socket_mode_disabled', /^missing Slack app token: .* -> .*Socket Mode > Enable Socket Mode$/],
  ])('%s: %s', async (method, error, line) => {
    expect(await wrong({ answers: { [method]: no(error) } })).toEqual([expect.stringMatching(line)]);
  });

  test('with a warning only', async () => {
    const warned = ok({ url: 'wss://x' }, { warnings: ['[WARN] Socket Mode is not turned on.'] });
    expect(await wrong({ answers: { 'apps.connections.open': warned } })).toEqual([
      expect.stringMatching(/^note Slack app token: .*Socket Mode is off.* -> .*Enable Socket Mode$/),
    ]);
  });
});

describe('not reachable', () => {
  const away: Reply = { is: 'away', why: 'ENOTFOUND' };
  const line = 'missing Slack: not reachable: ENOTFOUND -> this host needs a way out to slack.com, port 443; none inward';

  test('is said once', async () => {
    expect(await wrong({ rooms: [place('C01')], answers: { 'auth.test': away, 'apps.connections.open': away } })).toEqual([line]);
  });

  test('and with SLACK_API_URL that slack.com was not asked', async () => {
    expect(await wrong({ apiUrl: 'http://127.0.0.1:4000/api', answers: { 'auth.test': away, 'apps.connections.open': away } })).toEqual([
      expect.stringMatching(/^note Slack: SLACK_API_URL is set/),
      line,
    ]);
  });
});

describe('scopes', () => {
  const without = (...names: string[]): Answers => ({ 'auth.test': who(all.filter((name) => !names.includes(name))) });

  test('each missing one by its name and click', async () => {
    expect(await wrong({ answers: without('groups:history', 'files:write') })).toEqual(
      [
        'groups:history: not given: the same in private channels',
        'files:write: not given: uploads logs and pictures where the room allows files',
      ].map(
        (line) =>
          `missing Slack scope ${line} -> api.slack.com/apps > your app > OAuth & Permissions > Scopes > Bot Token Scopes > Add an OAuth Scope > ${line.replace(/: not given.*/, '')}; then Install App > Reinstall`,
      ),
    );
  });

  test('what the bot can do without is a note, with what is lost', async () => {
    expect(await wrong({ answers: without('usergroups:read') })).toEqual([
      expect.stringMatching(/^note Slack scope usergroups:read: not given: groups in the config give no roles; name people instead -> /),
    ]);
  });

  test('a server that does not tell them', async () => {
    expect(await wrong({ answers: { 'auth.test': ok({ user: 'molt' }) } })).toEqual([
      'note Slack scopes: not told by Slack, so they were not checked',
    ]);
  });

  test('what they hide is not called missing, too', async () => {
    const answers = { ...without('users:read'), 'users.info U01': no('missing_scope') };
    expect(await wrong({ people: [person('ada', 'U01')], answers })).toEqual([
      expect.stringMatching(/^missing Slack scope users:read/),
      'note Slack person ada: not checked: users:read is missing',
    ]);
  });
});

describe('rooms', () => {
  const toId = "in Slack: the channel's name at its top > About > Channel ID, at the bottom";

  test.each<[string, string, Reply | undefined, string]>([
    [
      'a name',
      '#bench',
      undefined,
      `missing Slack room #bench: a name, and names change; the config needs the id, like C0123456789 -> ${toId}`,
    ],
    [
      'not there',
      'C09',
      no('channel_not_found'),
      `missing Slack room C09: no such channel, or a private one without the bot -> in that channel: /invite @molt. Or copy the id again; ${toId}`,
    ],
    [
      'archived',
      'C09',
      ok({ channel: { name: 'old', is_archived: true, is_member: true } }),
      'missing Slack room C09: #old is archived -> in that channel: Settings > Unarchive channel, or take it out of rooms in the config',
    ],
    [
      'without the bot',
      'G09',
      ok({ channel: { name: 'bench', is_archived: false, is_member: false } }),
      'missing Slack room G09: the bot is not in #bench -> in #bench: /invite @molt',
    ],
    [
      'that could not be asked about',
      'C09',
      { is: 'away', why: 'HTTP 503' },
      'note Slack room C09: not checked: HTTP 503 -> run doctor again',
    ],
    ['too many', 'C09', no('ratelimited'), 'note Slack room C09: not checked: Slack asks to wait -> run doctor in a minute'],
    [
      'with a name that would move the cursor',
      'C09',
      ok({ channel: { name: 'a\u001b[2Jb', is_member: false } }),
      'missing Slack room C09: the bot is not in #a␛[2Jb -> in #a␛[2Jb: /invite @molt',
    ],
  ])('%s', async (_, id, reply, line) => {
    expect(await wrong({ rooms: [place(id)], answers: reply ? { [`conversations.info ${id}`]: reply } : {} })).toEqual([line]);
  });

  test('a direct message need not be listed', async () => {
    expect(await wrong({ rooms: [place('D01')] })).toEqual([
      'note Slack room D01: a direct message: those are heard without being listed -> take it out of rooms in the config',
    ]);
  });

  test('the bot may be called otherwise', async () => {
    const answers = {
      'auth.test': ok({ user: 'bencher', team: 'Acme' }, { scopes: all }),
      'conversations.info C09': no('channel_not_found'),
    };
    expect(await wrong({ rooms: [place('C09')], answers })).toEqual([expect.stringContaining('/invite @bencher')]);
  });
});

describe('people', () => {
  const toId = 'in Slack: their profile > ⋮ > Copy member ID';

  test.each<[string, string, Reply | undefined, string]>([
    ['a name', '@bob', undefined, `missing Slack person bob: @bob is no id; the config needs one like U0123456789 -> ${toId}`],
    ['nobody', 'U09', no('user_not_found'), `missing Slack person bob: nobody in this workspace has the id U09 -> ${toId}`],
    [
      'deactivated',
      'T01/U09',
      ok({ user: { deleted: true } }),
      'note Slack person bob: T01/U09 is deactivated in Slack -> take bob out of people in the config',
    ],
  ])('%s', async (_, slack, reply, line) => {
    const found = await said({ people: [person('ada', 'U01'), person('bob', slack)], answers: reply ? { 'users.info U09': reply } : {} });
    expect(found).toContain('fine Slack people: 1 of the config found');
    expect(found).toContain(line);
  });
});

describe('user groups', () => {
  const toId = 'in Slack: More > People > User groups > the group > ⋮ > Copy group ID';

  test.each<[string, string, Reply | undefined, string[]]>([
    ['there', 'S01', ok({ users: [] }), []],
    ['a name', '@bench', undefined, [`missing Slack group @bench: no id; the config needs one like S0123456789 -> ${toId}`]],
    ['not there', 'S01', no('no_such_subteam'), [`missing Slack group S01: no such user group in this workspace -> ${toId}`]],
    [
      'not paid for',
      'S01',
      no('plan_upgrade_required'),
      ['note Slack group S01: not checked: plan_upgrade_required, user groups need a paid plan: name people in the config instead'],
    ],
  ])('%s', async (_, group, reply, lines) => {
    const answers = reply ? { [`usergroups.users.list ${group}`]: reply } : {};
    expect(await wrong({ groups: [{ adapter: 'slack', group }], answers })).toEqual(lines);
  });

  test('make their scope needed', async () => {
    const scopes = all.filter((name) => name !== 'usergroups:read');
    const answers = { 'auth.test': who(scopes), 'usergroups.users.list S01': no('missing_scope') };
    expect(await wrong({ groups: [{ adapter: 'slack', group: 'S01' }], answers })).toEqual([
      expect.stringMatching(/^missing Slack scope usergroups:read: /),
      'note Slack group S01: not checked: usergroups:read is missing',
    ]);
  });
});

test('against a Slack in a box', async () => {
  const lab = await SlackLab.open();
  try {
    lab.scopes = all.filter((name) => name !== 'files:write');
    lab.addUser({ id: 'U01', name: 'ada' });
    lab.addGroup({ id: 'S01', handle: 'bench', users: ['U01'] });
    lab.addChannel({ id: 'C01', name: 'bench' });
    lab.addChannel({ id: 'C02', name: 'dev', botIn: false });
    lab.addChannel({ id: 'G03', name: 'secret', botIn: false });
    lab.addChannel({ id: 'C04', name: 'old', archived: true });
    const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = lab.env;
    const checks = await slackCheckup({
      tokens: { bot: done(botToken), app: done(appToken) },
      rooms: ['C01', 'C02', 'G03', 'C04', 'C05'].map(place),
      people: [person('ada', 'T01/U01'), person('bob', 'U09')],
      groups: [
        { adapter: 'slack', group: 'S01' },
        { adapter: 'slack', group: 'S02' },
      ],
      apiUrl,
      ask: openAsk,
    });
    expect(checks.map(({ name, is, says }) => `${is} ${name}: ${says}`)).toEqual([
      'note Slack: SLACK_API_URL is set: what follows is not said by slack.com',
      'fine Slack bot token: @molt in lab',
      'missing Slack scope files:write: not given: uploads logs and pictures where the room allows files',
      'fine Slack room C01: #bench',
      'missing Slack room C02: the bot is not in #dev',
      'missing Slack room G03: no such channel, or a private one without the bot',
      'missing Slack room C04: #old is archived',
      'missing Slack room C05: no such channel, or a private one without the bot',
      'fine Slack people: 1 of the config found',
      'missing Slack person bob: nobody in this workspace has the id U09',
      'missing Slack group S02: no such user group in this workspace',
      'fine Slack app token: opens a connection',
    ]);
    expect(JSON.stringify(checks)).not.toContain(botToken);
    expect(JSON.stringify(checks)).not.toContain(appToken);
  } finally {
    await lab.close();
  }
});
