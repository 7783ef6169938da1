/** `npm start` where a bot already runs: a console to that bot, over its socket. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { runLines, type Talk } from '../adapters/console/lines.ts';
import { openTerminal } from '../adapters/console/terminal.ts';
import { connect } from '../adapters/socket/client.mjs';
import type { Request, Said } from '../adapters/socket/protocol.ts';

const err = (text: string): void => void process.stderr.write(`${text}\n`);
const out = (text: string): void => void process.stdout.write(`${text}\n`);
const gone = 'The bot has ended. Its jobs go on; start it again: npm start';

export function consoleBeside(how: { folder: string; home: string; isTerminal: boolean; first?: string }): Promise<number> {
  err('A bot runs here already: this is a console to it. ready');
  return how.isTerminal ? onTerminal(how) : runLines(talkOver(how.folder), { input: process.stdin, out, err }, how.first);
}

async function onTerminal({ folder, home, first }: { folder: string; home: string; first?: string }): Promise<number> {
  const terminal = openTerminal({ input: process.stdin, output: process.stdout, history: join(home, 'console.history'), words: () => [] });
  const line = await connect(folder, {
    heard: ({ posted, rings }) => terminal.screen.print(rings ? `\x07${posted}` : posted),
    gone: () => terminal.close(),
  });
  if (!line.ok) {
    terminal.close();
    err(line.refusal.message);
    return 3;
  }
  const say = (text: string): void => void line.value.say({ say: text, key: randomUUID() });
  if (first !== undefined) say(first);
  await terminal.run(say);
  line.value.close();
  return 0;
}

/** Each line on its own connection; to wait for a job is to say the same line again under its key: it is worked only once. */
function talkOver(folder: string): Talk {
  const keys = new Map<number, Request>();
  const ask = async (request: Request): Promise<Said> => {
    const line = await connect(folder);
    const said = line.ok ? await line.value.say(request) : undefined;
    if (line.ok) line.value.close();
    return said ?? { ok: false, text: gone };
  };
  return {
    async say(text) {
      const request = { say: text, key: randomUUID() };
      const { ok, text: answer, job } = await ask(request);
      if (job) keys.set(job.id, request);
      return { ok, text: answer, ...(job && { job: job.id }) };
    },
    async ended(id) {
      const { ok, text } = await ask({ ...keys.get(id)!, wait: true });
      out(text);
      return ok;
    },
  };
}
