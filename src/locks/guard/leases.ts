/** The lease trailer of a commit: `Molt-Lease: 17` tells whose claim it was made in. */
import type { Untrusted } from '../../kernel/text.ts';
import type { Found } from './check.ts';

export const trailerName = 'Molt-Lease';
export const trailer = (lease: number): string => `${trailerName}: ${lease}`;

/** Like git's own trailers, whatever their case. */
export const readLease = (line: string): number | undefined => {
  const lease = /^molt-lease[ \t]*:[ \t]*(\d{1,15})\s*$/i.exec(line)?.[1];
  return lease === undefined ? undefined : Number(lease);
};

export const leasesIn = (trailers: readonly Untrusted[]): number[] =>
  trailers.map(readLease).filter((lease): lease is number => lease !== undefined);

/** What the commit of these files should name: one's own claims; where a file is in none, those of one's person. */
export function leasesFor(found: readonly Found[]): number[] {
  const claims = found.flatMap(({ own, kin }) => (own.length > 0 ? own : kin));
  return [...new Set(claims.map(({ lease }) => lease))].sort((a, b) => a - b);
}
