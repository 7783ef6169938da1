/** What the guard writes into hooks: a few lines that any POSIX shell reads, the same on every machine, and the script that they hand over to. */
import { shellQuote } from '../../src/kernel/paths.ts';

export const hooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'pre-push'] as const;
export type Hook = (typeof hooks)[number];
/** `run`: git or whoever runs the hook as a program; `sh`: husky reads it with `sh -e`. */
export type How = 'run' | 'sh';

/** Below the common git folder, so that it serves all worktrees and no clone. */
export const runnerName = 'molt-ops/hook';
/** Beside a hook that is no shell script of its own. */
export const aside = '.before-molt-ops';

const begin = '# molt-ops guard: begin';
const end = '# molt-ops guard: end';

/**
 * Stands first, for a hook may end anywhere: it hands over to the runner, which comes back here for what follows. Where the guard is not
 * installed nothing happens. The variables hold for this hook of this worktree only, and for this remote: hooks call git, which runs hooks.
 */
export const blockFor = (hook: Hook, how: How): string => `${begin} (molt-ops guard uninstall takes these lines out)
molt_ops=$(git rev-parse --git-common-dir 2>/dev/null || :)/${runnerName}
if ${hook === 'pre-push' ? `{ ${isElsewhere(hook)} || ${isToAnother}; }` : isElsewhere(hook)} && [ -f "$molt_ops" ]; then exec /bin/sh "$molt_ops" ${hook} ${how} "$0" "$@"; fi
${end}
`;

const isElsewhere = (hook: Hook): string => `[ "\${MOLT_OPS_HOOK-}" != "${hook}:$PWD" ]`;
/** A runner of before does not say where this push goes. */
const isToAnother = `[ "\${MOLT_OPS_PUSH-\${1-} \${2-}}" != "\${1-} \${2-}" ]`;

const shebang = '#!/bin/sh\n';
/** Where there was no hook, or one that was moved aside. husky's have no first line. */
export const wholeFor = (hook: Hook, how: How): string => (how === 'sh' ? '' : shebang) + blockFor(hook, how);

export interface Split {
  before: string;
  block: string;
  after: string;
}

/** Undefined: there is no block of ours. */
export function splitAtBlock(text: string): Split | undefined {
  const start = text.startsWith(begin) ? 0 : text.indexOf(`\n${begin}`) + 1;
  if (!text.startsWith(begin, start)) return undefined;
  const last = text.indexOf(`\n${end}\n`, start);
  if (last < 0) return undefined;
  const after = last + end.length + 2;
  return { before: text.slice(0, start), block: text.slice(start, after), after: text.slice(after) };
}

export function withBlock(text: string, hook: Hook, how: How): string {
  const split = splitAtBlock(text);
  if (split) return split.before + blockFor(hook, how) + split.after;
  const first = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  return text.slice(0, first) + blockFor(hook, how) + text.slice(first);
}

/** A script that the block can stand in: its first line names a POSIX shell, or there is none and git lets `sh` read it. */
export function isShell(text: string): boolean {
  if (/\0|^\xef\xbb\xbf/.test(text.slice(0, 8000))) return false;
  if (!text.startsWith('#!')) return true;
  return /^#![ \t]*(?:\/\S*\/)?(?:env[ \t]+(?:-S[ \t]+)?)?(?:\/\S*\/)?(?:sh|bash|dash|ash|ksh|mksh|zsh)(?:[ \t][^\r\n]*)?\n/.test(text);
}

/** It would not know itself under another name. */
export const looksAtItsName = (text: string): boolean => text.startsWith('#!') && /basename|\$\{0##|argv\[0\]|\$PROGRAM_NAME/.test(text);

/** Runs what was here first, then the guard. A guard that is gone blocks nothing, and programs without PATH find it. */
export const runnerFor = ({ node, entry }: { node: string; entry: string }): string => `#!/bin/sh
# Written by molt-ops guard install. HOOK run|sh|only [FILE] ARGS...
hook=$1 how=$2
shift 2
self=
[ "$how" = only ] || { self=$1; shift; }
MOLT_OPS_HOOK=$hook:$PWD
export MOLT_OPS_HOOK
[ "$hook" != pre-push ] || { MOLT_OPS_PUSH="\${1-} \${2-}"; export MOLT_OPS_PUSH; }
node=${shellQuote(node)}
entry=${shellQuote(entry)}

aside() { [ -z "$self" ] || [ ! -f "$self${aside}" ] || [ ! -x "$self${aside}" ] || "$self${aside}" "$@"; }
first() {
  case $how in
    run) "$self" "$@" ;;
    sh) /bin/sh -e "$self" "$@" ;;
  esac
}
guard() {
  if [ -f "$entry" ] && [ -x "$node" ]; then "$node" "$entry" guard "$@"
  elif [ -f "$entry" ] && command -v node >/dev/null 2>&1; then node "$entry" guard "$@"
  elif command -v molt-ops >/dev/null 2>&1; then molt-ops guard "$@"
  else echo 'molt-ops is gone from this machine: claims were not looked at' >&2
  fi
}

# What git revert and git cherry-pick commit: they run no commit-msg. A rebase keeps what a commit says.
picked() {
  [ "\${2-}" = message ] && [ -f "$(git rev-parse --git-path MERGE_MSG)" ] && [ ! -d "$(git rev-parse --git-path rebase-merge)" ]
}

if [ "$hook" = pre-push ]; then
  refs=$(cat; echo .)
  refs=\${refs%.}
  printf %s "$refs" 2>/dev/null | aside "$@" || exit
  printf %s "$refs" 2>/dev/null | first "$@" || exit
  printf %s "$refs" 2>/dev/null | guard "$hook" "$@"
else
  aside "$@" || exit
  first "$@" || exit
  if [ "$hook" != prepare-commit-msg ]; then guard "$hook" "$@"
  elif picked "$@"; then guard commit-msg "$1"
  fi
fi
`;
