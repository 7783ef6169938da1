/** Words of people's sentences that no line takes for a path, unless they are quoted. */

const words = [
  // Times, where nothing else says so.
  'today tonight tomorrow tmrw tmr tmw 2moro yesterday noon midday midnight lunchtime eod eow cob morning afternoon evening weekend',
  'monday tuesday wednesday thursday friday saturday sunday',
  'minute minutes min mins hour hours hr hrs day days week weeks month months year years fortnight half',
  'forever ever always later soon asap immediately meanwhile rn overnight',
  // Where, whose, and what is left out.
  'at in on of as or but not nor if unless before between over with without within during except excluding than either neither both',
  'an whole entire few couple several some any only just also too very really maybe perhaps shared exclusive exclusively together wait still',
  'everything else anything something nothing none nobody everybody everyone someone anyone',
  // Who does what.
  'i im you we he she they me him us them your his her their this who what which where why how',
  'is are was were be been am do does did dont doesnt have has had will wont would can cant could should shall must may might',
  'need needs want wants wanna gonna gotta lets',
  'yes no nope yeah ok okay hm hmm um uh lol wow oops sorry hello hi hey',
];
const all: ReadonlySet<string> = new Set(words.join(' ').split(' '));

/** `tomorrow`, `except`, `5pm`, `don't`, `(api`. */
export const isNoPath = (word: string): boolean =>
  all.has(word.toLowerCase()) || clock.test(word) || contraction.test(word) || (/^\(|\)$/.test(word) && !word.includes('/'));

const clock = /^(?:\d\d?(?::\d\d)?(?:am|pm)|\d\d?:\d\d)$/i;
const contraction = /^[\p{L}\p{N}._-]+'(?:s|m|t|re|ve|ll|d)$/iu;
