/** Standing in line for paths that others hold: first come, first served, and nobody who overlaps is overtaken. */
import type { Millis } from '../../kernel/clock.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import { circleOf, circleRefusal } from './circle.ts';
import type { DeskState, Wait, Who } from './claim.ts';
import { grantIfFree } from './claiming.ts';
import { conflictOf, named, nameOf } from './conflict.ts';
import { planOf } from './grant.ts';
import { claimLine } from './lines.ts';
import { type Done, on, start } from './news.ts';
import { obstacles, serves } from './obstacles.ts';
import { left, type Policy, standard } from './policy.ts';
import { settle, without } from './settle.ts';
import { actsFor } from './who.ts';
import { type Request, readWish } from './wish.ts';

const nothing = 'Nothing was queued.';

/** What is free by now is claimed at once. Only what the person does not hold yet is waited for. */
export function wait(desk: DeskState, request: Request, now: Millis, policy: Policy = standard): Done {
  const wish = readWish(request, { nothing, wait: true }, policy);
  if (!wish.ok) return wish;
  const free = grantIfFree(desk, wish.value, '', now, policy);
  if (free.ok || free.refusal.code === 'other clone') return free;
  const wanted = { ...wish.value, paths: planOf(desk, wish.value).fresh };
  const already = desk.waits.find((each) => serves(each, wanted));
  if (already)
    return refuse('waiting already', `You wait for ${named(already.paths)} already, ${turn(desk, already, now)}. ${nothing}`, 'locks');
  const id = desk.lastWait + 1;
  const waiting: Wait = { ...wanted, id, since: now };
  const queued: DeskState = { ...desk, waits: [...desk.waits, waiting], lastWait: id };
  const circle = circleOf(queued, waiting.who.id);
  if (circle) return { ok: false, refusal: circleRefusal(circle) };
  const inTheWay = obstacles(desk, waiting) ?? { claims: [], cooling: [], ahead: [] };
  const conflict = conflictOf(inTheWay, waiting, now);
  const position = inTheWay.ahead.length + 1;
  return done(settle(on(start(queued), {}, { is: 'queued', at: now, wait: waiting, position, conflict }), now, policy));
}

/** `place 2 in line`; it is told where it is somebody's turn. */
function turn(desk: DeskState, wait: Wait, now: Millis): string {
  if (wait.offer) return `and it is offered to you for another ${left(wait.offer.until, now)}`;
  return `place ${(obstacles(desk, wait, wait.id)?.ahead.length ?? 0) + 1} in line`;
}

/** Takes what is offered. `wait`: the number of the place in line; without it the one that is offered. */
export function take(desk: DeskState, { who, wait: id }: { who: Who; wait?: number }, now: Millis, policy: Policy = standard): Done {
  const found = placeOf(desk, who, id, 'Nothing was taken.');
  if (!found.ok) return found;
  const place = found.value;
  if (!place.offer)
    return refuse('not your turn', `It is not your turn for ${named(place.paths)}: ${turn(desk, place, now)}. Nothing was taken.`, 'locks');
  if (place.offer.until <= now)
    return refuse(
      'offer lapsed',
      `The offer of ${named(place.paths)} has lapsed. Nothing was taken.`,
      claimLine({ ...place, span: undefined }),
    );
  return grantIfFree(desk, place, claimLine(place, true), now, policy);
}

/** Leaves the line, whether it is their turn or not: the next one is served. */
export function pass(desk: DeskState, { who, wait: id }: { who: Who; wait?: number }, now: Millis, policy: Policy = standard): Done {
  const found = placeOf(desk, who, id, 'Nothing was changed.');
  if (!found.ok) return found;
  const news = { is: 'unqueued', at: now, wait: found.value, why: 'passed', by: who.id } as const;
  return done(settle(on(start(desk), { waits: without(desk.waits, [found.value]) }, news), now, policy));
}

function placeOf(desk: DeskState, who: Who, id: number | undefined, not: string): Outcome<Wait> {
  const own = desk.waits.filter((each) => actsFor(who, each.who));
  if (id !== undefined) {
    const found = desk.waits.find((each) => each.id === id);
    if (found && !own.includes(found)) return refuse('not yours', `${nameOf(found.who.id)} waits there, not you. ${not}`, 'locks');
    return found ? done(found) : refuse('no such wait', `That place in line is gone: it was served, left or has lapsed. ${not}`, 'locks');
  }
  const offered = own.filter(({ offer }) => offer);
  const [one, ...more] = offered.length > 0 ? offered : own;
  if (!one) return refuse('not in line', `You wait for nothing. ${not}`, 'locks');
  if (more.length === 0) return done(one);
  const all = [one, ...more].map(({ paths }) => named(paths)).join(', ');
  return refuse('which wait', `You wait for several: ${all}. ${not} Say which one.`, 'locks');
}
