/** `molt-ops guard`: claims looked at where work is committed, pushed and merged. Locally it rather lets through than stands in the way; CI rather not. */
import { type GuardDeps, wrong } from './guard-deps.ts';
import { commitMessage, preCommit, prePush } from './guard-hooks.ts';
import { install, uninstall } from './guard-install.ts';
import { branchReport, ci } from './guard-verdict.ts';

const usage = `molt-ops guard VERB
  install [--force]         into the hooks of this repository
  uninstall                 out of them again
  pre-commit                warns
  commit-msg FILE           names the leases of your claims
  pre-push REMOTE URL       blocks; reads the refs from stdin
  ci [BASE [HEAD]] [--json] decides; also BASE..HEAD
  report [BRANCH|#PULL|BASE..HEAD] [--json]
                            files in claims and outside
You are: git config molt-ops.person NAME, or MOLT_OPS_PERSON`;

type Verb = (args: readonly string[], deps: GuardDeps) => Promise<number>;

const verbs: Readonly<Record<string, Verb>> = {
  'pre-commit': preCommit,
  'commit-msg': commitMessage,
  'pre-push': prePush,
  ci,
  report: branchReport,
  install,
  uninstall,
};

export async function guard(args: readonly string[], deps: GuardDeps): Promise<number> {
  const [verb = '', ...rest] = args;
  if (['help', '--help', '-h'].includes(verb)) {
    deps.out(`Usage: ${usage}`);
    return 0;
  }
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  return run ? run(rest, deps) : wrong(deps, usage);
}
