/** A chat command: reads through ports, returns what is to be said and done as data; dispatch commits that in one transaction. */
import type { z } from 'zod';
import type { Draft, Jobs } from '../jobs/job.ts';
import type { Recipe } from '../jobs/recipe.ts';
import type { Millis } from '../kernel/clock.ts';
import type { Place, Role } from '../kernel/people.ts';
import type { Outcome, Refusal } from '../kernel/result.ts';
import type { DeskState } from '../locks/desk/desk.ts';
import type { Attachment, Card } from '../reports/card.ts';
import type { Form } from './form.ts';
import type { LocksView } from './locks-view.ts';
import type { Words } from './parse.ts';
import type { Change, Effect, Mute, NewMessage, Person, Schedule, Settings, Undoable } from './store.ts';

/** `reply` undefined: the effects speak for themselves (a started job's card). */
export type Answer =
  | {
      ok: true;
      reply?: Card;
      /** For the asker's eyes, where the place has others. */
      private?: true;
      /** What is said besides, elsewhere. */
      says?: readonly Said[];
      changes?: readonly Change[];
      effects?: readonly Effect[];
      data?: unknown;
    }
  /** `card`: what is shown instead of the bare refusal: a refusal that offers more than one way out. */
  | { ok: false; refusal: Refusal; card?: Card; data?: unknown };

export type Said = Pick<NewMessage, 'place' | 'card' | 'rings' | 'holdUntil'>;

/** What a command may read. */
export interface View {
  now: Millis;
  /** IANA zone of the reader. */
  zone: string;
  asker: Person;
  /** The role that the asker has in this place. Undefined: unknown person or unlisted room. */
  role: Role | undefined;
  /** The platform's id of whoever asks: told to unknown people. */
  sender: string;
  place: Place;
  /** Console and socket: duplicates are not asked about, and nothing said there counts as a second person. */
  local: boolean;
  /** Id of the inbox row: the root of every key. */
  inbox: string;
  line: { given: string; canonical: string };
  /** The asker has said yes to this very line. */
  confirmed: boolean;
  /** The job whose thread this was said in. */
  threadJob?: number;
  jobs: Pick<Jobs, 'get' | 'list' | 'read' | 'byKey'>;
  recipes: ReadonlyMap<string, Recipe>;
  /** The job that this recipe with these options would be. `given`: option values as validated by the recipe. */
  draft(
    recipe: string,
    options: Readonly<Record<string, string | number | boolean>>,
    as: { canonical: string; given?: string; again?: number; key?: string; schedule?: string },
  ): Outcome<Draft>;
  /** Cards of jobs and their texts, read from their directories. */
  show: {
    card(id: number): Promise<Outcome<Card>>;
    report(id: number): Promise<Outcome<Card>>;
    /** The last lines of the log, safe to show. */
    tail(id: number, lines: number): Promise<Outcome<Card>>;
    log(id: number): Promise<Outcome<Card>>;
    /** As it was told when the job was over. */
    ending(id: number): Promise<Outcome<Card>>;
    /** Its bench results as a file; undefined where it has none. */
    picture(id: number): Promise<Attachment | undefined>;
  };
  /** Command that opens a job from another machine. */
  resume(id: number): string;
  /** git tags at HEAD of the workspace; a refusal where it is not a git repository. */
  tagsAtHead(): Promise<Outcome<readonly string[]>>;
  people: readonly Person[];
  schedules: readonly Schedule[];
  /** When a cron expression comes due next. Undefined: never. */
  nextRun(cron: string, zone: string): Millis | undefined;
  mutes: readonly Mute[];
  /** How the asker wants to be rung. */
  settings: Settings;
  /** When the quiet hours end that a person, or an agent's owner, is in. Undefined: they are in none. */
  quietUntil(person: Person): Millis | undefined;
  /** Where a person can be spoken to alone on this platform. Undefined: nothing is known of them there. */
  direct(person: Person): Place | undefined;
  /** What the asker did last and may still take back. */
  undoable: readonly Undoable[];
  /** The lock desk as it is; a command that changes it gives a change `desk` from this to what it makes of it. */
  desk: DeskState;
  locks: LocksView;
  health(): Promise<Card>;
  help(topic: string | undefined, role: Role | undefined): Card;
  /** The pairing code that stands, if one does. */
  pairing?: { code: string; expires: Millis };
}

export type { Words } from './parse.ts';

export interface Command<Options extends z.ZodType = z.ZodType> {
  name: string;
  aliases?: readonly string[];
  about: string;
  /** How it is written, for help: `tail [N] [LINES]`. */
  usage: string;
  /** `anyone`: also people that the bot does not know. */
  /** What its options mean, a line each, for help. */
  notes?: readonly string[];
  role: Role | 'anyone';
  /** Changes nothing: answered also when it arrives late. */
  readOnly: boolean;
  /** What the desks of other clones did is fetched first, where there are such. */
  seesClones?: true;
  /** What it is told is kept word for word: a line break in it is refused rather than read as a blank. */
  exact?: true;
  /** What the words become: positionals in `words`, options by name. Each command turns that into its own options with zod. */
  options: Options;
  /** Its options that take a value: `--for 1h`. All others are flags. */
  values?: readonly string[];
  run(options: z.output<Options>, view: View): Answer | Promise<Answer>;
  /** What a phone shows before the line is said: its options to tick, or what it is about to do. A refusal: it would not be done. */
  form?(given: Words & { canonical?: string }, view: View): Outcome<Form> | Promise<Outcome<Form>>;
}

export const command = <Options extends z.ZodType>(c: Command<Options>): Command<Options> => c;
