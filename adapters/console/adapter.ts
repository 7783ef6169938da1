/** The console as a chat platform. Delivered means: written to its transcript. */
import type { ChatAdapter, Incoming, Message, Posted } from '../../src/chat/adapter.ts';
import type { Clock, Timer } from '../../src/kernel/clock.ts';
import type { Place } from '../../src/kernel/people.ts';
import { plainText } from '../../src/reports/card.ts';
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
  /** Shows the newest form of a message again, at most once a second. Undefined: this console has no edits. */
  edit?: (text: string) => void;
}

/** Between two drawings of a live card. Milliseconds. */
const redraw = 1000;

export function consoleAdapter({ clock, sender, transcript, show, edit }: ConsoleParts): ConsoleAdapter {
  let receive: ((incoming: Incoming) => void) | undefined;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let timer: Timer | undefined;
  let newest = '';

  const draw = (): void => {
    timer = undefined;
    drawnAt = clock.now();
    edit?.(newest);
  };
  const refresh = (text: string): void => {
    newest = text;
    timer ??= clock.after(Math.max(0, Math.min(redraw, drawnAt + redraw - clock.now())), draw);
  };
  const posted = (place: Place, key: string): Posted => ({ place, ref: key });

  return {
    name: 'console',
    capabilities: { buttons: false, edits: edit !== undefined, threads: false, local: true },
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
      return { ok: true, posted: posted(place, key) };
    },
    async update(old, message) {
      if (edit) refresh(textOf(message));
      return { ok: true, posted: old };
    },
    find: async (place, key) => (transcript.has(key) ? posted(place, key) : undefined),
    async stop() {
      timer?.cancel();
      transcript.close();
    },
  };
}

/** A full report is printed as it stands, without a title over its own. */
const textOf = ({ card }: Message): string => (card.markdown === undefined ? plainText({ ...card, buttons: [] }) : card.markdown);
