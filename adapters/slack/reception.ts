/** Takes what Slack sends: stored first, acknowledged then. What could not be stored is not acknowledged, so that Slack sends it again. */
import type { Incoming } from '../../src/chat/adapter.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Place } from '../../src/kernel/people.ts';
import type { Answer } from './api.ts';
import type { CatchUp } from './catch-up.ts';
import type { Channels } from './channels.ts';
import { claimLine } from './claim-paths.ts';
import type { Envelope } from './connection.ts';
import { ofAction, ofMessage, ofSlash, placeOf, type Self, senderOf, threadOf } from './inbound.ts';
import type { Interactions } from './interact.ts';
import type { PrivateReplies } from './private.ts';

export interface Reception {
  take(envelope: Envelope): Promise<void>;
}

export function createReception(deps: {
  clock: Clock;
  self(): Self;
  channels: Channels;
  privately: PrivateReplies;
  catchUp: Pick<CatchUp, 'heard'>;
  listens(place: Place): boolean;
  /** Durable on return; throws where it can't be. */
  receive(incoming: Incoming): void;
  interactions(): Interactions;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
}): Reception {
  const { clock } = deps;

  async function take(envelope: Envelope): Promise<void> {
    try {
      await kinds[envelope.type]?.(envelope);
      if (!kinds[envelope.type]) envelope.ack();
    } catch (cause) {
      deps.log('error', 'Slack: something that was said could not be stored; it is not acknowledged', cause);
    }
  }

  const kinds: { readonly [type: string]: (envelope: Envelope) => void | Promise<void> } = {
    events_api: ofEvent,
    slash_commands: ofCommand,
    interactive: ofInteraction,
  };

  function ofEvent({ payload, ack }: Envelope): void {
    const event = payload.event ?? {};
    if (event.type === 'app_home_opened' && event.tab !== 'messages') {
      ack();
      void deps
        .interactions()
        .home(String(event.user), String(payload.team_id ?? deps.self().team))
        .catch(logged('a home page'));
      return;
    }
    if (event.type !== 'message' && event.type !== 'app_mention') {
      ack();
      return;
    }
    const channel = String(event.channel);
    const incoming = ofMessage(event, channel, deps.self(), deps.listens);
    if (incoming) {
      // Only what is said there is surely between that person and the bot; commands come from the direct messages of others, too.
      deps.channels.learn(incoming.sender, channel);
      deps.receive(incoming);
    }
    ack();
    if (typeof event.ts === 'string') deps.catchUp.heard(channel, event.ts);
  }

  function ofCommand({ id, payload, ack }: Envelope): void {
    const incoming = ofSlash(payload, clock.now(), deps.self(), id);
    if (incoming) {
      if (typeof payload.response_url === 'string') deps.privately.learn(payload.channel_id, payload.user_id, payload.response_url);
      deps.receive(incoming);
    }
    ack();
  }

  async function ofInteraction({ payload, ack }: Envelope): Promise<void> {
    if (payload.type === 'block_actions') return pressed(payload, ack);
    if (payload.type === 'view_submission') {
      const { said, answer } = await deps.interactions().submit(payload);
      if (said) deps.receive(said);
      return ack(answer);
    }
    if (payload.type === 'message_action' && payload.callback_id === 'claim-paths') claimed(payload);
    ack();
  }

  async function pressed(payload: Answer, ack: Envelope['ack']): Promise<void> {
    const press = ofAction(payload, deps.self(), clock.now());
    if (!press) return ack();
    const channel = payload.channel?.id ?? payload.container?.channel_id;
    if (typeof channel === 'string' && typeof payload.response_url === 'string')
      deps.privately.learn(channel, payload.user?.id, payload.response_url);
    if (press.press === 'say') {
      deps.receive(press.incoming);
      return ack();
    }
    ack();
    const shown = await deps.interactions().open(press, String(payload.trigger_id)).catch(logged('a form'));
    if (!shown) deps.receive(press.incoming);
  }

  /** "Claim paths named here": the paths of a message, as the line that claims them. */
  function claimed(payload: Answer): void {
    const line = claimLine(String(payload.message?.text ?? ''));
    const sender = senderOf(payload.user?.team_id ?? payload.team?.id ?? deps.self().team, payload.user?.id);
    const on = String(payload.message?.ts);
    const place = placeOf(String(payload.channel?.id), sender, threadOf(payload.message?.thread_ts, on));
    deps.receive({ id: `s/${payload.trigger_id}`, place, sender, text: line, at: clock.now(), addressed: true, on });
  }

  const logged =
    (what: string) =>
    (cause: unknown): void =>
      deps.log('warn', `Slack: ${what} could not be shown`, cause);

  return { take };
}
