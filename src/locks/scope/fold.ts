/** Names as they are compared: composed (NFC) and without case, the way a disk that does not tell README from readme does. */

/** Idempotent. One letter stays one letter (simple folding: `ß` is not `ss`), so that `?` stands for what a person counts as one. */
export const fold = (text: string): string =>
  isAscii(text) ? text.toLowerCase() : [...text.normalize('NFC')].map(foldLetter).join('').normalize('NFC');

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

function foldLetter(letter: string): string {
  // Only in Turkish are `ı` and `i` one letter.
  if (letter === 'ı') return letter;
  const upper = letter.toUpperCase();
  const lower = (isOne(upper) ? upper : letter).toLowerCase();
  return isOne(lower) ? lower : letter;
}

const isOne = (text: string): boolean => text.length === (text.codePointAt(0)! > 0xffff ? 2 : 1);
