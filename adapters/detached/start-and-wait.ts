/** For tests: a starter that can be killed. */
import { detachedRunner } from './runner.ts';

const { shim, env, job } = JSON.parse(process.argv[2]!) as {
  shim: string[];
  env: Record<string, string>;
  job: { id: number; dir: string };
};
await detachedRunner({ shim, env }).start(job);
setInterval(() => {}, 60_000);
