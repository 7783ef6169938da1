/** The remotes of a checkout and their main branches, as they were last heard of. */
import { done, type Outcome } from '../../src/kernel/result.ts';
import type { Remote } from '../../src/locks/guard/port.ts';
import { commitOf } from './commits.ts';
import { exitOf, type How, runText } from './run.ts';

/** git calls a hook with an address where a remote has no name, or was called by its address. */
export async function remoteOf(folder: string, given: string, how: How): Promise<Outcome<Remote | undefined>> {
  const ran = await runText(folder, ['config', '-z', '--get-regexp', '^remote\\..*\\.(push)?url$'], { ...how, for: 'config' });
  if (!ran.ok && exitOf(ran.refusal) !== 1) return ran;
  const known = ran.ok ? [...ran.value.matchAll(/remote\.([^\n\0]+)\.(?:push)?url\n([^\0]*)\0/gi)] : [];
  const [, name] = known.find(([, name]) => name === given) ?? known.find(([, , address]) => address === given) ?? [];
  if (name === undefined) return done(undefined);
  const main = await mainOf(folder, name, how);
  return main.ok ? done({ name, ...(main.value && { main: main.value }) }) : main;
}

/** As the remote says; a clone that was not told takes the usual names. */
async function mainOf(folder: string, name: string, how: How): Promise<Outcome<Remote['main']>> {
  const place = `refs/remotes/${name}/`;
  const told = await runText(folder, ['symbolic-ref', '--quiet', `${place}HEAD`], how);
  if (!told.ok && exitOf(told.refusal) === undefined) return told;
  const branches = told.ok && told.value.startsWith(place) ? [told.value.slice(place.length).trimEnd()] : ['main', 'master'];
  for (const branch of branches) {
    const commit = await commitOf(folder, place + branch, how);
    if (commit.ok) return done({ branch, commit: commit.value });
    if (commit.refusal.code !== 'unknown commit') return commit;
  }
  return done(undefined);
}
