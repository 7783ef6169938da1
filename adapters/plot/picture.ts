/** SVG to PNG, in a child of the lowest priority: neither the library nor the work is in the bot. */
import { type ExecFileException, execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';

const script = fileURLToPath(new URL('./render.mjs', import.meta.url));
/** It takes a fraction of a second where the host has time for it: the longest picture 0.3 s and 90 MB, both gone with the child. */
const timeLimit = 20_000;
const most = 16 * 1024 * 1024;
const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export interface PlotOptions {
  /** What is run instead of render.mjs: SVG on its stdin, PNG on its stdout. */
  script?: string;
  timeLimit?: number;
}

/** `nice` sets the priority before Node starts: set from within, it would not be that of all of Node's threads. */
export function renderPng(svg: string, options: PlotOptions = {}): Promise<Outcome<Buffer>> {
  const limit = options.timeLimit ?? timeLimit;
  return new Promise((resolve) => {
    const child = execFile(
      'nice',
      ['-n', '19', process.execPath, options.script ?? script],
      { env: environment(), encoding: 'buffer', timeout: limit, killSignal: 'SIGKILL', maxBuffer: most },
      (error, png, said) => {
        if (!error && png.subarray(0, signature.length).equals(signature)) return resolve(done(png));
        const why =
          error && isLate(error)
            ? refuse('picture hangs', `The picture took more than ${limit / 1000} s and was given up.`, undefined, error)
            : refuse('picture failed', 'The picture could not be drawn on this host.', undefined, { error, said: said.toString('utf8') });
        resolve(why);
      },
    );
    // A child that ends before it has read all is told by its end.
    child.stdin?.on('error', () => {});
    child.stdin?.end(svg);
  });
}

/** Killed, but not for saying too much. */
const isLate = ({ killed, code }: ExecFileException): boolean => killed === true && typeof code !== 'string';

/** Nothing of the bot's own. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH ?? '/usr/bin:/bin', TMPDIR: process.env.TMPDIR });
