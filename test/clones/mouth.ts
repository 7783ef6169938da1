/** Says lines to one bot, and says each again under its key until it is answered, as whoever gets no answer does. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim as Line } from '../../src/locks/agent-locks/parse.ts';
import type { Counts } from '../slack/lives/counts.ts';
import type { Book } from './hands.ts';
import type { Clone } from './house.ts';
import { agents, type Say } from './plan.ts';
import type { Asked, CloneName } from './record.ts';

/** A remote that is away is given up long before. */
const patience = 60_000;

export class Mouth {
  readonly asked: Asked[] = [];
  private said = 0;
  private readonly name: CloneName;
  private readonly clone: Clone;
  private readonly book: Book;
  private readonly counts: Counts;

  constructor(name: CloneName, clone: Clone, book: Book, counts: Counts) {
    this.name = name;
    this.clone = clone;
    this.book = book;
    this.counts = counts;
  }

  /** Insists while `isTime`; what is open then is said again in the end. */
  async say(deed: Say, isTime: () => boolean): Promise<void> {
    this.said += 1;
    const key = `${this.name}-${this.said}`;
    const asked: Asked = { bot: this.name, key, line: await this.lineOf(deed, `said-${key}`) };
    this.asked.push(asked);
    await this.ask(asked);
    if (!asked.answer) this.counts.add('lines: not answered at first');
    while (!asked.answer && isTime()) {
      await sleep(100);
      await this.ask(asked);
    }
    const { answer } = asked;
    if (answer) this.counts.add(`says: ${deed.say}, ${answer.ok ? 'ok' : answer.code}`);
  }

  /** All that is still open. */
  async again(): Promise<void> {
    for (const asked of this.asked) if (!asked.answer && this.clone.fell.length === 0) await this.ask(asked);
  }

  async ask(asked: Asked): Promise<void> {
    const said = await Promise.race([
      this.clone.host.ask(asked.line, { key: asked.key }),
      sleep(patience, 'nothing' as const, { ref: false }),
    ]);
    if (said === 'nothing') this.clone.hangs(asked.line);
    else if (said) asked.answer = { ok: said.ok, text: said.text, ...(said.error && { code: said.error.code }), data: said.data };
  }

  /** `why` names the line in whatever comes of it. */
  private async lineOf(deed: Say, why: string): Promise<string> {
    const own = agents[this.name];
    switch (deed.say) {
      case 'claim':
        return `claim ${deed.paths.join(' ')} --for ${deed.span}s --why ${why} --as ${own[deed.agent]} ${deed.how}`.trim();
      case 'release':
      case 'break':
        return `${deed.say} ${deed.path}`;
      case 'renew':
        return `renew ${deed.path} --for ${deed.span}s`;
      case 'steal':
        return `steal ${deed.path} --for ${deed.span}s --why ${why}`;
      case 'settle':
        return `locks --settle ${(await this.areSlips()) ? 'kept' : 'released'}`;
      default:
        return deed.say;
    }
  }

  /** Whether it is asked about lines of which hands took out none. */
  private async areSlips(): Promise<boolean> {
    const said = await this.clone.host.ask('locks');
    const lines = (said?.data as { file?: { standing?: { lines?: Line[] } } } | undefined)?.file?.standing?.lines ?? [];
    return lines.length > 0 && !lines.some(({ agent }) => this.book.lines.some((line) => line.isRemoved && line.agent === agent));
  }
}
