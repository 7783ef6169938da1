/** Tallies by name, for people to read. */
import type { House } from './house.ts';

export class Counts {
  private readonly all = new Map<string, number>();

  add(name: string, more = 1): void {
    this.all.set(name, (this.all.get(name) ?? 0) + more);
  }

  of(name: string): number {
    return this.all.get(name) ?? 0;
  }

  /** `commands: dm 12, mention 40, slash 51`: a line a group, which is what stands before the colon of a name. */
  lines(): string[] {
    const groups = Map.groupBy([...this.all].sort(), ([name]) => name.split(': ')[0]!);
    return [...groups].map(([group, ones]) => {
      const parts = ones.map(([name, count]) => `${name.slice(group.length + 2)} ${count}`);
      return `${group}: ${parts.join(', ')}`;
    });
  }
}

/** What stands in this Slack in the end, and what befell the calls that brought it there. */
export function countWhat(house: House, counts: Counts): void {
  counts.add('seen: jobs', house.host.jobs().length);
  for (const { metadata, files, edits, ephemeralTo, botId } of house.lab.messages) {
    if (botId === undefined) continue;
    counts.add('seen: messages');
    const { key = '', part = 0 } = metadata?.event_payload ?? {};
    const kind = kinds[String(key).split('/')[0]!];
    if (part > 0) counts.add('seen: further parts of a message');
    else if (kind) counts.add(`seen: ${kind}`);
    if (files.length > 0) counts.add('seen: messages with files');
    if (ephemeralTo !== undefined) counts.add('seen: private messages');
    counts.add('seen: edits', edits);
  }
  for (const { method, error } of house.lab.calls) {
    counts.add('calls: all');
    if (error !== undefined) counts.add(`calls: ${error}${error.startsWith('lost') ? ` of ${method}` : ''}`);
  }
}

const kinds: { readonly [kind: string]: string } = { card: 'cards', end: 'endings', report: 'full reports', reply: 'replies' };
