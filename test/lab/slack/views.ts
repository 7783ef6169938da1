/** App Homes and modals as they are open on people's screens. */

import { named } from './naming.ts';
import { Refused } from './refused.ts';
import { bot, type Team } from './team.ts';
import type { Loose, View } from './types.ts';

const deepest = 3;

export class Views {
  private readonly team: Team;
  private readonly homes = new Map<string, View>();
  private readonly modals = new Map<string, View[]>();

  constructor(team: Team) {
    this.team = team;
  }

  home(user: string): View | undefined {
    return this.homes.get(user);
  }

  /** Bottom first. */
  stack(user: string): View[] {
    return this.modals.get(user) ?? [];
  }

  publish(user: string, sent: Loose, hash?: string): View {
    const before = this.homes.get(user);
    if (hash !== undefined && before && hash !== before.hash) throw new Refused('hash_conflict');
    const view = this.made(sent, { id: before?.id });
    this.homes.set(user, view);
    return view;
  }

  /** In place of whatever is open. */
  open(user: string, sent: Loose): View {
    const view = this.made(sent, {});
    this.modals.set(user, [view]);
    return view;
  }

  push(user: string, sent: Loose): View {
    const stack = this.stack(user);
    if (stack.length >= deepest) throw new Refused('push_limit_reached');
    const view = this.made(sent, { root: stack[0]?.id, previous: stack.at(-1)?.id });
    this.modals.set(user, [...stack, view]);
    return view;
  }

  update(by: { id?: string; external?: string; hash?: string }, sent: Loose): View {
    for (const stack of [...this.modals.values(), [...this.homes.values()]]) {
      const at = stack.findIndex((v) =>
        by.id === undefined ? by.external !== undefined && v.external_id === by.external : v.id === by.id,
      );
      const before = stack[at];
      if (!before) continue;
      if (by.hash !== undefined && by.hash !== before.hash) throw new Refused('hash_conflict');
      const view = this.made(sent, { id: before.id, root: before.root_view_id, previous: before.previous_view_id ?? undefined });
      if (before.type === 'home') for (const [user, home] of this.homes) if (home.id === before.id) this.homes.set(user, view);
      stack[at] = view;
      return view;
    }
    throw new Refused('not_found');
  }

  /** The topmost, or all of them. */
  close(user: string, all: boolean): void {
    const left = all ? [] : this.stack(user).slice(0, -1);
    if (left.length > 0) this.modals.set(user, left);
    else this.modals.delete(user);
  }

  private made(sent: Loose, of: { id?: string; root?: string; previous?: string }): View {
    const id = of.id ?? this.team.nextId('V');
    return {
      private_metadata: '',
      callback_id: '',
      external_id: '',
      title: null,
      close: null,
      submit: null,
      clear_on_close: false,
      notify_on_close: false,
      ...sent,
      type: sent.type,
      id,
      team_id: this.team.id,
      app_id: bot.app,
      bot_id: bot.botId,
      app_installed_team_id: this.team.id,
      blocks: named(sent.blocks),
      state: { values: {} },
      hash: `${this.team.nextTs()}.lab`,
      root_view_id: of.root ?? id,
      previous_view_id: of.previous ?? null,
    };
  }
}
