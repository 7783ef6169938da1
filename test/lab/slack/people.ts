/** What people do: they type, press, pick and fill in, and see what comes of it. */
import { button, option } from './find.ts';
import { Forms } from './forms.ts';
import { messageJson } from './message-json.ts';
import type { Platform } from './platform.ts';
import { Reach } from './reach.ts';
import { bot } from './team.ts';
import { typed } from './typed.ts';
import type { LabMessage, Loose, PressResult, View } from './types.ts';
import { answer } from './web-api/response-url.ts';

export class People {
  private readonly on: Platform;
  private readonly reach: Reach;
  readonly forms: Forms;

  constructor(on: Platform) {
    this.on = on;
    this.reach = new Reach(on);
    this.forms = new Forms(on, this.reach);
  }

  async slash(user: string, channel: string, text: string): Promise<PressResult> {
    this.present(user, channel);
    const [, command = '/molt', rest = ''] = /^\s*(\/\S+)?\s*([\s\S]*)$/.exec(text) ?? [];
    const origin = { channel: this.on.team.channel(channel)!.id, user };
    if (!this.on.has('commands')) return { ok: false, error: 'dispatch_failed' };
    const result = await this.reach.deliver('slash_commands', true, {
      token: 'lab',
      team_id: this.on.team.id,
      team_domain: this.on.team.domain,
      channel_id: origin.channel,
      channel_name: this.on.team.type(origin.channel) === 'im' ? 'directmessage' : this.on.team.channel(channel)!.name,
      user_id: user,
      user_name: this.reach.name(user),
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
    return this.pressView(user, this.forms.topmost(user), label);
  }

  shortcut(user: string, callbackId: string, channel: string, ts: string): Promise<PressResult> {
    const message = this.seen(user, channel, ts);
    const { message: shown, channel: where, response_url } = this.ofMessage(user, message);
    return this.reach.deliver('interactive', false, {
      type: 'message_action',
      token: 'lab',
      action_ts: this.on.team.nextTs(),
      ...this.reach.about(user),
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
    return this.reach.deliver('interactive', false, {
      type: 'shortcut',
      token: 'lab',
      action_ts: this.on.team.nextTs(),
      ...this.reach.about(user),
      callback_id: callbackId,
      trigger_id: this.on.triggers.give(user),
    });
  }

  openHome(user: string): Promise<void> {
    const view = this.on.views.home(user);
    return this.on.events.send({ type: 'app_home_opened', user, channel: `D${user}`, tab: 'home', ...(view && { view }) }, true);
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
    return this.reach.deliver('interactive', false, {
      type: 'block_actions',
      token: 'lab',
      ...this.reach.about(user),
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
