/** People, agents and an editor at work on one lock desk at once, each after what it was answered; a bot that is away is waited for. */
import { appendFileSync, closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ClaimObject } from '../../src/reports/claims/claim-object.ts';
import type { ClaimsHouse } from './house.ts';

export interface Answered {
  key: string;
  line: string;
  ok: boolean;
}

const paths = Array.from({ length: 10 }, (_, n) => `p${n}/`);

/** One holder: claims what others claim too, and gives back what it holds. */
export class Holder {
  /** What it must hold now, by lease. */
  readonly held = new Map<number, string[]>();
  readonly answers: Answered[] = [];
  readonly name: string;
  private readonly as: string;
  private readonly house: ClaimsHouse;
  private readonly random: () => number;

  constructor(house: ClaimsHouse, name: string, { isAgent, random }: { isAgent: boolean; random: () => number }) {
    this.house = house;
    this.name = name;
    this.as = isAgent ? ` --as ${name}` : '';
    this.random = random;
  }

  async work(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const [lease, own] = this.pick([...this.held]) ?? [];
      if (lease !== undefined && this.random() < 0.5) await this.release(lease, this.pick(own!)!);
      else await this.claim([this.pick(paths)!, ...(this.random() < 0.3 ? [this.pick(paths)!] : [])]);
    }
  }

  private async claim(wanted: readonly string[]): Promise<void> {
    const { ok, data } = await this.say(`claim ${wanted.join(' ')}${this.as}`);
    if (!ok) return;
    for (const claim of (data as { claims: ClaimObject[] }).claims)
      if (claim.holder === this.name) this.held.set(claim.lease, [...claim.paths]);
  }

  private async release(lease: number, path: string): Promise<void> {
    const { ok, text } = await this.say(`release ${path} --lease ${lease}`);
    if (!ok) throw new Error(`${this.name} could not release ${path} (${lease}), which was granted: ${text}`);
    const left = this.held.get(lease)!.filter((each) => each !== path);
    if (left.length > 0) this.held.set(lease, left);
    else this.held.delete(lease);
  }

  /** Again under the same key until it is answered; every third line once more after that. */
  private async say(line: string) {
    const key = `${this.name} ${this.answers.length}`;
    for (;;) {
      const said = await this.house.host.ask(line, { key });
      if (!said) {
        await new Promise((done) => setTimeout(done, 20));
        continue;
      }
      this.answers.push({ key, line, ok: said.ok });
      if (this.answers.length % 3 > 0) return said;
      const again = await this.house.host.ask(line, { key });
      if (again && JSON.stringify(again) !== JSON.stringify(said)) throw new Error(`${key} was answered in two ways`);
      return said;
    }
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}

/** Lines by hand, each write whole in one call; looks whether the bot has taken note before it goes on. */
export class Editor {
  readonly name = 'hand-1';
  /** Paths that its lines must hold. */
  readonly held = new Set<string>();
  edits = 0;
  /** A bot that dies with the old file still open in somebody's editor cannot know what is written there: done once more. */
  redone = 0;
  private readonly house: ClaimsHouse;
  private readonly random: () => number;

  constructor(house: ClaimsHouse, random: () => number) {
    this.house = house;
    this.random = random;
  }

  async work(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const own = [...this.held];
      const gone = this.random() < 0.4 ? own[Math.floor(this.random() * own.length)] : undefined;
      const path = gone ?? `h${this.edits}/`;
      await this.until(path, gone === undefined);
      if (gone === undefined) this.held.add(path);
      else this.held.delete(path);
      this.edits += 1;
      await new Promise((done) => setTimeout(done, this.random() * 100));
    }
  }

  private async until(path: string, there: boolean): Promise<void> {
    this.edit(path, there);
    const inStore = (): boolean => this.house.stored().some(({ holder, paths }) => holder.id === this.name && paths.includes(path));
    for (const end = performance.now() + 45_000; inStore() !== there; ) {
      await new Promise((done) => setTimeout(done, 10));
      if (inStore() !== there && this.house.text.includes(this.line(path)) !== there) {
        this.redone += 1;
        this.edit(path, there);
      }
      if (performance.now() > end) throw new Error(`never came: ${path} ${there ? 'adopted' : 'released'}`);
    }
  }

  private edit(path: string, there: boolean): void {
    if (there) appendFileSync(this.house.file, this.line(path));
    else this.blot(this.line(path));
  }

  /** Prose of the same length in its place, so that no other line moves. */
  private blot(line: string): void {
    const fd = openSync(this.house.file, 'r+');
    try {
      const at = readFileSync(fd).indexOf(line);
      if (at >= 0) writeSync(fd, `(${'.'.repeat(line.length - 3)})\n`, at);
    } finally {
      closeSync(fd);
    }
  }

  private line(path: string): string {
    return `- ${this.name} -> ${path}\n`;
  }
}
