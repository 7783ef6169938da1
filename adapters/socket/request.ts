/** Reads one line from a caller. Whatever it holds, the answer is a value. Pure. */
import type { Request } from './protocol.ts';

export type Wanted = { is: 'say'; request: Request } | { is: 'listen' } | { is: 'nothing'; why: string };

const form = 'A request is one line of JSON: {"say": "jobs"}';

export function parseRequest(line: string): Wanted {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { is: 'nothing', why: `${form}. This is not JSON. Nothing was done.` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { is: 'nothing', why: `${form}. Nothing was done.` };
  const { say, key, as, credential, wait, listen } = value as Record<string, unknown>;
  if (listen === true) return { is: 'listen' };
  if (typeof say !== 'string') return { is: 'nothing', why: `${form}. "say" is missing. Nothing was done.` };
  for (const [name, word] of Object.entries({ key, as, credential })) {
    if (word !== undefined && (typeof word !== 'string' || word === '' || word.length > 500))
      return { is: 'nothing', why: `"${name}" must be a text of 1 to 500 characters. Nothing was done.` };
  }
  if (wait !== undefined && typeof wait !== 'boolean') return { is: 'nothing', why: '"wait" must be true or false. Nothing was done.' };
  return {
    is: 'say',
    request: {
      say,
      ...(key !== undefined && { key: key as string }),
      ...(as !== undefined && { as: as as string }),
      ...(credential !== undefined && { credential: credential as string }),
      ...(wait === true && { wait }),
    },
  };
}
