/** What a desk writes into the message of its commits, for the desks of other clones: who it is, and what it granted. */
import { z } from 'zod';
import { isAgent, isPath } from '../agent-locks/words.ts';
import type { Claim } from '../desk/desk.ts';
import type { Revision } from './lock-branch.ts';

/** A desk, and the host where it stands. */
export interface Bot {
  id: string;
  host: string;
}

const bot = 'Molt-Ops';
const grant = 'Molt-Claim';
const adoption = 'Molt-Adopted';

const moment = z.int().min(0).max(8.64e15);
const line = z.string().max(4096).refine(isPath);
/** Whatever a line of the file can hold: a claim that could not be told would be in nobody's way. */
const name = z.string().max(4096).refine(isAgent);
/** `Molt-Claim: {"lease":17,"holder":{"id":"ada","kind":"person"},…}` */
const granted = z.object({
  lease: z.int().min(1).max(1e9),
  holder: z.object({ id: name, kind: z.enum(['person', 'agent']), owner: name.optional() }),
  paths: z.array(line).min(1).max(10_000),
  mode: z.enum(['exclusive', 'shared']),
  since: moment,
  until: moment,
  span: moment,
  why: z.string().max(500).refine(isPath).optional(),
  tests: z.string().max(500).refine(isPath).optional(),
  from: z.enum(['chat', 'file']),
  job: z.string().max(1000).optional(),
  /** That granted it, where another one puts it back. */
  desk: z.object({ id: z.string().regex(/^[a-z0-9-]{1,40}$/i), host: z.string().regex(/^\S{1,100}$/) }).optional(),
});

/** `adopted`: leases of claims whose lines people had written there. */
export const trailersOf = ({ id, host }: Bot, claims: readonly Claim[], adopted: readonly number[] = []): string[] => [
  `${bot}: ${id} ${host.replace(/\s+/g, '-')}`,
  ...claims.map((claim) => `${grant}: ${JSON.stringify(granted.parse(withDesk(claim)))}`),
  ...(adopted.length > 0 ? [`${adoption}: ${adopted.join(' ')}`] : []),
];

const withDesk = ({ from, by, desk, ...claim }: Claim): unknown =>
  from === 'clone' ? { ...claim, from: 'chat', desk: { id: desk, host: by } } : { ...claim, from };

/** Undefined: no desk made that commit. What of its claims cannot be read is left to the lines of the file. */
export function readTrailers({ trailers }: Revision): { by: Bot; claims: Claim[]; adopted: ReadonlySet<number> } | undefined {
  const by = trailers.flatMap((text) => [...text.matchAll(/^Molt-Ops: *([a-z0-9-]{1,40})(?: +(\S{1,100}))?$/gi)])[0];
  if (!by) return undefined;
  const maker: Bot = { id: by[1]!, host: by[2] ?? by[1]! };
  const claims = trailers.flatMap((text): Claim[] => {
    const json = /^Molt-Claim: *(\{.*\})$/i.exec(text)?.[1];
    const read = json === undefined ? undefined : granted.safeParse(parsed(json));
    if (!read?.success) return [];
    const { holder, why, tests, job, desk = maker, ...rest } = read.data;
    const { owner, ...who } = holder;
    return [
      {
        ...rest,
        holder: { ...who, ...(owner !== undefined && { owner }) },
        ...(why !== undefined && { why }),
        ...(tests !== undefined && { tests }),
        ...(job !== undefined && { job }),
        from: 'clone',
        by: desk.host,
        desk: desk.id,
        stage: { is: 'running', since: rest.since },
      },
    ];
  });
  const adopted = trailers.flatMap((text) => /^Molt-Adopted: *([\d ]+)$/i.exec(text)?.[1]?.split(/ +/).map(Number) ?? []);
  return { by: maker, claims, adopted: new Set(adopted) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
