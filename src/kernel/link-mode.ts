/** How the modules of a WASM run were really built: link mode can change from bench to bench within one run. Pure. */

export interface LinkMode {
  /** fallback: linked was asked for and none is. mixed: some are, some are not. unknown: the result does not say. */
  is: 'linked' | 'fallback' | 'mixed' | 'unlinked' | 'unknown';
  requested: boolean;
  /** Measured benches that ran linked, of all benches of the run. */
  linked: number;
  of: number;
}

/** `linked` undefined: the result does not say. Only measured benches decide: one that failed to build was not linked either. */
export function linkModeOf(benches: readonly { measured: boolean; linked: boolean | undefined }[], requested: boolean): LinkMode {
  const measured = benches.filter((bench) => bench.measured);
  const telling = (measured.length ? measured : benches).filter((bench) => bench.linked !== undefined);
  const is = modeOf(telling.length, telling.filter((bench) => bench.linked).length, requested);
  return { is, requested, linked: measured.filter((bench) => bench.linked).length, of: benches.length };
}

/** Whether the words of a bench ask for linked modules. */
export const asksLinked = (words: readonly string[]): boolean => words.includes('--linked') || words.includes('--require-linked');

function modeOf(telling: number, linked: number, requested: boolean): LinkMode['is'] {
  if (telling === 0) return 'unknown';
  if (linked === telling) return 'linked';
  if (linked > 0) return 'mixed';
  return requested ? 'fallback' : 'unlinked';
}

/** `linked 44/45`, `fallback: asked linked, 0/2 are`, `mixed: 30/45 linked`, `unlinked`. */
export function linkWords({ is, requested, linked, of }: LinkMode): string {
  switch (is) {
    case 'linked':
      return `linked ${linked}/${of}${requested ? '' : ' though not asked'}`;
    case 'fallback':
      return `fallback: asked linked, ${linked}/${of} are`;
    case 'mixed':
      return `mixed: ${linked}/${of} linked${requested ? '' : ', none asked'}`;
    case 'unlinked':
      return 'fallback (unlinked)';
    case 'unknown':
      return requested ? 'link mode not told, asked linked' : 'link mode not told';
  }
}
