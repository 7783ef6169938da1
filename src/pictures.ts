/** The picture of a bench job: made once, when it is first asked for, and never beside a bench. */
import { existsSync } from 'node:fs';
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
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): (id: number) => Promise<Attachment | undefined> {
  return async (id) => {
    const facts = await deps.facts(id);
    if (!facts.ok || !isOver(facts.value.job.state)) return undefined;
    const { dir } = facts.value.job;
    const made = { name: `bench-${id}.png`, path: join(dir, files.picture), ours: true as const };
    if (existsSync(made.path)) return made;
    const svg = deps.busy() ? undefined : benchPicture(facts.value, deps.context(facts.value));
    if (svg === undefined) return undefined;
    const png = await renderPng(svg);
    if (!png.ok) {
      deps.log('warn', `no picture of job ${id}: ${png.refusal.message}`, png.refusal.cause);
      return undefined;
    }
    writePicture(dir, png.value);
    return made;
  };
}
