/** Hands in a clone's lock file: an editor that looks again right before it saves, and takes no name from a file that it has not read. */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Counts } from '../slack/lives/counts.ts';
import type { Hand, Style } from './plan.ts';
import type { CloneName, HandLine, Note } from './record.ts';

export const lockFile = 'docs/AGENT_LOCKS.md';
const heading = '## Active locks\n';

/** Both clones' hands write in one book; each name in it is used once. */
export class Book {
  readonly lines: HandLine[] = [];
  readonly notes: Note[] = [];
}

export class Hands {
  private readonly clone: CloneName;
  private readonly path: string;
  private readonly isCalm: boolean;
  private readonly book: Book;
  private readonly counts: Counts;

  constructor(clone: CloneName, { workspace, isCalm }: { workspace: string; isCalm: boolean }, book: Book, counts: Counts) {
    this.clone = clone;
    this.isCalm = isCalm;
    this.path = join(workspace, lockFile);
    this.book = book;
    this.counts = counts;
  }

  do(deed: Hand): void {
    const saved = this[deed.hand](deed as never);
    this.counts.add(saved ? `hands: ${deed.hand}, ${deed.style}` : 'hands: nothing to edit');
  }

  private add({ style, path }: Extract<Hand, { hand: 'add' }>): boolean {
    const n = this.book.lines.length + 1;
    const line: HandLine = { clone: this.clone, agent: `hand-${n}`, path: path ?? `hand/${n}`, isRemoved: false, isCalm: this.isCalm };
    const text = `${lineOf(line)}\n`;
    const isSaved = style === 'append' ? this.append(text) : this.save(style, (before) => behindHeading(before, text));
    if (isSaved) this.book.lines.push(line);
    return isSaved;
  }

  private remove({ style, which, count }: Extract<Hand, { hand: 'remove' }>): boolean {
    const own = this.book.lines.filter(({ clone, isRemoved }) => clone === this.clone && !isRemoved);
    const start = which % Math.max(1, own.length);
    let gone: HandLine[] = [];
    const isSaved = this.save(style, (before) => {
      gone = own.slice(start, start + count).filter((line) => before.includes(`\n${lineOf(line)}\n`));
      return gone.length === 0 ? undefined : gone.reduce((text, line) => text.replace(`\n${lineOf(line)}\n`, '\n'), before);
    });
    if (isSaved) for (const line of gone) line.isRemoved = true;
    if (isSaved && gone.length > 1) this.counts.add('hands: removed several at once');
    return isSaved;
  }

  private note({ style }: Extract<Hand, { hand: 'note' }>): boolean {
    const text = `Note ${this.book.notes.length + 1} of clone ${this.clone}.`;
    const isSaved = this.save(style, (before) => before.replace(heading, `${text}\n${heading}`));
    if (isSaved) this.book.notes.push({ clone: this.clone, text });
    return isSaved;
  }

  private append(text: string): boolean {
    if (!this.isSound(readFileSync(this.path, 'utf8'))) return false;
    const fd = openSync(this.path, constants.O_WRONLY | constants.O_APPEND);
    try {
      writeSync(fd, text);
    } finally {
      closeSync(fd);
    }
    return true;
  }

  /** `edit`: undefined where there is nothing to do. */
  private save(style: Exclude<Style, 'append'>, edit: (before: string) => string | undefined): boolean {
    for (;;) {
      const fd = openSync(this.path, 'r+');
      try {
        const before = readFileSync(fd, 'utf8');
        const after = this.isSound(before) ? edit(before) : undefined;
        if (after === undefined) return false;
        if (style === 'in place' ? this.overwrite(fd, after) : this.rename(fd, after)) return true;
      } finally {
        closeSync(fd);
      }
      this.counts.add('hands: the file was another by then');
    }
  }

  private overwrite(fd: number, text: string): boolean {
    if (!this.isStill(fd, this.path)) return false;
    ftruncateSync(fd, 0);
    writeSync(fd, text, 0);
    return true;
  }

  private rename(fd: number, text: string): boolean {
    const [mine, before] = [`${this.path}.mine`, `${this.path}.before`];
    writeFileSync(mine, text);
    linkSync(this.path, before);
    try {
      if (!this.isStill(fd, before)) return false;
      renameSync(mine, this.path);
      return true;
    } finally {
      rmSync(before);
      rmSync(mine, { force: true });
    }
  }

  private isStill(fd: number, path: string): boolean {
    return fstatSync(fd, { bigint: true }).ino === statSync(path, { bigint: true }).ino;
  }

  /** Nobody edits a file with a conflict in it before that is resolved. */
  private isSound(text: string): boolean {
    return text.endsWith('\n') && text.split(heading).length === 2 && !/^[<>=|]{7}/m.test(text);
  }
}

export const lineOf = ({ agent, path }: Pick<HandLine, 'agent' | 'path'>): string => `- ${agent} -> ${path}`;

const behindHeading = (text: string, line: string): string => text.replace(heading, `${heading}${line}`);
