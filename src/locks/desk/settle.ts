/** What follows from any change of the desk: who is served, whose turn it is, and which requests have lost their claim. */
import type { Millis } from '../../kernel/clock.ts';
import { anyCircle } from './circle.ts';
import type { Claim, DeskState, HandOver, Steal, Wait } from './claim.ts';
import { type News, on, type Step } from './news.ts';
import { obstacles, suffices } from './obstacles.ts';
import type { Policy } from './policy.ts';
import { liesIn, scopesOf } from './scopes.ts';

export const settle = (step: Step, now: Millis, policy: Policy): Step =>
  [dropRequests, dropServed, breakCircles, makeOffers].reduce((before, follow) => follow(before, now, policy), step);

/** Steals and hand-overs of what is no longer held that way. */
function dropRequests(step: Step, at: Millis): Step {
  const { claims, steals, handovers } = step.desk;
  const isGone = ({ lease, paths }: Steal | HandOver): boolean => {
    const claim = claims.find((each) => each.lease === lease);
    return !claim || !paths.every((path) => claim.paths.includes(path));
  };
  const goneSteals = steals.filter(isGone);
  const goneHandovers = handovers.filter(isGone);
  if (goneSteals.length + goneHandovers.length === 0) return step;
  return on(
    step,
    { steals: without(steals, goneSteals), handovers: without(handovers, goneHandovers) },
    ...goneSteals.map((steal): News => ({ is: 'steal over', at, steal, why: 'claim ended' })),
    ...goneHandovers.map((handover): News => ({ is: 'hand-over over', at, handover, why: 'claim ended' })),
  );
}

/** Who holds what they waited for, however they came by it, waits no longer. */
function dropServed(step: Step, at: Millis): Step {
  const served = step.desk.waits.filter((wait) => isServed(step.desk, wait));
  if (served.length === 0) return step;
  return on(
    step,
    { waits: without(step.desk.waits, served) },
    ...served.map((wait): News => ({ is: 'unqueued', at, wait, why: 'granted' })),
  );
}

function isServed({ claims }: DeskState, wait: Wait): boolean {
  const held = claims.filter(({ holder, mode }) => holder.id === wait.who.id && suffices({ mode }, wait));
  const scopes = held.flatMap(({ paths }: Claim) => scopesOf(paths));
  return scopesOf(wait.paths).every((scope) => liesIn(scope, scopes));
}

/** A claim that changed hands, or came by the file, may close one: then whoever came last no longer waits. */
function breakCircles(step: Step, at: Millis): Step {
  const circle = anyCircle(step.desk);
  if (!circle) return step;
  const wait = circle.map((link) => link.wait).reduce((last, each) => (each.id > last.id ? each : last));
  const news: News = { is: 'unqueued', at, wait, why: 'circle', circle };
  return breakCircles(on(step, { waits: without(step.desk.waits, [wait]) }, news), at);
}

/** It is the turn of everybody in whose way nothing stands any more. */
function makeOffers(step: Step, at: Millis, policy: Policy): Step {
  const news: News[] = [];
  const waits = step.desk.waits.map((wait): Wait => {
    const isTurn = obstacles(step.desk, wait, wait.id) === undefined;
    if (isTurn === (wait.offer !== undefined)) return wait;
    const { offer: _, ...plain } = wait;
    const changed: Wait = isTurn ? { ...plain, offer: { at, until: at + policy.offer[wait.who.kind] } } : plain;
    news.push(isTurn ? { is: 'offered', at, wait: changed } : { is: 'offer withdrawn', at, wait });
    return changed;
  });
  return news.length === 0 ? step : on(step, { waits }, ...news);
}

export const without = <T>(all: readonly T[], gone: readonly T[]): T[] => all.filter((each) => !gone.includes(each));
