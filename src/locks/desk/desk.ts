/**
 * The lock desk: every operation takes the desk as it is and gives the desk as it is then, with the news to tell; or refuses and
 * changes nothing. No clock: `now` is an argument. Not commands: roles, buttons and words in chat are others' matter.
 */
export { type Adoption, adopt, enter } from './adopting.ts';
export { type Announcement, announce } from './announcing.ts';
export { type Away, backAfter } from './away.ts';
export type { Circle, Link } from './circle.ts';
export * from './claim.ts';
export { type ClaimDone, claim, lookUp } from './claiming.ts';
export type { Clash, Conflict } from './conflict.ts';
export { looksInto, nextDue } from './due.ts';
export { acceptHandOver, declineHandOver, type HandOverAnswer, handOver, type Offering } from './handing-over.ts';
export type { Done, News, ReleaseWhy, Step, UnqueuedWhy } from './news.ts';
export { type Policy, quickened, renewalOf, standard, usualSpan } from './policy.ts';
export type { QuietUntil } from './quiet.ts';
export { breakClaim, drop, release } from './releasing.ts';
export { type Commit, type Keep, renew, seen } from './renewing.ts';
export { answerSteal, type StealAnswer, type Stealing, steal, withdrawSteal } from './stealing.ts';
export { type Activity, tick, type World } from './tick.ts';
export { pass, take, wait } from './waiting.ts';
export type { Which } from './which.ts';
export { actsFor, type Kin } from './who.ts';
export type { Request } from './wish.ts';
