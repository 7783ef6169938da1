/** What admins do to people: each deed checks what was asked and gives the change as data. */
import type { Answer, View } from '../src/chat/command.ts';
import type { Person } from '../src/chat/store.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { type Role, roles } from '../src/kernel/people.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
import { firstLines, lineOf, titleOf } from './job-words.ts';
import { handleWord, isSameId, mention, roleWord } from './people-words.ts';

export function add(words: readonly string[], view: View): Answer {
  const who = personWord(words[0], view, 'people add bob operator');
  if (!who.ok) return who;
  const { id, handles } = who.value;
  const wanted: Role[] = [];
  const given: Person['handles'] = { ...handles };
  for (const word of words.slice(1)) {
    const [role, handle] = [roleWord(word), handleWord(word)];
    if (role) wanted.push(role);
    else if (handle) given[handle.adapter] = handle.id;
    else
      return refuse(
        'unknown role',
        `"${short(word)}" is no role (${roles.join(', ')}) and no id like slack=T01/U02. ${id} was not changed.`,
        `people add ${id} ${nearest(word, roles) ?? 'operator'}`,
      );
  }
  const before = view.people.find((p) => p.id === id);
  if (wanted.length === 0 && Object.keys(given).length === 0)
    return refuse('no role', `Which role: ${roles.join(', ')}? ${id} was not changed.`, `people add ${id} operator`);
  const taken = view.people.find(
    (p) => p.id !== id && Object.entries(given).some(([adapter, handle]) => isSameId(p.handles[adapter], handle)),
  );
  if (taken) return refuse('id taken', `That id belongs to ${taken.id} already. ${id} was not changed.`, `people remove ${taken.id}`);
  const next: Role[] = wanted.length > 0 ? [...new Set(wanted)] : (before?.roles ?? ['viewer']);
  if (before?.owner !== undefined && next.some((role) => role === 'approver' || role === 'admin'))
    return refuse(
      'agent',
      `${id} is an agent of ${before.owner}; agents never approve and are no admins. Nobody was changed.`,
      `people add ${id} operator`,
    );
  const person: Person = { ...(before ?? { id, handles: {} }), roles: next, handles: { ...before?.handles, ...given } };
  if (leavesNoAdmin(view, person)) return lastAdmin(id);
  const known = Object.entries(person.handles).map(([adapter, handle]) => `${adapter} ${handle}`);
  return {
    ok: true,
    reply: {
      title: titleOf(`${before ? 'CHANGED' : 'ADDED'} ${id}: ${next.join(', ')}`),
      lines:
        known.length > 0
          ? firstLines(known.map(lineOf), 6)
          : ['I know no id of theirs yet. Add it:', `people add ${id} ${next[0]} slack=T01/U02`],
    },
    changes: [{ change: 'person', person }],
  };
}

export function remove(words: readonly string[], view: View): Answer {
  const who = knownPerson(words[0], view, 'people remove bob');
  if (!who.ok) return who;
  const { id } = who.value;
  if (leavesNoAdmin(view, { ...who.value, roles: [] })) return lastAdmin(id);
  const agents = view.people.filter(({ owner }) => owner === id);
  if (agents.length > 0)
    return refuse(
      'has agents',
      `Nobody was removed: ${id} owns ${agents.map((a) => a.id).join(', ')}, who must go first.`,
      `people remove ${agents[0]!.id}`,
    );
  return {
    ok: true,
    reply: {
      title: titleOf(`REMOVED ${id}`),
      lines: ['Jobs of theirs go on.', 'Back again:', lineOf(`people add ${id} ${who.value.roles.join(' ') || 'viewer'}`)],
    },
    changes: [{ change: 'forget person', id }],
  };
}

export function agree(words: readonly string[], view: View): Answer {
  const example = 'people agree codex-26366 ada';
  const who = personWord(words[0], view, example);
  if (!who.ok) return who;
  const owner = knownPerson(words[1], view, example);
  if (!owner.ok) return owner;
  const { id, handles } = who.value;
  if (owner.value.id === id || owner.value.owner !== undefined)
    return refuse(
      'not an owner',
      `${owner.value.id} is ${owner.value.id === id ? 'the same' : 'an agent'} and cannot own ${id}. Nobody was changed.`,
      'people',
    );
  if (view.people.some((p) => p.owner === id))
    return refuse('not an agent', `${id} owns agents, so it is none. Nobody was changed.`, 'people');
  const before = view.people.find((p) => p.id === id);
  const kept = before?.roles.filter((role) => role === 'viewer' || role === 'operator') ?? [];
  const person: Person = {
    ...(before ?? { id, handles: {} }),
    handles: { ...before?.handles, ...handles },
    roles: kept.length > 0 ? kept : ['operator'],
    owner: owner.value.id,
  };
  if (leavesNoAdmin(view, person)) return lastAdmin(id);
  return {
    ok: true,
    reply: {
      title: titleOf(`AGREED: ${id} is an agent of ${owner.value.id}`),
      lines: [lineOf(`${id}: ${person.roles.join(', ')}`), 'It never approves.'],
    },
    changes: [{ change: 'person', person }],
  };
}

/** What it says once the credential is made is the effect's: its path, never the secret. */
export function credential(words: readonly string[], view: View): Answer {
  const who = knownPerson(words[0], view, 'people credential codex-26366');
  return who.ok ? { ok: true, effects: [{ do: 'credential', person: who.value.id, by: view.asker.id }] } : who;
}

function personWord(word: string | undefined, view: View, example: string): Outcome<{ id: string; handles: Person['handles'] }> {
  const who = word === undefined ? undefined : mention(word, view.sender);
  if (!who)
    return refuse('no name', `${word === undefined ? 'Who?' : `"${short(word)}" is not a name.`} Nobody was changed. Like this:`, example);
  const same = view.people.find((p) => Object.entries(who.handles).some(([adapter, handle]) => isSameId(p.handles[adapter], handle)));
  return done(same ? { ...who, id: same.id } : who);
}

function knownPerson(word: string | undefined, view: View, example: string): Outcome<Person> {
  const who = personWord(word, view, example);
  if (!who.ok) return who;
  const known = view.people.find(({ id }) => id === who.value.id);
  if (known) return done(known);
  const near = nearest(
    who.value.id,
    view.people.map(({ id }) => id),
  );
  return refuse(
    'no such person',
    `I know nobody called ${who.value.id}${near === undefined ? '' : `, did you mean ${near}?`}${near === undefined ? '.' : ''} Nobody was changed.`,
    'people',
  );
}

export const short = (text: string): string => clip(visible(text), 30);
export const isAdmin = ({ roles }: Person): boolean => roles.includes('admin');

const leavesNoAdmin = (view: View, changed: Person): boolean =>
  view.people.some(isAdmin) && !isAdmin(changed) && !view.people.some((p) => p.id !== changed.id && isAdmin(p));

const lastAdmin = (id: string): Answer =>
  refuse('last admin', `${id} is the last admin, so that was not done. Make another first.`, 'people add bob admin');
