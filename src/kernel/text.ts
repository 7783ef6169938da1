/** Text that came from a job, a file, git or a person. It is data: `visible` is the only way to show it. */
declare const brand: unique symbol;
/** Text from outside, not yet safe to show. */
export type Untrusted = string & { readonly [brand]: 'untrusted' };
export const untrusted = (text: string): Untrusted => text as Untrusted;
