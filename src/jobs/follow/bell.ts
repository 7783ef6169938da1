/** The bell of a shim: rung after something was put into its directory, and the proof that there is a shim at all. */
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { files } from '../spec.ts';

/** `sound` false only asks whether somebody listens. */
export function ring(dir: string, sound = true): 'heard' | 'no shim' {
  let fd: number;
  try {
    fd = openSync(join(dir, files.bell), constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch {
    // ENXIO: nobody has it open for reading.
    return 'no shim';
  }
  try {
    if (!fstatSync(fd).isFIFO()) return 'no shim';
    if (sound) writeSync(fd, '!');
  } catch {
    // Full of rings that it has not heard yet: one more says nothing new.
  } finally {
    closeSync(fd);
  }
  return 'heard';
}
