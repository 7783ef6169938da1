/** How what a person does reaches the bot: who did it, the envelope, and what became of it. */
import type { Platform } from './platform.ts';
import type { Answer, EnvelopeType } from './socket.ts';
import { bot } from './team.ts';
import type { Loose, PressResult } from './types.ts';

export class Reach {
  private readonly on: Platform;

  constructor(on: Platform) {
    this.on = on;
  }

  /** Not sent again: it fails for the person. */
  deliver(type: EnvelopeType, accepts: boolean, payload: Loose): Promise<PressResult> {
    return new Promise((done) => {
      this.on.socket.deliver(type, payload, { accepts_response_payload: accepts }, (answer: Answer) => {
        if (answer.is === 'unreachable') done({ ok: false, error: 'dispatch_failed' });
        else if (answer.is === 'silent') done({ ok: false, error: 'operation_timeout' });
        else done({ ok: true, ackMs: answer.after, ...(answer.payload !== undefined && { response: answer.payload }) });
      });
    });
  }

  /** What each interaction says of who and where. */
  about(user: string): Loose {
    const { id, domain } = this.on.team;
    return {
      team: { id, domain },
      user: { id: user, username: this.name(user), name: this.name(user), team_id: this.on.team.users.get(user)?.team ?? id },
      api_app_id: bot.app,
      enterprise: null,
      is_enterprise_install: false,
    };
  }

  name(user: string): string {
    return this.on.team.users.get(user)?.name ?? user;
  }
}
