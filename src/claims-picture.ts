/** The picture of the week's claims: drawn when it is asked for, and never beside a bench. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPng } from '../adapters/plot/picture.ts';
import type { Clock } from './kernel/clock.ts';
import { day } from './kernel/durations.ts';
import type { Held } from './locks/store.ts';
import type { Attachment } from './reports/card.ts';
import { timelinePicture } from './reports/claims/timeline-picture.ts';

const name = 'claims-week.png';

/** Undefined: there is nothing to be drawn, or not now. */
export const claimsPicture =
  (deps: {
    /** The logs folder: from there it may be uploaded. */
    logs: string;
    history(since: number): readonly Held[];
    zone: string;
    clock: Clock;
    busy(): boolean;
    log: (level: 'warn', message: string, detail?: unknown) => void;
  }): (() => Promise<Attachment | undefined>) =>
  async () => {
    const now = deps.clock.now();
    const svg = deps.busy() ? undefined : timelinePicture(deps.history(now - 7 * day), { now, zone: deps.zone });
    if (svg === undefined) return undefined;
    const png = await renderPng(svg);
    if (!png.ok) {
      deps.log('warn', `no picture of the claims: ${png.refusal.message}`, png.refusal.cause);
      return undefined;
    }
    const folder = join(deps.logs, 'agents');
    const path = join(folder, name);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${path}.part`, png.value);
      renameSync(`${path}.part`, path);
      return { name, path, ours: true };
    } catch (cause) {
      deps.log('warn', `${path} could not be written`, cause);
      return undefined;
    }
  };
