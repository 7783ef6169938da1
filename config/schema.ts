/** What a config may say: one strict schema; what the program reads of it is `Config` in load.ts. */
import { z } from 'zod';
import { categories } from '../src/jobs/spec.ts';
import { parseDuration } from '../src/kernel/durations.ts';
import { roles } from '../src/kernel/people.ts';
import { parseSize } from './sizes.ts';
import { isZone } from './zone.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected a name in small letters, digits and dashes, 40 at most');
const optionName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected an option name in small letters, digits and dashes');
const personName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected a name in letters, digits and . _ -');
const line = z
  .string()
  .min(1, 'expected some text')
  .regex(/^\P{Cc}*$/u, 'expected one line without control characters');
const word = z.string().regex(/^[^\0]*$/, 'expected a word without NUL characters');
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable');
const folder = line;

const duration = z.string().transform((text, context) => {
  const span = parseDuration(text);
  if (span !== undefined && span > 0) return span;
  context.addIssue({ code: 'custom', message: `expected a span of time like 90s, 20m or 6h, got "${text}"` });
  return z.NEVER;
});

const size = z.string().transform((text, context) => {
  const bytes = parseSize(text);
  if (bytes !== undefined) return bytes;
  context.addIssue({ code: 'custom', message: `expected a size like 500MiB or 2GiB, got "${text}"` });
  return z.NEVER;
});

const regex = z.string().superRefine((text, context) => {
  try {
    new RegExp(text, 'u');
  } catch (cause) {
    const why = (cause as Error).message.replace(/^Invalid regular expression: .*: /s, '');
    context.addIssue({ code: 'custom', message: `expected a regular expression; this is none: ${why}` });
  }
});

const about = line.optional();
const option = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('flag'), about }),
  z.strictObject({ type: z.literal('int'), min: z.int().min(0).optional(), max: z.int().min(0).optional(), about }),
  z.strictObject({ type: z.literal('choice'), of: z.array(line).min(1), about }),
  z.strictObject({ type: z.literal('text'), pattern: regex.optional(), many: z.boolean().optional(), about }),
]);

const step = z.strictObject({
  phase: name,
  run: z.array(word).min(1, 'expected the words of a command'),
  cwd: folder.optional(),
  env: z.record(variable, word).optional(),
  continue: z.boolean().optional(),
  result: z.strictObject({ format: name, file: line }).optional(),
  progress: z.strictObject({ row: regex, of: z.int().min(1).optional() }).optional(),
  when: z
    .string()
    .regex(/^!?[a-z][a-z0-9-]*(?: !?[a-z][a-z0-9-]*)*$/, 'expected option names, each with ! for "not given": "linked !native"')
    .optional(),
});

const recipe = z.strictObject({
  about: line,
  category: z.enum(categories),
  exclusive: z.enum(['host', 'worktree', 'none']),
  limits: z.strictObject({ time: duration.optional(), stall: duration.optional(), log: size.optional() }).default({}),
  errors: z.array(regex).default([]),
  /** What its jobs read or write: `--claim` claims these. Default: the whole workspace. */
  paths: z.array(line).default([]),
  /** Its failures ring in quiet hours, too. */
  wake: z.boolean().default(false),
  options: z.record(optionName, option).default({}),
  steps: z.array(step).min(1, 'expected at least one step'),
});

const zone = z.string().refine(isZone, 'expected a time zone like America/Chicago');

const person = z.strictObject({
  slack: line.optional(),
  matrix: z
    .string()
    .regex(/^@[^:\s]+:\S+$/, 'expected a Matrix id like "@ada:example.org"')
    .optional(),
  github: line.optional(),
  roles: z.array(z.enum(roles)).min(1).default(['viewer']),
  agents: z.array(personName).default([]),
  timezone: zone.optional(),
});

const cadence = duration.refine((every) => every >= 600_000 && every <= 1_200_000, 'expected 10m to 20m');

/** People of a group of a platform. It never makes an approver or an admin. */
const group = z.strictObject({ slack: line, role: z.enum(['viewer', 'operator']) });

/** When a status post is due: five cron fields. Checked by the calendar in load.ts. */
const cron = line;

const room = z
  .strictObject({
    slack: line.optional(),
    matrix: line.optional(),
    console: line.optional(),
    /** What may be started there. Default: everything. */
    recipes: z.array(name).optional(),
    /** The role of people that the bot does not know. */
    role: z.literal('viewer').optional(),
    files: z.boolean().default(false),
    /** Time between two micro-reports there. */
    every: cadence.optional(),
    /** Recipes whose jobs are told there, wherever they were started. */
    hears: z.union([z.literal('all'), z.array(name)]).default([]),
    /** What is told of those: everything, or only ends and stalls. */
    tells: z.enum(['all', 'ends']).default('all'),
    /** News of claims are told there. Default: the first room of each platform. */
    claims: z.boolean().optional(),
    digest: z.union([cron, z.literal(false)]).optional(),
    timezone: zone.optional(),
  })
  .refine((one) => [one.slack, one.matrix, one.console].filter((id) => id !== undefined).length === 1, {
    error: 'expected exactly one of slack, matrix and console, with the id of the room',
  });

const web = z.url({ protocol: /^https?$/, error: 'expected an address like https://example.org/ping' });

export const schema = z.strictObject({
  workspace: folder.optional(),
  logs: folder.optional(),
  timezone: zone.optional(),
  host: z.strictObject({ name: line.optional(), address: line.optional() }).default({}),
  reports: z.strictObject({ every: cadence.default(900_000) }).default({ every: 900_000 }),
  locks: z
    .strictObject({
      file: line.default('docs/AGENT_LOCKS.md'),
      /** A claim is granted once the file is pushed to the remote's main branch. */
      push: z.boolean().default(false),
    })
    .default({ file: 'docs/AGENT_LOCKS.md', push: false }),
  people: z.record(personName, person).default({}),
  groups: z.array(group).default([]),
  rooms: z.array(room).default([]),
  digest: cron.optional(),
  heartbeat: z
    .strictObject({ url: web, every: duration.refine((every) => every >= 10_000, 'expected 10s or more').default(300_000) })
    .optional(),
  disk: z.strictObject({ min: size.default(1024 ** 3) }).default({ min: 1024 ** 3 }),
  jobs: z.strictObject({ env: z.array(variable).default([]) }).default({ env: [] }),
  recipes: z.record(name, recipe).default({}),
});

export type Written = z.output<typeof schema>;
