/** `npm run lab:slack`: a Slack in a box on this machine, with the bot in it and a page to try it on. `-- --prompt`: at the terminal instead. */
import { join } from 'node:path';
import { become, ensurePackages, nodePath, root } from './launch.mjs';

await ensurePackages(true);
become([nodePath(), join(root, 'test/lab/slack/play/main.ts'), ...process.argv.slice(2)], process.env);
