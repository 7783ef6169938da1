/** Files of claims in many manners, for tests and for the measure. */
import { type Claim, claimsIn, type Locks, parseLocks, type UsableLocks } from './parse.ts';
import { addClaim, removeClaim } from './splice.ts';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

export function usable(text: string | Uint8Array): UsableLocks {
  const locks: Locks = parseLocks(typeof text === 'string' ? bytesOf(text) : text);
  if (locks.is !== 'usable') throw new Error(`read-only: ${JSON.stringify(locks.why)}`);
  return locks;
}

/** As `agent path`, in order. */
export const claimsOf = (bytes: Uint8Array): string[] => claimsIn(usable(bytes)).map(spelled);
export const spelled = ({ agent, path }: Claim): string => `${agent} ${path}`;

/** The prose that stands above the claims of Molt. */
export const howToUse = [
  '# Agent Locks',
  '',
  'This file coordinates parallel agent work to prevent file collisions.',
  '',
  '## How to use',
  '- Claim a file or directory by adding a line: `<agent-id> -> <path>`.',
  'codex-0 -> not/a/claim',
  '',
];

const file = (...lines: string[]): string => `${[...howToUse, '## Active locks', ...lines].join('\n')}\n`;

export const samples: Record<string, string> = {
  'no claims': file(),
  bullets: file('- codex-1 -> a/, b.md', '- codex-2 -> c'),
  'no bullets': file('codex-1 -> a/', 'codex-1 -> a/', 'codex-2 -> docs', 'codex-1 -> src\\win\\x.rs'),
  semicolons: file('codex-1 -> a/; b.rs ; c;d', 'codex-2 -> e'),
  'mixed separators and empty places': file('codex-1 -> a, b; c,, d,', 'codex-1 -> , e'),
  'CRLF and a byte order mark': `\ufeff${file('* codex-1 -> a', '* codex-2 -> b').replaceAll('\n', '\r\n')}`,
  'mixed line ends': `${howToUse.join('\r\n')}\r\n## Active locks\ncodex-1 -> a\r\ncodex-2 -> b\ncodex-1 -> c\r\n\r\n## After\nx -> y\n`,
  'CR only': file('codex-1 -> a', 'codex-2 -> b').replaceAll('\n', '\r'),
  'no final newline': file('- codex-1 -> a', '- codex-2 -> b').slice(0, -1),
  'no claims and no final newline': file().slice(0, -1),
  'tabs and wide spaces': file('\t-\tcodex-1\t->\ta/ ,\tb', '  + codex-2   ->   c   '),
  arrows: file('+ codex-1 → a, b', '+ codex-2→c', 'codex-3->d'),
  quotes: file('- `codex-1` -> `a, b.md`, "c;d", \'e -> f\'', "- 'Ada L' -> `` x`y\"z' ``, o'brien.md"),
  'prose among claims, and more sections': file(
    '',
    'Write `<agent-id> -> <path>` below.',
    '<!-- nobody -> here -->',
    '- codex-1 -> a',
    '',
    '- codex-2 -> docs/`half',
    '---',
    '- codex-2 -> b',
    '',
    '### Old',
    '- codex-1 -> gone',
  ),
  'an example in a fence': `# Agent Locks\n\`\`\`md\n## Active locks\n- nobody -> here\n\`\`\`\n## Active locks\n~~~\n# no heading\ncodex-1 -> a\n~~~\n# End\n`,
};

/** A file of so many lines by forty agents. */
export function manyLocks(lines: number): Uint8Array {
  const claims = Array.from({ length: lines - howToUse.length - 1 }, (_, n) => `codex-${n % 40} -> src/molt/stdlib/part_${n}/module.py`);
  return bytesOf(file(...claims));
}

/** Milliseconds to parse, to put a claim in and take one out, each run on its own. */
export function spliceTimes({ lines, runs }: { lines: number; runs: number }): { parseAndClaim: number[]; parseAndRelease: number[] } {
  const bytes = manyLocks(lines);
  const timed = (work: () => unknown): number => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const times = { parseAndClaim: [] as number[], parseAndRelease: [] as number[] };
  for (let n = 0; n < runs; n++) {
    times.parseAndClaim.push(timed(() => addClaim(usable(bytes), { agent: 'codex-7', paths: [`docs/new-${n}.md`] })));
    times.parseAndRelease.push(timed(() => removeClaim(usable(bytes), { agent: 'codex-3', path: 'src/molt/stdlib/part_2003/module.py' })));
  }
  return times;
}
