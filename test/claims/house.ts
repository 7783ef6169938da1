/** A bench host with a lock file under git, and what its bot, its store and that file say of claims. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import type { Said } from '../../adapters/socket/protocol.ts';
import type { FileStanding } from '../../src/chat/locks-view.ts';
import type { Claim } from '../../src/locks/desk/desk.ts';
import type { ClaimObject } from '../../src/reports/claims/claim-object.ts';
import { BenchHost, type BotProcess } from '../lab/bench-host.ts';

export const head = '# Agent Locks\n\n- how: `<agent-id> -> <path>`\n\n## Active locks\n';
/** Whoever says a line over the socket. */
export const me = userInfo().username;

export class ClaimsHouse {
  readonly host: BenchHost;
  bot!: BotProcess;

  constructor(config: { recipes?: object; [key: string]: unknown } = {}, env: Record<string, string> = {}) {
    this.host = new BenchHost(
      { recipes: {}, people: { [me]: { roles: ['admin'], agents: ['codex-1', 'codex-2'] }, bob: { roles: ['operator'] } }, ...config },
      { env },
    );
    mkdirSync(join(this.host.workspace, 'docs'));
    this.text = head;
    this.git('add', '.');
    this.git('commit', '-qm', 'locks');
  }

  get file(): string {
    return join(this.host.workspace, 'docs/AGENT_LOCKS.md');
  }
  get text(): string {
    return readFileSync(this.file, 'utf8');
  }
  set text(text: string) {
    writeFileSync(this.file, text);
  }
  /** Undefined where there is no such file now. */
  get bytes(): Buffer | undefined {
    return existsSync(this.file) ? readFileSync(this.file) : undefined;
  }
  /** The claim lines, without their bullets, in order. */
  get lines(): string[] {
    return this.text
      .slice(this.text.indexOf('## Active locks'))
      .split(/\r\n|\r|\n/)
      .slice(1)
      .flatMap((line) => (line.includes(' -> ') ? [line.replace(/^- /, '')] : []));
  }

  git(...words: string[]): string {
    return this.host.git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words);
  }

  async start(): Promise<void> {
    this.bot = this.host.serve({ args: ['start'], stdin: 'pipe' });
    if (!(await this.bot.ready)) throw new Error(this.bot.stderr());
  }
  async kill(): Promise<void> {
    this.bot.child.kill('SIGKILL');
    await this.bot.ended;
  }

  /** A line, and what is answered. */
  async ask(line: string, key?: string): Promise<Said> {
    const said = await this.host.ask(line, key === undefined ? {} : { key });
    if (!said) throw new Error(`the bot was gone at: ${line}`);
    return said;
  }
  /** A line that has to be done. */
  async did(line: string): Promise<Said> {
    const said = await this.ask(line);
    expect(said, line).toMatchObject({ ok: true });
    return said;
  }
  async locks(): Promise<{ claims: ClaimObject[]; standing: FileStanding }> {
    const { claims, file } = (await this.did('locks')).data as { claims: ClaimObject[]; file: { standing: FileStanding } };
    return { claims, standing: file.standing };
  }
  /** Who holds what, as the bot has it. */
  async held(): Promise<string[]> {
    return (await this.locks()).claims.flatMap(({ holder, paths }) => paths.map((path) => `${holder} -> ${path}`));
  }

  /** All claims in the store. */
  stored(): Claim[] {
    return this.rows("SELECT item FROM desk WHERE kind = 'claim' ORDER BY n").map(({ item }) => JSON.parse(String(item)));
  }
  /** The audit rows of claims, oldest first. */
  audit(): { what: string; inbox: string | null; detail: { claim?: Claim; how?: string; why?: string; rest?: string[] } }[] {
    return this.rows("SELECT what, inbox, detail FROM audit WHERE what LIKE 'claim %' ORDER BY n").map(({ what, inbox, detail }) => ({
      what: String(what).replace('claim ', ''),
      inbox: inbox === null ? null : String(inbox),
      detail: JSON.parse(String(detail)),
    }));
  }
  rows(sql: string): Record<string, unknown>[] {
    const database = new DatabaseSync(join(this.host.home, 'molt-ops.db'), { readOnly: true, timeout: 10_000 });
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  }
  /** Titles of all messages that were put, oldest first; `LIKE` of their keys. */
  told(keys = '%'): string[] {
    return this.rows(`SELECT card FROM outbox WHERE key LIKE '${keys}' ORDER BY seq`).map(({ card }) => JSON.parse(String(card)).title);
  }

  /** Those about the file as a whole. */
  alerts(): string[] {
    return this.told('lock-file/%');
  }

  close(): Promise<void> {
    return this.host.close();
  }
}

/** Waits for something that has to be asked for; the bound only keeps a broken test from hanging. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false>, bound = 45_000): Promise<T> {
  const end = performance.now() + bound;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
