/** What a desk writes into the message of its commits, for the desks of other clones: who it is, and what it granted. */
import { z } from 'zod';
import { isAgent, isPath } from '../agent-locks/words.ts';
import type { Claim, News } from '../desk/desk.ts';
import type { Revision } from './lock-branch.ts';

/** A desk, and the host where it stands. */
export interface Bot {
  id: string;
  host: string;
}

const bot = 'Molt-Ops';
const grant = 'Molt-Claim';

const moment = z.int().min(0).max(8.64e15);
const line = z.string().max(4096).refine(isPath);
const name = z.string().max(200).refine(isAgent);
/** `Molt-Claim: {"lease":17,"holder":{"id":"ada","kind":"person"},…}` */
const granted = z.object({
  lease: z.int().min(1).max(1e9),
  holder: z.object({ id: name, kind: z.enum(['person', 'agent']), owner: name.optional() }),
  paths: z.array(line).min(1).max(200),
  mode: z.enum(['exclusive', 'shared']),
  since: moment,
  until: moment,
  span: moment,
  why: z.string().max(500).refine(isPath).optional(),
  tests: z.string().max(500).refine(isPath).optional(),
  from: z.enum(['chat', 'file']),
  job: z.string().max(200).optional(),
});

export const trailersOf = ({ id, host }: Bot, news: readonly News[]): string[] => [
  `${bot}: ${id} ${host.replace(/\s+/g, '-')}`,
  ...news.flatMap((one) => (one.is === 'granted' ? [`${grant}: ${JSON.stringify(granted.parse(one.claim))}`] : [])),
];

/** Undefined: no desk made that commit. What of its claims cannot be read is left to the lines of the file. */
export function readTrailers({ trailers }: Revision): { by: Bot; claims: Claim[] } | undefined {
  const by = trailers.flatMap((text) => [...text.matchAll(/^Molt-Ops: *([a-z0-9-]{1,40})(?: +(\S{1,100}))?$/gi)])[0];
  if (!by) return undefined;
  const claims = trailers.flatMap((text): Claim[] => {
    const json = /^Molt-Claim: *(\{.*\})$/i.exec(text)?.[1];
    const read = json === undefined ? undefined : granted.safeParse(parsed(json));
    if (!read?.success) return [];
    const { holder, why, tests, job, ...rest } = read.data;
    const { owner, ...who } = holder;
    return [
      {
        ...rest,
        holder: { ...who, ...(owner !== undefined && { owner }) },
        ...(why !== undefined && { why }),
        ...(tests !== undefined && { tests }),
        ...(job !== undefined && { job }),
        stage: { is: 'running', since: rest.since },
      },
    ];
  });
  return { by: { id: by[1]!, host: by[2] ?? by[1]! }, claims };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
