/** All commands but the recipes; `recipeCommand` makes one of each recipe. */
import type { Command } from '../src/chat/command.ts';
import { again } from './again.ts';
import { announce } from './announce.ts';
import { ask } from './ask.ts';
import { breakClaims } from './break.ts';
import { claim } from './claim.ts';
import { first } from './first.ts';
import { guess } from './guess.ts';
import { handover } from './handover.ts';
import { health } from './health.ts';
import { help } from './help.ts';
import { jobs } from './jobs.ts';
import { locks } from './locks.ts';
import { log, report, resume, status } from './look.ts';
import { mute, unmute } from './mute.ts';
import { notify } from './notify.ts';
import { overview } from './overview.ts';
import { pair } from './pair.ts';
import { people } from './people.ts';
import { release } from './release.ts';
import { renew } from './renew.ts';
import { ring } from './ring.ts';
import { run } from './run.ts';
import { schedule, schedules, unschedule } from './schedule.ts';
import { share } from './share.ts';
import { steal } from './steal.ts';
import { stop } from './stop.ts';
import { tail } from './tail.ts';
import { undo } from './undo.ts';
import { pass, take } from './waiting.ts';
import { who } from './who.ts';
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
  claim,
  release,
  renew,
  locks,
  who,
  ask,
  handover,
  steal,
  take,
  pass,
  announce,
  breakClaims,
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
