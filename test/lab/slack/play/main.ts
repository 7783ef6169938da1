/** `npm run lab:slack`: a Slack on this machine, the bot beside it, and a page to be ada or bob on. `--prompt`: at the terminal. `--no-bot`: without the bot. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SlackLab } from '../lab.ts';
import type { Loose } from '../types.ts';
import { startBot } from './bot.ts';
import { openPage, type Page } from './page.ts';
import { prompt } from './prompt.ts';

const { values } = parseArgs({
  options: { prompt: { type: 'boolean' }, 'no-bot': { type: 'boolean' }, port: { type: 'string', default: '0' } },
});
const out = (line: string): void => void process.stdout.write(`${line}\n`);

const lab = await SlackLab.open({ rates: true });
lab.addUser({ id: 'U01', name: 'ada' });
lab.addUser({ id: 'U02', name: 'bob' });
lab.addChannel({ id: 'C01', name: 'bench' });
/** As it is installed from its manifest. */
const manifest: Loose = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../../config/slack-manifest.json'), 'utf8'));
lab.scopes = manifest.oauth_config.scopes.bot;
const shortcuts: Loose[] = (manifest.features.shortcuts ?? []).filter(({ type }: Loose) => type === 'message');

let page: Page | undefined;
const bot = values['no-bot']
  ? undefined
  : startBot(lab, (line) => {
      page?.ring();
      if (!values.prompt || line.includes('/molt pair') || line.startsWith('the bot has ended')) out(`bot: ${line}`);
    });
if (values['no-bot'])
  out(
    Object.entries(lab.env)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );

if (values.prompt) {
  await bot?.ready;
  await prompt(lab, out);
} else {
  page = await openPage(lab, { botLines: bot?.lines ?? [], shortcuts }, Number(values.port));
  out(`The page is at ${page.url} (Ctrl-C ends it)`);
  await new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, done);
  });
}
await page?.close();
await bot?.stop();
await lab.close();
process.exit(0);
