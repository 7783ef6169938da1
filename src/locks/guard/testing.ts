/** Claims for tests of the guard. */
import { type Untrusted, untrusted } from '../../kernel/text.ts';
import type { Change } from './check.ts';
import type { ChangedCommit, GuardClaim } from './port.ts';

/** 2026-11-22 12:00 UTC. */
export const noon = Date.UTC(2026, 10, 22, 12);

/** `17 codex-2(ada) runtime/ docs/a.md shared` */
export function claim(words: string, more: Partial<GuardClaim> = {}): GuardClaim {
  const [lease, who = '', ...rest] = words.split(' ');
  const [, holder = '', owner] = /^([^(]+)(?:\((.+)\))?$/.exec(who) ?? [];
  return {
    lease: Number(lease),
    holder,
    ...(owner !== undefined && { owner }),
    kind: owner === undefined ? 'person' : 'agent',
    paths: rest.filter((word) => word !== 'shared'),
    mode: rest.includes('shared') ? 'shared' : 'exclusive',
    since: noon - 3_600_000,
    until: noon + 3_600_000,
    ...more,
  };
}

export const files = (...names: string[]): Untrusted[] => names.map(untrusted);

export const change = (names: string, more: Omit<Change, 'files'> = {}): Change => ({ files: files(...names.split(' ')), ...more });

export const commit = (id: string, names: string, ...trailers: string[]): ChangedCommit => ({
  commit: id.padEnd(40, '0'),
  parents: ['f'.repeat(40)],
  subject: untrusted(`change ${names}`),
  trailers: trailers.map(untrusted),
  files: files(...names.split(' ').filter((name) => name !== '')),
  submodules: [],
});
