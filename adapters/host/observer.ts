/** Host, tools and workspace, as they are: observe.sh looks at what changes, the rest is looked at once. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Observer } from '../../src/jobs/observe.ts';
import type { Record } from '../../src/jobs/record.ts';
import { nowVariable, nowWords } from '../../src/jobs/spec.ts';
import { hostFacts } from './host.ts';
import { toolVersions } from './tools.ts';

const script = fileURLToPath(new URL('./observe.sh', import.meta.url));

export interface HostOptions {
  /** What asks each tool for its version: `[['python3', '--version'], ['cargo', '-V']]`. */
  tools: readonly (readonly string[])[];
  hostName: string;
  /** The host's time zone, an IANA name. */
  zone: string;
  /** For git and the tools: the environment that jobs have. */
  env: { [name: string]: string };
}

export function hostObserver({ tools, hostName, zone, env }: HostOptions): Observer {
  const versions = toolVersions(tools, env);
  return {
    async atStart(workspace) {
      const [seen, toolsFound] = await Promise.all([look(workspace, env), versions()]);
      return { ...seen, zone, host: hostFacts(hostName), tools: toolsFound };
    },
    after: (dir, workspace) => ['/bin/sh', script, 'end', dir, workspace],
  };
}

/** A workspace that cannot be looked at in time is left out, not waited for. */
const patience = 20_000;
const most = 64 * 1024 * 1024;

async function look(workspace: string, env: { [name: string]: string }): Promise<Record> {
  const now = Date.now();
  try {
    const { stdout } = await promisify(execFile)('/bin/sh', [script, 'start', '-', workspace], {
      env: { ...env, [nowVariable]: nowWords(now) },
      timeout: patience,
      maxBuffer: most,
    });
    return JSON.parse(stdout) as Record;
  } catch {
    return { v: 1, at: now, utc: nowWords(now).split(' ')[1]! };
  }
}
