/** What people do with git in a clone while its bot is at work there: never two of them at once, never forced. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Counts } from '../slack/lives/counts.ts';
import { lockFile } from './hands.ts';
import type { Git } from './plan.ts';
import type { CloneName } from './record.ts';

interface Ran {
  ok: boolean;
  text: string;
}

export class PeopleGit {
  private readonly clone: CloneName;
  private readonly workspace: string;
  private readonly counts: Counts;
  private written = 0;

  constructor(clone: CloneName, workspace: string, counts: Counts) {
    this.clone = clone;
    this.workspace = workspace;
    this.counts = counts;
  }

  async do(deed: Git): Promise<void> {
    const is = await this[deed.git](deed as never);
    this.counts.add(`git: ${deed.git}, ${is}`);
  }

  /** Back on main with all that was done elsewhere, nothing under way, nothing put aside. What did not work. */
  async tidy(): Promise<string[]> {
    if (this.isUnderWay('MERGE_HEAD')) await this.takeBoth();
    const problems = await this.insist('checkout', '-q', 'main');
    for (const side of await this.sides()) problems.push(...(await this.insist('merge', '-q', '--no-edit', side)));
    for (let n = 0; n < 20 && (await this.run('rev-parse', '--verify', '-q', 'refs/stash')).ok; n += 1) await this.pop();
    const aside = await this.run('stash', 'list');
    return [...problems, ...(aside.text === '' ? [] : [`clone ${this.clone} has still put aside ${aside.text}`])];
  }

  private async sides(): Promise<string[]> {
    return (await this.run('for-each-ref', '--format=%(refname:short)', 'refs/heads/side-*')).text
      .split('\n')
      .filter((name) => name !== '');
  }

  /** The bot writes into the file at any time, and git does nothing while that is not committed. */
  private async insist(...words: string[]): Promise<string[]> {
    let ran: Ran = { ok: false, text: '' };
    for (let n = 0; n < 50 && !ran.ok; n += 1) {
      await this.commit();
      ran = await this.run(...words);
      if (!ran.ok && this.isUnderWay('MERGE_HEAD') && (await this.takeBoth())) return [];
    }
    return ran.ok ? [] : [`clone ${this.clone}: git ${words.join(' ')}: ${ran.text}`];
  }

  private async commit(): Promise<string> {
    await this.addAll();
    const ran = await this.run('commit', '-q', '-m', 'by hand');
    return ran.ok ? 'done' : 'nothing to commit';
  }

  private async push(): Promise<string> {
    const ran = await this.run('push', '-q', 'origin', 'HEAD:main');
    return ran.ok ? 'done' : /rejected|stale info|fetch first/.test(ran.text) ? 'rejected' : 'failed';
  }

  private async pull({ conflict }: Extract<Git, { git: 'pull' }>): Promise<string> {
    await this.commit();
    const ran = await this.run('pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
    if (ran.ok) return `done, push ${await this.push()}`;
    if (!this.isUnderWay('MERGE_HEAD')) return 'failed';
    if (conflict === 'both') return (await this.takeBoth()) ? `both sides taken, push ${await this.push()}` : 'conflict left';
    return (await this.run('merge', '--abort')).ok ? 'given up' : 'conflict left';
  }

  private async branch({ which }: Extract<Git, { git: 'branch' }>): Promise<string> {
    const now = await this.run('symbolic-ref', '--short', 'HEAD');
    const to = now.text === 'main' ? `side-${which}` : 'main';
    const isThere = to === 'main' || (await this.run('rev-parse', '--verify', '-q', `refs/heads/${to}`)).ok;
    const ran = await this.run('checkout', '-q', ...(isThere ? [] : ['-b']), to);
    return ran.ok ? `to ${to === 'main' ? 'main' : 'another'}` : 'refused';
  }

  private async stash({ span }: Extract<Git, { git: 'stash' }>): Promise<string> {
    if (this.isUnderWay('MERGE_HEAD')) return 'not now';
    const before = (await this.run('stash', 'list')).text;
    const ran = await this.run('stash', '-q');
    if (!ran.ok || (await this.run('stash', 'list')).text === before) return 'nothing to put aside';
    await new Promise((done) => setTimeout(done, span));
    return (await this.pop()) ? 'done' : 'left';
  }

  private async work({ path, isCommitted }: Extract<Git, { git: 'work' }>): Promise<string> {
    const file = join(this.workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    this.written += 1;
    writeFileSync(file, `${this.clone} ${this.written}\n`);
    return isCommitted ? this.commit() : 'left';
  }

  /** Where the bot has written into the file since, git refuses until that is committed. */
  private async pop(): Promise<boolean> {
    let isBack = (await this.run('stash', 'pop', '-q')).ok;
    if (!isBack && !(await this.isInTwo())) {
      await this.commit();
      isBack = (await this.run('stash', 'pop', '-q')).ok;
    }
    if (!isBack) {
      if (!(await this.isInTwo())) return false;
      if (await this.isInTwo(lockFile)) await this.resolve();
      await this.addAll();
      await this.run('stash', 'drop', '-q');
    }
    await this.run('reset', '-q');
    return true;
  }

  private async takeBoth(): Promise<boolean> {
    if (await this.isInTwo(lockFile)) await this.resolve();
    await this.addAll();
    return (await this.run('commit', '-q', '--no-edit')).ok;
  }

  /** It has a conflict; of no file: any has. */
  private async isInTwo(...files: string[]): Promise<boolean> {
    return (await this.run('ls-files', '-u', '--', ...files)).text !== '';
  }

  /** What is half written by the bot or an editor is not people's. */
  private async addAll(): Promise<void> {
    await this.run('add', '-A', '--', '.', ':!docs/*.mine', ':!docs/*.before', ':!docs/.molt-ops-locks.*');
  }

  /** What both sides have changed: what one of them took out is gone, what one of them wrote is there. */
  private async resolve(): Promise<void> {
    const [base, ours, theirs] = await Promise.all(
      [1, 2, 3].map(async (side) => (await this.run('show', `:${side}:${lockFile}`)).text.split('\n')),
    );
    const [was, here, there] = [base, ours, theirs].map((lines) => new Set(lines));
    const kept = ours!.filter((line) => line === '' || there!.has(line) || !was!.has(line));
    const added = theirs!.filter((line) => line !== '' && !was!.has(line) && !here!.has(line));
    const heading = kept.indexOf('## Active locks');
    const notes = added.filter((line) => !line.startsWith('- '));
    const claims = added.filter((line) => line.startsWith('- '));
    const lines = [...kept.slice(0, heading), ...notes, ...kept.slice(heading), ...claims];
    writeFileSync(join(this.workspace, lockFile), `${lines.join('\n')}\n`);
    this.counts.add('git: conflicts resolved');
  }

  private isUnderWay(name: string): boolean {
    return existsSync(join(this.workspace, '.git', name));
  }

  private run(...words: string[]): Promise<Ran> {
    const who = ['-c', `user.name=people-${this.clone}`, '-c', 'user.email=people@example.org', '-c', 'advice.detachedHead=false'];
    return new Promise((done) =>
      execFile(
        'git',
        ['-C', this.workspace, ...who, ...words],
        {
          env: { PATH: process.env.PATH, HOME: this.workspace, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C', GIT_EDITOR: 'true' },
          timeout: 30_000,
        },
        (error, stdout, stderr) => done({ ok: error === null, text: `${stdout}${stderr}`.trim() }),
      ),
    );
  }
}
