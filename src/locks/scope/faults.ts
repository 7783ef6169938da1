/** What can be wrong with a path that is to be claimed: one sentence each, and what to write instead. */
import { type Outcome, refuse } from '../../kernel/result.ts';
import { visible } from '../../kernel/text.ts';

export const limits = {
  /** Of one scope, also with its braces written out. Bytes of UTF-8. */
  path: 4096,
  /** Of one name. Bytes of UTF-8: what file systems hold. */
  name: 255,
  /** Paths that the braces of one scope may stand for. */
  alternatives: 64,
  /** Folders that a pattern may be deep: finding a witness takes their product. */
  patternDepth: 64,
  /** Letters, stars and sets that all patterns of one scope may consist of, for the same reason. */
  patternParts: 512,
  /** Letters of a range such as [a-z]. */
  range: 256,
  /** Scopes of one claim. */
  scopes: 200,
} as const;

const plain = 'Write it as a path from the top folder of the repository, such as docs/ or src/main.rs.';
const retype = 'Type it again, without what was pasted with it.';
const faults = {
  'empty path': ['is empty', plain],
  'path too long': [`is longer than ${limits.path} bytes`, 'Claim a folder above it.'],
  'name too long': [`has a name of more than ${limits.name} bytes in it`, 'Claim the folder above it.'],
  'broken text': ['holds half a character or one that could not be read', 'Write it as UTF-8, or put ? in its place.'],
  'zero byte': ['holds a zero byte', retype],
  'line break': ['holds a line break', 'Write each path by itself, on one line.'],
  'control character': ['holds a control character', retype],
  'invisible character': ['holds a character that cannot be seen or turns the line round', retype],
  'web address': ['is a web address, not a path', plain],
  'absolute path': ['starts at the root of a disk, not in the repository', plain],
  'home path': ['starts in a home folder, not in the repository', plain],
  'outside the repository': ['leads out of the repository', 'Write it without the .. that climbs above the top folder.'],
  'path magic': [
    "starts with : like git's path magic, which claims do not have",
    'Write the plain path, with * and ** where you need them.',
  ],
  'dots after a pattern': ['goes up with .. from a pattern, which may be anywhere', 'Write where it ends, without the ..'],
  'open brace': ['has a brace without its partner', 'Write alternatives as {a,b}, without blanks.'],
  'range in braces': ['has a range in braces', 'Write the alternatives out: {1,2,3}, or letters as [1-3].'],
  'too many alternatives': [
    `stands for more than ${limits.alternatives} paths or ${limits.path} bytes when its braces are written out`,
    'Claim the folder they are in.',
  ],
  'pattern too deep': [`is a pattern of more than ${limits.patternDepth} folders`, 'Write ** for the folders between.'],
  'pattern too long': [`has more than ${limits.patternParts} letters in its patterns`, 'Claim the folder they are in.'],
  'matches nothing': ['can match no file: none is called . or ..', 'Write its name.'],
  'open bracket': ['has a [ without its ] in the same name', 'Write letters as [abc], or put ? in its place.'],
  'bad range': ['has a range of letters that runs backwards or mixes capital and small ones', 'Write it as [a-z].'],
  'long range': [`has a range of more than ${limits.range} letters`, 'Put ? in its place.'],
  'named class': ['has a named class of letters', 'Write the letters: [a-z] or [0-9].'],
  'loose accent': ['has an accent or the like without a letter of its own, beside a pattern', 'Put ? or * over the whole letter.'],
} as const satisfies Record<string, readonly [wrong: string, write: string]>;

export type Fault = keyof typeof faults;

export const isFault = (value: unknown): value is Fault => typeof value === 'string';

export function refusePath(given: string, fault: Fault): Outcome<never> {
  const [wrong, write] = faults[fault];
  return refuse(fault, `"${visible(given, { maxLength: 60 })}" ${wrong}. Nothing was claimed. ${write}`);
}
