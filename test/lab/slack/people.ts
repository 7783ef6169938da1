/** What people do: they type, press, pick and fill in, and see what comes of it. */
import { button, option } from './find.ts';
import { fill, type Values } from './form.ts';
import { viewProblems } from './limits/view.ts';
import { messageJson } from './message-json.ts';
import type { Platform } from './platform.ts';
import type { Answer, EnvelopeType } from './socket.ts';
import { bot } from './team.ts';
import { typed } from './typed.ts';
import type { LabMessage, Loose, PressResult, View } from './types.ts';
import { answer } from './web-api/response-url.ts';

export interface Submission {
  closed: boolean;
  errors?: Record<string, string>;
  pushed?: View;
  updated?: View;
  /** The form stays; "We had some trouble connecting. Try again?" */
  error?: 'dispatch_failed' | 'operation_timeout' | 'invalid_response';
}

export class People {
  private readonly on: Platform;

  constructor(on: Platform) {
    this.on = on;
  }

  async slash(user: string, channel: string, text: string): Promise<PressResult> {
    this.present(user, channel);
    const [, command = '/molt', rest = ''] = /^\s*(\/\S+)?\s*([\s\S]*)$/.exec(text) ?? [];
    const origin = { channel: this.on.team.channel(channel)!.id, user };
    if (!this.on.has('commands')) return { ok: false, error: 'dispatch_failed' };
    const result = await this.deliver('slash_commands', true, {
      token: 'lab',
      team_id: this.on.team.id,
      team_domain: this.on.team.domain,
      channel_id: origin.channel,
      channel_name: this.on.team.type(origin.channel) === 'im' ? 'directmessage' : this.on.team.channel(channel)!.name,
      user_id: user,
      user_name: this.name(user),
      command,
      text: rest,
      api_app_id: bot.app,
      is_enterprise_install: 'false',
      response_url: this.on.responseUrls.give(origin, this.on.port),
      trigger_id: this.on.triggers.give(user),
    });
    const said = result.response as Loose | undefined;
    if (result.ok && (said?.text || said?.blocks)) answer(this.on, origin, said);
    return result;
  }

  async says(user: string, channel: string, text: string, more: { thread?: string; type?: 'bot' } = {}): Promise<string> {
    const id = this.present(user, channel);
    if (this.on.team.channel(channel)!.archived) throw new Error(`${channel} is archived`);
    if (more.thread !== undefined && this.on.team.root(id, more.thread)?.ts !== more.thread)
      throw new Error(`no such thread: ${more.thread}`);
    const isBot = more.type === 'bot';
    const { message, told } = this.on.post(
      { channel: id, user, text, thread: more.thread, ...(isBot ? { botId: 'B99' } : { blocks: typed(text) }) },
      isBot ? { subtype: 'bot_message' } : { client_msg_id: this.on.team.nextId('client') },
    );
    await told;
    return message.ts;
  }

  async edits(user: string, channel: string, ts: string, text: string): Promise<void> {
    const message = this.own(user, channel, ts);
    await this.on.edit(message, { text, blocks: typed(text) }, { user, mark: true });
  }

  async deletes(user: string, channel: string, ts: string): Promise<void> {
    await this.on.remove(this.own(user, channel, ts), user);
  }

  /** `version`: the button stood in an earlier one that this person still sees. */
  press(user: string, channel: string, ts: string, label: string, more: { version?: number } = {}): Promise<PressResult> {
    const message = this.seen(user, channel, ts);
    const blocks = more.version === undefined ? message.blocks : message.history[more.version]?.blocks;
    const { block, element } = button(blocks ?? [], label);
    return this.act(user, this.ofMessage(user, message), {
      action_id: element.action_id,
      block_id: block.block_id,
      text: element.text,
      ...(element.value !== undefined && { value: element.value }),
      ...(element.style !== undefined && { style: element.style }),
      type: 'button',
    });
  }

  pick(user: string, channel: string, ts: string, text: string): Promise<PressResult> {
    const message = this.seen(user, channel, ts);
    return this.act(user, this.ofMessage(user, message), picked(message.blocks, text));
  }

  pressHome(user: string, label: string): Promise<PressResult> {
    return this.pressView(user, this.homeOf(user), label);
  }

  pickHome(user: string, text: string): Promise<PressResult> {
    const view = this.homeOf(user);
    return this.act(user, ofView(view), picked(view.blocks, text));
  }

  pressModal(user: string, label: string): Promise<PressResult> {
    return this.pressView(user, this.topmost(user), label);
  }

  shortcut(user: string, callbackId: string, channel: string, ts: string): Promise<PressResult> {
    const message = this.seen(user, channel, ts);
    const { message: shown, channel: where, response_url } = this.ofMessage(user, message);
    return this.deliver('interactive', false, {
      type: 'message_action',
      token: 'lab',
      action_ts: this.on.team.nextTs(),
      ...this.about(user),
      callback_id: callbackId,
      trigger_id: this.on.triggers.give(user),
      response_url,
      message_ts: ts,
      channel: where,
      message: shown ?? messageJson(this.on.team, message),
    });
  }

  /** A global shortcut, from the lightning menu: there is no message and no channel. */
  globalShortcut(user: string, callbackId: string): Promise<PressResult> {
    return this.deliver('interactive', false, {
      type: 'shortcut',
      token: 'lab',
      action_ts: this.on.team.nextTs(),
      ...this.about(user),
      callback_id: callbackId,
      trigger_id: this.on.triggers.give(user),
    });
  }

  openHome(user: string): Promise<void> {
    const view = this.on.views.home(user);
    return this.on.events.send({ type: 'app_home_opened', user, channel: `D${user}`, tab: 'home', ...(view && { view }) }, true);
  }

  async submit(user: string, values: Values): Promise<Submission> {
    const view = this.topmost(user);
    const filled = fill(view, values);
    if (!filled.ok) return { closed: false, errors: filled.errors };
    const result = await this.deliver('interactive', true, {
      type: 'view_submission',
      token: 'lab',
      ...this.about(user),
      trigger_id: this.on.triggers.give(user),
      view: { ...view, state: { values: filled.values } },
      response_urls: [],
    });
    if (!result.ok) return { closed: false, error: result.error };
    return this.after(user, view, (result.response ?? {}) as Loose);
  }

  cancelModal(user: string): void {
    const view = this.topmost(user);
    const all = view.clear_on_close === true;
    this.on.views.close(user, all);
    this.on.changed();
    if (view.notify_on_close !== true) return;
    void this.deliver('interactive', false, { type: 'view_closed', token: 'lab', ...this.about(user), view, is_cleared: all });
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

  private pressView(user: string, view: View, label: string): Promise<PressResult> {
    const { block, element } = button(view.blocks, label);
    return this.act(user, ofView(view), {
      action_id: element.action_id,
      block_id: block.block_id,
      text: element.text,
      value: element.value,
      type: 'button',
    });
  }

  private act(user: string, where: Loose, action: Loose): Promise<PressResult> {
    return this.deliver('interactive', false, {
      type: 'block_actions',
      token: 'lab',
      ...this.about(user),
      trigger_id: this.on.triggers.give(user),
      ...where,
      actions: [{ ...action, action_ts: this.on.team.nextTs() }],
    });
  }

  private ofMessage(user: string, message: LabMessage): Loose {
    const { channel, ts, thread } = message;
    const isEphemeral = message.ephemeralTo !== undefined;
    return {
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel,
        is_ephemeral: isEphemeral,
        ...(thread !== undefined && { thread_ts: thread }),
      },
      channel: { id: channel, name: this.on.team.type(channel) === 'im' ? 'directmessage' : this.on.team.channel(channel)?.name },
      // Slack does not say what an ephemeral message was.
      ...(!isEphemeral && { message: messageJson(this.on.team, message) }),
      state: { values: {} },
      response_url: this.on.responseUrls.give({ channel, user, ts, ...(thread !== undefined && { thread }) }, this.on.port),
    };
  }

  private about(user: string): Loose {
    const { id, domain } = this.on.team;
    return {
      team: { id, domain },
      user: { id: user, username: this.name(user), name: this.name(user), team_id: this.on.team.users.get(user)?.team ?? id },
      api_app_id: bot.app,
      enterprise: null,
      is_enterprise_install: false,
    };
  }

  private deliver(type: EnvelopeType, accepts: boolean, payload: Loose): Promise<PressResult> {
    return new Promise((done) => {
      this.on.socket.deliver(type, payload, { accepts_response_payload: accepts }, (answer: Answer) => {
        if (answer.is === 'unreachable') done({ ok: false, error: 'dispatch_failed' });
        else if (answer.is === 'silent') done({ ok: false, error: 'operation_timeout' });
        else done({ ok: true, ackMs: answer.after, ...(answer.payload !== undefined && { response: answer.payload }) });
      });
    });
  }

  private name(user: string): string {
    return this.on.team.users.get(user)?.name ?? user;
  }

  private present(user: string, channel: string): string {
    const found = this.on.team.channel(channel);
    if (!found || !this.on.team.isMember(user, found.id)) throw new Error(`${user} is not in ${channel}`);
    return found.id;
  }

  private seen(user: string, channel: string, ts: string): LabMessage {
    const id = this.present(user, channel);
    const found = this.on.team.all.find((m) => m.channel === id && m.ts === ts && !m.tombstone && (m.ephemeralTo ?? user) === user);
    if (!found) throw new Error(`${user} sees no message ${ts} in ${channel}`);
    return found;
  }

  private own(user: string, channel: string, ts: string): LabMessage {
    const found = this.seen(user, channel, ts);
    if (found.user !== user) throw new Error(`message ${ts} is not by ${user}`);
    return found;
  }

  private homeOf(user: string): View {
    const view = this.on.views.home(user);
    if (!view) throw new Error(`${user} has no App Home yet`);
    return view;
  }

  private topmost(user: string): View {
    const view = this.on.views.stack(user).at(-1);
    if (!view) throw new Error(`${user} has no modal open`);
    return view;
  }
}

function picked(blocks: readonly Loose[], text: string): Loose {
  const { block, element, option: chosen } = option(blocks, text);
  const isMany = ['checkboxes', 'multi_static_select'].includes(element.type);
  return {
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    ...(isMany ? { selected_options: [chosen] } : { selected_option: chosen }),
    ...(element.placeholder && { placeholder: element.placeholder }),
  };
}

const ofView = (view: View): Loose => ({ container: { type: 'view', view_id: view.id }, view });
