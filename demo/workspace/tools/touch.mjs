/** Changes a tracked file and makes a new one: what Files Touched has to tell. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/programs.mjs';

const stamp = new Date().toISOString();
appendFileSync(join(root, 'notes.txt'), `Touched at ${stamp}\n`);
const made = `scratch_${stamp.replace(/[-:.]/g, '')}_${process.pid}.txt`;
writeFileSync(join(root, made), 'A file that git does not know.\n', { flag: 'wx' });
console.log(`notes.txt changed, ${made} made`);
