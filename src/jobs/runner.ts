/** How a shim comes to life on a host. Contract suite: jobs/runner.contract.ts; adapters: tmux, detached. */
import type { Outcome } from '../kernel/result.ts';

export interface Runner {
  readonly name: 'tmux' | 'detached';
  /** Starts the shim of a written job directory. Asking twice is harmless: the second shim finds events.jsonl and leaves. */
  start(job: { id: number; dir: string }): Promise<Outcome<void>>;
  /** Opens a viewer again for a running job whose session is gone; nothing to do where the runner has none. */
  reopen(job: { id: number; dir: string }): Promise<Outcome<void>>;
  /** Called once a job is over: closes what the runner still shows of it. */
  close(job: { id: number; dir: string }): Promise<void>;
}
