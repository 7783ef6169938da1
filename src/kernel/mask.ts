/** Masks secrets in text: the bot's own, and whatever has the shape of a well-known token. */

export interface Mask {
  text(whole: string): string;
  /** For output that comes in pieces: a secret split between two of them is masked all the same. What may be part of one is held back. */
  stream(): { write(chunk: string): string; end(): string };
}

const masked = '‹masked›';

const shapes = [
  'xox[abeprs]-[A-Za-z0-9-]{8,}',
  'xapp-[A-Za-z0-9-]{8,}',
  'gh[pousr]_[A-Za-z0-9]{16,}',
  'github_pat_[A-Za-z0-9_]{16,}',
  'glpat-[A-Za-z0-9_-]{16,}',
  'AKIA[A-Z0-9]{16,}',
  'syt_[A-Za-z0-9_+/=-]{16,}',
  'molt-cred-[A-Za-z0-9_-]{16,}',
  '(?<=[Bb]earer )[A-Za-z0-9._~+/-]{8,}=*',
];
const pemBegin = '-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----';
const pemEnd = /-----END [A-Z ]{0,40}PRIVATE KEY-----/;
/** A key has fewer lines than this; a lone BEGIN does not mask a log for ever. */
const pemLines = 300;
/** Shorter ones would mask ordinary words. */
const shortest = 6;
/** A line longer than `lineMost` is let go in pieces, but for its last `lineTail`. */
const lineMost = 256 * 1024;
const lineTail = 8 * 1024;

/** `secrets`: the bot's own, as they stand; each line of one that has several is a secret. Ones of less than 6 characters are not masked. */
export function createMask(secrets: readonly string[]): Mask {
  const own = secrets
    .flatMap((secret) => secret.split(/\r?\n/))
    .filter((secret) => secret.length >= shortest)
    .sort((a, b) => b.length - a.length)
    .map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const tokens = new RegExp([...own, ...shapes].join('|'), 'g');
  const pem = new RegExp(`${pemBegin}.*?(?:${pemEnd.source}|(?<open>$))`, 'g');

  /** One line without its end. `key`: lines of an open private key that may still come. */
  function line(text: string, key: number): { text: string; key: number } {
    if (key > 0) {
      const end = pemEnd.exec(text);
      if (!end) return { text: masked, key: key - 1 };
      const rest = line(text.slice(end.index + end[0].length), 0);
      return { text: masked + rest.text, key: rest.key };
    }
    let left = 0;
    const withoutKeys = text.replace(pem, (match) => {
      if (!pemEnd.test(match)) left = pemLines;
      return masked;
    });
    return { text: withoutKeys.replace(tokens, masked), key: left };
  }

  function stream(): { write(chunk: string): string; end(): string } {
    let held = '';
    let key = 0;
    const take = (text: string): string => {
      const done = line(text, key);
      key = done.key;
      return done.text;
    };
    const write = (chunk: string): string => {
      held += chunk;
      const lines = held.split('\n');
      held = lines.pop()!;
      const out = lines.map((text) => `${take(text)}\n`).join('');
      if (held.length <= lineMost) return out;
      const cut = safeCut(held, tokens);
      const first = held.slice(0, cut);
      held = held.slice(cut);
      return out + take(first);
    };
    return {
      write,
      end() {
        const last = held === '' ? '' : take(held);
        held = '';
        return last;
      },
    };
  }

  return {
    text(whole) {
      const one = stream();
      return one.write(whole) + one.end();
    },
    stream,
  };
}

/** Where a very long line may be let go: not inside a token. */
function safeCut(text: string, tokens: RegExp): number {
  const cut = text.length - lineTail;
  for (const match of text.matchAll(tokens))
    if (match.index < cut && match.index + match[0].length > cut) return match.index || text.length;
  return cut;
}
