/** `npm run bench:self`: how quick and how quiet the bot is on this machine, as JSON. */
import { join } from 'node:path';
import { become, ensurePackages, nodePath, root } from './launch.mjs';

await ensurePackages(true);
become([nodePath(), join(root, 'bench-self/main.ts'), ...process.argv.slice(2)], process.env);
