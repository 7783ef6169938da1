/** `share 42 @bob`: how a job ended, its picture and its report, for somebody who has no role here. */
import { z } from 'zod';
import { command, type View } from '../src/chat/command.ts';
import { isOver } from '../src/jobs/state.ts';
import type { Place } from '../src/kernel/people.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
import { lineOf, named, titleOf } from './job-words.ts';
import { isSameId, mention, roomWord } from './people-words.ts';
import { whichJob } from './which-job.ts';
import { takes } from './words.ts';

const usage = 'share [N] @WHO|#ROOM';

export const share = command({
  name: 'share',
  about: 'a report, to somebody or to a room',
  usage,
  notes: ['They need no role here.'],
  role: 'operator',
  readOnly: false,
  options: takes(usage, { most: 4 }).transform(({ words: said }, context) => {
    const words = said.filter((word) => !/^(?:with|to)$/i.test(word));
    const whom = words.at(-1);
    if (whom !== undefined && words.length <= 2 && !/^\d+$/.test(whom)) return { word: words.length === 2 ? words[0] : undefined, whom };
    const why = words.length > 2 ? 'One at a time.' : 'With whom?';
    context.addIssue({
      code: 'custom',
      message: `${why} Nothing was shared. Like this: share ${words[0] ?? '42'} ${words.length > 2 ? words[1] : '@bob'}`,
    });
    return z.NEVER;
  }),
  async run({ word, whom }, view) {
    const which = whichJob(view, word, 'share');
    if (!which.ok) return which;
    const job = which.value;
    if (!isOver(job.state))
      return refuse('job goes on', `${named(job)} is not over, so there is no report yet. Nothing was shared.`, `status ${job.id}`);
    const place = placeOf(whom, view, job.id);
    if (!place.ok) return place;
    const [ending, report, picture] = await Promise.all([view.show.ending(job.id), view.show.report(job.id), view.show.picture(job.id)]);
    if (!ending.ok) return ending;
    if (!report.ok) return report;
    const { mention: _, buttons: __, ...told } = ending.value;
    const files = picture && [picture];
    return {
      ok: true,
      reply: { title: titleOf(`SHARED ${named(job)} with ${visible(place.value.name)}`) },
      says: [
        {
          place: place.value.place,
          rings: false,
          card: { ...told, lines: [...(told.lines ?? []), lineOf(`shared by ${view.asker.id}`)], ...(files && { files }) },
        },
        { place: place.value.place, rings: false, card: report.value },
      ],
    };
  },
});

function placeOf(whom: string, view: View, job: number): Outcome<{ place: Place; name: string }> {
  const { adapter } = view.place;
  const room = roomWord(whom);
  if (room) return done({ place: { adapter, room: room.id }, name: room.name });
  const who = mention(whom, view.sender);
  const known =
    who && view.people.find((p) => p.id === who.id || Object.entries(who.handles).some(([name, id]) => isSameId(p.handles[name], id)));
  const place = who && view.direct(known ?? { id: who.id, roles: [], handles: who.handles });
  if (place) return done({ place, name: known?.id ?? who.id });
  const shown = clip(visible(whom), 30);
  return refuse(
    'nobody there',
    known
      ? `I know no way to ${known.id} from here. Nothing was shared. In Slack, pick them from the list that @ opens.`
      : `"${shown}" is nobody whom I can reach from here. Nothing was shared. Pick them from the list that @ or # opens.`,
    `report ${job}`,
  );
}
