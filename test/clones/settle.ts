/** When nobody does anything any more: waits until both bots, their files and the remote have come to rest, and collects what there is. */
import { execFileSync } from 'node:child_process';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim } from '../../src/locks/desk/desk.ts';
import { type Book, lockFile } from './hands.ts';
import type { House } from './house.ts';
import type { Lived } from './live.ts';
import type { Mouth } from './mouth.ts';
import type { PeopleGit } from './people-git.ts';
import { type Audited, type CloneName, cloneNames, type Ended } from './record.ts';
import { tipsOf } from './tips.ts';

interface Parts {
  mouths: Readonly<Record<CloneName, Mouth>>;
  people: Readonly<Record<CloneName, PeopleGit>>;
  book: Book;
}

const bound = 90_000;
/** So long nothing may change. Longer than a look at the remote takes, and than late writers are waited for. */
const rest = 4000;
/** And in so many looks: one may wait long for its turn behind pushes that others were faster than. */
const looks = 4;

export async function settle(house: House, { mouths, people, book }: Parts): Promise<Lived> {
  await house.up();
  const untidy: string[] = [];
  for (const name of cloneNames) {
    untidy.push(...(await house.clones[name].byHand(() => people[name].tidy())));
    await mouths[name].again();
  }
  let since = performance.now();
  let before = '';
  let same = 0;
  const hasFallen = (): boolean => cloneNames.some((name) => house.clones[name].fell.length > 0);
  for (const end = since + bound; performance.now() < end && !hasFallen(); ) {
    const now = JSON.stringify([cloneNames.map((name) => whatCounts(endedOf(house, name))), tipOf(house)]);
    if (now !== before) [since, same] = [performance.now(), 0];
    before = now;
    if (same >= looks && performance.now() - since > rest && running(house).length === 0) break;
    let areInStep = true;
    for (const name of cloneNames) areInStep = (await wake(house, name, mouths[name])) && areInStep;
    same = areInStep ? same + 1 : 0;
    await sleep(300);
  }
  const unanswered = cloneNames.flatMap((name) => mouths[name].asked).filter(({ answer }) => !answer);
  const open = [
    ...cloneNames.flatMap((name) => house.clones[name].fell),
    ...untidy,
    ...unanswered.map(({ key, line }) => `never answered: ${key} ${line}`),
    ...running(house).map(({ claim, clone }) => `still on its way at ${clone}: ${JSON.stringify(claim)}`),
  ];
  if (performance.now() - since <= rest) open.push('it does not come to rest');
  for (const name of cloneNames) {
    const standing = await standingOf(house, name);
    if (standing?.is !== 'in step') open.push(`the file of ${name}: ${JSON.stringify(standing)}`);
  }
  return {
    open,
    history: {
      tips: tipsOf(house.remote),
      asked: cloneNames.flatMap((name) => mouths[name].asked),
      audit: cloneNames.flatMap((name) => auditOf(house, name)),
      lines: book.lines,
      notes: book.notes,
      ended: cloneNames.map((name) => endedOf(house, name)),
    },
  };
}

/** Its desk looks at its file and at the remote when somebody has written; and at times it has a question. Whether it was in step before. */
async function wake(house: House, name: CloneName, mouth: Mouth): Promise<boolean> {
  const now = new Date();
  utimesSync(join(house.clones[name].host.workspace, lockFile), now, now);
  const standing = await standingOf(house, name);
  if (standing?.is === 'asking') await mouth.say({ say: 'settle' }, () => false);
  return standing?.is === 'in step';
}

async function standingOf(house: House, name: CloneName): Promise<{ is: string } | undefined> {
  const said = await house.clones[name].host.ask('locks');
  return (said?.data as { file?: { standing?: { is: string } } } | undefined)?.file?.standing;
}

/** Claims whose time is short: they end, or work inside keeps them; of those none is just about to be looked at. */
const running = (house: House): { clone: CloneName; claim: Claim }[] =>
  cloneNames.flatMap((clone) =>
    endedOf(house, clone)
      .claims.filter(
        ({ from, stage, until }) =>
          from === 'chat' && until < Date.now() + 60_000 && (stage.is !== 'escalated' || stage.look < Date.now() + rest),
      )
      .map((claim) => ({ clone, claim })),
  );

/** Work inside is looked at again and again, and each time a claim says when next. */
const whatCounts = ({ claims, text }: Ended): unknown => [claims.map(({ lease, holder, paths }) => [lease, holder.id, paths]), text];

const tipOf = (house: House): string => execFileSync('git', ['-C', house.remote, 'rev-parse', 'main'], { encoding: 'utf8' });

function endedOf(house: House, clone: CloneName): Ended {
  const { host } = house.clones[clone];
  return {
    clone,
    claims: reading(house, clone, "SELECT item FROM desk WHERE kind = 'claim' ORDER BY n").map(({ item }) => JSON.parse(String(item))),
    text: readFileSync(join(host.workspace, lockFile), 'utf8'),
  };
}

const auditOf = (house: House, bot: CloneName): Audited[] =>
  reading(house, bot, "SELECT at, what, detail FROM audit WHERE what LIKE 'claim %' ORDER BY n").map(({ at, what, detail }) => ({
    bot,
    at: Number(at),
    what: String(what).slice('claim '.length),
    detail: JSON.parse(String(detail)),
  }));

function reading(house: House, clone: CloneName, query: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(house.clones[clone].host.home, 'molt-ops.db'), { readOnly: true });
  try {
    return database.prepare(query).all();
  } finally {
    database.close();
  }
}
