/** The processes of this host, as far as a sweep needs to know them. Linux reads /proc; macOS asks ps, sysctl and lsof. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

export interface Process {
  pid: number;
  parent: number;
  group: number;
  /** A dead one that nobody has reaped yet. */
  zombie: boolean;
  /** When it started, to be compared before a signal: pids are used again. */
  startTicks: string;
  name: string;
  /** CPU used so far, milliseconds; 0 where it is not known. */
  cpu: number;
}

const linux = process.platform === 'linux';
/** USER_HZ: 100 on every Linux that Node runs on. */
const tick = 10;

/** The random id of this boot; empty where it cannot be read. */
export function bootId(): string {
  try {
    return linux ? readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim() : ask('sysctl', ['-n', 'kern.bootsessionuuid']).trim();
  } catch {
    return '';
  }
}

/** When `pid` started (ticks since boot; on macOS the time in text), undefined when there is no such process. */
export const startTicks = (pid: number): string | undefined => processOf(pid)?.startTicks;

export function processOf(pid: number): Process | undefined {
  if (!linux) return parsePs(ask('ps', ['-o', psColumns, '-p', String(pid)]))[0];
  try {
    return parseStat(readProc(`/proc/${pid}/stat`));
  } catch {
    return undefined;
  }
}

export function allProcesses(): Process[] {
  if (!linux) return parsePs(ask('ps', ['-axo', psColumns]));
  return readdirSync('/proc')
    .filter((name) => name >= '1' && name <= ':')
    .flatMap((name) => processOf(Number(name)) ?? []);
}

/** `NAME=value` words that `pid` was started with. Empty when they cannot be read: another user's, or gone. */
export function environmentOf(pid: number): string[] {
  try {
    // macOS shows the environment behind the arguments, for the user's own processes only.
    return linux ? readProc(`/proc/${pid}/environ`).split('\0') : ask('ps', ['-Eww', '-o', 'command=', '-p', String(pid)]).split(/\s+/);
  } catch {
    return [];
  }
}

/** Pids that hold one of the files open: the only trace of a daemonised child on macOS, where Linux has the tag. */
export const holders = (paths: readonly string[]): number[] =>
  linux || paths.length === 0
    ? []
    : ask('lsof', ['-t', '--', ...paths])
        .split('\n')
        .filter(Boolean)
        .map(Number);

let scratch = Buffer.allocUnsafe(65_536);

/** A file of /proc as latin1. Hundreds are read between the last step and the report: without the three calls that readFileSync makes besides. */
function readProc(path: string): string {
  const fd = openSync(path, 'r');
  try {
    let length = 0;
    for (let got = -1; got !== 0; length += got) {
      if (length === scratch.length) scratch = Buffer.concat([scratch, Buffer.allocUnsafe(length)]);
      got = readSync(fd, scratch, length, scratch.length - length, null);
    }
    return scratch.toString('latin1', 0, length);
  } finally {
    closeSync(fd);
  }
}

/** PF_KTHREAD of the kernel's sched.h. */
const kernelThread = 0x0020_0000;

/** `pid (name) state ppid pgrp …`: the name may hold spaces and brackets. Undefined also for a thread of the kernel: none is a job's. */
export function parseStat(stat: string): Process | undefined {
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ');
  if (close < 0 || fields.length < 20 || (Number(fields[6]) & kernelThread) !== 0) return undefined;
  return {
    pid: Number.parseInt(stat, 10),
    name: stat.slice(stat.indexOf('(') + 1, close),
    zombie: fields[0] === 'Z' || fields[0] === 'X',
    parent: Number(fields[1]),
    group: Number(fields[2]),
    cpu: (Number(fields[11]) + Number(fields[12])) * tick,
    startTicks: fields[19]!,
  };
}

const psColumns = 'pid=,ppid=,pgid=,stat=,lstart=,comm=';

/** ` 812 1 812 Ss Sun Nov 22 09:34:12 2026 /usr/bin/thing with spaces` */
export const parsePs = (text: string): Process[] =>
  text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line);
    if (!match) return [];
    const [, pid, parent, group, state, started, name] = match;
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        zombie: state!.startsWith('Z'),
        startTicks: started!.replace(/\s+/g, ' '),
        name: name!.slice(name!.lastIndexOf('/') + 1),
        cpu: 0,
      },
    ];
  });

/** What a tool prints, also when it ends with an error: ps and lsof do when they find nothing. */
function ask(tool: string, args: string[]): string {
  try {
    return execFileSync(tool, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000, maxBuffer: 2 ** 26 });
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? '';
  }
}
