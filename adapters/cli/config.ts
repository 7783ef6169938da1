/** `molt-ops config check | schema | slack-manifest`. */
import type { Outcome } from '../../src/kernel/result.ts';

export interface ConfigDeps {
  file: string;
  load(file: string): Outcome<{ recipes: number; people: number; rooms: number }>;
  schema(): unknown;
  /** What a Slack app is made from. */
  slackManifest(): string;
  out(text: string): void;
  err(text: string): void;
}

export async function config(args: readonly string[], { file, load, schema, slackManifest, out, err }: ConfigDeps): Promise<number> {
  const [verb, other = file] = args;
  if (verb === 'schema' && args.length === 1) {
    out(JSON.stringify(schema(), null, 2));
    return 0;
  }
  if (verb === 'slack-manifest' && args.length === 1) {
    out(slackManifest());
    return 0;
  }
  if (verb !== 'check' || args.length > 2) {
    err('Usage: molt-ops config check [FILE] | molt-ops config schema | molt-ops config slack-manifest');
    return 2;
  }
  const loaded = load(other);
  if (!loaded.ok) {
    err(loaded.refusal.message);
    return 1;
  }
  const { recipes, people, rooms } = loaded.value;
  out(`${other} is fine: ${recipes} recipes, ${people} people, ${rooms} rooms`);
  return 0;
}
