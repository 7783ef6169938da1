/** What became of the pull request of a branch, by GitHub's REST API. */
import { z } from 'zod';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';

export interface Pulls {
  /** Of the newest pull request of that branch. Undefined: it has none. */
  stateOf(branch: string): Promise<Outcome<'open' | 'merged' | 'closed' | undefined>>;
}

/** Only the fields that are needed. https://docs.github.com/rest/pulls/pulls#list-pull-requests */
const list = z.array(z.object({ state: z.enum(['open', 'closed']), merged_at: z.string().nullable() }));

const patience = 10_000;
const usualApi = 'https://api.github.com';

/** `remote`: address of origin. Undefined: it is not on GitHub, or there is no token. */
export function openPulls({
  remote,
  token,
  api,
}: {
  remote: string;
  token: string | undefined;
  api?: string | undefined;
}): Pulls | undefined {
  const repository = repositoryOf(remote);
  if (!repository || !token) return undefined;
  const { owner, name } = repository;
  const root = (api ?? usualApi).replace(/\/+$/, '');
  return {
    async stateOf(branch) {
      const query = new URLSearchParams({ head: `${owner}:${branch}`, state: 'all', sort: 'created', direction: 'desc', per_page: '1' });
      try {
        const response = await fetch(`${root}/repos/${owner}/${name}/pulls?${query}`, {
          headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'user-agent': 'molt-ops' },
          signal: AbortSignal.timeout(patience),
        });
        if (!response.ok) return refuse('github', `GitHub answered ${response.status}.`, undefined, await response.text().catch(() => ''));
        const [newest] = list.parse(await response.json());
        if (!newest) return done(undefined);
        return done(newest.merged_at !== null ? 'merged' : newest.state);
      } catch (cause) {
        return refuse('github', 'GitHub could not be asked.', undefined, cause);
      }
    },
  };
}

/** `git@HOST:owner/name.git`, `https://HOST/owner/name`. */
function repositoryOf(remote: string): { owner: string; name: string } | undefined {
  const match = /^(?:https?:\/\/(?:[^@/]*@)?[^/]+\/|ssh:\/\/[^/]+\/|[^@\s]+@[^:\s]+:)([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(
    remote.trim(),
  );
  return match ? { owner: match[1]!, name: match[2]! } : undefined;
}
