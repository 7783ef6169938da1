/** The console as a chat platform. Delivered means: written to its transcript. */
import type { ChatAdapter, Incoming, Message, Posted } from '../../src/chat/adapter.ts';
import type { Clock, Timer } from '../../src/kernel/clock.ts';
import type { Place } from '../../src/kernel/people.ts';
import { type Card, plainText } from '../../src/reports/card.ts';
import type { Transcript } from './transcript.ts';

export const consolePlace: Place = { adapter: 'console', room: 'console' };

export interface ConsoleAdapter extends ChatAdapter {
  /** Says a line to the bot; `id` is new each time. */
  say(id: string, text: string): void;
}

export interface ConsoleParts {
  clock: Clock;
  sender: string;
  transcript: Transcript;
  /** Shows a message for the first time. */
  show(text: string, rings: boolean, key: string): void;
  /** Keeps what goes on in sight, '' when nothing does; called at most once a second. Undefined: this console has no edits. */
  edit?: (text: string) => void;
}

/** Between two drawings of a live card. Milliseconds. */
const redraw = 1000;

export function consoleAdapter({ clock, sender, transcript, show, edit }: ConsoleParts): ConsoleAdapter {
  let receive: ((incoming: Incoming) => void) | undefined;
  let closedSince = clock.now();
  let drawnAt = Number.NEGATIVE_INFINITY;
  let timer: Timer | undefined;
  /** What goes on, by message. */
  const live = new Map<string, Card>();

  const draw = (): void => {
    timer = undefined;
    drawnAt = clock.now();
    edit?.(inSight([...live.values()]));
  };
  const refresh = (key: string, card: Card): void => {
    if (card.live) live.set(key, card);
    else live.delete(key);
    timer ??= clock.after(Math.max(0, Math.min(redraw, drawnAt + redraw - clock.now())), draw);
  };
  const posted = (place: Place, key: string): Posted => ({ place, ref: key });

  return {
    name: 'console',
    capabilities: { buttons: false, edits: edit !== undefined, threads: false, settles: 0, local: true },
    connection: () => (receive ? { is: 'open' } : { is: 'closed', since: closedSince }),
    async start(take) {
      receive = take;
    },
    say: (id, text) => receive?.({ id, place: consolePlace, sender, text, at: clock.now(), addressed: true }),
    async post(place: Place, message: Message, key: string) {
      if (!transcript.has(key)) {
        const text = textOf(message);
        show(text, message.rings, key);
        transcript.add(key, text);
      }
      if (edit && message.card.live) refresh(key, message.card);
      return { ok: true, posted: posted(place, key) };
    },
    async update(old, { card }, key) {
      if (edit) refresh(key, card);
      return { ok: true, posted: old };
    },
    find: async (place, key) => (transcript.has(key) ? posted(place, key) : undefined),
    async stop() {
      if (receive) closedSince = clock.now();
      receive = undefined;
      timer?.cancel();
      transcript.close();
    },
  };
}

/** One card as it is; of several the titles and how far they are, for they share a small screen. */
function inSight(cards: readonly Card[]): string {
  if (cards.length <= 1) return cards.map((card) => plainText({ ...card, buttons: [] })).join('');
  return cards.map(({ title, lines = [] }) => plainText({ title, lines: lines.slice(1, 2) })).join('\n');
}

/** A full report is printed as it stands, without a title over its own. */
const textOf = ({ card }: Message): string => (card.markdown === undefined ? plainText({ ...card, buttons: [] }) : card.markdown);
