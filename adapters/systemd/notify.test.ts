import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openWatchdog } from './notify.ts';

const folder = mkdtempSync(join(tmpdir(), 'molt-ops-notify-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('nothing is told where systemd did not start us', () => {
  expect(openWatchdog({ WATCHDOG_USEC: '1000' })).toBeUndefined();
});

test.each<[string, string | undefined, number | undefined]>([
  ['half of what the unit allows', '600000000', 300_000],
  ['never, without a watchdog', undefined, undefined],
  ['never, when what it says is no number', 'x', undefined],
])('signs of life: %s', (_, usec, every) => {
  expect(openWatchdog({ NOTIFY_SOCKET: '/run/s', WATCHDOG_USEC: usec })?.every).toBe(every);
});

test('the words go to the socket that systemd named, with nothing else of the environment', async () => {
  const said = join(folder, 'said');
  writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$NOTIFY_SOCKET $1 $SLACK_BOT_TOKEN" >> ${said}\n`);
  chmodSync(join(folder, 'systemd-notify'), 0o755);
  const watchdog = openWatchdog({ NOTIFY_SOCKET: '/run/s', PATH: `${folder}:/usr/bin:/bin`, SLACK_BOT_TOKEN: 'secret' });
  await watchdog?.ready();
  await watchdog?.alive();
  expect(readFileSync(said, 'utf8')).toBe('/run/s READY=1 \n/run/s WATCHDOG=1 \n');
});
