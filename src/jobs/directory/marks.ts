/** What the bot adds to a job directory after it was made. Each is made once, whole or not at all. */
import { join } from 'node:path';
import type { Millis } from '../../kernel/clock.ts';
import { crashPoint } from '../../kernel/crash-point.ts';
import type { PersonId } from '../../kernel/people.ts';
import type { Record } from '../record.ts';
import { type Cancel, type End, files, type JobEvent } from '../spec.ts';
import { jsonLine, linkOnce, replace } from './durable.ts';
import type { First } from './read.ts';

/** Asks the shim to end the job. False: somebody has asked before. */
export function writeCancel(dir: string, cancel: Omit<Cancel, 'v'>): boolean {
  crashPoint('cancel.before');
  const first = linkOnce(dir, files.cancel, jsonLine({ v: 1, ...cancel } satisfies Cancel), 'cancel');
  crashPoint('cancel.after');
  return first;
}

/** Takes the place of a shim, so that none will ever run the job. False: a shim was first. */
export function withdraw(dir: string, how: { at: Millis; reason: 'cancelled' | 'start failed'; why: string }): boolean {
  const event = { type: 'withdrawn', ...how } satisfies JobEvent;
  return linkOnce(dir, files.events, jsonLine({ v: 1, ...event }), 'withdraw');
}

/** False: there is an end already, and it stands. */
export const writeEnd = (dir: string, end: End): boolean => linkOnce(dir, files.end, jsonLine(end), 'end');

/** The record of a job that waited, as host and workspace are now that it starts. */
export function writeRecord(dir: string, record: Record): void {
  crashPoint('record.before-replace');
  replace(dir, files.record, jsonLine(record));
  crashPoint('record.after-replace');
}

export const writeFirst = (dir: string, at: Millis, by: PersonId): void =>
  replace(dir, files.first, jsonLine({ v: 1, at, by } satisfies First));

/** A result that is made of what a step had printed; `file` is a plain name. False: there is one, and it stays as it is. */
export const writePartial = (dir: string, { file, text }: { file: string; text: string }): boolean => linkOnce(dir, file, text, 'partial');

/** The path of picture.png; one that is there stays as it is. */
export function writePicture(dir: string, png: Buffer): string {
  linkOnce(dir, files.picture, png);
  return join(dir, files.picture);
}

/** The path of report.md; one that is there stays as it is. */
export function writeReport(dir: string, markdown: string): string {
  crashPoint('report.before-write');
  linkOnce(dir, files.report, markdown, 'report');
  crashPoint('report.after-write');
  return join(dir, files.report);
}
