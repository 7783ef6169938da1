/** Claims that name the branch they are for: when that is merged, closed or gone their release is suggested, once. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
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

/** While such claims are held: what became of a pull request nobody tells. */
const every = 30 * minute;
/** `git fetch --prune` takes branches away before it brings what they were merged into. */
const settled = minute;

export function createBranchClaims(deps: {
  store: Pick<Store, 'claims' | 'note' | 'setNote' | 'outbox' | 'transaction'>;
  clock: Clock;
  stateOf(branch: string): Promise<Outcome<'open' | BranchEnd>>;
  /** Tells when branches of a remote have moved. */
  watch(changed: () => void): { stop(): void };
  busy(): boolean;
  context(): RouteContext;
  wakeOutbox(): void;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
}): BranchClaims {
  const { store, clock } = deps;
  let timer: Timer | undefined;
  /** Branches that are not there, and since when. */
  const missing = new Map<string, Millis>();
  let watching: { stop(): void } | undefined;
  let looking = false;
  let again = false;
  let stopped = false;

  const claims = (): (Claim & { branch: string })[] =>
    store.claims.desk().claims.filter((claim): claim is Claim & { branch: string } => claim.branch !== undefined && claim.from !== 'clone');

  function look(): void {
    timer?.cancel();
    if (stopped || claims().length === 0) {
      rest();
      return;
    }
    // First, so that what moves while it is looked at is heard.
    watching ??= deps.watch(look);
    timer = clock.after(every, look);
    if (deps.busy()) return;
    again = looking;
    if (looking) return;
    looking = true;
    void lookAll()
      .catch((cause: unknown) => deps.log('error', 'the branches of claims could not be looked at', cause))
      .finally(() => {
        looking = false;
        if (again) look();
      });
  }

  function rest(): void {
    watching?.stop();
    watching = undefined;
  }

  async function lookAll(): Promise<void> {
    const open = claims();
    for (const branch of new Set(open.map((claim) => claim.branch))) {
      const state = await deps.stateOf(branch);
      if (stopped) return;
      if (!state.ok) deps.log('warn', `the branch of a claim could not be looked at: ${state.refusal.message}`, state.refusal.cause);
      else if (isSettled(branch, state.value)) for (const claim of open) if (claim.branch === branch) take(claim, branch, state.value);
    }
  }

  function isSettled(branch: string, state: 'open' | BranchEnd): boolean {
    if (state !== 'gone') {
      missing.delete(branch);
      return true;
    }
    const since = missing.get(branch) ?? clock.now();
    missing.set(branch, since);
    if (clock.now() - since >= settled) return true;
    timer?.cancel();
    timer = clock.after(settled, look);
    return false;
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
      rest();
    },
  };
}
