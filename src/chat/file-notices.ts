/** What people are told of the lock file: that it cannot be read, that lines vanished, that a line is no claim. Rings nobody. Pure. */

import { type Place, placeKey } from '../kernel/people.ts';
import { clip, visible } from '../kernel/text.ts';
import type { Notice } from '../locks/file/sync.ts';
import type { Card } from '../reports/card.ts';
import { wrapped } from './refusal-card.ts';
import type { NewMessage } from './store.ts';

/** `rooms`: who hears of claims. `path`: of the file. */
export const noticeMessages = (
  notices: readonly Notice[],
  { rooms, path, now }: { rooms: readonly Place[]; path: string; now: number },
): NewMessage[] =>
  notices.flatMap((notice) =>
    rooms.map((place): NewMessage => {
      const isQuestion = notice.is === 'asking' || notice.is === 'settled';
      const key = isQuestion ? `lock-file/asked/${notice.key}` : `lock-file/${notice.is}@${now}`;
      return {
        key: `${key}/${placeKey(place)}`,
        place,
        kind: isQuestion ? 'card' : 'message',
        rings: false,
        card: noticeCard(notice, path),
      };
    }),
  );

/** Lines of a question or a list that are shown. */
const most = 6;

function noticeCard(notice: Notice, path: string): Card {
  const file = visible(path, { maxLength: 100 });
  switch (notice.is) {
    case 'missing':
      return {
        title: clip(`MISSING: ${file}`, 60),
        lines: [...wrapped('Nothing was released. Claims go on without it, and are written into it once it is back.')],
      };
    case 'read-only':
      return {
        title: clip(`NOT IN STEP: ${file}`, 60),
        lines: [...wrapped(`It ${notice.why}.`), ...wrapped(`${isReadStill(notice.why)} until that is mended; claims go on without it.`)],
      };
    case 'asking':
      return {
        title: clip(`VANISHED: ${count(notice.lines.length, 'line')} of ${file}`, 60),
        lines: [
          ...listed(notice.lines.map(({ agent, path: at }) => `${agent} -> ${at}`)),
          ...wrapped(`Perhaps not meant: ${notice.why}.`),
          ...wrapped('Nothing was released. The file is left alone until you say:'),
        ],
        buttons: [
          { label: 'They were released', sends: `locks --settle released --question ${notice.key}` },
          { label: 'Put them back', sends: `locks --settle kept --question ${notice.key}` },
        ],
      };
    case 'settled':
      return {
        title: clip(
          {
            released: 'RELEASED: the lines that vanished',
            kept: 'PUT BACK: the lines that vanished',
            back: 'BACK: the lines that had vanished',
            over: 'OVER: no line is missing any more',
            'asked anew': 'ASKED ANEW: more lines have vanished',
          }[notice.how],
          60,
        ),
        lines: [clip(`in ${file}`, 40)],
      };
    case 'opaque':
      return {
        title: clip(`NOT A CLAIM: ${count(notice.lines.length, 'line')} of ${file}`, 60),
        lines: [
          ...listed(notice.lines.map(({ line, text }) => `${line}: ${text}`)),
          ...wrapped('I leave it as it is. A claim is written like this:'),
          '- codex-26366 -> docs/, src/a.rs',
        ],
      };
  }
}

const isReadStill = (why: string): string =>
  /^(?:is read-only|(?:could not|cannot) be written)/.test(why) ? 'I read it, and cannot write it' : 'I neither read nor write it';

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

const listed = (texts: readonly string[]): string[] => [
  ...texts.slice(0, most).map((text) => clip(visible(text), 40)),
  ...(texts.length > most ? [`+${texts.length - most} more`] : []),
];
