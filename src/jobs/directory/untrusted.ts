/** Opens what the steps of a job have left: anything may stand there, and nothing of it is followed, waited for or read without bound. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';
import { below } from '../../kernel/paths.ts';
import { notPlain } from '../shim/results.ts';
import { resultMost } from '../spec.ts';
import { codeOf } from './durable.ts';

export type Why = 'missing' | 'not a regular file' | 'too large' | 'not JSON' | 'unreadable';
export type Opened = { ok: true; fd: number; size: number } | { ok: false; why: Exclude<Why, 'not JSON'>; detail?: string };

/** `path` relative to the job directory `dir`. The caller closes `fd`. */
export function openUntrustedFile(dir: string, path: string, most: number): Opened {
  if (below('/', `/${path}`) === undefined || posix.normalize(path).startsWith('..') || posix.isAbsolute(path))
    return { ok: false, why: 'unreadable', detail: 'it is outside the job directory' };
  let fd: number | undefined;
  try {
    const whole = realpathSync(dir);
    let at = whole;
    for (const folder of posix.normalize(path).split('/').slice(0, -1)) {
      at = join(at, folder);
      if (!lstatSync(at).isDirectory()) return { ok: false, why: 'not a regular file', detail: `${folder} is not a folder` };
    }
    const file = join(whole, path);
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    const problem = problemOf(stat, most);
    if (!problem && realpathSync(file) === posix.normalize(file)) return { ok: true, fd, size: stat.size };
    closeSync(fd);
    return problem ?? { ok: false, why: 'unreadable', detail: 'it was moved while it was opened' };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    return failed(error);
  }
}

function problemOf(stat: Stats, most: number): Opened | undefined {
  const detail = notPlain(stat, most);
  return detail === undefined
    ? undefined
    : { ok: false, why: stat.isFile() && stat.nlink === 1 ? 'too large' : 'not a regular file', detail };
}

function failed(error: unknown): Opened {
  const code = codeOf(error);
  if (code === 'ENOENT') return { ok: false, why: 'missing' };

  if (code === 'ELOOP') return { ok: false, why: 'not a regular file', detail: 'a link, and links are not followed' };
  // A socket, or a folder that is none.
  if (code === 'ENXIO' || code === 'ENOTDIR') return { ok: false, why: 'not a regular file' };
  return { ok: false, why: 'unreadable', detail: code };
}

/** What of a JSON text was not taken: figures that are no numbers (NaN, Infinity), given as null, and `__proto__` keys, left out. */
export interface NotTaken {
  figures: number;
  keys: number;
}
export type JsonRead = { ok: true; content: unknown; bytes: number; notTaken?: NotTaken } | { ok: false; why: Why; detail?: string };

/** A JSON file of at most 16 MiB and 100 levels. */
export function readUntrustedJson(dir: string, path: string): JsonRead {
  const opened = openUntrustedFile(dir, path, resultMost);
  if (!opened.ok) return opened;
  try {
    const parsed = parseBounded(readFileSync(opened.fd, 'utf8'));
    return parsed.ok ? { ...parsed, bytes: opened.size } : { ok: false, why: 'not JSON', detail: parsed.detail };
  } catch (error) {
    return { ok: false, why: 'unreadable', detail: codeOf(error) };
  } finally {
    closeSync(opened.fd);
  }
}

const deepest = 100;
/** A whole string, or a word that Python and others write for a figure that is no number. */
const stringOrWord = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;
/** What needs a closer look; most files hold nothing of the kind. */
const suspicious = /__proto__|\\u005f|NaN|Infinity|e\+?\d{3}/i;

export function parseBounded(text: string): { ok: true; content: unknown; notTaken?: NotTaken } | { ok: false; detail: string } {
  if (depthOf(text) > deepest) return { ok: false, detail: `nested more than ${deepest} deep` };
  try {
    return suspicious.test(text) ? parseClosely(text) : { ok: true, content: JSON.parse(text) };
  } catch (error) {
    return { ok: false, detail: (error as Error).message };
  }
}

function parseClosely(text: string): { ok: true; content: unknown; notTaken?: NotTaken } {
  const notTaken: NotTaken = { figures: 0, keys: 0 };
  const json = text.replace(stringOrWord, (found) => {
    if (found.startsWith('"')) return found;
    notTaken.figures += 1;
    return 'null';
  });
  const content: unknown = JSON.parse(json, (key, value) => {
    if (key === '__proto__') {
      notTaken.keys += 1;
      return undefined;
    }
    if (value !== Number.POSITIVE_INFINITY && value !== Number.NEGATIVE_INFINITY) return value;
    notTaken.figures += 1;
    return null;
  });
  return { ok: true, content, ...(notTaken.figures + notTaken.keys > 0 && { notTaken }) };
}

/** How deep brackets nest outside of strings. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (quoted) {
      if (char === 0x5c) at += 1;
      else if (char === 0x22) quoted = false;
    } else if (char === 0x22) quoted = true;
    else if (char === 0x5b || char === 0x7b) most = Math.max(most, ++depth);
    else if (char === 0x5d || char === 0x7d) depth -= 1;
  }
  return most;
}
