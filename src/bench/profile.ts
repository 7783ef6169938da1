/** The manifest of a profile (`molt-profile`): a profiled program that crashed still lets the tool exit 0, so each run's return code is read. */
import { z } from 'zod';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import { type Untrusted, untrusted } from '../kernel/text.ts';
import { shortName } from './formats.ts';

export interface Profile {
  benches: Untrusted[];
  /** Runs that did not return 0. */
  crashed: { bench: Untrusted; tool: Untrusted; returncode: number }[];
}

const runs = z
  .array(z.object({ tool: z.string().max(200).catch('unknown'), returncode: z.number().int().optional().catch(undefined) }))
  .max(1000)
  .catch([]);
const manifest = z.object({
  benchmarks: z.array(z.object({ bench: z.string().max(1000), cpu_runs: runs, alloc_runs: runs })).max(5000),
});

export function parseProfile(content: unknown): Outcome<Profile> {
  const parsed = manifest.safeParse(content);
  if (!parsed.success) return refuse('bad result', 'not a molt-profile manifest: it has no list of benchmarks');
  const { benchmarks } = parsed.data;
  return done({
    benches: benchmarks.map(({ bench }) => shortName(bench)),
    crashed: benchmarks.flatMap(({ bench, cpu_runs, alloc_runs }) =>
      [...cpu_runs, ...alloc_runs].flatMap(({ tool, returncode }) =>
        returncode === undefined || returncode === 0 ? [] : [{ bench: shortName(bench), tool: untrusted(tool), returncode }],
      ),
    ),
  });
}
