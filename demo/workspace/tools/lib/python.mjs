/** The host's python3, if it has one. */
import { spawnSync } from 'node:child_process';

const question = 'import platform, sys; print(sys.executable); print(platform.python_version())';

/** `{ path, version }`; undefined: none. The path is that of the interpreter itself: a launcher on PATH would be measured too. */
export function findPython() {
  const answer = spawnSync('python3', ['-I', '-c', question], { encoding: 'utf8' });
  if (answer.error || answer.status !== 0) return undefined;
  const [path, version] = answer.stdout.trim().split('\n');
  return path && version ? { path, version } : undefined;
}
