import { expect, test } from 'vitest';
import { jobEnvironment } from './environment.ts';

test.each<[string, Record<string, string>, string[], Record<string, string>]>([
  ['keeps what a tool needs', { HOME: '/home/ada', LANG: 'C', PATH: '/usr/bin' }, [], { HOME: '/home/ada', LANG: 'C', PATH: '/usr/bin' }],
  [
    'leaves out the secrets of the bot',
    { PATH: '/bin', SLACK_BOT_TOKEN: 'x', GITHUB_TOKEN: 'y', MOLT_OPS_HOME: 'z' },
    [],
    { PATH: '/bin' },
  ],
  ['passes what the config allows', { PATH: '/bin', RUSTFLAGS: '-Copt', MOLT_X: '1' }, ['RUSTFLAGS'], { PATH: '/bin', RUSTFLAGS: '-Copt' }],
  [
    'drops the folders that npm put on PATH',
    { PATH: '/w/node_modules/.bin:/node_modules/.bin:/usr/lib/npm/node-gyp-bin::/usr/bin' },
    [],
    { PATH: '/usr/bin' },
  ],
  ['never leaves a job without a PATH', {}, [], { PATH: '/usr/local/bin:/usr/bin:/bin' }],
])('%s', (_, own, allowed, expected) => {
  expect(jobEnvironment(own, allowed)).toEqual(expected);
});
