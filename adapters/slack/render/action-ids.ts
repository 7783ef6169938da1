/** The ids of what can be pressed or picked: what comes of it, and a number that is its own in the message or view. */

/** `form`: the form of the line is shown first. */
export type Press = 'say' | 'form';

export const pressId = (press: Press, n: number): string => `${press}:${n}`;
export const pickId = (n: number): string => `pick:${n}`;
export const pickValue = (press: Press, line: string): string => `${press} ${line}`;
