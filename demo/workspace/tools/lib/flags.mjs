/** Flags of the bench tools, as Molt's take them. A wrong one: a usage line on stderr and exit 2. */
import { parseArgs } from 'node:util';

/** `flags`: names of booleans, and names with a type ('text', 'count', 'ratio') for those that take a value. */
export function readFlags(tool, flags) {
  const options = Object.fromEntries(Object.entries(flags).map(([name, type]) => [name, { type: type === 'flag' ? 'boolean' : 'string' }]));
  const wrong = (why) => {
    const words = Object.entries(flags).map(
      ([name, type]) => `[--${name}${type === 'flag' ? '' : ` ${name.toUpperCase().replaceAll('-', '_')}`}]`,
    );
    process.stderr.write(`usage: ${tool} ${words.join(' ')}\n${tool}: error: ${why}\n`);
    process.exit(2);
  };
  let given;
  try {
    given = parseArgs({ options }).values;
  } catch (error) {
    wrong(error.message);
  }
  for (const [name, value] of Object.entries(given)) {
    if (flags[name] === 'count' && !/^\d{1,6}$/.test(value)) wrong(`argument --${name}: invalid int value: '${value}'`);
    if (flags[name] === 'ratio' && !/^\d+(\.\d+)?$/.test(value)) wrong(`argument --${name}: invalid float value: '${value}'`);
  }
  if (given.samples !== undefined && Number(given.samples) === 0) wrong('--samples must be at least 1');
  if (given.super && given.smoke) wrong('--super cannot be combined with --smoke');
  if (given.super && given.samples !== undefined) wrong('--super cannot be combined with --samples');
  return given;
}

/** How often to measure: 3 after one warm-up, 1 cold with --smoke, 10 with --super. */
export function readPlan(given) {
  const samples = given.super ? 10 : Number(given.samples ?? (given.smoke ? 1 : 3));
  const warmup = Number(given.warmup ?? (given.smoke ? 0 : 1));
  return { samples, warmup, smoke: given.smoke ?? false, isSuper: given.super ?? false };
}
