/** Names of time zones, found without Intl where that can be: it makes Node load 8 MB of locale data. */
import { readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

const database = '/usr/share/zoneinfo';

/** Whether it is an IANA name. */
export function isZone(name: string): boolean {
  if (/^[A-Z][\w+-]*(?:\/[\w+-]+)*$/.test(name) && isFile(join(database, name))) return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The zone of this host, `America/Chicago`. */
export function hostZone(env: Readonly<Record<string, string | undefined>>): string {
  const found = env.TZ || localtime();
  return found !== undefined && isZone(found) ? found : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `/etc/localtime` is a link into the database, on Linux and macOS. */
function localtime(): string | undefined {
  try {
    return /\/zoneinfo\/(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1];
  } catch {
    return undefined;
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
