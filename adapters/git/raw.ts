/** Changed files as `--raw -z` tells them: pairs of `:modes ids status` and path. */
import { type Untrusted, untrusted } from '../../src/kernel/text.ts';
import type { ChangedFiles } from '../../src/locks/guard/port.ts';

export function readRaw(output: string): ChangedFiles {
  const pieces = output.split('\0');
  const files: Untrusted[] = [];
  const submodules: Untrusted[] = [];
  for (let n = 0; n + 1 < pieces.length; n += 2) {
    const path = untrusted(pieces[n + 1]!);
    files.push(path);
    if (isSubmodule(pieces[n]!)) submodules.push(path);
  }
  return { files, submodules };
}

/** It is one now, or was one on some side: as many modes as sides stand first, and one more. */
export function isSubmodule(entry: string): boolean {
  const [, sides = '', rest = ''] = /^\n?(:+)(.*)$/s.exec(entry) ?? [];
  return rest
    .split(' ')
    .slice(0, sides.length + 1)
    .includes('160000');
}
