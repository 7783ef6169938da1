/** `notify`: what rings the asker's phone, where, and in which hours nothing does. */
import { command, type View } from '../src/chat/command.ts';
import { quietUntil } from '../src/chat/ringing.ts';
import { type RingKind, type RingWay, ringKinds, ringWays, type Settings, usualWay } from '../src/chat/store.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
import { clockTime, zoneName } from '../src/kernel/zone.ts';
import type { Card } from '../src/reports/card.ts';
import { lineOf, titleOf } from './job-words.ts';
import { takes } from './words.ts';

const usage = 'notify [done|failed|stalled|claims|all room|dm|off] [quiet 22:00-07:00|off]';

export const notify = command({
  name: 'notify',
  aliases: ['notifications', 'ringing'],
  about: 'what rings your phone, and when',
  usage,
  notes: ['room: in the room, dm: to you alone,', 'off: told, but without a ring', 'quiet: nothing rings then, your time'],
  role: 'viewer',
  readOnly: false,
  options: takes(usage, { most: 8 }).transform(({ words }) => askedFor(words.map((word) => word.toLowerCase()))),
  run(asked, view) {
    if (asked.do === 'show') return { ok: true, reply: settingsCard(view.settings, view, 'RINGS'), private: true };
    if (asked.do === 'nothing') return refuse('usage', `${asked.why} Nothing was changed. Like this:`, asked.instead);
    const { asker, settings } = view;
    if (asker.roles.length === 0 && view.role === undefined)
      return refuse('not known', "I don't know you here, so nothing rings for you. Nothing was changed.", 'help');
    const next: Settings = { ...settings };
    if (asked.do === 'way') next.notify = { ...settings.notify, ...Object.fromEntries(asked.kinds.map((kind) => [kind, asked.way])) };
    else if (asked.quiet === 'off') delete next.quiet;
    else next.quiet = { ...asked.quiet, zone: view.zone };
    return {
      ok: true,
      private: true,
      reply: settingsCard(next, view, 'NOTED', asked.do === 'way' ? `${asked.what} ${wayWords[asked.way]}` : undefined),
      changes: [{ change: 'settings', person: asker.id, settings: next }],
    };
  },
});

type Asked =
  | { do: 'show' }
  | { do: 'quiet'; quiet: { from: string; to: string } | 'off' }
  | { do: 'way'; what: string; kinds: readonly RingKind[]; way: RingWay }
  | { do: 'nothing'; why: string; instead: string };

const quietExample = 'notify quiet 22:00-07:00';

function askedFor([what, ...rest]: readonly string[]): Asked {
  if (what === undefined) return { do: 'show' };
  if (what === 'quiet') {
    const quiet = quietWords(rest.join(''));
    return quiet === undefined
      ? { do: 'nothing', why: 'Quiet hours are two times, or off.', instead: quietExample }
      : { do: 'quiet', quiet };
  }
  const kinds = what === 'all' ? ringKinds : ringKinds.filter((kind) => kind === what);
  const way = ringWays.find((one) => one === rest[0]);
  if (kinds.length > 0 && way && rest.length === 1) return { do: 'way', what, kinds, way };
  const meant = kinds.length > 0 ? what : (nearest(what, [...ringKinds, 'all', 'quiet']) ?? 'all');
  const meantWay = way ?? ringWays.find((one) => one === what) ?? 'dm';
  return {
    do: 'nothing',
    why: `"${clip(visible([what, ...rest].join(' ')), 30)}" is no setting.`,
    instead: meant === 'quiet' ? quietExample : `notify ${meant} ${meantWay}`,
  };
}

const kindWords: { readonly [kind in RingKind]: string } = {
  done: 'a job is done',
  failed: 'failed or lost',
  stalled: 'it fell silent',
  claims: 'your claims',
};
const wayWords: { readonly [way in RingWay]: string } = { room: 'in the room', dm: 'to you alone', off: 'off' };

/** `changed`: which of the ways; else it is about the quiet hours. */
function settingsCard({ notify = {}, quiet }: Settings, view: View, word: string, changed?: string): Card {
  const { now } = view;
  const until = quietUntil(quiet, now);
  const hours =
    quiet === undefined
      ? 'no quiet hours'
      : `quiet ${quiet.from}-${quiet.to} ${zoneName(now, quiet.zone)}${until === undefined ? '' : `, now until ${clockTime(until, quiet.zone)}`}`;
  return {
    title: titleOf(`${word}: ${changed ?? hours}`),
    lines: [
      ...ringKinds.map((kind) => lineOf(`${kind} ${wayWords[notify[kind] ?? usualWay(kind)]}: ${kindWords[kind]}`)),
      ...(changed === undefined ? [] : [lineOf(hours)]),
    ],
    buttons: [
      { label: 'Try it', sends: 'ring' },
      quiet === undefined
        ? { label: 'Quiet 22-07', sends: 'notify quiet 22:00-07:00' }
        : { label: 'No quiet hours', sends: 'notify quiet off' },
    ],
    choice: {
      label: 'Change…',
      options: ringKinds.flatMap((kind) =>
        ringWays
          .filter((way) => way !== (notify[kind] ?? usualWay(kind)))
          .map((way) => ({ label: `${kind} ${wayWords[way]}`, sends: `notify ${kind} ${way}` })),
      ),
    },
  };
}

/** `22:00-07:00`, `22-7`, `off`; undefined: none of these. */
function quietWords(text: string): { from: string; to: string } | 'off' | undefined {
  if (text === 'off' || text === 'none') return 'off';
  const match = /^(?:from)?(\d{1,2})(?::(\d\d))?(?:-|–|to|until)(\d{1,2})(?::(\d\d))?$/.exec(text);
  if (!match) return undefined;
  const [from, to] = [timeOf(match[1]!, match[2]), timeOf(match[3]!, match[4])];
  return from === undefined || to === undefined || from === to ? undefined : { from, to };
}

function timeOf(hour: string, minute = '00'): string | undefined {
  return Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, '0')}:${minute}` : undefined;
}
