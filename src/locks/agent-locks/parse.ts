/** docs/AGENT_LOCKS.md as it is: every byte in its place, and what in it is a claim. */
import { type Untrusted, untrusted } from '../../kernel/text.ts';
import { type ClaimWords, isNamed, readClaimLine, type Unread } from './claim-line.ts';
import { conflictIn, findHeadings, type Line, linesOf } from './section.ts';

/** Read, or left alone: what is not understood for certain is never written. Line numbers count from 1, as people do. */
export type Locks = UsableLocks | ReadOnlyLocks;

export interface UsableLocks {
  is: 'usable';
  bytes: Uint8Array;
  /** The same, decoded strictly and with its byte order mark: such text encodes to exactly `bytes`, so that its spans are theirs. */
  text: string;
  lines: readonly Line[];
  /** Index of the line "## Active locks". */
  heading: number;
  claims: readonly ClaimLine[];
  opaque: readonly OpaqueLine[];
}

export interface ReadOnlyLocks {
  is: 'read-only';
  bytes: Uint8Array;
  why: ReadOnlyWhy;
}

export type ReadOnlyWhy =
  | { is: 'too large'; bytes: number; limit: number }
  /** Not UTF-8, or with NUL in it as UTF-16 has. */
  | { is: 'encoding' }
  | { is: 'conflict'; line: number }
  | { is: 'no heading' }
  | { is: 'two headings'; lines: readonly number[] };

export interface ClaimLine extends ClaimWords {
  /** Index of its line. */
  at: number;
}

/** A line of the section that is neither blank nor a claim: it stays as it is, and is told once. */
export interface OpaqueLine {
  line: number;
  text: Untrusted;
  why: Unread;
}

export interface Claim {
  agent: string;
  path: string;
}

export const largest = 5 * 1024 * 1024;

export function parseLocks(bytes: Uint8Array): Locks {
  const text = bytes.length > largest ? undefined : decoded(bytes);
  if (text === undefined) {
    return readOnly(bytes, bytes.length > largest ? { is: 'too large', bytes: bytes.length, limit: largest } : { is: 'encoding' });
  }
  const lines = linesOf(text);
  const contents = lines.map(({ start, end }) => text.slice(start, end));
  const headings = findHeadings(contents);
  const conflict = conflictIn(contents, headings);
  if (conflict !== undefined) return readOnly(bytes, { is: 'conflict', line: conflict + 1 });
  const { active, sectionEnd } = headings;
  const [heading, second] = active;
  if (heading === undefined) return readOnly(bytes, { is: 'no heading' });
  if (second !== undefined) return readOnly(bytes, { is: 'two headings', lines: active.map((at) => at + 1) });
  return { is: 'usable', bytes, text, lines, heading, ...readSection(contents, heading + 1, sectionEnd) };
}

const readOnly = (bytes: Uint8Array, why: ReadOnlyWhy): ReadOnlyLocks => ({ is: 'read-only', bytes, why });

function decoded(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readSection(contents: readonly string[], from: number, to: number): { claims: ClaimLine[]; opaque: OpaqueLine[] } {
  const claims: ClaimLine[] = [];
  const opaque: OpaqueLine[] = [];
  for (let at = from; at < to; at++) {
    const text = contents[at]!;
    const read = readClaimLine(text);
    if (typeof read !== 'string') claims.push({ at, agent: read.agent, items: read.items });
    else if (text.trim() !== '') opaque.push({ line: at + 1, text: untrusted(text), why: read });
  }
  return { claims, opaque };
}

/** In the order of the file, duplicates too; paths without their quotes, exactly as they are spelled. */
export const claimsIn = (locks: UsableLocks): (Claim & { line: number })[] =>
  locks.claims.flatMap(({ at, agent, items }) =>
    items.filter(isNamed).map((item) => ({ agent: agent.text, path: item.text, line: at + 1 })),
  );
