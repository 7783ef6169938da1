/** Two clones over one remote: a grant counts once it is pushed. Real git, real stores. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLockBranch } from '../../../adapters/git/lock-branch.ts';
import { openStore } from '../../../adapters/sqlite/store.ts';
import { FakeClock } from '../../kernel/fake-clock.ts';
import { claim, type DeskState, release, type Step, type Who } from '../desk/desk.ts';
import { DeskMoved } from '../store.ts';
import { createBranchSync } from './branch-sync.ts';

const path = 'docs/AGENT_LOCKS.md';
const head = '# Agent Locks\n\n## Active locks\n';
const git = (folder: string, ...words: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const who = (id: string): Who => ({ id, kind: /\d/.test(id) ? 'agent' : 'person' });

let root: string;
let remote: string;
const desks: Desk[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'molt-ops-branch-'));
  remote = join(root, 'remote.git');
  const first = join(root, 'first');
  mkdirSync(join(first, 'docs'), { recursive: true });
  writeFileSync(join(first, path), head);
  git(first, 'init', '-q', '-b', 'main');
  git(first, 'add', '.');
  git(first, 'commit', '-q', '-m', 'first');
  git(root, 'clone', '-q', '--bare', first, remote);
});
afterEach(() => {
  for (const desk of desks.splice(0)) desk.store.close();
  rmSync(root, { recursive: true, force: true });
});

class Desk {
  readonly folder: string;
  readonly clock = new FakeClock();
  readonly store;
  readonly sync;
  readonly told: string[] = [];
  /** From now on before anything is written that others have admitted. */
  dies = false;

  constructor(name: string) {
    this.folder = join(root, name);
    git(root, 'clone', '-q', remote, this.folder);
    const opened = openStore({
      file: join(this.folder, '.git/molt-ops.db'),
      backups: join(this.folder, '.git/backups'),
      clock: this.clock,
    });
    if (!opened.ok) throw new Error(opened.refusal.message);
    this.store = opened.value.store;
    this.sync = createBranchSync({
      branch: openLockBranch(this.folder, path),
      path,
      bot: { id: name, host: `host-${name}` },
      store: this.store.claims,
      now: this.clock.now,
      holder: who,
      commit: async (step, { also, isPublished }) => {
        const change = { from: this.desk, to: step.desk, news: step.news };
        const admission = isPublished || !step.news.some(({ is }) => is === 'granted') ? undefined : await this.sync.admit(change);
        if (admission?.is === 'moved') return 'moved';
        if (admission?.is === 'refused') return admission.refusal;
        if (admission && this.dies) throw new Error('dead');
        this.write(step, () => {
          admission?.also();
          also();
        });
        return 'committed';
      },
      log: () => {},
    });
    desks.push(this);
  }

  get desk(): DeskState {
    return this.store.claims.desk();
  }
  write(step: Step, also: () => void = () => {}): void {
    this.store.transaction(() => {
      this.store.claims.changeDesk({ from: this.desk, to: step.desk, news: step.news }, 'test');
      also();
    });
    this.told.push(...step.news.map(({ is }) => is));
  }

  /** As a command does it. */
  async claims(id: string, ...paths: string[]): Promise<string> {
    await this.sync.run();
    for (;;) {
      const from = this.desk;
      const claimed = claim(from, { who: who(id), paths }, this.clock.now());
      if (!claimed.ok) return claimed.refusal.code;
      const admission = await this.sync.admit({ from, to: claimed.value.desk, news: claimed.value.news });
      if (admission.is === 'refused') return admission.refusal.code;
      if (admission.is === 'moved') continue;
      try {
        this.write(claimed.value, admission.also);
      } catch (cause) {
        if (cause instanceof DeskMoved) continue;
        throw cause;
      }
      return 'granted';
    }
  }
  async releases(id: string): Promise<void> {
    const released = release(this.desk, { who: who(id) }, this.clock.now());
    if (!released.ok) throw new Error(released.refusal.message);
    this.write(released.value);
    await this.sync.run();
  }
  get held(): string[] {
    return this.desk.claims.map(({ lease, holder, paths, from }) => `${lease} ${holder.id} ${paths.join(' ')} ${from}`);
  }
}

const onRemote = (): string => git(remote, 'show', `main:${path}`).slice(head.length);

describe('one after the other', () => {
  test('a claim is on the remote when it is granted, with its lease for the desks of other clones', async () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    expect(await a.claims('ada', 'docs/')).toBe('granted');
    expect(onRemote()).toBe('- ada -> docs/\n');
    expect(await b.claims('bob', 'docs/x.md')).toBe('taken');
    expect(b.held).toEqual(['1 ada docs/ clone']);
    expect(await b.claims('bob', 'src/')).toBe('granted');
    expect(b.held).toEqual(['1 ada docs/ clone', '2 bob src/ chat']);
    await a.releases('ada');
    expect(a.held).toEqual(['2 bob src/ clone']);
    expect(onRemote()).toBe('- bob -> src/\n');
    expect(await b.claims('bob', 'docs/x.md')).toBe('granted');
    expect(git(a.folder, 'status', '--porcelain') + git(b.folder, 'status', '--porcelain')).toBe('');
  });

  test('a claim whose push went through, but which was never made, is taken back: nobody was told of it', async () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    const claimed = claim(a.desk, { who: who('ada'), paths: ['docs/'] }, a.clock.now());
    if (!claimed.ok) throw new Error();
    await a.sync.admit({ from: a.desk, to: claimed.value.desk, news: claimed.value.news });
    expect(onRemote()).toBe('- ada -> docs/\n');
    expect(await b.claims('bob', 'docs/')).toBe('taken');
    await a.sync.run();
    expect(a.held).toEqual([]);
    expect(onRemote()).toBe('');
    // Its number was told to others: the next one is another.
    expect(await a.claims('ada', 'src/')).toBe('granted');
    expect(await b.claims('bob', 'docs/')).toBe('granted');
    expect([a.held, b.held]).toEqual([['2 ada src/ chat'], ['2 ada src/ clone', '3 bob docs/ chat']]);
  });

  test('a line that somebody pushed by hand is looked after by one desk alone', async () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    const hand = join(root, 'hand');
    git(root, 'clone', '-q', remote, hand);
    appendFileSync(join(hand, path), '- codex-9 -> tools/\n');
    git(hand, 'commit', '-q', '-am', 'by hand');
    git(hand, 'push', '-q');
    await a.sync.run();
    await b.sync.run();
    expect([a.held, b.held]).toEqual([['1 codex-9 tools/ file'], ['1 codex-9 tools/ clone']]);
    git(hand, 'pull', '-q');
    writeFileSync(join(hand, path), head);
    git(hand, 'commit', '-q', '-am', 'done');
    git(hand, 'push', '-q');
    await a.sync.run();
    await b.sync.run();
    expect([a.held, b.held]).toEqual([[], []]);
  });

  test('a line of people stays, though the bot dies before it has written down that it looks after it', async () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    await a.sync.run();
    const hand = join(root, 'hand');
    git(root, 'clone', '-q', remote, hand);
    appendFileSync(join(hand, path), '- codex-9 -> tools/\n');
    git(hand, 'commit', '-q', '-am', 'by hand');
    git(hand, 'push', '-q');
    a.dies = true;
    await expect(a.sync.run()).rejects.toThrow('dead');
    await b.sync.run();
    expect([a.held, b.held]).toEqual([[], ['1 codex-9 tools/ clone']]);
    a.dies = false;
    await a.sync.run();
    expect(onRemote()).toBe('- codex-9 -> tools/\n');
    await b.sync.run();
    expect([a.held, b.held]).toEqual([['2 codex-9 tools/ file'], ['2 codex-9 tools/ clone']]);
  });

  test('what one desk puts back is what it was at its own: held again where that has let go of it, gone where it has ended', async () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    await a.claims('ada', 'docs/');
    await b.claims('bob', 'src/');
    await a.sync.run();
    const hand = join(root, 'hand');
    git(root, 'clone', '-q', remote, hand);
    writeFileSync(join(hand, path), head);
    git(hand, 'commit', '-q', '-am', 'oops');
    git(hand, 'push', '-q');
    // To b, who has just given back the one, only the other vanished.
    const released = release(b.desk, { who: who('bob') }, b.clock.now());
    if (released.ok) b.write(released.value);
    await b.sync.run();
    expect(b.held).toEqual([]);
    await a.sync.run();
    expect(onRemote()).toBe('- ada -> docs/\n- bob -> src/\n');
    await b.sync.run();
    expect(onRemote()).toBe('- ada -> docs/\n');
    await a.sync.run();
    expect([a.held, b.held]).toEqual([['1 ada docs/ chat'], ['1 ada docs/ clone']]);
  });

  test('where another desk has granted what people took out before it could be put back, the branch is right', async () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    await a.claims('ada', 'docs/');
    await b.claims('bob', 'src/');
    await a.sync.run();
    const hand = join(root, 'hand');
    git(root, 'clone', '-q', remote, hand);
    writeFileSync(join(hand, path), head);
    git(hand, 'commit', '-q', '-am', 'oops');
    git(hand, 'push', '-q');
    const released = release(b.desk, { who: who('bob') }, b.clock.now());
    if (released.ok) b.write(released.value);
    expect(await b.claims('eve', 'docs/x.md')).toBe('granted');
    await a.sync.run();
    await b.sync.run();
    await a.sync.run();
    expect([a.held, b.held]).toEqual([['3 eve docs/x.md clone'], ['3 eve docs/x.md chat']]);
    expect(onRemote()).toBe('- eve -> docs/x.md\n');
  });

  test('any name and any number of paths that the file can hold is told to other desks', async () => {
    const [a, b] = [new Desk('a'), new Desk('b')];
    const long = `codex-${'9'.repeat(1000)}`;
    const hand = join(root, 'hand');
    git(root, 'clone', '-q', remote, hand);
    appendFileSync(join(hand, path), Array.from({ length: 300 }, (_, n) => `- ${long} -> tools/${n}\n`).join(''));
    git(hand, 'commit', '-q', '-am', 'by hand');
    git(hand, 'push', '-q');
    await a.sync.run();
    await b.sync.run();
    expect([a, b].map(({ desk }) => desk.claims.map(({ lease, paths }) => `${lease}: ${paths.length}`))).toEqual([['1: 300'], ['1: 300']]);
    expect(b.held[0]).toMatch(/ clone$/);
  });

  test('lines of several holders that vanish at once come back', async () => {
    const a = new Desk('a');
    await a.claims('ada', 'docs/');
    await a.claims('bob', 'src/');
    const hand = join(root, 'hand');
    git(root, 'clone', '-q', remote, hand);
    writeFileSync(join(hand, path), head);
    git(hand, 'commit', '-q', '-am', 'oops');
    git(hand, 'push', '-q');
    await a.sync.run();
    expect(a.held).toEqual(['1 ada docs/ chat', '2 bob src/ chat']);
    expect(onRemote()).toBe('- ada -> docs/\n- bob -> src/\n');
  });

  test('where the remote is away nothing is granted, and what was released is published later', async () => {
    const a = new Desk('a');
    await a.claims('ada', 'docs/');
    execFileSync('mv', [remote, `${remote}.away`]);
    expect(await a.claims('bob', 'src/')).toBe('unreachable');
    const released = release(a.desk, { who: who('ada') }, a.clock.now());
    if (released.ok) a.write(released.value);
    expect((await a.sync.run()).ok).toBe(false);
    execFileSync('mv', [`${remote}.away`, remote]);
    expect((await a.sync.run()).ok).toBe(true);
    expect(onRemote()).toBe('');
  });

  test('without the file on the branch, or with a conflict in it, nothing is granted', async () => {
    const a = new Desk('a');
    const hand = join(root, 'hand');
    git(root, 'clone', '-q', remote, hand);
    writeFileSync(join(hand, path), `${head}<<<<<<< x\n`);
    git(hand, 'commit', '-q', '-am', 'conflict');
    git(hand, 'push', '-q');
    expect(await a.claims('ada', 'docs/')).toBe('lock file unusable');
    git(hand, 'rm', '-q', path);
    git(hand, 'commit', '-q', '-m', 'gone');
    git(hand, 'push', '-q');
    expect(await a.claims('ada', 'docs/')).toBe('no lock file');
  });
});

test('of two desks that claim at once, one is granted', async () => {
  const [a, b] = [new Desk('a'), new Desk('b')];
  const turns = ['docs/', 'src/', 'docs/a.md', 'runtime/'];
  for (const [n, one] of turns.entries()) {
    const both = await Promise.all([a.claims(`codex-${n}a`, one), b.claims(`codex-${n}b`, one)]);
    expect(both.filter((said) => said === 'granted')).toHaveLength(one === 'docs/a.md' ? 0 : 1);
  }
  await a.sync.run();
  await b.sync.run();
  const named = (desk: Desk): string[] => desk.held.map((text) => text.replace(/ \w+$/, ''));
  expect(named(a)).toEqual(named(b));
});
