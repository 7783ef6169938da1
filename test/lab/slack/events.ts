/** Events and their redelivery: what is not acknowledged comes again at once, after a minute, after five, and is then lost. */
import { minute } from '../../../src/kernel/durations.ts';
import type { SocketMode } from './socket.ts';
import { bot, type Team } from './team.ts';
import type { Timers } from './timers.ts';
import type { Loose } from './types.ts';

const again = [0, minute, 5 * minute];

export class Events {
  private readonly team: Team;
  private readonly timers: Timers;
  private readonly socket: SocketMode;
  private readonly sent: { body: Loose; byPerson: boolean }[] = [];
  /** Event ids that nobody ever acknowledged, given up by Slack. */
  readonly dropped: string[] = [];

  constructor(team: Team, timers: Timers, socket: SocketMode) {
    this.team = team;
    this.timers = timers;
    this.socket = socket;
  }

  /** Resolves when the first attempt was acknowledged or has failed, at once where it is swallowed. `byPerson`: somebody did it, not the bot itself. */
  send(event: Loose, byPerson: boolean): Promise<void> {
    const body = {
      token: 'lab',
      team_id: this.team.id,
      api_app_id: bot.app,
      event: { event_ts: event.ts ?? this.team.nextTs(), ...event },
      type: 'event_callback',
      event_id: this.team.nextId('Ev'),
      event_time: Math.floor(this.timers.now() / 1000),
      authorizations: [{ enterprise_id: null, team_id: this.team.id, user_id: bot.user, is_bot: true, is_enterprise_install: false }],
      is_ext_shared_channel: false,
    };
    this.sent.push({ body, byPerson });
    return new Promise((first) => this.attempt(body, 0, '', first));
  }

  /** Once more what was sent before; without an id the last thing that a person did. */
  resend(id?: string): Promise<void> {
    const found = this.sent.findLast(({ body, byPerson }) => (id === undefined ? byPerson : body.event_id === id));
    if (!found) throw new Error(id === undefined ? 'no event yet' : `no such event: ${id}`);
    return new Promise((first) => this.attempt(found.body, 1, 'timeout', first));
  }

  /** Calls back synchronously, so that all of it happens at its own time on a clock that is turned by hand. */
  private attempt(body: Loose, attempt: number, reason: string, first: () => void): void {
    const { heard } = this.socket.deliver(
      'events_api',
      body,
      { accepts_response_payload: false, retry_attempt: attempt, retry_reason: reason },
      (answer) => {
        first();
        if (answer.is === 'acked') return;
        const wait = again[attempt];
        const why = answer.is === 'silent' ? 'timeout' : 'connection_failed';
        if (wait === undefined) this.dropped.push(body.event_id);
        else if (wait === 0) this.attempt(body, attempt + 1, why, () => {});
        else this.timers.after(wait, () => this.attempt(body, attempt + 1, why, () => {}));
      },
    );
    if (!heard) first();
  }
}
