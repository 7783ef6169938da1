/** A recipe: a named job template of the config, and how options fill its words. Pure. */
import type { Category, Exclusive } from './spec.ts';

export type Option =
  | { type: 'flag'; about?: string }
  | { type: 'int'; min?: number; max?: number; about?: string }
  | { type: 'choice'; of: string[]; about?: string }
  /** `pattern` must match the whole value; the default is `[A-Za-z0-9_][A-Za-z0-9_.+-]*`. `many`: several, with commas between them. */
  | { type: 'text'; pattern?: string; about?: string; many?: boolean };

export interface RecipeStep {
  phase: string;
  run: string[];
  cwd?: string;
  env?: Record<string, string>;
  continue?: boolean;
  result?: { format: string; file: string };
  progress?: { row: string; of?: number };
  /** The step is run only when these options are given, or with `!` not given: `native`, `!wasm`, `linked !native` (both must hold). */
  when?: string;
}

export interface Recipe {
  name: string;
  about: string;
  category: Category;
  exclusive: Exclusive;
  limits: { time?: number; stall?: number; log?: number };
  errors: string[];
  /** Its failures ring in quiet hours, too. */
  wake?: boolean;
  /** What its jobs read or write, as paths of the workspace. */
  paths?: readonly string[];
  options: Record<string, Option>;
  steps: RecipeStep[];
}
