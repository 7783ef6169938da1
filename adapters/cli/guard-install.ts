/** `molt-ops guard install | uninstall`: the guard put into hooks so that those that are there go on running, and taken out to the byte. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { below } from '../../src/kernel/paths.ts';
import { done, type Outcome, type Refusal, refuse } from '../../src/kernel/result.ts';
import { visible } from '../../src/kernel/text.ts';
import type { GuardGit, Places } from '../../src/locks/guard/port.ts';
import type { GuardDeps } from './guard-deps.ts';
import {
  aside,
  type Hook,
  type How,
  hooks,
  isShell,
  looksAtItsName,
  runnerFor,
  runnerName,
  splitAtBlock,
  wholeFor,
  withBlock,
} from './guard-hook-text.ts';
import { isOfLefthook, lefthookFile, lookIntoLefthook, yamlFor } from './guard-lefthook.ts';

export type InstallDeps = Pick<GuardDeps, 'kin' | 'program' | 'env' | 'out' | 'err'> & {
  git: Pick<GuardGit, 'places' | 'tracks' | 'config'>;
};

export async function install(args: readonly string[], deps: InstallDeps): Promise<number> {
  const isForced = args[0] === '--force';
  if (args.length > (isForced ? 1 : 0)) return wrong(deps, 'molt-ops guard install [--force]');
  const places = await deps.git.places();
  if (!places.ok) return refused(deps, `NOT INSTALLED: ${places.refusal.message}`);
  const runner = join(places.value.commonDir, runnerName);
  if (!isForced && !existsSync(runner) && (await deps.kin())?.is === 'stranger')
    return refused(
      deps,
      'NOT INSTALLED: this is another repository than the one of the claims: it has none of its commits and no remote in common with it. If that is meant: molt-ops guard install --force',
    );
  const lefthook = lefthookFile(places.value.top);
  if (lefthook !== undefined) return intoLefthook(places.value.top, lefthook, runner, deps);
  const tracked = await deps.git.tracks(places.value.hooks);
  const planned = planIn(places.value, { isForced, isTracked: !tracked.ok || tracked.value });
  if (!planned.ok) return refused(deps, `NOT INSTALLED: ${planned.refusal.message}`);
  const { target, plans } = planned.value;
  const isNew = !existsSync(runner) || plans.some(({ is }) => is !== 'there');
  const made = attempt(() => {
    writeRunner(runner, deps);
    makeFolder(target.folder, places.value.commonDir);
    for (const plan of plans) carryOut(plan);
  });
  if (!made.ok) {
    attempt(() => takeOut([target.folder], places.value.commonDir));
    return refused(deps, `NOT INSTALLED: ${made.refusal.message}. The hooks are as they were.`);
  }
  await tell(plans, { ...target, isNew }, places.value, deps);
  return 0;
}

export async function uninstall(args: readonly string[], deps: InstallDeps): Promise<number> {
  if (args.length > 0) return wrong(deps, 'molt-ops guard uninstall');
  const places = await deps.git.places();
  if (!places.ok) return refused(deps, `NOT TAKEN OUT: ${places.refusal.message}`);
  const { hooks: folder, commonDir, top } = places.value;
  const wasThere = existsSync(join(commonDir, runnerName));
  // Where hooks are looked for may have changed since.
  const folders = [...new Set([folder, dirname(folder), join(commonDir, 'hooks')])];
  const taken = attempt(() => takeOut(folders, commonDir));
  if (!taken.ok) return refused(deps, `NOT TAKEN OUT: ${taken.refusal.message}`);
  const { restored, left } = taken.value;
  for (const path of left) deps.err(`Left as it is, for it was changed since: ${shown(top, path)}`);
  if (restored.length > 0) deps.out(`TAKEN OUT of ${restored.length} hooks; they are as they were`);
  else if (wasThere) deps.out(`TAKEN OUT.${left.length > 0 ? '' : ' No hook had to be changed.'}`);
  else deps.out('There was no guard here.');
  const lefthook = lefthookFile(top);
  if (lefthook !== undefined && textOf(lefthook)?.includes(runnerName))
    deps.out(`Its lines in ${shown(top, lefthook)} do nothing now; take them out.`);
  return left.length > 0 ? 1 : 0;
}

interface Target {
  folder: string;
  how: How;
  /** Where nothing is to be written unless it is meant. */
  unless?: Refusal;
  /** It is committed, or shared with other repositories. */
  note?: string;
}

interface Terms {
  isForced: boolean;
  /** The folder in which git looks for hooks is part of the repository. */
  isTracked: boolean;
}

/** husky 9 has git look in `.husky/_`, and runs what lies beside it. */
function targetIn({ top, gitDir, commonDir, hooks: folder, hooksPathSet }: Places, { isForced, isTracked }: Terms): Outcome<Target> {
  const commit = 'Commit them. A clone does nothing until: molt-ops guard install';
  if (basename(folder) === '_' && existsSync(join(folder, 'h'))) return done({ folder: dirname(folder), how: 'sh', note: commit });
  const stat = statOf(folder);
  if (stat !== undefined && !stat.isSymbolicLink() && !stat.isDirectory())
    return refuse('no folder', `git looks for hooks in ${visible(folder)}, which is no folder (core.hooksPath).`);
  if (existsSync(join(folder, '_', 'husky.sh'))) return done({ folder, how: 'run', note: commit });
  const isShared = hooksPathSet === 'global';
  const isOwn = [gitDir, commonDir].some((git) => below(real(git), real(folder)) !== undefined);
  const isInTree = isTracked && !isOwn && below(real(top), real(folder)) !== undefined;
  if (!isShared && !isInTree) return done({ folder, how: 'run' });
  const where = isShared
    ? `${visible(folder)} holds the hooks of all your repositories (core.hooksPath)`
    : `${shown(top, folder)} is part of the repository (core.hooksPath)`;
  const { refusal } = refuse('shared folder', `${where}. If that is meant: molt-ops guard install --force`);
  return done({
    folder,
    how: 'run',
    ...(!isForced && { unless: refusal }),
    note: isShared ? 'In other repositories they do nothing.' : commit,
  });
}

type Plan = { hook: Hook; path: string; how: How } & (
  | { is: 'there' }
  | { is: 'new' }
  | { is: 'block'; text: string; mode: number }
  /** What git did not run is not run now either. */
  | { is: 'aside'; isRun: boolean }
);

/** For all hooks, or for none. */
function planIn(places: Places, terms: Terms): Outcome<{ target: Target; plans: Plan[] }> {
  const target = targetIn(places, terms);
  if (!target.ok) return target;
  const plans: Plan[] = [];
  for (const hook of hooks) {
    const plan = planFor(hook, join(target.value.folder, hook), target.value.how, terms.isForced);
    if (!plan.ok) return plan;
    plans.push(plan.value);
  }
  const { unless } = target.value;
  if (unless && plans.some(({ is }) => is !== 'there')) return { ok: false, refusal: unless };
  return done({ target: target.value, plans });
}

function planFor(hook: Hook, path: string, how: How, isForced: boolean): Outcome<Plan> {
  const stat = statOf(path);
  const itself = { hook, path, how };
  if (stat === undefined && !existsSync(path + aside)) return done({ ...itself, is: 'new' });
  if (stat?.isDirectory()) return refuse('a folder', `${visible(path)} is a folder.`);
  const text = stat === undefined ? '' : textOf(path);
  if (text === undefined && stat?.isFile()) return refuse('unreadable', `${visible(path)} can't be read.`);
  if (isOfLefthook(text ?? '') && !splitAtBlock(text!) && !isForced)
    return refuse(
      'lefthook',
      `${visible(path)} is lefthook's, which writes it anew. Add this to its config, then: lefthook install\n\n${yamlFor('')}\n\nIf lefthook is not used any more: molt-ops guard install --force`,
    );
  const isScript = stat?.isFile() === true && isShell(text ?? '');
  if (isScript && splitAtBlock(text!)) {
    const now = withBlock(text!, hook, how);
    return done(now === text ? { ...itself, is: 'there' } : { ...itself, is: 'block', text: now, mode: stat.mode });
  }
  if (existsSync(path + aside))
    return refuse('left over', `${visible(path + aside)} is left from before: put it back as ${hook}, or remove it.`);
  const isRun = how === 'sh' || (stat!.mode & 0o111) !== 0 || stat!.isSymbolicLink();
  // With our lines in it, an empty one could not be told from one that we made.
  if (isScript && isEmpty(text!)) return done({ ...itself, is: 'aside', isRun: false });
  if (isScript && isRun) return done({ ...itself, is: 'block', text: withBlock(text!, hook, how), mode: stat!.mode });
  if (how === 'sh' || (isRun && looksAtItsName(text ?? '')))
    return refuse(
      'cannot chain',
      `${visible(path)} ${how === 'sh' ? 'is no plain script' : 'looks at its own name, so it cannot be moved aside'}. Have it call: molt-ops guard ${hook} "$@"`,
    );
  return done({ ...itself, is: 'aside', isRun });
}

const isEmpty = (text: string): boolean => ['', '#!/bin/sh\n'].includes(text);

function carryOut(plan: Plan): void {
  const { hook, path, how } = plan;
  if (plan.is === 'there') return;
  if (plan.is === 'block') replace(path, Buffer.from(plan.text, 'latin1'), plan.mode);
  else {
    if (plan.is === 'aside') renameSync(path, path + aside);
    replace(path, Buffer.from(wholeFor(hook, how)), how === 'sh' ? 0o644 : 0o755);
  }
}

function writeRunner(runner: string, { program }: InstallDeps): void {
  mkdirSync(dirname(runner), { recursive: true });
  replace(runner, Buffer.from(runnerFor(program)), 0o644);
}

/** Beside the runner: the folders that were made for the hooks, the deepest first. */
const madeName = join(dirname(runnerName), 'made');

function makeFolder(folder: string, commonDir: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  const made = [folder];
  while (made.at(-1) !== first && made.at(-1) !== dirname(made.at(-1)!)) made.push(dirname(made.at(-1)!));
  const all = [...made.map((path) => relative(commonDir, path)), ...madeFolders(commonDir)];
  writeFileSync(join(commonDir, madeName), all.map((path) => `${path}\0`).join(''));
}

function madeFolders(commonDir: string): string[] {
  const read = attempt(() => readFileSync(join(commonDir, madeName), 'utf8'));
  return read.ok ? read.value.split('\0').slice(0, -1) : [];
}

/** What was there before is there again; `left`: what somebody changed in the meantime. */
function takeOut(folders: readonly string[], commonDir: string): { restored: string[]; left: string[] } {
  const restored: string[] = [];
  const left: string[] = [];
  for (const path of folders.flatMap((folder) => hooks.map((hook) => join(folder, hook)))) {
    const before = statOf(path + aside) !== undefined;
    const stat = statOf(path);
    const text = stat?.isFile() ? (textOf(path) ?? '') : '';
    const split = splitAtBlock(text);
    const rest = split && split.before + split.after;
    const isAllOurs = rest !== undefined && isEmpty(rest);
    if (before && (isAllOurs || stat === undefined)) renameSync(path + aside, path);
    else if (before) left.push(path);
    else if (isAllOurs) rmSync(path);
    else if (split) replace(path, Buffer.from(rest!, 'latin1'), stat!.mode);
    else continue;
    restored.push(path);
  }
  for (const made of madeFolders(commonDir)) attempt(() => rmdirSync(resolve(commonDir, made)));
  for (const ours of [runnerName, madeName]) rmSync(join(commonDir, ours), { force: true });
  attempt(() => rmdirSync(dirname(join(commonDir, runnerName))));
  return { restored, left };
}

async function tell(
  plans: readonly Plan[],
  { folder, note, isNew }: Target & { isNew: boolean },
  { top }: Places,
  deps: InstallDeps,
): Promise<void> {
  const first = plans.filter((plan) => plan.is === 'block' || (plan.is === 'aside' && plan.isRun)).map(({ hook }) => hook);
  deps.out(`${isNew ? 'INSTALLED' : 'ALREADY'} in ${shown(top, folder)}: ${hooks.join(', ')}`);
  if (isNew && first.length > 0) deps.out(`What was there runs first: ${first.join(', ')}`);
  if (note !== undefined) deps.out(note);
  const person = await deps.git.config('molt-ops.person');
  if (!deps.env.MOLT_OPS_PERSON && !(person.ok && person.value)) deps.out('Say who you are: git config molt-ops.person NAME');
}

function intoLefthook(top: string, file: string, runner: string, deps: InstallDeps): number {
  const name = shown(top, file);
  const found = lookIntoLefthook(top, file);
  if (found.is === 'unreadable') return refused(deps, `NOT INSTALLED: ${name} can't be read: ${visible(found.why, { maxLength: 200 })}`);
  const made = attempt(() => writeRunner(runner, deps));
  if (!made.ok) return refused(deps, `NOT INSTALLED: ${made.refusal.message}`);
  if (found.is === 'missing')
    return refused(deps, `NOT INSTALLED yet: lefthook runs the hooks here. Add this to ${name}, then: lefthook install\n\n${found.lines}`);
  deps.out(`ALREADY in ${name}: ${hooks.join(', ')}`);
  return 0;
}

/** Whole or not at all, with the mode it is to have. */
function replace(path: string, bytes: Buffer, mode: number): void {
  const temporary = `${path}.molt-ops-new`;
  writeFileSync(temporary, bytes, { mode: 0o600 });
  chmodSync(temporary, mode & 0o7777);
  renameSync(temporary, path);
}

/** Bytes, each as one letter. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // There is no folder in which it could be.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function attempt<T>(run: () => T): Outcome<T> {
  try {
    return done(run());
  } catch (cause) {
    return refuse('not written', visible((cause as Error).message, { maxLength: 300 }), undefined, cause);
  }
}

const shown = (top: string, path: string): string => visible(below(top, path) === undefined ? path : relative(top, path));

function refused({ err }: InstallDeps, message: string): number {
  err(message);
  return 1;
}

function wrong({ err }: InstallDeps, usage: string): number {
  err(`Usage: ${usage}`);
  return 2;
}
