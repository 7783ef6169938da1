/** The manifest in config/ is the one that the commands of today make, and Slack will take it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { manifestText, slackManifest } from './manifest.ts';
import { botEvents, botScopes } from './needs.ts';

interface Manifest {
  display_information: { name: string; description: string; background_color: string };
  features: {
    bot_user: { display_name: string };
    shortcuts?: { name: string; type: string; callback_id: string; description: string }[];
    slash_commands: { command: string; description: string; usage_hint: string; should_escape: boolean }[];
  };
  oauth_config: { scopes: { bot: string[] } };
  settings: { event_subscriptions: { bot_events: string[] }; socket_mode_enabled: boolean; interactivity: { is_enabled: boolean } };
}
const made = (names: readonly { name: string }[]): Manifest => slackManifest(names) as Manifest;
const named = (...names: string[]) => names.map((name) => ({ name }));

test('config/slack-manifest.json is what the commands make; else: molt-ops config slack-manifest > config/slack-manifest.json', () => {
  const file = readFileSync(resolve(import.meta.dirname, '../../config/slack-manifest.json'), 'utf8');
  expect(file).toBe(`${manifestText(commands)}\n`);
  expect(JSON.parse(file)).toEqual(slackManifest(commands));
});

describe.each([
  ['the commands of today', commands],
  ['with claim', [...commands, { name: 'claim' }]],
  ['far too many', Array.from({ length: 400 }, (_, n) => ({ name: `command-${n}` }))],
])('Slack takes it: %s', (_, all) => {
  const { display_information: app, features, oauth_config: oauth, settings } = made(all);

  test.each([
    ['name', app.name, 35],
    ['description', app.description, 140],
    ['bot name', features.bot_user.display_name, 80],
    ...features.slash_commands.flatMap(({ command, description, usage_hint }) => [
      ['command', command, 32] as const,
      ['its description', description, 2000] as const,
      ['its hint', usage_hint, 1000] as const,
    ]),
    ...(features.shortcuts ?? []).flatMap(({ name, callback_id, description }) => [
      ['shortcut', name, 24] as const,
      ['its id', callback_id, 255] as const,
      ['its description', description, 150] as const,
    ]),
  ] as const)('%s', (_what, text, most) => {
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(most);
  });

  test('a colour, few commands, no scope or event twice, no address', () => {
    expect(app.background_color).toMatch(/^#[0-9a-f]{6}$/);
    expect(features.slash_commands.length).toBeLessThanOrEqual(50);
    for (const list of [oauth.scopes.bot, settings.event_subscriptions.bot_events]) expect(new Set(list).size).toBe(list.length);
    expect(manifestText(all)).not.toMatch(/https?:/);
  });
});

test('ids instead of names, over Socket Mode, with buttons', () => {
  const { features, settings } = made(commands);
  expect(features.slash_commands[0]).toMatchObject({ command: '/molt', should_escape: true });
  expect(settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true }, org_deploy_enabled: false });
});

test('the shortcut is there once there is something to claim with', () => {
  expect(made(named('run')).features.shortcuts).toBeUndefined();
  expect(made(named('run', 'claim')).features.shortcuts).toMatchObject([{ type: 'message', callback_id: 'claim-paths' }]);
});

test('the hint holds what can be typed, and is cut between names', () => {
  const hintOf = (...names: string[]): string => made(named(...names)).features.slash_commands[0]!.usage_hint;
  expect(hintOf('overview', 'run', 'help', 'guess')).toBe('[run | help]');
  expect(hintOf(...Array.from({ length: 400 }, (_, n) => `command-${n}`))).toMatch(/^\[command-0 \| command-1 .* \| command-\d+ \| …\]$/);
});

test('every event is allowed by a scope that is asked for, and every need has its reason', () => {
  const scopes = botScopes.map(({ name }) => name);
  for (const { name, scope } of botEvents) if (scope !== undefined) expect(scopes, name).toContain(scope);
  for (const { name, why, without } of botScopes) {
    expect(why.length, name).toBeGreaterThan(0);
    expect(without, name).not.toBe('');
  }
});
