/** All commands but the recipes; `recipeCommand` makes one of each recipe. */
import type { Command } from '../src/chat/command.ts';
import { again } from './again.ts';
import { first } from './first.ts';
import { guess } from './guess.ts';
import { health } from './health.ts';
import { help } from './help.ts';
import { jobs } from './jobs.ts';
import { log, report, resume, status } from './look.ts';
import { mute, unmute } from './mute.ts';
import { notify } from './notify.ts';
import { overview } from './overview.ts';
import { pair } from './pair.ts';
import { people } from './people.ts';
import { ring } from './ring.ts';
import { run } from './run.ts';
import { schedule, schedules, unschedule } from './schedule.ts';
import { share } from './share.ts';
import { stop } from './stop.ts';
import { tail } from './tail.ts';
import { undo } from './undo.ts';
import { whoami } from './whoami.ts';

export { helpCard } from './help.ts';
export { knownLines } from './known.ts';
export { recipeCommand } from './recipe.ts';

export const commands: readonly Command[] = [
  overview,
  run,
  jobs,
  status,
  tail,
  log,
  report,
  stop,
  resume,
  again,
  mute,
  unmute,
  first,
  share,
  notify,
  ring,
  undo,
  schedule,
  schedules,
  unschedule,
  health,
  whoami,
  pair,
  people,
  help,
  guess,
];
