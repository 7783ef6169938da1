/** The benches, their files and their answers. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const smoke = ['bench_sum', 'bench_bytes_find'];

export function programs(isSmoke) {
  const expected = JSON.parse(readFileSync(join(root, 'benches/expected.json'), 'utf8'));
  const names = isSmoke ? smoke : Object.keys(expected);
  return names.map((name) => ({ name, expected: expected[name], source: (kind) => join(root, 'benches', `${name}.${kind}`) }));
}

/** Where built files go; git ignores it. */
export function buildFolder() {
  const folder = join(root, 'build');
  mkdirSync(folder, { recursive: true });
  return folder;
}
