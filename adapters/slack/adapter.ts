/** Slack as a chat platform: Socket Mode in, Web API out. */
import type { ChatAdapter, Incoming, Pages } from '../../src/chat/adapter.ts';
import type { Clock, Millis } from '../../src/kernel/clock.ts';
import { second } from '../../src/kernel/durations.ts';
import type { PersonId, Place } from '../../src/kernel/people.ts';
import type { Outcome } from '../../src/kernel/result.ts';
import type { Attachment } from '../../src/reports/card.ts';
import { type Called, callTimeout, openApi } from './api.ts';
import { createCatchUp, type Notes } from './catch-up.ts';
import { createChannels } from './channels.ts';
import { openSockets } from './connection.ts';
import { createDelivering } from './deliver.ts';
import { createUploads } from './files.ts';
import { directRoom, ofMessage, type Self } from './inbound.ts';
import { createInteractions, type Interactions } from './interact.ts';
import { createLaterPosts } from './later-posts.ts';
import { createPace } from './pace.ts';
import { createPrivateReplies } from './private.ts';
import { createReception } from './reception.ts';
import { createStanding, type Group } from './standing.ts';

export interface SlackParts {
  tokens: { bot: string; app: string };
  /** Undefined: Slack itself. */
  apiUrl?: string;
  /** How long a call may take. */
  timeout?: Millis;
  /** Between two messages of a channel; undefined: what Slack allows. */
  gap?: Millis;
  clock: Clock;
  notes: Notes;
  /** Channels of the config. */
  rooms: readonly string[];
  groups: readonly Group[];
  threads(): readonly Place[];
  /** Slack's id of a person, in whatever form it is known: `U01` or `T01/U01`. */
  handle(person: PersonId): string | undefined;
  readFile(file: Attachment): Promise<Outcome<Uint8Array>>;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
}

/** A start waits so long for the first socket; it is tried on and on. */
const startPatience = 3 * second;

export function slackAdapter(parts: SlackParts): ChatAdapter {
  const { clock, log, tokens, apiUrl, timeout = callTimeout } = parts;
  const common = { timeout, ...(apiUrl !== undefined && { base: apiUrl }) };
  const api = openApi({ token: tokens.bot, ...common });
  const appApi = openApi({ token: tokens.app, ...common });
  const pace = createPace(clock, parts.gap);
  const channels = createChannels(api);
  const privately = createPrivateReplies({ api, clock, pace });
  const handle = (person: PersonId): string | undefined => userOf(parts.handle(person));
  const uploads = createUploads({ api, channels, pace, notes: parts.notes, read: parts.readFile, log });
  const delivering = createDelivering({ api, channels, pace, privately, uploads, handle, log });
  let self: Self | undefined;
  let receive: ((incoming: Incoming) => void) | undefined;
  let pages: Pages = noPages;
  let interactions: Interactions | undefined;

  /** Who the bot is has to be known before anything is understood. */
  async function address(): Promise<Called> {
    if (!self) {
      const known = await api.call('auth.test');
      if (!known.ok) return known;
      const { team_id: team, user_id: user, bot_id: botId } = known.value;
      self = { team: String(team), user: String(user), ...(botId && { botId: String(botId) }) };
    }
    return appApi.call('apps.connections.open');
  }

  const catchUp = createCatchUp({
    api,
    clock,
    channels,
    notes: parts.notes,
    rooms: parts.rooms,
    threads: parts.threads,
    incoming: (message, channel) => (self ? ofMessage(message, channel, self, pages.listens) : undefined),
    receive: (incoming) => receive?.(incoming),
    log,
  });
  const reception = createReception({
    clock,
    self: () => self!,
    channels,
    privately,
    catchUp,
    listens: (place) => pages.listens(place),
    receive: (incoming) => {
      if (!receive) throw new Error('stopped');
      receive(incoming);
    },
    interactions: () => interactions!,
    log,
  });
  const sockets = openSockets({
    clock,
    address,
    receive: (envelope) => void reception.take(envelope),
    opened: () => catchUp.start(),
    log,
  });

  return {
    name: 'slack',
    // A post of unknown outcome has come or never will once the client has given up, and a little more.
    capabilities: { buttons: true, edits: true, threads: true, settles: timeout + timeout / 2, local: false },
    connection: sockets.state,
    async start(take, shown = noPages) {
      receive = take;
      pages = shown;
      interactions = createInteractions({ api, self: () => self!, now: clock.now, pages, handle, log });
      await sockets.start(startPatience);
    },
    post: delivering.post,
    update: (posted, message) => delivering.update(posted, message),
    upload: uploads.upload,
    direct: (handle) => ({ adapter: 'slack', room: directRoom(handle), direct: true }),
    find: delivering.find,
    standing: createStanding({ api, clock, team: () => self?.team, groups: parts.groups, log }),
    laterPosts: createLaterPosts({ api, channels, handle }),
    async stop() {
      receive = undefined;
      catchUp.stop();
      sockets.stop();
    },
  };
}

const noPages: Pages = {
  form: async () => ({ ok: false, refusal: { code: 'no form', message: 'There are no forms here.' } }),
  submit: async (line) => ({ is: 'line', line }),
  home: async () => [],
  listens: () => false,
};

/** `T01/U01` and `U01` are U01. */
const userOf = (handle: string | undefined): string | undefined => handle?.split('/').at(-1);
