/** `npm run build`: dist/, the form in which the package is published. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, fail, nodePath, root } from './launch.mjs';

await ensurePackages(true);
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
const built = spawnSync(nodePath(), [join(root, 'node_modules/.bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) fail('The build failed: see the type errors above.');

/** What is not TypeScript goes along as it is. */
const isAsset = (path) => !/\.(?:ts|md)$/.test(path) && !path.includes('__pycache__');
for (const folder of ['src', 'adapters', 'commands', 'config', 'demo'])
  if (existsSync(join(root, folder))) cpSync(join(root, folder), join(dist, folder), { recursive: true, filter: isAsset });
