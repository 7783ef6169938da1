/** By which id a person is reached on a platform, and whose phone rings for whom. */
import { describe, expect, test } from 'vitest';
import { handleOf, rungFor } from './reach.ts';
import type { Person } from './store.ts';

const people: Person[] = [
  { id: 'ada', roles: ['operator'], handles: { slack: 'T01/U01', matrix: '@ada:example.org' } },
  { id: 'bob', roles: ['viewer'], handles: { slack: 'U02' } },
  { id: 'cyd', roles: ['viewer'], handles: {} },
  { id: 'codex-1', roles: ['operator'], handles: {}, owner: 'ada' },
  { id: 'codex-2', roles: ['operator'], handles: { slack: 'T01/U09' }, owner: 'ada' },
  { id: 'codex-3', roles: ['operator'], handles: {}, owner: 'gone' },
  { id: 'codex-4', roles: ['operator'], handles: {}, owner: 'cyd' },
];

describe('the id of a person', () => {
  test.each<[string, string, string, string | undefined]>([
    ['on a platform', 'ada', 'slack', 'T01/U01'],
    ['on another one', 'ada', 'matrix', '@ada:example.org'],
    ['as it was written', 'bob', 'slack', 'U02'],
    ['where they have none', 'bob', 'matrix', undefined],
    ['who has none at all', 'cyd', 'slack', undefined],
    ['of an agent is that of its owner', 'codex-1', 'slack', 'T01/U01'],
    ['of an agent with one of its own', 'codex-2', 'slack', 'T01/U09'],
    ['of an agent, where it has none but its owner has', 'codex-2', 'matrix', '@ada:example.org'],
    ['of an agent whose owner is gone', 'codex-3', 'slack', undefined],
    ['of an agent whose owner has none', 'codex-4', 'slack', undefined],
    ['that is not known but by an id', 'T01/U77', 'slack', 'T01/U77'],
    ['that is a name only', 'eve', 'slack', undefined],
    ['that looks like a mention', '<@U01>', 'slack', undefined],
    ['that looks like more than an id', 'T01/U01 x', 'slack', undefined],
    ['that is empty', '', 'slack', undefined],
  ])('%s', (_, id, adapter, handle) => expect(handleOf(people, id, adapter)).toBe(handle));
});

describe('the phone that rings', () => {
  test.each<[string, string, string, string | undefined]>([
    ['for a person is theirs', 'ada', 'slack', 'ada'],
    ['for a person without an id stays theirs', 'cyd', 'slack', 'cyd'],
    ['for an agent is its owner’s', 'codex-1', 'slack', 'ada'],
    ['for an agent with an id of its own is its own', 'codex-2', 'slack', 'codex-2'],
    ['for an agent whose owner is gone is its own', 'codex-3', 'slack', 'codex-3'],
    ['for somebody unknown is nobody’s', 'T01/U77', 'slack', undefined],
  ])('%s', (_, id, adapter, person) => expect(rungFor(people, id, adapter)?.id).toBe(person));
});
