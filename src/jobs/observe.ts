/** Who looks at host and workspace for record.json and record-end.json. Adapter: host. */
import type { Record } from './record.ts';

export interface Observer {
  /** How host, tools and workspace are now. What cannot be found out is left out. */
  atStart(workspace: string): Promise<Record>;
  /** The argv that a shim runs at a job's end; it writes record-end.json into `dir`. */
  after(dir: string, workspace: string): string[];
}
