/** The guard in git's hooks: what is about to be committed or pushed. It rather lets through than stands in the way. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { check, type Found, inTheWay } from '../../src/locks/guard/check.ts';
import { leasesFor } from '../../src/locks/guard/leases.ts';
import { withLeases } from '../../src/locks/guard/message.ts';
import type { Known } from '../../src/locks/guard/port.ts';
import { readPushed } from '../../src/locks/guard/pushed.ts';
import { commitWarning, type Now, notAsked, pushWords, unnamedWords, unseenWords, unsureWords } from '../../src/locks/guard/words.ts';
import { books, type GuardDeps, letThrough, nowOf, say, setting, whoAmI, wrong } from './guard-deps.ts';
import { sentTo } from './guard-sent.ts';

type Hook = (args: readonly string[], deps: GuardDeps) => Promise<number>;

/** Nobody's work waits for a fault of ours. */
const harmless =
  (hook: Hook): Hook =>
  async (args, deps) => {
    try {
      return await hook(args, deps);
    } catch (error) {
      return letThrough(deps, error instanceof Error ? error.message : String(error));
    }
  };

export const preCommit: Hook = harmless(async (args, deps) => {
  if (args.length > 0) return wrong(deps, 'molt-ops guard pre-commit');
  const looked = await lookAtStaged(deps);
  if (!looked.ok) return letThrough(deps, looked.refusal.message);
  say(deps, commitWarning(looked.value.found, looked.value));
  return 0;
});

export const commitMessage: Hook = harmless(async (args, deps) => {
  const [file] = args;
  if (file === undefined || args.length > 1) return wrong(deps, 'molt-ops guard commit-msg FILE');
  // Whoever is nobody holds nothing. That nobody could be asked was said before the commit.
  const looked = await lookAtStaged(deps, { isAmend: 'maybe' });
  if (!looked.ok || looked.value.me === undefined) return 0;
  const leases = leasesFor(looked.value.found);
  if (leases.length === 0) return 0;
  const path = resolve(deps.cwd, file);
  const [string, char, template, cleanup] = await Promise.all(
    ['core.commentString', 'core.commentChar', 'commit.template', 'commit.cleanup'].map((name) => setting(deps, name)),
  );
  const untouched = template === undefined ? undefined : readIfThere(resolve(deps.cwd, template.replace(/^~(?=\/)/, deps.env.HOME ?? '~')));
  const comment = string ?? char;
  const message = readFileSync(path, 'latin1');
  const named = withLeases(message, leases, {
    isKept: keepsComments(cleanup, deps.env),
    ...(comment !== undefined && { comment }),
    ...(untouched !== undefined && { template: untouched }),
  });
  if (named !== message) writeFileSync(path, named, 'latin1');
  return 0;
});

/** Only of what an editor is opened for git strips them by itself. Where it opens none, it says `:` to its hooks. */
const keepsComments = (cleanup: string | undefined, { GIT_EDITOR }: GuardDeps['env']): boolean =>
  cleanup === undefined || cleanup === 'default' ? GIT_EDITOR === ':' : cleanup !== 'strip';

export const prePush: Hook = harmless(async (args, deps) => {
  if (args.length > 2) return wrong(deps, 'molt-ops guard pre-push REMOTE URL, with the refs on stdin');
  const { refs, unread } = readPushed(await deps.stdin());
  if (unread > 0) say(deps, [notAsked('stdin has lines that are not as git gives them to a hook')]);
  if (refs.length === 0) return 0;
  const [known, sent] = await Promise.all([books(deps), sentTo(deps.git, args[0], refs)]);
  const me = await whoAmI(deps, known);
  if (known.is === 'none') return letThrough(deps, known.why);
  const found = check(
    known,
    sent.changes.map((change) => ({ ...change, ...(me !== undefined && { me }) })),
  );
  // Where nothing is claimed nothing can be lost.
  const unseen = known.claims.length > 0 ? sent.unseen : [];
  const isBlocked = known.is === 'live' && (inTheWay(found).length > 0 || unseen.some(({ isMain }) => isMain));
  say(deps, [...pushWords(found, { me, known, now: nowOf(deps) }), ...unseenWords(unseen, known), ...unsureWords(sent.unsure)]);
  const head = await deps.git.commitOf('HEAD');
  if (!isBlocked) say(deps, unnamedWords(found, known, head.ok ? head.value : undefined));
  return isBlocked ? 1 : 0;
});

type Looked = { found: Found[]; known: Exclude<Known, { is: 'none' }>; me: string | undefined; now: Now };

/** A commit that changes nothing may amend the one before. */
async function lookAtStaged(deps: GuardDeps, { isAmend }: { isAmend?: 'maybe' } = {}): Promise<Outcome<Looked>> {
  const [known, now] = await Promise.all([books(deps), deps.git.staged()]);
  const staged = isAmend && now.ok && now.value.files.length === 0 ? await deps.git.amended() : now;
  const me = await whoAmI(deps, known);
  if (known.is === 'none') return refuse('not asked', known.why);
  if (!staged.ok) return staged;
  return done({ found: check(known, [{ ...staged.value, ...(me !== undefined && { me }) }]), known, me, now: nowOf(deps) });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
