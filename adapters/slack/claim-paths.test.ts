/** What "Claim paths named here" finds in a message. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimLine } from './claim-paths.ts';
import { seed } from './testing.ts';

test.each([
  ['a file', 'look at runtime/src/obj.rs please', 'claim runtime/src/obj.rs'],
  ['a folder', 'I rewrite docs/ today', 'claim docs/'],
  ['a file in the root', 'and README.md', 'claim README.md'],
  ['several, each once', 'a/b.rs, then c/d.rs, and a/b.rs again', 'claim a/b.rs c/d.rs'],
  ['at the end of a sentence', 'I take runtime/src/obj.rs.', 'claim runtime/src/obj.rs'],
  ['in marks', '`src/x.ts` *src/y.ts* _src/z.ts_ (src/w.ts) "src/v.ts"', 'claim src/x.ts src/y.ts src/z.ts src/w.ts src/v.ts'],
  ['a pattern', 'all of src/chat/*.ts and docs/**', 'claim src/chat/*.ts docs/**'],
  ['a hidden folder', 'see .github/workflows/ci.yml', 'claim .github/workflows/ci.yml'],
  ['what Slack made a link of', 'see <http://docs.md|docs.md> and <http://tools/bench.py|tools/bench.py>', 'claim docs.md tools/bench.py'],
  ['no address', 'see <https://github.com/molt/molt/blob/main/x.rs> and https://molt.example/a/b.md', 'claim'],
  ['no address of mail', 'ask <mailto:eve@example.org|eve@example.org>', 'claim'],
  ['no absolute path', 'it is in /etc/passwd and /srv/molt/x.rs', 'claim'],
  ['nothing above the root', 'see ../secrets/x.key and a/../../b.rs', 'claim'],
  ['no abbreviation', 'e.g. src/x.rs, i.e. that', 'claim src/x.rs'],
  ['no number', 'took 1.49 s, 3.5 before', 'claim'],
  ['nothing', 'lunch?', 'claim'],
])('%s', (_, text, line) => expect(claimLine(text)).toBe(line));

test('no more than twenty', () =>
  expect(claimLine(Array.from({ length: 30 }, (_, n) => `src/f${n}.rs`).join(' ')).split(' ')).toHaveLength(21));

test(`whatever stands there, no option, mention or quote comes of it (seed ${seed})`, () => {
  const text = fc.string({
    unit: fc.constantFrom('--super', '<@U01>', '<!channel>', '"', "'", '/', '..', '.', 'a', 'b.rs', ' ', '\n', '`', '‮', '$(x)', ';'),
  });
  fc.assert(
    fc.property(text, (said) => {
      const [command, ...paths] = claimLine(said).split(' ');
      expect(command).toBe('claim');
      for (const path of paths) {
        expect(path).toMatch(/^[\w.*+/-]+$/);
        expect(path).not.toMatch(/^-|^\/|\.\./);
      }
    }),
    { seed },
  );
});
