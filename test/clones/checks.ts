/** What must hold of two clones' history: each a pure look that tells what did not. */
import { claimsIn, type Claim as Line, parseLocks } from '../../src/locks/agent-locks/parse.ts';
import type { Claim, Hold } from '../../src/locks/desk/desk.ts';
import { clash } from '../../src/locks/desk/scopes.ts';
import { lineKey } from '../../src/locks/file/sync.ts';
import type { Asked, Audited, Ended, HandLine, History } from './record.ts';

export const check = (history: History): string[] => [
  ...nobodyTwice(history),
  ...grantsAreOnTheRemote(history),
  ...noHandEditLost(history),
  ...timesAreTrue(history),
  ...allAgree(history),
];

/** One after the other, as the remote took them: no push grants what another holds exclusively, or puts back what another holds by now. */
export function nobodyTwice({ tips }: Pick<History, 'tips'>): string[] {
  const problems: string[] = [];
  const known = new Map<string, Claim>();
  let held: Claim[] = [];
  let before: ReadonlySet<string> = new Set();
  for (const { commit, by, grants, lines } of tips) {
    if (!lines) continue;
    const standing = new Set(lines.map(lineKey));
    const fresh = lines.filter((line) => !before.has(lineKey(line)));
    before = standing;
    held = held.flatMap((claim) => partOf(claim, (line) => standing.has(lineKey(line))));
    for (const grant of [...grants, ...(by === undefined ? [] : putBack(fresh, grants, known))]) {
      for (const claim of held)
        if (claim.holder.id !== grant.holder.id && clash(claim, grant))
          problems.push(`${commit} by ${by} gives ${show(grant)} while it is held: ${show(claim)}`);
      held = [...held.flatMap((claim) => withoutLines(claim, grant)), grant];
      for (const path of grant.paths) known.set(lineKey({ agent: grant.holder.id, path }), { ...grant, paths: [path] });
    }
  }
  return problems;
}

/** Who takes the same paths anew, in the other mode perhaps, holds them by the new claim alone: the line is the same. */
function withoutLines(claim: Claim, { holder, paths }: Claim): Claim[] {
  const keys = new Set(paths.map((path) => lineKey({ agent: holder.id, path })));
  return partOf(claim, (line) => !keys.has(lineKey(line)));
}

const partOf = (claim: Claim, is: (line: Line) => boolean): Claim[] => {
  const paths = claim.paths.filter((path) => is({ agent: claim.holder.id, path }));
  return paths.length === 0 ? [] : [{ ...claim, paths }];
};

/** Lines of claims that had ended, and that a desk writes again without a grant: it believes that they are held. */
function putBack(fresh: readonly Line[], grants: readonly Claim[], known: ReadonlyMap<string, Claim>): Claim[] {
  const granted = new Set(grants.flatMap((claim) => claim.paths.map((path) => lineKey({ agent: claim.holder.id, path }))));
  return fresh.flatMap((line) => (granted.has(lineKey(line)) ? [] : (known.get(lineKey(line)) ?? [])));
}

/** Who was told that they hold something has a push for it; of who was refused nobody made a claim. */
export function grantsAreOnTheRemote({ tips, asked, audit, ended }: Pick<History, 'tips' | 'asked' | 'audit' | 'ended'>): string[] {
  const pushed = new Set(tips.flatMap(({ grants }) => grants).map(({ lease, holder }) => `${lease} ${holder.id}`));
  const told = asked.flatMap(({ key, answer }) => {
    const claims = toldBy(answer);
    return claims
      .filter(({ lease, holder }) => !pushed.has(`${lease} ${holder}`))
      .map((claim) => `${key} was told of lease ${claim.lease} of ${claim.holder}, which was never pushed`);
  });
  const made = audit.flatMap(({ bot, what, detail }) => (what === 'granted' ? [{ bot, claim: detail.claim as Claim }] : []));
  const held = ended.flatMap(({ clone, claims }) => claims.map((claim) => ({ bot: clone, claim })));
  const refused = asked.flatMap(({ bot: asker, key, answer }) =>
    answer && !answer.ok
      ? [...made.filter(({ bot }) => bot === asker), ...held]
          .filter(({ claim }) => claim.why === `said-${key}`)
          .map(({ bot, claim }) => `${key} was refused (${answer.code}), yet at ${bot} there is ${show(claim)}`)
      : [],
  );
  const phantoms = held
    .filter(({ claim }) => !made.some((one) => isSame(one.claim, claim) && one.claim.from !== 'clone'))
    .map(({ bot, claim }) => `at ${bot} there is ${show(claim)}, which no desk has granted`);
  return [...told, ...refused, ...phantoms];
}

const toldBy = (answer: Asked['answer']): { lease: number; holder: string; until: string }[] =>
  answer?.ok ? ((answer.data as { claims?: ReturnType<typeof toldBy> } | undefined)?.claims ?? []) : [];

/** What a hand wrote was taken over, was taken out again by a hand, or stands there still; what a hand took out was released. */
export function noHandEditLost({ lines, notes, audit, ended }: Pick<History, 'lines' | 'notes' | 'audit' | 'ended'>): string[] {
  const adopted = new Set(
    audit.flatMap(({ what, detail }) =>
      what === 'granted' && detail.how === 'file'
        ? (detail.claim as Claim).paths.map((path) => lineKey({ agent: detail.claim.holder.id, path }))
        : [],
    ),
  );
  const released = new Set(audit.flatMap(({ what, detail }) => (what === 'released' ? [(detail.claim as Claim).holder.id] : [])));
  const held = new Set(ended.flatMap(({ claims }) => claims.map(({ holder }) => holder.id)));
  const textOf = (line: Pick<HandLine, 'clone'>): string => ended.find(({ clone }) => clone === line.clone)?.text ?? '';
  const stands = (line: HandLine): boolean => linesIn(textOf(line)).some((one) => lineKey(one) === lineKey(line));
  return [
    ...lines
      .filter((line) => !line.isRemoved && !adopted.has(lineKey(line)) && !stands(line))
      .map(({ clone, agent, path }) => `a hand wrote "${agent} -> ${path}" in ${clone}: never taken over, and gone`),
    ...lines
      .filter(({ isRemoved, isCalm, agent }) => isRemoved && isCalm && held.has(agent) && !released.has(agent))
      .map(({ clone, agent, path }) => `a hand took "${agent} -> ${path}" out in ${clone}: it was never released`),
    ...notes
      .filter((note) => !textOf(note).includes(note.text))
      .map(({ clone, text }) => `a hand wrote "${text}" in ${clone}, and it is gone`),
  ];
}

/** Each reminder, grace and expiry once a term, by the desk that granted the claim, and none before its time or the one that somebody was told. */
export function timesAreTrue({ audit, asked }: Pick<History, 'audit' | 'asked'>): string[] {
  const problems: string[] = [];
  const termOf = ({ bot, detail: { claim } }: Audited, until: number): string =>
    `${bot} ${claim.lease} ${claim.holder.id} ${claim.since} ${until}`;
  const rows = (what: string): Audited[] => audit.filter((row) => row.what === what);
  const once = (what: string, of: readonly Audited[], term: (row: Audited) => string): Map<string, Audited[]> => {
    const byTerm = Map.groupBy(of, term);
    for (const [, [first, ...more]] of byTerm)
      if (more.length > 0) problems.push(`told ${more.length + 1} times at ${first!.bot}, ${what}: ${show(first!.detail.claim)}`);
    return byTerm;
  };
  once('ends soon', rows('ends soon'), (row) => termOf(row, row.detail.claim.stage.since));
  const expired = rows('released').filter(({ detail }) => detail.why === 'expired');
  const graces = once('in grace', rows('in grace'), (row) => termOf(row, row.detail.claim.until));
  once('expired', expired, (row) => termOf(row, 0));
  for (const row of [...rows('ends soon'), ...rows('in grace'), ...expired])
    if (row.detail.claim.from === 'clone') problems.push(`${row.what} at ${row.bot}, which did not grant it: ${show(row.detail.claim)}`);
  for (const row of expired) {
    if (!graces.has(termOf(row, row.detail.claim.until))) problems.push(`expired at ${row.bot} without grace: ${show(row.detail.claim)}`);
    if (row.at < row.detail.claim.until) problems.push(`expired at ${row.bot} before its time: ${show(row.detail.claim)}`);
    for (const { key, answer } of asked)
      for (const { lease, holder, until } of toldBy(answer))
        if (lease === row.detail.claim.lease && holder === row.detail.claim.holder.id && row.at < Date.parse(until))
          problems.push(`${key} was told until ${until}, and at ${row.bot} it expired at ${new Date(row.at).toISOString()}`);
  }
  return problems;
}

/** Both desks hold the same; the remote's file and both clones' files say it, and besides only lines that stand in somebody's way. */
export function allAgree({ tips, ended }: Pick<History, 'tips' | 'ended'>): string[] {
  const [first, ...others] = ended;
  if (!first) return [];
  const saying = (one: Ended): string[] =>
    one.claims.map(({ lease, holder, paths }) => `${lease} ${holder.id} ${[...paths].sort().join(' ')}`);
  const apart = others.flatMap((other) =>
    differences(saying(first), saying(other)).map((text) => `${first.clone} and ${other.clone} do not agree on ${text}`),
  );
  const remote = tips.at(-1)?.lines;
  const files = ended.map(({ clone, claims, text }) => ({ where: clone as string, claims, lines: linesIn(text) }));
  const all = [...files, ...(remote ? [{ where: 'the remote', claims: first.claims, lines: remote }] : [])];
  return [...apart, ...all.flatMap(({ where, claims, lines }) => linesAgree(where, claims, lines))];
}

function linesAgree(where: string, claims: readonly Claim[], lines: readonly Line[]): string[] {
  const written = new Set(lines.map(lineKey));
  const held = new Map(
    claims.flatMap((claim) => claim.paths.map((path) => [lineKey({ agent: claim.holder.id, path }), `${claim.holder.id} -> ${path}`])),
  );
  const isInTheWay = ({ agent, path }: Line): boolean => {
    const wanted: Hold = { paths: [path], mode: 'exclusive' };
    return claims.some((claim) => claim.holder.id !== agent && clash(claim, wanted));
  };
  return [
    ...[...held].filter(([key]) => !written.has(key)).map(([, text]) => `held, but not in the file of ${where}: ${text}`),
    ...lines
      .filter((line) => !held.has(lineKey(line)) && !isInTheWay(line))
      .map(({ agent, path }) => `in the file of ${where}, in nobody's way, and not held: ${agent} -> ${path}`),
  ];
}

function differences(a: readonly string[], b: readonly string[]): string[] {
  return [...a.filter((one) => !b.includes(one)), ...b.filter((one) => !a.includes(one))];
}

function linesIn(text: string): Line[] {
  const locks = parseLocks(new TextEncoder().encode(text));
  return locks.is === 'usable' ? claimsIn(locks) : [];
}

const isSame = (a: Claim, b: Claim): boolean => a.lease === b.lease && a.holder.id === b.holder.id && a.since === b.since;

const show = ({ lease, holder, paths, from, why }: Claim): string =>
  `lease ${lease} of ${holder.id}, ${paths.join(' ')} (${from}${why === undefined ? '' : `, ${why}`})`;
