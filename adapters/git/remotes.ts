/** The remotes of a checkout and their main branches, as they were last heard of. */
import { done, type Outcome } from '../../src/kernel/result.ts';
import type { Remote } from '../../src/locks/guard/port.ts';
import { commitOf } from './commits.ts';
import { exitOf, type How, runText } from './run.ts';

/** git calls a hook with an address where a remote has no name, or was called by its address. */
export async function remoteOf(folder: string, given: string, how: How): Promise<Outcome<Remote | undefined>> {
  const known = await addressesOf(folder, how);
  if (!known.ok) return known;
  const ways = [
    ({ name }: Address) => name === given,
    ({ address }: Address) => address === given,
    ({ address }: Address) => plainAddress(address) === plainAddress(given),
  ];
  const name = ways.map((is) => known.value.find(is)).find((found) => found !== undefined)?.name;
  if (name === undefined) return done(undefined);
  const main = await mainOf(folder, name, how);
  return main.ok ? done({ name, ...(main.value && { main: main.value }) }) : main;
}

interface Address {
  /** Of the remote. */
  name: string;
  address: string;
}

export async function addressesOf(folder: string, how: How): Promise<Outcome<Address[]>> {
  const ran = await runText(folder, ['config', '-z', '--get-regexp', '^remote\\..*\\.(push)?url$'], { ...how, for: 'config' });
  if (!ran.ok) return exitOf(ran.refusal) === 1 ? done([]) : ran;
  const found = ran.value.matchAll(/remote\.([^\n\0]+)\.(?:push)?url\n([^\0]*)\0/gi);
  return done([...found].map(([, name, address]) => ({ name: name!, address: address! })));
}

/** However it is written: by ssh or https, with a user, with `.git` or not. */
export const plainAddress = (address: string): string =>
  address
    .replace(/^\w+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^:/]+):/, '$1/')
    .replace(/(?:\.git)?\/*$/, '');

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
