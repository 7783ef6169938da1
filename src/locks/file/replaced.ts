/** Files that we put others in the place of, held open: whoever had one open may still write into it, and that must not be lost. */
import { closeSync } from 'node:fs';
import { bytesOf, isSameBytes } from './plain-file.ts';

/** What somebody wrote too late: a change of `base`, to be merged as one. */
export interface Late {
  base: Uint8Array;
  bytes: Uint8Array;
}

export interface Replaced {
  /** `known`: the bytes that are taken care of. */
  hold(fd: number, known: Uint8Array): void;
  /** What was written since they were last looked at; lets go of those that were replaced some time ago. */
  late(): readonly Late[];
}

/** More are not held at once. */
const crowd = 32;
/** Whoever opened one right before it was replaced has written into it by then, on a busy machine, too. Milliseconds. */
export const heldFor = 10_000;

export function holdReplaced(): Replaced {
  let found: Late[] = [];
  const held: { fd: number; known: Uint8Array; since: number }[] = [];

  function look(one: (typeof held)[number]): void {
    const bytes = bytesOf(one.fd);
    // Emptied only to be filled again, mostly.
    if (bytes.length === 0 || isSameBytes(bytes, one.known)) return;
    found.push({ base: one.known, bytes });
    one.known = bytes;
  }

  function letGo(): void {
    const one = held.shift()!;
    look(one);
    closeSync(one.fd);
  }

  return {
    hold(fd, known) {
      held.push({ fd, known, since: performance.now() });
      if (held.length > crowd) letGo();
    },
    late() {
      while (held[0] && performance.now() - held[0].since > heldFor) letGo();
      for (const one of held) look(one);
      const all = found;
      found = [];
      return all;
    },
  };
}

/** The bytes once whoever writes them is through, as far as that can be told; undefined where they are still `seen`. */
export function settled(fd: number, seen: Uint8Array): Uint8Array | undefined {
  let bytes = bytesOf(fd);
  for (let tries = 0; tries < 10 && !isSameBytes(bytes, seen); tries += 1) {
    Atomics.wait(nobody, 0, 0, 20);
    const before = bytes;
    bytes = bytesOf(fd);
    // Emptied only to be filled again, mostly.
    if (bytes.length > 0 && isSameBytes(bytes, before)) break;
  }
  return isSameBytes(bytes, seen) ? undefined : bytes;
}

const nobody = new Int32Array(new SharedArrayBuffer(4));
