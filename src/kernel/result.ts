/** An outcome that a caller must look at. Bugs throw; what can be expected to fail is a Refusal. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/** Why something was not done, for a person with a phone. `next` is a whole line to send instead, where there is one. */
export interface Refusal {
  /** Stable and short, for programs: `no such job`. */
  code: string;
  /** One or two sentences for a person: what was not done, and why. */
  message: string;
  next?: string;
  cause?: unknown;
}

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const refuse = (code: string, message: string, next?: string, cause?: unknown): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { code, message, ...(next === undefined ? {} : { next }), ...(cause === undefined ? {} : { cause }) },
});
