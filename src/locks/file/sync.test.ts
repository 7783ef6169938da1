/** The lock file and the desk kept in step: what people do to the one, what the other makes of it. Real files, a real store. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openStore } from '../../../adapters/sqlite/store.ts';
import { minute, second } from '../../kernel/durations.ts';
import { FakeClock } from '../../kernel/fake-clock.ts';
import { claim, release, type Step, type Who } from '../desk/desk.ts';
import { atWork, findGitDir, gitState, hasPut } from './git-state.ts';
import { openLockFile } from './lock-file.ts';
import { createSync, type Notice } from './sync.ts';

/** A disk would only make it slow. */
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const head = '# Agent Locks\n\n- how: `<agent-id> -> <path>`\n\n## Active locks\n';
const who = (id: string): Who => ({ id, kind: /\d/.test(id) ? 'agent' : 'person' });

class House {
  readonly folder = mkdtempSync(join(inMemory, 'molt-ops-sync-'));
  readonly clock = new FakeClock();
  readonly file = join(this.folder, 'docs/AGENT_LOCKS.md');
  readonly notices: Notice[] = [];
  readonly news: string[] = [];
  commits = 0;
  /** git has just been at work. */
  isFresh = false;
  /** What hands do while a change is committed, which may take as long as a push. */
  meanwhile = (): void => {};
  /** What they do while the file is written. */
  at = (_: string): void => {};
  readonly store;
  readonly sync;

  constructor(text = head) {
    mkdirSync(join(this.folder, 'docs'));
    writeFileSync(this.file, text);
    this.git('init', '-q', '-b', 'main');
    this.git('add', '.');
    this.commit('first');
    const opened = openStore({
      file: join(this.folder, '.git/molt-ops.db'),
      backups: join(this.folder, '.git/backups'),
      clock: this.clock,
    });
    if (!opened.ok) throw new Error(opened.refusal.message);
    this.store = opened.value.store;
    const file = openLockFile(this.folder, 'docs/AGENT_LOCKS.md', (point) => this.at(point));
    if (!file.ok) throw new Error(file.refusal.message);
    const where = findGitDir(this.folder)!;
    this.sync = createSync({
      file: file.value,
      git: {
        state: () => gitState(where.gitDir, where.commonDir),
        atWork: () => atWork(where.gitDir),
        isFresh: () => this.isFresh,
        hasJustStashed: () => this.isFresh,
        hasPut: (seen) => hasPut(where, seen),
      },
      store: this.store.claims,
      now: this.clock.now,
      holder: who,
      wrote: () => {},
      commit: async (step, also, notices) => {
        this.commits += 1;
        this.write(step, also);
        this.meanwhile();
        this.notices.push(...notices);
        return 'committed';
      },
      log: () => {},
    });
  }

  git(...words: string[]): string {
    return execFileSync('git', ['-C', this.folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
  commit(message: string): void {
    this.git('commit', '-q', '--allow-empty', '-m', message);
  }

  write(step: Step, also: () => void = () => {}): void {
    this.store.transaction(() => {
      this.store.claims.changeDesk({ from: this.store.claims.desk(), to: step.desk, news: step.news }, 'test');
      also();
    });
    this.news.push(...step.news.map((one) => `${one.is}${'claim' in one ? ` ${one.claim.holder.id} ${one.claim.paths.join(' ')}` : ''}`));
  }

  claims(id: string, ...paths: string[]): void {
    const claimed = claim(this.store.claims.desk(), { who: who(id), paths }, this.clock.now());
    if (!claimed.ok) throw new Error(claimed.refusal.message);
    this.write(claimed.value);
  }
  releases(id: string, ...paths: string[]): void {
    const released = release(this.store.claims.desk(), { who: who(id), ...(paths.length > 0 && { paths }) }, this.clock.now());
    if (!released.ok) throw new Error(released.refusal.message);
    this.write(released.value);
  }
  get held(): string[] {
    return this.store.claims.desk().claims.map(({ holder, paths }) => `${holder.id} ${paths.join(' ')}`);
  }
  get text(): string {
    return readFileSync(this.file, 'utf8');
  }
  set text(text: string) {
    writeFileSync(this.file, text);
  }
  get lines(): string {
    return this.text.slice(this.text.indexOf('## Active locks\n') + 16);
  }
  writes(text: string): void {
    this.text = text;
  }
  without(line: string): void {
    this.text = this.text.replace(`${line}\n`, '');
  }
  close(): void {
    this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let house: House;
afterEach(() => house.close());

const open = async (text?: string): Promise<House> => {
  house = new House(text);
  await house.sync.run();
  return house;
};

describe('both ways', () => {
  test('a claim becomes a line, its release takes the line out, and the file is what it was to the byte', async () => {
    await open();
    const before = house.text;
    house.claims('ada', 'docs/', 'src/a b.rs');
    expect(await house.sync.run()).toEqual({ is: 'in step' });
    expect(house.lines).toBe('- ada -> docs/\n- ada -> src/a b.rs\n');
    house.releases('ada', 'docs/');
    await house.sync.run();
    expect(house.lines).toBe('- ada -> src/a b.rs\n');
    house.releases('ada');
    await house.sync.run();
    expect(house.text).toBe(before);
  });

  test('a line added by hand is adopted, for four hours; taken out again it is released', async () => {
    await open();
    appendFileSync(house.file, '- codex-7 -> tools/; x.md\n');
    await house.sync.run();
    expect(house.held).toEqual(['codex-7 tools/ x.md']);
    expect(house.store.claims.desk().claims[0]!.until - house.clock.now()).toBe(240 * minute);
    house.without('- codex-7 -> tools/; x.md');
    await house.sync.run();
    expect(house.held).toEqual([]);
    expect(house.news.at(-1)).toBe('released codex-7 tools/ x.md');
  });

  test.each([
    ['alone', ''],
    ['while another claim is to be written', 'docs/'],
  ])('a line that is taken out again while it is being adopted is released, %s', async (_, path) => {
    await open();
    if (path !== '') house.claims('ada', path);
    house.writes(`${house.text}- codex-9 -> tools/\n`);
    house.meanwhile = () => house.without('- codex-9 -> tools/');
    await house.sync.run();
    await house.sync.run();
    const held = path === '' ? [] : [`ada ${path}`];
    expect(house.held).toEqual(held);
    expect(house.lines).toBe(held.map((one) => `- ${one.replace(' ', ' -> ')}\n`).join(''));
    expect(house.news.slice(-2)).toEqual(['granted codex-9 tools/', 'released codex-9 tools/']);
  });

  test('a line whose agent was changed by hand is a release and an adoption', async () => {
    await open();
    house.claims('ada', 'docs/');
    await house.sync.run();
    house.text = house.text.replace('ada ->', 'bob ->');
    await house.sync.run();
    expect(house.held).toEqual(['bob docs/']);
  });

  test('a line in the way of a claim stays a line, is told once, and adopted when the way is free', async () => {
    await open();
    house.claims('ada', 'docs/');
    await house.sync.run();
    appendFileSync(house.file, '- codex-7 -> docs/a.md\n');
    for (let n = 0; n < 3; n += 1) await house.sync.run();
    expect(house.held).toEqual(['ada docs/']);
    expect(house.news.filter((one) => one.startsWith('not adopted'))).toHaveLength(1);
    const commits = house.commits;
    await house.sync.run();
    expect(house.commits).toBe(commits);
    house.releases('ada');
    await house.sync.run();
    expect(house.held).toEqual(['codex-7 docs/a.md']);
    expect(house.lines).toBe('- codex-7 -> docs/a.md\n');
  });

  test('what is no claim is told once, and left', async () => {
    await open();
    appendFileSync(house.file, '- codex-7 -> `open\nsome prose\n');
    for (let n = 0; n < 3; n += 1) await house.sync.run();
    expect(house.notices).toEqual([{ is: 'opaque', key: expect.any(String), lines: [{ line: 6, text: '- codex-7 -> `open' }] }]);
  });
});

const put = 'git put another version of it there';

describe('not a release', () => {
  test.each<[string, (without: string) => void]>([
    [
      'an older version of the file, restored',
      () => house.git('restore', '-q', '--source', 'HEAD~1', '--staged', '--worktree', house.file),
    ],
    ['a file of another branch, checked out', (without) => house.git('checkout', '-q', without, '--', house.file)],
    ['a squash merge', (without) => house.git('merge', '-q', '--squash', without)],
  ])('a committed line that goes with %s', async (_, deed) => {
    await open();
    house.claims('ada', 'docs/');
    await house.sync.run();
    house.git('add', '.');
    house.commit('locks');
    await house.sync.run();
    const tree = join(house.folder, 'tree');
    house.git('worktree', 'add', '-q', '-b', 'without', tree);
    writeFileSync(join(tree, 'docs/AGENT_LOCKS.md'), head);
    execFileSync('git', ['-C', tree, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '-qam', 'without']);
    expect(await house.sync.run()).toEqual({ is: 'in step' });
    deed('without');
    expect(house.lines).toBe('');
    expect(await house.sync.run()).toMatchObject({ is: 'asking', why: put });
    expect(house.held).toEqual(['ada docs/']);
  });

  test('but a line that is taken out by hand is one, also where git has nothing to add then', async () => {
    await open();
    house.git('checkout', '-q', '--', house.file);
    house.claims('ada', 'docs/');
    await house.sync.run();
    house.text = head;
    expect(await house.sync.run()).toEqual({ is: 'in step' });
    expect(house.held).toEqual([]);
  });

  test.each<[string, () => void, string]>([
    ['lines that vanish with a checkout', () => house.git('checkout', '-q', '-f', 'other'), 'HEAD, branch or stash moved at the same time'],
    ['lines that vanish into a stash', () => house.git('stash', '-q'), 'HEAD, branch or stash moved at the same time'],
    ['lines that a checkout of the file takes', () => house.git('checkout', '-q', '--', house.file), put],
    ['lines that a restore takes', () => house.git('restore', house.file), put],
    ['lines that a reset to the same commit takes', () => house.git('reset', '-q', '--hard'), put],
    ['lines of two holders at once', () => house.writes(head), 'they were of 2 holders'],
  ])('%s', async (_, deed, why) => {
    await open();
    house.git('branch', 'other');
    house.claims('ada', 'docs/');
    if (why.includes('holders')) house.claims('bob', 'src/');
    await house.sync.run();
    deed();
    const standing = await house.sync.run();
    expect(standing).toMatchObject({ is: 'asking', why });
    await house.sync.run();
    expect(house.notices).toHaveLength(1);
    expect(house.held[0]).toBe('ada docs/');
    const lines = house.text;
    appendFileSync(house.file, '- codex-9 -> new/\n');
    await house.sync.run();
    expect(house.text).toBe(`${lines}- codex-9 -> new/\n`);
    const key = standing.is === 'asking' ? standing.key : '';
    expect(await house.sync.answer('another', 'released')).toBe(false);
    expect(await house.sync.answer(key, 'kept')).toBe(true);
    expect(house.lines).toContain('- ada -> docs/\n');
    expect(house.held).toContain('codex-9 new/');
    expect(house.notices.at(-1)).toEqual({ is: 'settled', key, how: 'kept' });
    expect(await house.sync.run()).toEqual({ is: 'in step' });
  });

  describe('stays asked about, until it is answered, stands there again, or is released', () => {
    const vanished = async (...deeds: (() => void)[]): Promise<string> => {
      await open();
      house.git('branch', 'other');
      house.claims('ada', 'docs/');
      if (deeds.length === 0) house.claims('bob', 'src/', 'lib/');
      for (const deed of deeds) {
        await house.sync.run();
        deed();
      }
      await house.sync.run();
      if (deeds.length === 0) house.text = head;
      const standing = await house.sync.run();
      if (standing.is !== 'asking') throw new Error(`is ${standing.is}`);
      return standing.key;
    };
    const git =
      (...words: string[]) =>
      (): void =>
        void house.git(...words);

    test.each<[string, () => void, () => void]>([
      ['a stash that is dropped', git('stash', '-q'), git('stash', 'drop', '-q')],
      ['a branch that is left again', git('checkout', '-q', '-f', 'other'), git('checkout', '-q', 'main')],
      ['a reset that is taken back', git('reset', '-q', '--hard', 'HEAD~1'), git('reset', '-q', '--hard', 'ORIG_HEAD')],
    ])('%s', async (_, away, back) => {
      const key = await vanished(() => house.commit('second'), away);
      back();
      expect(await house.sync.run()).toMatchObject({ is: 'asking', key });
      expect(house.held).toEqual(['ada docs/']);
      expect(await house.sync.answer(key, 'kept')).toBe(true);
      expect(house.lines).toBe('- ada -> docs/\n');
    });

    test.each<[string, () => void]>([
      ['released by a command', () => house.releases('ada')],
      ['put back by hand', () => appendFileSync(house.file, '- ada -> docs/\n')],
    ])('the others, when one is %s: the same question, shorter', async (_, deed) => {
      const key = await vanished();
      deed();
      for (let n = 0; n < 2; n += 1) expect(await house.sync.run()).toMatchObject({ is: 'asking', key, lines: { length: 2 } });
      expect(house.held).toContain('bob src/ lib/');
      expect(house.notices.map((notice) => [notice.is, 'lines' in notice && notice.lines.length])).toEqual([
        ['asking', 3],
        ['asking', 2],
      ]);
      expect(await house.sync.answer(key, 'released')).toBe(true);
      expect(house.held).not.toContain('bob src/ lib/');
    });

    test('more that vanish make another question: an answer is about what was shown', async () => {
      await open();
      for (const id of ['ada', 'bob', 'eve']) house.claims(id, `${id}/`);
      await house.sync.run();
      house.text = `${head}- eve -> eve/\n`;
      const first = await house.sync.run();
      house.text = head;
      const second = await house.sync.run();
      if (first.is !== 'asking' || second.is !== 'asking') throw new Error('not asked');
      expect(second.lines).toHaveLength(3);
      expect(house.notices.slice(1)).toMatchObject([
        { is: 'settled', key: first.key, how: 'asked anew' },
        { is: 'asking', key: second.key },
      ]);
      expect(await house.sync.answer(first.key, 'released')).toBe(false);
      expect(house.held).toHaveLength(3);
      for (const id of ['ada', 'bob', 'eve']) house.releases(id);
      expect(await house.sync.run()).toEqual({ is: 'in step' });
      expect(house.notices.at(-1)).toEqual({ is: 'settled', key: second.key, how: 'over' });
    });
  });

  describe('while git may not be through', () => {
    test('a look between the index and HEAD waits, and then asks', async () => {
      await open();
      house.git('branch', 'other');
      house.claims('ada', 'docs/');
      await house.sync.run();
      house.git('commit', '-q', '-am', 'locks');
      await house.sync.run();
      // As `git checkout` does it: the files first, then HEAD.
      house.git('restore', '--source=other', '--', '.');
      house.isFresh = true;
      expect(await house.sync.run()).toMatchObject({ is: 'unsure' });
      house.git('symbolic-ref', 'HEAD', 'refs/heads/other');
      expect(await house.sync.run()).toMatchObject({ is: 'asking' });
      expect(house.held).toEqual(['ada docs/']);
    });

    test('a look between the stash and the files knows that what vanishes next was stashed', async () => {
      await open();
      house.claims('ada', 'docs/');
      await house.sync.run();
      house.git('stash', 'store', house.git('stash', 'create').trim());
      house.isFresh = true;
      expect(await house.sync.run()).toMatchObject({ is: 'in step', again: expect.any(Number) });
      house.git('reset', '-q', '--hard');
      expect(await house.sync.run()).toMatchObject({ is: 'asking' });
      expect(house.held).toEqual(['ada docs/']);
    });

    test('what hands took out all the same is a release when it is', async () => {
      await open();
      house.claims('ada', 'docs/');
      await house.sync.run();
      house.isFresh = true;
      house.without('- ada -> docs/');
      expect(await house.sync.run()).toMatchObject({ is: 'unsure' });
      expect(house.held).toEqual(['ada docs/']);
      house.isFresh = false;
      expect(await house.sync.run()).toEqual({ is: 'in step' });
      expect(house.held).toEqual([]);
    });
  });

  test('answered: they were meant to go', async () => {
    await open();
    house.claims('ada', 'docs/');
    house.claims('bob', 'src/');
    await house.sync.run();
    house.text = head;
    const standing = await house.sync.run();
    expect(standing.is === 'asking' && (await house.sync.answer(standing.key, 'released'))).toBe(true);
    expect(house.held).toEqual([]);
    expect(house.text).toBe(head);
  });

  test('answered by themselves: the lines came back', async () => {
    await open();
    house.claims('ada', 'docs/');
    await house.sync.run();
    house.git('stash', '-q');
    expect(await house.sync.run()).toMatchObject({ is: 'asking' });
    house.git('stash', 'pop', '-q');
    expect(await house.sync.run()).toEqual({ is: 'in step' });
    expect(house.notices.at(-1)).toMatchObject({ is: 'settled', how: 'back' });
    expect(house.held).toEqual(['ada docs/']);
  });

  test('a commit in between is no matter: what vanishes after it is a release', async () => {
    await open();
    house.claims('ada', 'docs/');
    await house.sync.run();
    house.git('commit', '-q', '-am', 'locks');
    await house.sync.run();
    house.without('- ada -> docs/');
    expect(await house.sync.run()).toEqual({ is: 'in step' });
    expect(house.held).toEqual([]);
  });

  test('a file that is gone pauses; back again, it gets what was claimed meanwhile', async () => {
    await open();
    house.claims('ada', 'docs/');
    await house.sync.run();
    rmSync(house.file);
    expect(await house.sync.run()).toEqual({ is: 'missing', again: second, isFresh: true });
    house.claims('bob', 'src/');
    expect(house.notices).toEqual([]);
    house.clock.advance(second);
    for (let n = 0; n < 2; n += 1) expect(await house.sync.run()).toEqual({ is: 'missing' });
    expect(house.notices).toEqual([{ is: 'missing', key: 'missing' }]);
    expect(existsSync(house.file)).toBe(false);
    house.text = `${head}- ada -> docs/\n`;
    await house.sync.run();
    expect(house.lines).toBe('- ada -> docs/\n- bob -> src/\n');
    rmSync(house.file);
    await house.sync.run();
    house.text = `${head}- ada -> docs/\n- bob -> src/\n`;
    house.clock.advance(second);
    await house.sync.run();
    rmSync(house.file);
    await house.sync.run();
    expect(house.notices).toHaveLength(1);
    house.clock.advance(second);
    await house.sync.run();
    expect(house.notices).toHaveLength(2);
  });

  test('where there never was one, nobody is told that it is gone', async () => {
    await open();
    rmSync(house.file);
    expect(await house.sync.run()).toEqual({ is: 'missing' });
    expect(house.notices).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['conflict markers', `${head}<<<<<<< HEAD\n- ada -> docs/\n=======\n>>>>>>> x\n`, /merge conflict in line 6/],
    ['no heading', '# Agent Locks\n', /no heading/],
    ['two headings', `${head}\n## Active locks\n`, /twice, in lines 5 and 7/],
    ['another encoding', '\uffff\u0000', /not UTF-8/],
  ])('%s: left alone with one alert, until it is mended', async (_, broken, why) => {
    await open();
    house.claims('ada', 'docs/');
    await house.sync.run();
    const good = house.text;
    house.text = broken;
    for (let n = 0; n < 3; n += 1) {
      expect(await house.sync.run()).toMatchObject({ is: 'read-only', why: expect.stringMatching(why) });
      expect(house.notices).toHaveLength(n === 0 ? 0 : 1);
      house.clock.advance(second);
    }
    house.claims('bob', 'src/');
    await house.sync.run();
    expect(house.text).toBe(broken);
    expect(house.notices).toHaveLength(1);
    house.text = good;
    expect(await house.sync.run()).toEqual({ is: 'in step' });
    expect(house.lines).toBe('- ada -> docs/\n- bob -> src/\n');
    house.text = broken;
    await house.sync.run();
    house.clock.advance(second);
    await house.sync.run();
    expect(house.notices).toHaveLength(2);
  });

  test('a conflict is one, in whatever line it comes to stand', async () => {
    await open();
    for (let n = 0; n < 3; n += 1) {
      house.text = `${'\n'.repeat(n)}${head}<<<<<<< HEAD\n=======\n>>>>>>> x\n`;
      await house.sync.run();
      house.clock.advance(second);
      expect(await house.sync.run()).toMatchObject({ is: 'read-only', why: `has a merge conflict in line ${6 + n}` });
    }
    expect(house.notices).toHaveLength(1);
  });

  test('a file that is only being saved is nobody told of', async () => {
    await open();
    house.claims('ada', 'docs/');
    await house.sync.run();
    const good = house.text;
    for (let n = 0; n < 3; n += 1) {
      house.text = '';
      expect(await house.sync.run()).toMatchObject({ is: 'read-only', again: second });
      house.clock.advance(second / 2);
      house.text = good;
      expect(await house.sync.run()).toEqual({ is: 'in step' });
      house.clock.advance(second / 2);
    }
    expect(house.notices).toEqual([]);
    expect(house.held).toEqual(['ada docs/']);
  });

  test('a file that may not be written is still read; told once, however much is claimed meanwhile', async () => {
    await open();
    chmodSync(house.file, 0o444);
    for (const path of ['docs/', 'src/', 'tests/']) {
      house.claims('ada', path);
      expect(await house.sync.run()).toMatchObject({ is: 'read-only', why: 'is read-only' });
      house.clock.advance(second);
    }
    expect(await house.sync.run()).toEqual({ is: 'read-only', why: 'is read-only', again: 30 * second });
    expect(house.lines).toBe('');
    expect(house.notices).toHaveLength(1);
    chmodSync(house.file, 0o644);
    expect(await house.sync.run()).toEqual({ is: 'in step' });
    expect(house.lines).toBe('- ada -> docs/\n- ada -> src/\n- ada -> tests/\n');
    chmodSync(house.file, 0o444);
    house.releases('ada', 'docs/');
    await house.sync.run();
    house.clock.advance(second);
    await house.sync.run();
    expect(house.notices).toHaveLength(2);
  });

  test('a file replaced by a folder is left alone', async () => {
    await open();
    rmSync(house.file);
    mkdirSync(house.file);
    expect(await house.sync.run()).toMatchObject({ is: 'read-only', why: 'is a folder' });
  });

  test('while git is at work nothing is looked at', async () => {
    await open();
    house.claims('ada', 'docs/');
    writeFileSync(join(house.folder, '.git/index.lock'), '');
    expect(await house.sync.run()).toEqual({ is: 'busy' });
    expect(house.lines).toBe('');
    rmSync(join(house.folder, '.git/index.lock'));
    await house.sync.run();
    expect(house.lines).toBe('- ada -> docs/\n');
  });

  test('what a git that died has left is told once, and looked at no more until it is gone', async () => {
    await open();
    writeFileSync(join(house.folder, '.git/index.lock'), '');
    for (let n = 0; n < 32; n += 1) {
      await house.sync.run();
      house.clock.advance(second);
    }
    expect(await house.sync.run()).toEqual({ is: 'read-only', why: expect.stringContaining('.git/index.lock') });
    expect(house.notices).toHaveLength(1);
    rmSync(join(house.folder, '.git/index.lock'));
    expect(await house.sync.run()).toEqual({ is: 'in step' });
  });
});

describe('hands that are as quick as the bot', () => {
  /** In the order in which a write comes to them. `old file`: opened before it is replaced, and written when it is. */
  const moments = ['commit', 'compared', 'old file', 'renamed'] as const;
  type Moment = (typeof moments)[number];
  const deeds = ['add', 'remove'] as const;
  const plans = (moments as readonly Moment[]).flatMap((a) => moments.flatMap((b) => moments.map((c) => [a, b, c])));

  /** Into the file that is open, whatever its name is by now. */
  function edit(fd: number, deed: (typeof deeds)[number], n: number): void {
    const text = readFileSync(fd, 'utf8');
    const edited = deed === 'add' ? `${text}- codex-${n} -> new/${n}/\n` : text.replace(`- codex-${n} -> old/${n}/\n`, '');
    ftruncateSync(fd, 0);
    writeSync(fd, edited, 0);
    closeSync(fd);
  }

  test.each(deeds)('lose nothing that they %s, at whatever three moments', async (deed) => {
    const failed: string[] = [];
    for (const plan of plans) {
      const left = [...plan];
      const done: number[] = [];
      const old = Array.from({ length: 4 }, (_, n) => `codex-${n} old/${n}/`);
      await open(`${head}${old.map((line) => `- ${line.replace(' ', ' -> ')}\n`).join('')}`);
      let opened: number | undefined;
      const deedAt = (fd: number): void => {
        left.shift();
        edit(fd, deed, done.push(done.length) - 1);
      };
      const at = (moment: string): void => {
        if (opened !== undefined && moment === 'renamed') {
          const fd = opened;
          opened = undefined;
          deedAt(fd);
        } else if (moment === 'sure' && left[0] === 'old file') opened = openSync(house.file, 'r+');
        else if (left[0] === moment) deedAt(openSync(house.file, 'r+'));
      };
      house.meanwhile = () => at('commit');
      house.at = at;
      for (let n = 0; n < 4; n += 1) {
        house.claims('ada', `docs/${n}/`);
        appendFileSync(house.file, `- codex-9 -> turn/${n}/\n`);
        await house.sync.run();
      }
      const mine = Array.from({ length: 4 }, (_, n) => [`ada docs/${n}/`, `codex-9 turn/${n}/`]).flat();
      const theirs = deed === 'add' ? [...old, ...done.map((n) => `codex-${n} new/${n}/`)] : old.filter((_, n) => !done.includes(n));
      const wanted = [...mine, ...theirs].sort().join('; ');
      const lines = [...house.lines.matchAll(/^- (\S+) -> (\S+)$/gm)].map(([, agent, path]) => `${agent} ${path}`);
      const what = plan.join(', ');
      if (left.length > 0) failed.push(`${what}: never came to ${left.join(', ')}`);
      if (house.held.toSorted().join('; ') !== wanted) failed.push(`${what}: held ${house.held.toSorted().join('; ')}`);
      if (lines.toSorted().join('; ') !== wanted) failed.push(`${what}: in the file ${lines.toSorted().join('; ')}`);
      house.close();
    }
    house = new House();
    expect(failed).toEqual([]);
  });
});
