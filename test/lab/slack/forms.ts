/** Modals: a person fills one in, sends it or closes it, and the bot's acknowledgement says what comes next. */
import { fill, type Values } from './form.ts';
import { viewProblems } from './limits/view.ts';
import type { Platform } from './platform.ts';
import type { Reach } from './reach.ts';
import type { Loose, View } from './types.ts';

export interface Submission {
  closed: boolean;
  errors?: Record<string, string>;
  pushed?: View;
  updated?: View;
  /** The form stays; "We had some trouble connecting. Try again?" */
  error?: 'dispatch_failed' | 'operation_timeout' | 'invalid_response';
}

export class Forms {
  private readonly on: Platform;
  private readonly reach: Reach;

  constructor(on: Platform, reach: Reach) {
    this.on = on;
    this.reach = reach;
  }

  async submit(user: string, values: Values): Promise<Submission> {
    const view = this.topmost(user);
    const filled = fill(view, values);
    if (!filled.ok) return { closed: false, errors: filled.errors };
    const result = await this.reach.deliver('interactive', true, {
      type: 'view_submission',
      token: 'lab',
      ...this.reach.about(user),
      trigger_id: this.on.triggers.give(user),
      view: { ...view, state: { values: filled.values } },
      response_urls: [],
    });
    if (!result.ok) return { closed: false, error: result.error };
    return this.after(user, view, (result.response ?? {}) as Loose);
  }

  cancel(user: string): void {
    const view = this.topmost(user);
    const all = view.clear_on_close === true;
    this.on.views.close(user, all);
    this.on.changed();
    if (view.notify_on_close !== true) return;
    void this.reach.deliver('interactive', false, { type: 'view_closed', token: 'lab', ...this.reach.about(user), view, is_cleared: all });
  }

  topmost(user: string): View {
    const view = this.on.views.stack(user).at(-1);
    if (!view) throw new Error(`${user} has no modal open`);
    return view;
  }

  private after(user: string, view: View, response: Loose): Submission {
    const { views } = this.on;
    const action = response.response_action;
    if (action === 'errors') {
      const known = Object.keys(response.errors ?? {}).every((id) =>
        view.blocks.some((block) => block.type === 'input' && block.block_id === id),
      );
      return known && response.errors ? { closed: false, errors: response.errors } : { closed: false, error: 'invalid_response' };
    }
    if (action === 'update' || action === 'push') {
      if (viewProblems(response.view, 'modal')) return { closed: false, error: 'invalid_response' };
      const made = action === 'push' ? views.push(user, response.view) : views.update({ id: view.id }, response.view);
      this.on.changed();
      return { closed: false, ...(action === 'push' ? { pushed: made } : { updated: made }) };
    }
    if (action !== undefined && action !== 'clear') return { closed: false, error: 'invalid_response' };
    views.close(user, action === 'clear');
    this.on.changed();
    return { closed: true };
  }
}
