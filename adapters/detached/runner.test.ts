import { expect, test } from 'vitest';
import { runnerContract } from '../../src/jobs/runner.contract.ts';
import { detachedRunner } from './runner.ts';

runnerContract('detached', detachedRunner, { module: new URL('./start-and-wait.ts', import.meta.url).pathname, given: {} });

test('a shim that is not there is a refusal', async () => {
  const outcome = await detachedRunner({ shim: ['/no/such/node'], env: {} }).start({ id: 1, dir: '/nowhere' });
  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'shim not started' } });
});
