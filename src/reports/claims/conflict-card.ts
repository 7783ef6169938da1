/** What somebody is shown who cannot have what they asked for: who has it, for how long, why, what is free, and all ways on. */
import { formatDuration } from '../../kernel/durations.ts';
import { clip, columns, visible } from '../../kernel/text.ts';
import type { Clash, Conflict, Wait } from '../../locks/desk/desk.ts';
import { scopeOf } from '../../locks/desk/scopes.ts';
import type { Button, Card } from '../card.ts';
import { lineColumns, title, titleColumns } from '../context.ts';
import { leftWords, momentWords, pathList, pathsWords, pathWords, personWords, type Reading, reasonWords } from './claim-words.ts';

export interface ConflictFacts {
  conflict: Conflict;
  /** As they were asked for. */
  paths: readonly string[];
  /** The part that nobody holds, as far as it was looked for. `isCut`: there is more. */
  free: { paths: readonly string[]; isCut: boolean };
  /** When the newest commit inside the first clash was made. */
  lastCommit?: number;
  /** The lines behind the buttons. `takeFree` is missing where nothing is free. */
  lines: { takeFree?: string; wait: string; ask: string; more: string; steal: string };
}

/** Clashes that are told one by one. */
const most = 3;

export function conflictCard(facts: ConflictFacts, reading: Reading): Card {
  const { conflict, paths, free, lines } = facts;
  const { claims } = conflict;
  const tail = whoHasIt(conflict, reading);
  const own = claims.length > 0 && claims.every(({ kin }) => kin === 'own agent');
  return {
    title: title(`NOT CLAIMED ${pathsWords(paths, titleColumns - columns(`NOT CLAIMED : ${tail}`))}: ${tail}`),
    lines: [
      ...claims.slice(0, most).flatMap((clash, n) => clashLines(clash, claims.length > 1, n === 0 ? facts.lastCommit : undefined, reading)),
      ...(claims.length > most ? [`+${claims.length - most} more in the way`] : []),
      ...(claims.length === 0 ? othersLines(conflict, reading) : []),
      ...(free.paths.length > 0 ? [freeLine(free)] : []),
    ],
    buttons: [
      ...(lines.takeFree === undefined ? [] : [{ label: takeLabel(free), sends: lines.takeFree }]),
      { label: 'Wait', sends: lines.wait },
      ...(claims.length === 0 ? [] : [own ? ({ label: 'Take it over', sends: lines.steal, form: true } as const) : ask(lines)]),
      { label: 'More', sends: lines.more },
    ],
  };
}

const ask = (lines: ConflictFacts['lines']): Button => ({ label: 'Ask', sends: lines.ask, form: true });

/** The words after the path: `codex-2 has part`. */
export function whoHasIt({ claims, cooling, ahead }: Conflict, { now }: Reading): string {
  const [first, ...others] = claims;
  if (first) {
    const who = `${personWords(first.claim.holder.id, 16)}${others.length > 0 ? ` +${others.length}` : ''}`;
    const [has, shares] = others.length > 0 ? ['have', 'share'] : ['has', 'shares'];
    const verb = claims.every(({ claim }) => claim.mode === 'shared') ? shares : has;
    return `${who} ${verb} ${claims.some(({ isWhole }) => isWhole) ? 'it' : 'part'}`;
  }
  if (cooling[0]) return `free in ${leftWords(cooling[0].until, now)}`;
  return ahead[0] ? `${personWords(ahead[0].who.id, 16)} comes first` : 'nobody has it';
}

function clashLines({ claim, witness, isWhole, held, kin }: Clash, named: boolean, commit: number | undefined, reading: Reading): string[] {
  const left = claim.until > reading.now ? `${leftWords(claim.until, reading.now)} left` : 'its time is over';
  const end = `${claim.mode === 'shared' ? ' · SHARED' : ''} · ${left}`;
  const [whole, part] = [scopeOf(held[0] ?? witness), scopeOf(witness)];
  const what = isWhole || whole.key === part.key ? whole.given : witness;
  const lead = named ? `${personWords(claim.holder.id, 12)}: ` : 'clash: ';
  const first = `${lead}${pathWords(what, lineColumns - columns(lead) - columns(end))}${end}`;
  const when = commit === undefined ? '' : `last commit ${momentWords(commit, reading)}`;
  const why = claim.why === undefined ? '' : `why: ${reasonWords(claim.why, lineColumns - 5 - (when === '' ? 0 : columns(when) + 3))}`;
  const second = [why, when].filter((part) => part !== '').join(' · ');
  return [first, ...(second === '' ? [] : [second]), ...(kin === undefined ? [] : [kinLines[kin]])];
}

const kinLines = {
  'own agent': 'That is your own agent.',
  owner: 'That is your owner.',
  'same owner': "That is another agent of your owner's.",
} as const;

/** Where no claim stands in the way: it has just ended, or others wait for it already. */
function othersLines({ cooling, ahead }: Conflict, reading: Reading): string[] {
  const cooled = cooling.map(({ holder }) => `${personWords(holder, 16)}'s claim has just expired`);
  return [...cooled, ...ahead.map((wait) => aheadLine(wait, reading))].slice(0, most).map((text) => clip(text, lineColumns));
}

/** `offered to bob: docs/ · 8m left` */
export function aheadLine({ who, paths, offer }: Wait, { now }: Reading): string {
  const name = personWords(who.id, 14);
  const [lead, end] = offer ? [`offered to ${name}: `, ` · ${formatDuration(offer.until - now)} left`] : [`${name} waits for `, ''];
  return `${lead}${pathsWords(paths, lineColumns - columns(lead) - columns(end))}${end}`;
}

function freeLine({ paths, isCut }: ConflictFacts['free']): string {
  const end = isCut ? ' and others' : '';
  return `free: ${pathList(paths, lineColumns - 6 - columns(end))}${end}`;
}

/** The line above shows all that it takes, or how many there are. */
const takeLabel = ({ paths, isCut }: ConflictFacts['free']): string =>
  !isCut && columns(paths.map((path) => visible(path)).join(', ')) <= lineColumns - 6 ? 'Take free' : `Take ${paths.length} free`;
