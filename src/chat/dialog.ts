/** Questions that wait for their person: what counts as an answer, and the two questions that dispatch itself asks. Pure. */
import type { JobSummary } from '../jobs/job.ts';
import type { Millis } from '../kernel/clock.ts';
import { formatDuration, hour, minute } from '../kernel/durations.ts';
import { type PersonId, type Place, placeKey } from '../kernel/people.ts';
import { clip, inQuotes, visible } from '../kernel/text.ts';
import { clockTime, zoneName } from '../kernel/zone.ts';
import type { Card } from '../reports/card.ts';
import { isBecause } from './claim-said.ts';
import type { Meant } from './completion.ts';
import { quoted } from './parse.ts';
import type { InboxRow, Question } from './store.ts';

/** A command that is older than this when it arrives is asked about: the bot was away. */
export const lateAfter = 5 * minute;
const lateLapses = hour;
/** The same line of the same person within this time is asked about. */
const doubledWithin = 3 * minute;
const doubledLapses = 10 * minute;

export type Reaction =
  | { is: 'none' }
  /** `confirms`: it was a yes, or one of the choices, rather than a word that was missing. */
  | { is: 'run'; question: Question; line: string; confirms: boolean }
  | { is: 'dropped'; question: Question }
  /** The question takes words: this is none of them, and no command either. */
  | { is: 'talk'; question: Question }
  /** It takes words, and this is a command of its own. */
  | { is: 'command'; question: Question };

const yes = 'yes|y|yep|yup|yeah|ok|okay|sure|do it|yes do it|please do|go|go ahead|confirm|correct|of course|run it|run'.split('|');
/** A longer text is no answer, and not worth a look. */
const longestAnswer = 100;
const no = (
  "no|n|nope|nah|drop|drop it|cancel|cancel it|cancel that|never mind|nevermind|nvm|don't|no thanks|no thank you|forget it|" +
  'forget that|forget about it'
).split('|');
/** These are no words that were missing. */
const noWords = new Set(
  (
    "nothing|none|nobody|nothing yet|wait|wait a moment|hold on|hang on|one moment|one sec|later|maybe later|not now|not yet|skip|skip it|i don't know|" +
    'i dont know|dont know|idk|dunno|no idea|not sure|hm|hmm|what|huh|why|leave it|stop it|stop that'
  ).split('|'),
);

const fillers = /^(?:(?:h+m+|oh|ok|okay|well|sorry|actually|uh|um|er)[,. ]+)+/;

/** What this text is to the newest open question of this person in this place. `meant`: what it is to one that takes words; undefined: it was not said to the bot. */
export function reactionTo(
  text: string,
  questions: readonly Question[],
  asked: {
    place: Place;
    person: PersonId;
    now: Millis;
    meant?: (said: string, completes: NonNullable<Question['completes']>) => Meant | undefined;
  },
): Reaction {
  const question = questions.find((q) => q.expires > asked.now && q.person === asked.person && placeKey(q.place) === placeKey(asked.place));
  if (!question) return { is: 'none' };
  const { completes } = question;
  if (text.length > longestAnswer && !completes) return { is: 'none' };
  const said = text.length > longestAnswer ? '' : answerOf(text);
  const choice = question.choices && Object.hasOwn(question.choices, said) ? question.choices[said] : undefined;
  if (choice !== undefined) return { is: 'run', question, line: choice, confirms: true };
  if (yes.includes(said)) return completes ? { is: 'none' } : { is: 'run', question, line: question.line, confirms: true };
  if (no.includes(said)) return { is: 'dropped', question };
  const word = text.replace(address, '').trim();
  if (!completes || word === '') return { is: 'none' };
  const meant = asked.meant?.(word, completes);
  if (meant !== undefined && noWords.has(said.replace(/[?…]+$/, '').replace(fillers, ''))) return { is: 'dropped', question };
  switch (meant) {
    case undefined:
      return { is: 'none' };
    case 'talk':
    case 'command':
      return { is: meant, question };
    case 'itself':
      return { is: 'run', question, line: word, confirms: false };
    case 'maybe':
      return { is: 'run', question, line: `guess ${quoted(completed(completes, word))}`, confirms: false };
    case 'answer':
      return { is: 'run', question, line: completed(completes, word), confirms: false };
  }
}

/** Sentences are read before the options; what stands in a reason, or behind `--`, is no option. */
function completed({ line, quotes }: NonNullable<Question['completes']>, word: string): string {
  if (quotes) return `${line}${word.startsWith('-') ? '=' : ' '}${quoted(word.replace(/\s+/g, ' '))}`;
  const [verb = '', ...options] = line.split(' ');
  const isLast = word.split(/\s+/).some((one) => one === '--' || isBecause(one));
  return (isLast ? [line, word] : [verb, word, ...options]).join(' ');
}

/** Says yes or no, and nothing else. */
export const isAnswer = (text: string): boolean => text.length <= longestAnswer && [...yes, ...no].includes(answerOf(text));

const address = /^\s*(?:[/!@]{0,2}molt\b)?\s*/i;

const answerOf = (text: string): string =>
  text
    .replace(address, '')
    .replace(/[.!]+\s*$/, '')
    .replaceAll('’', "'")
    .trim()
    .toLowerCase()
    .replace(/,? (?:please|pls|plz)$/, '')
    .replace(/^yes, /, 'yes ');

export const isLate = ({ at, receivedAt }: Pick<InboxRow, 'at' | 'receivedAt'>): boolean => receivedAt - at > lateAfter;

export interface Asking {
  card: Card;
  question: Question;
}

/** `LATE: still run "bench --linked"?` `heads`: full commits of the workspace when the line was sent and now, where they are known. */
export function askLate(
  row: Pick<InboxRow, 'key' | 'place' | 'at' | 'receivedAt'>,
  line: string,
  person: PersonId,
  zone: string,
  heads: { sent?: string; now?: string } = {},
): Asking {
  const expires = row.receivedAt + lateLapses;
  const { sent, now: head } = heads;
  return {
    question: { id: `late/${row.key}`, place: row.place, person, line, expires },
    card: {
      title: clip(`LATE: still run ${inQuotes(visible(line))}?`, 60),
      lines: [
        `Sent ${clockTime(row.at, zone)} ${zoneName(row.at, zone)}, came ${formatDuration(row.receivedAt - row.at)} late`,
        ...(sent !== undefined && head !== undefined && sent !== head ? [`HEAD moved: ${sent.slice(0, 7)} → ${head.slice(0, 7)}`] : []),
        `Lapses at ${clockTime(expires, zone)}. Not run so far`,
      ],
      buttons: [
        { label: 'Run it', sends: 'yes' },
        { label: 'Drop', sends: 'no' },
      ],
    },
  };
}

/** The job that this person started by this very line a moment ago. */
export const doubled = (jobs: readonly JobSummary[], canonical: string, person: PersonId, now: Millis): JobSummary | undefined =>
  jobs.find(
    (job) => job.requester === person && job.canonical === canonical && now - job.createdAt >= 0 && now - job.createdAt < doubledWithin,
  );

/** `SAME as 42: another "bench"?` */
export function askDoubled(row: Pick<InboxRow, 'key' | 'place'>, same: JobSummary, line: string, person: PersonId, now: Millis): Asking {
  return {
    question: { id: `doubled/${row.key}`, place: row.place, person, line, expires: now + doubledLapses },
    card: {
      title: clip(`SAME as ${same.id}: another ${inQuotes(visible(same.canonical))}?`, 60),
      lines: [`${same.id} was started ${formatDuration(now - same.createdAt)} ago.`, 'Not started again so far.'],
      buttons: [
        { label: 'Another', sends: 'yes' },
        { label: 'No', sends: 'no' },
      ],
    },
  };
}
