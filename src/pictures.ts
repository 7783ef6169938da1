/** The picture of a bench job: made once, when it is first asked for, and never beside a bench. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPng } from '../adapters/plot/picture.ts';
import { writePicture } from './jobs/directory/marks.ts';
import type { Facts } from './jobs/facts.ts';
import { files } from './jobs/spec.ts';
import { isOver } from './jobs/state.ts';
import type { Outcome } from './kernel/result.ts';
import { benchPicture } from './reports/bench-picture.ts';
import type { Attachment } from './reports/card.ts';
import type { ReportContext } from './reports/context.ts';

/** Undefined: there is nothing to be drawn, or not now. */
export function createPictures(deps: {
  facts(id: number): Promise<Outcome<Facts>>;
  context(facts: Facts): ReportContext;
  /** A job that wants the whole host runs. */
  busy(): boolean;
  /** Small facts that outlive the process: what each picture is, for a job may have left another under its name. */
  notes: { get(name: string): string | undefined; set(name: string, value: string): void };
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): (id: number) => Promise<Attachment | undefined> {
  return async (id) => {
    const facts = await deps.facts(id);
    if (!facts.ok || !isOver(facts.value.job.state)) return undefined;
    const { dir } = facts.value.job;
    const made = { name: `bench-${id}.png`, path: join(dir, files.picture), ours: true as const };
    const noteName = `picture/${id}`;
    const there = sumOf(made.path);
    if (there !== undefined) return there === deps.notes.get(noteName) ? made : undefined;
    const svg = deps.busy() ? undefined : benchPicture(facts.value, deps.context(facts.value));
    if (svg === undefined) return undefined;
    const png = await renderPng(svg);
    if (!png.ok) {
      deps.log('warn', `no picture of job ${id}: ${png.refusal.message}`, png.refusal.cause);
      return undefined;
    }
    deps.notes.set(noteName, sum(png.value));
    writePicture(dir, png.value);
    return sumOf(made.path) === sum(png.value) ? made : undefined;
  };
}

const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Undefined: nothing is there, or nothing that can be read. */
function sumOf(path: string): string | undefined {
  try {
    return sum(readFileSync(path));
  } catch {
    return undefined;
  }
}
