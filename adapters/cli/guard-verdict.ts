/** The guard over commits that are made: CI decides, and rather stays closed; the report only tells. */
import { parseArgs } from 'node:util';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { check, inTheWay } from '../../src/locks/guard/check.ts';
import type { GuardClaim } from '../../src/locks/guard/port.ts';
import { report, reportLines } from '../../src/locks/guard/report.ts';
import { verdictWords } from '../../src/locks/guard/words.ts';
import { type CommitChange, changeIn, leftOut } from './guard-changes.ts';
import { books, type GuardDeps, notKnown, nowOf, wrong } from './guard-deps.ts';
import { ends, type Range, rangeOf } from './guard-range.ts';

export async function ci(args: readonly string[], deps: GuardDeps): Promise<number> {
  const asked = parse(args);
  const [first, second] = asked?.words ?? [];
  const isRange = first?.includes('..') === true;
  if (!asked || asked.words.length > (isRange ? 1 : 2)) return wrong(deps, 'molt-ops guard ci [BASE [HEAD] | BASE..HEAD] [--json]');
  const named = isRange ? ends(first) : { ...(first !== undefined && { base: first }), head: second ?? 'HEAD' };
  const cannotTell = (why: string): number => {
    if (asked.json) deps.out(json({ ok: false, is: 'cannot tell', why }));
    else deps.err(`CANNOT TELL, so it stays closed. ${why}`);
    return 1;
  };
  const [known, judged] = await Promise.all([books(deps), toJudge(deps, named)]);
  if (known.is === 'none') return cannotTell(notKnown(known.why));
  if (known.is === 'snapshot') return cannotTell('The bot did not answer, and what it knew before does not count.');
  if (!judged.ok) return cannotTell(judged.refusal.message);
  const { base, changes, commits } = judged.value;
  const found = check(known, changes);
  const met = inTheWay(found);
  const files = new Set(changes.flatMap((change) => change.files)).size;
  if (asked.json)
    deps.out(
      json({
        ok: met.length === 0,
        is: met.length === 0 ? 'open' : 'closed',
        base,
        head: named.head,
        commits: commits.length,
        files,
        inTheWay: met.flatMap(({ file, change: { commit, subject, isLeftOut = false }, inTheWay }) =>
          inTheWay.map((claim) => ({ commit, subject: subject ?? null, isLeftOut, file, claim: claimObject(claim) })),
        ),
      }),
    );
  else for (const line of verdictWords(found, { commits: commits.length, files, now: nowOf(deps) })) deps.out(line);
  return met.length === 0 ? 0 : 1;
}

/** Where no base is named and nothing is new, this is the main branch itself: what was pushed to it cannot be told. */
async function toJudge(
  deps: GuardDeps,
  named: { base?: string; head: string },
): Promise<Outcome<Pick<Range, 'base' | 'commits'> & { changes: readonly CommitChange[] }>> {
  const range = await rangeOf(deps, named);
  if (!range.ok) return range;
  const { base, to, bases, commits } = range.value;
  if (commits.length === 0 && named.base === undefined && !deps.env.GITHUB_BASE_REF)
    return refuse('nothing to decide', `Nothing to decide: ${base} has all of ${named.head}. Name BASE: molt-ops guard ci BASE`);
  const lost = await leftOut(deps.git, { bases, to, commits });
  return lost.ok ? done({ base, commits, changes: [...commits.map(changeIn), ...lost.value] }) : lost;
}

export async function branchReport(args: readonly string[], deps: GuardDeps): Promise<number> {
  const asked = parse(args);
  const [what = 'HEAD'] = asked?.words ?? [];
  if (!asked || asked.words.length > 1) return wrong(deps, 'molt-ops guard report [BRANCH|#PULL|BASE..HEAD] [--json]');
  const noReport = (why: string): number => {
    deps.err(`No report. ${why}`);
    return 1;
  };
  const [known, range] = await Promise.all([books(deps), rangeOf(deps, ends(what))]);
  if (known.is === 'none') return noReport(notKnown(known.why));
  if (!range.ok) return noReport(range.refusal.message);
  const lost = await leftOut(deps.git, range.value);
  if (!lost.ok) return noReport(lost.refusal.message);
  const made = report(known, range.value.commits, lost.value);
  const { age, isChange } = known.is === 'snapshot' ? known : {};
  if (asked.json) {
    const inside = made.inside.map(({ claim, ...rest }) => ({ claim: claimObject(claim), ...rest }));
    deps.out(json({ base: range.value.base, ...made, inside, snapshotAge: age }));
  } else for (const line of reportLines(made, { ...nowOf(deps), age, isChange })) deps.out(line);
  return 0;
}

const claimObject = ({ lease, holder, owner, kind, paths, mode, since, until, why }: GuardClaim): object => ({
  lease,
  holder,
  owner: owner ?? null,
  kind,
  paths,
  mode,
  since: new Date(since).toISOString(),
  until: new Date(until).toISOString(),
  why: why ?? null,
});

/** Exact, and plain ASCII: a name in it steers no terminal. */
const json = (value: unknown): string =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

function parse(args: readonly string[]): { words: string[]; json: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, allowPositionals: true });
    return { words: positionals, json: values.json === true };
  } catch {
    return undefined;
  }
}
