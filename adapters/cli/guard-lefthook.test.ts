/** What lefthook's config lacks, told so that pasting it works wherever its keys stand. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Hook, hooks } from './guard-hook-text.ts';
import { yamlFor } from './guard-lefthook.ts';

/** Does as the headings say. */
function pasted(config: string, lines: string): string {
  const text = config.split('\n');
  let place: number | undefined;
  for (const line of lines.split('\n')) {
    const [, commandsOf, hook] = /^Below (the commands of )?([\w-]+):$/.exec(line) ?? [];
    if (hook !== undefined) {
      place = text.findIndex((each) => new RegExp(`^"?${hook}"?:`).test(each)) + 1;
      if (commandsOf !== undefined) place = text.findIndex((each, at) => at >= place! && /^\s+"?commands"?:/.test(each)) + 1;
    } else if (place === undefined) text.splice(text.at(-1) === '' ? -1 : text.length, 0, line);
    else text.splice(place++, 0, line);
  }
  return text.join('\n');
}

test.each([
  ['nothing', ''],
  ['other things', '# ours\nassert_lefthook_installed: true\noutput:\n  - summary\n'],
  ['commands', 'pre-commit:\n  parallel: true\n  commands:\n    lint:\n      run: echo lint\n'],
  ['commands, further in', 'pre-push:\n    commands:\n          lint:\n              run: echo lint\n    parallel: true\n'],
  ['commands with a comment and a blank line', 'commit-msg:\n  commands:\n\n      # the linter\n      lint:\n        run: echo lint\n'],
  ['jobs', 'pre-commit:\n    jobs:\n      - run: echo job\n'],
  ['all of them', hooks.map((hook) => `${hook}:\n  commands:\n    x:\n      run: echo x\n`).join('\n')],
  ['a key without a value', 'pre-commit:\ncommit-msg:\n'],
  ['quoted keys', '"pre-commit":\n  "commands":\n    "lint":\n      "run": echo lint\n'],
])('%s', (_, config) => {
  const whole = parse(pasted(config, yamlFor(config))) as Record<Hook, { commands: Record<string, { run: string; use_stdin?: boolean }> }>;
  const before = (parse(config) ?? {}) as Record<string, object | null>;
  for (const hook of hooks) {
    const { 'molt-ops': ours, ...others } = whole[hook].commands;
    expect(ours!.run).toMatch(new RegExp(` ${hook} only`));
    expect(ours!.use_stdin).toBe(hook === 'pre-push' ? true : undefined);
    expect(others).toEqual((before[hook] as { commands?: object } | null)?.commands ?? {});
  }
  for (const [key, value] of Object.entries(before)) expect(whole).toMatchObject({ [key]: value ?? {} });
});

test.each(['pre-commit: {commands: {lint: {run: echo}}}\n', 'pre-commit:\n  commands: {}\n', 'pre-commit: {}\n'])(
  'in braces no lines fit: %s',
  (config) => expect(yamlFor(config, ['pre-commit'])).toMatch(/^Among the commands of pre-commit:\nmolt-ops:\n {2}run: '/),
);
