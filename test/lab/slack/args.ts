/** The arguments of a Web API call, however they were sent: form, multipart or JSON. */
import type { IncomingMessage } from 'node:http';
import { Refused } from './refused.ts';
import type { Loose } from './types.ts';

export class Args {
  readonly all: Loose;

  constructor(all: Loose) {
    this.all = all;
  }

  text(name: string): string | undefined {
    const value = this.all[name];
    return value === undefined || value === null || value === '' ? undefined : String(value);
  }

  needed(name: string): string {
    const value = this.text(name);
    if (value === undefined)
      throw new Refused('invalid_arguments', { response_metadata: { messages: [`[ERROR] missing required field: ${name}`] } });
    return value;
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!Number.isFinite(Number(value))) throw new Refused('invalid_arguments');
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value === 'true' || value === '1';
  }

  /** A structure: JSON text in a form. `wrong`: the error when it can't be read. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent
  json(name: string, wrong = 'invalid_arguments'): any {
    const value = this.all[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw new Refused(wrong);
    }
  }
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reads a body by its content type. Files become buffers. */
export async function readArgs(type: string, body: Buffer, query: URLSearchParams): Promise<Args> {
  const all: Loose = Object.fromEntries(query);
  if (type.startsWith('application/json')) Object.assign(all, JSON.parse(body.toString() || '{}'));
  else if (type.startsWith('multipart/form-data')) Object.assign(all, await parts(type, body));
  else if (body.length > 0) Object.assign(all, Object.fromEntries(new URLSearchParams(body.toString())));
  return new Args(all);
}

async function parts(type: string, body: Buffer): Promise<Loose> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const all: Loose = {};
  for (const [name, value] of form) all[name] = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer());
  return all;
}
