/** Claims that name the branch they are for: when that is merged, closed or gone their release is suggested, once. */
import type { Clock, Timer } from '../kernel/clock.ts';
import { minute } from '../kernel/durations.ts';
import type { Outcome } from '../kernel/result.ts';
import type { Claim } from '../locks/desk/desk.ts';
import { type BranchEnd, branchCard } from '../reports/claims/branch-card.ts';
import { quietly, type RouteContext } from './claim-routes.ts';
import type { Store } from './store.ts';

export interface BranchClaims {
  /** Branches may have moved. */
  look(): void;
  stop(): void;
}

/** While such claims are held. */
const every = 30 * minute;

export function createBranchClaims(deps: {
  store: Pick<Store, 'claims' | 'note' | 'setNote' | 'outbox' | 'transaction'>;
  clock: Clock;
  stateOf(branch: string): Promise<Outcome<'open' | BranchEnd>>;
  busy(): boolean;
  context(): RouteContext;
  wakeOutbox(): void;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
}): BranchClaims {
  const { store, clock } = deps;
  let timer: Timer | undefined;
  let looking = false;
  let stopped = false;

  const claims = (): (Claim & { branch: string })[] =>
    store.claims.desk().claims.filter((claim): claim is Claim & { branch: string } => claim.branch !== undefined && claim.from !== 'clone');

  function look(): void {
    timer?.cancel();
    if (stopped || claims().length === 0) return;
    timer = clock.after(every, look);
    if (deps.busy()) return;
    if (looking) return;
    looking = true;
    void lookAll()
      .catch((cause: unknown) => deps.log('error', 'the branches of claims could not be looked at', cause))
      .finally(() => {
        looking = false;
      });
  }

  async function lookAll(): Promise<void> {
    const open = claims();
    for (const branch of new Set(open.map((claim) => claim.branch))) {
      const state = await deps.stateOf(branch);
      if (stopped) return;
      if (!state.ok) deps.log('warn', `the branch of a claim could not be looked at: ${state.refusal.message}`, state.refusal.cause);
      else for (const claim of open) if (claim.branch === branch) take(claim, branch, state.value);
    }
  }

  function take(claim: Claim, branch: string, state: 'open' | BranchEnd): void {
    const seen = `claims/branch-seen/${claim.lease}`;
    const isKnown = store.note(seen) !== undefined;
    if (state === 'open') {
      if (!isKnown) store.setNote(seen, branch);
      return;
    }
    // One that was never there is still to be made.
    if (state === 'gone' && !isKnown) return;
    const route = quietly(claim.holder.id, claim.place, deps.context());
    if (!route) return;
    const { place, holdUntil } = route;
    const hold = holdUntil === undefined ? {} : { holdUntil };
    const card = branchCard(claim, branch, state);
    if (store.outbox.put({ key: `claim/${claim.lease}/branch`, place, kind: 'message', rings: false, card, ...hold })) deps.wakeOutbox();
  }

  return {
    look,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}
