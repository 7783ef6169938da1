/** record.json and record-end.json: the host and the workspace, as they were when a job began and ended. */
import type { Millis } from '../kernel/clock.ts';

/** What git says of the workspace. Absent fields are unknown, never guessed. */
export interface Workspace {
  head?: string;
  branch?: string;
  /** Lines of `git status --porcelain=v2`, names quoted as git quotes them. */
  status: string[];
  /** sha256 of `git diff HEAD`. */
  diff?: string;
  /** Dirty or untracked files (not ignored) that are newer than record.json; only in record-end.json. */
  changed?: string[];
}

export interface Record {
  v: 1;
  at: Millis;
  /** `2026-11-22T09:34:12Z` and the IANA zone of the host. */
  utc: string;
  zone?: string;
  git?: Workspace;
  host?: {
    name: string;
    os: string;
    arch: string;
    cpu?: string;
    cpus?: number;
    memory?: number;
    governor?: string;
    virtualisation?: string;
  };
  load?: number[];
  /** First line of each tool's version; a missing tool is not listed. */
  tools?: { [tool: string]: string };
}
