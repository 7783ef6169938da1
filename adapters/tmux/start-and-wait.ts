/** For tests: a starter that can be killed. */
import { type TmuxOptions, tmuxRunner } from './runner.ts';

const { job, ...options } = JSON.parse(process.argv[2]!) as TmuxOptions & { job: { id: number; dir: string } };
await tmuxRunner(options).start(job);
setInterval(() => {}, 60_000);
