/** What is told of requests at the lock desk: whose turn it is, who wants another's claim, who offers one. */
import { formatDuration } from '../../kernel/durations.ts';
import type { PersonId } from '../../kernel/people.ts';
import type { Claim, HandOver, News, Steal, Wait, Who } from '../../locks/desk/desk.ts';
import { claimLine, lineOf } from '../../locks/desk/lines.ts';
import type { Button, Card } from '../card.ts';
import { line, titleColumns, wrap } from '../context.ts';
import { leftWords, momentWords, pathsWords, personWords, reasonWords, whoseClaim, zonedMoment } from './claim-words.ts';
import { allPaths, type Reader, releaseButton, titleOf } from './news-cards.ts';

type Over<Is extends News['is']> = News & { is: Is };

/** It is somebody's turn. */
export function offerCard({ id, who, paths, since, span, why, offer }: Wait, reader: Reader): Card {
  const until = offer?.until ?? reader.now;
  return {
    title: titleOf('YOUR TURN ', paths, `${forWhom(who, reader)}: take it by ${momentWords(until, reader)}`),
    lines: [
      line(`for ${formatDuration(span)} · waited since ${zonedMoment(since, reader)}`),
      ...allPaths(paths),
      ...(why === undefined ? [] : [reasonWords(why)]),
    ],
    buttons: [
      { label: 'Take', sends: `take ${id}` },
      { label: 'Pass', sends: `pass ${id}` },
    ],
  };
}

/** The turn is over. `claim`: what came of it; `isFree`: whether it could be claimed by now. */
export function turnOverCard(
  { wait, ...news }: Over<'unqueued' | 'offer withdrawn'>,
  { claim, isFree }: { claim: Claim | undefined; isFree: boolean },
  reader: Reader,
): Card {
  const { paths, offer, who } = wait;
  if (news.is === 'offer withdrawn')
    return {
      title: titleOf('NOT YET ', paths, ': a line of the file came first'),
      lines: ['You keep your place in line.'],
    };
  if (news.why === 'granted') return { title: titleOf('TAKEN ', paths, claim ? ` until ${zonedMoment(claim.until, reader)}` : '') };
  if (news.why === 'passed') return { title: titleOf('PASSED ', paths, ': the next in line is asked') };
  const name = who.id === reader.you ? undefined : personWords(who.id, 14);
  const end = offer ? `: ${name === undefined ? 'your' : `${name}'s`} turn was over ${zonedMoment(offer.until, reader)}` : '';
  return {
    title: titleOf('LAPSED ', paths, end),
    lines: [line(`${name === undefined ? 'You wait' : `${name} waits`} for it no longer.`)],
    // Whoever presses it claims for themselves, which is no use to an agent.
    ...(who.kind === 'person' && { buttons: [{ label: isFree ? 'Claim' : 'Wait', sends: claimLine(wait, !isFree) }] }),
  };
}

/** A claim has come to somebody who waits that closes a circle. */
export function circleCard({ wait, circle }: Over<'unqueued'>): Card {
  const name = personWords(wait.who.id, 14);
  const chain = (circle ?? []).map(({ who, of }) => `${personWords(who, 12)} waits for ${personWords(of, 12)}`);
  return {
    title: titleOf(`NOT WAITING ${name}: `, wait.paths, ' would never come'),
    lines: [
      ...chain.slice(0, 4).map(line),
      ...(chain.length > 4 ? [`+${chain.length - 4} more`] : []),
      'So this place in line is given up.',
    ],
    buttons: [{ label: 'Who', sends: lineOf('who', wait.paths) }],
  };
}

/** Somebody asks the holder for paths: asked, delayed, or open to a second person. */
export function wantedCard(steal: Steal, claim: Claim, reader: Reader): Card {
  const { stage, by, paths, lease, why } = steal;
  const whose = claim.holder.id === reader.you ? '' : ` of ${personWords(claim.holder.id, 12)}`;
  const head = (after: string): string => titleOf('WANTED ', paths, `${whose} by ${personWords(by.id, 16)}${after}`);
  const give: Button = { label: 'Give it', sends: `steal --approve --lease ${lease}` };
  const keep: Button = { label: 'Keep it', sends: `steal --deny --lease ${lease}` };
  const part = paths.length < claim.paths.length ? [line(`a part of ${pathsWords(claim.paths, 28)}`)] : allPaths(paths);
  const reason = reasonWords(why, 40);
  const whole = reasonWords(why, 110);
  if (stage.is === 'asked') {
    const short = reasonWords(why, Math.max(12, titleColumns - 9 - pathsWords(paths, 14).length - whose.length - by.id.length - 4));
    return {
      title: head(`: ${short}`),
      lines: [
        ...(short === whole ? [] : wrap(whole)),
        ...wrap(`Silent until ${zonedMoment(stage.until, reader)} and not at work, it is theirs.`),
        ...part,
      ],
      buttons: [give, keep, { label: '10 minutes', sends: `steal --later --lease ${lease}` }],
    };
  }
  if (stage.is === 'delayed')
    return { title: head(`: theirs at ${momentWords(stage.until, reader)}`), lines: [line(reason), ...part], buttons: [give, keep] };
  return {
    title: head(': not yet given'),
    lines: [
      line(reason),
      ...wrap(`${stage.because === 'kept' ? 'It was kept' : 'There is work inside'}, so a second person has to approve.`),
      ...part,
    ],
    buttons: [give, keep],
  };
}

type StealEnd = Over<'steal granted' | 'steal over'>;

/** Takes the place of the question to the holder. */
export function wantedOverCard(news: StealEnd, holder: PersonId | undefined, reader: Reader): Card {
  const { steal } = news;
  const thief = personWords(steal.by.id, 16);
  const you = holder !== undefined && holder === reader.you;
  if (news.is === 'steal granted') {
    const gone = {
      silent: you ? ', you were silent' : ', nobody answered',
      'second person': `, ${personWords(news.by ?? 'somebody', 14)} approved`,
    };
    return news.how === 'silent' || news.how === 'second person'
      ? { title: titleOf('GONE ', steal.paths, `: ${thief} has it${gone[news.how]}`) }
      : { title: titleOf('GIVEN ', steal.paths, ` to ${thief}`) };
  }
  const words: { readonly [why in typeof news.why]: string } = {
    denied: `: ${thief} does not get it`,
    withdrawn: `: ${thief} no longer wants it`,
    lapsed: ': nobody approved it',
    'claim ended': `: it ended before ${thief} had it`,
    'held around': ': it is part of what you hold',
  };
  return { title: titleOf(news.why === 'claim ended' ? 'OVER ' : 'KEPT ', steal.paths, words[news.why]) };
}

function howGranted({ how, by }: Over<'steal granted'>): string {
  if (how === 'silent') return 'nobody answered';
  return how === 'agreed' ? 'as agreed' : `approved by ${personWords(by ?? 'somebody', 14)}`;
}

function fromWhom(news: Over<'steal granted'>, from: PersonId | undefined): string {
  if (from === undefined) return howGranted(news);
  return news.how === 'approved' && news.by === from
    ? `given by ${personWords(from, 14)}`
    : `from ${personWords(from, 14)}, ${howGranted(news)}`;
}

/** To a room: a second person has to say yes. */
export function secondPersonCard(steal: Steal, claim: Claim, reader: Reader): Card {
  const { paths, by, why, lease, stage } = steal;
  const holder = personWords(claim.holder.id, 14);
  const because = stage.is === 'open' && stage.because === 'kept' ? `${holder} keeps it` : `${holder} has work inside`;
  return {
    title: titleOf('WANTED ', paths, ` of ${holder} by ${personWords(by.id, 14)}: approve?`),
    lines: [
      reasonWords(why, 40),
      line(because),
      ...wrap(`A second person decides by ${zonedMoment(stage.until, reader)}`),
      ...allPaths(paths),
    ],
    buttons: [{ label: 'Approve', sends: `steal --approve --lease ${lease}` }],
  };
}

/** Takes the place of that, where the holder gives it up after all. */
export const notNeededCard = ({ paths, by }: Steal, claim: Claim): Card => ({
  title: titleOf('NOT NEEDED ', paths, `: ${personWords(claim.holder.id, 14)} gives it to ${personWords(by.id, 14)}`),
});

/** Takes the place of either. */
export function secondPersonOverCard(news: StealEnd): Card {
  const { steal } = news;
  const thief = personWords(steal.by.id, 14);
  if (news.is === 'steal granted')
    return { title: titleOf('APPROVED ', steal.paths, ` for ${thief}${news.by === undefined ? '' : ` by ${personWords(news.by, 14)}`}`) };
  const words = {
    denied: 'it is kept',
    withdrawn: 'no longer wanted',
    lapsed: 'nobody approved',
    'claim ended': 'its claim ended',
    'held around': 'it is kept',
  };
  return { title: titleOf('NOT GIVEN ', steal.paths, ` to ${thief}: ${words[news.why]}`) };
}

/** The holder needs a little time, and then gives it. */
export const delayedCard = (steal: Steal, claim: Claim, reader: Reader): Card => ({
  title: titleOf('SOON ', steal.paths, ` for ${personWords(steal.by.id, 16)}: at ${zonedMoment(steal.stage.until, reader)}`),
  lines: [line(`${personWords(claim.holder.id)} gives it up then`)],
});

/** To whoever has it now. `claim`: theirs. */
export function stolenForCard(news: Over<'steal granted'>, from: PersonId | undefined, claim: Claim | undefined, reader: Reader): Card {
  const { steal, lease } = news;
  return {
    title: titleOf(
      `${steal.by.id === reader.you ? 'YOURS ' : 'GRANTED '}`,
      steal.paths,
      `${forWhom(steal.by, reader)}${claim ? ` until ${zonedMoment(claim.until, reader)}` : ''}`,
    ),
    lines: [line(fromWhom(news, from)), ...allPaths(steal.paths), line(`lease ${lease}`)],
    buttons: [releaseButton({ lease })],
  };
}

/** To whoever asked and does not get it. */
export function notStolenCard({ steal, why, by }: Over<'steal over'>, claim: Claim | undefined, reader: Reader): Card {
  const { paths } = steal;
  const holder = personWords(by ?? claim?.holder.id ?? 'its holder', 16);
  const words: { readonly [key in typeof why]: string } = {
    denied: `${holder} keeps it`,
    withdrawn: 'no longer wanted',
    lapsed: 'nobody approved it',
    'claim ended': 'its claim has ended',
    'held around': 'it is part of a larger claim',
  };
  return {
    title: titleOf(`${why === 'denied' ? 'DENIED' : 'NOT YOURS'} `, paths, `${forWhom(steal.by, reader)}: ${words[why]}`),
    lines: claim ? [line(`until ${zonedMoment(claim.until, reader)} (${leftWords(claim.until, reader.now)})`)] : [],
    buttons: [
      { label: claim ? 'Wait' : 'Claim', sends: claimLine({ paths }, true) },
      ...(claim ? [{ label: 'Ask', sends: lineOf('ask', paths) }] : []),
    ],
  };
}

/** To whoever had it, if they did not give it themselves. */
export function stolenCard(news: Over<'steal granted'>, holder: Who, paths: readonly string[], reader: Reader): Card {
  const { steal } = news;
  const mine = holder.id === reader.you;
  return {
    title: titleOf('STOLEN ', paths, `${mine ? '' : ` of ${personWords(holder.id, 14)}`} by ${personWords(steal.by.id, 14)}`),
    lines: [
      reasonWords(steal.why, 40),
      line(news.how === 'silent' && mine ? `you were asked ${zonedMoment(steal.at, reader)}, and silent` : howGranted(news)),
      ...allPaths(paths),
    ],
    buttons: [
      { label: 'Wait for it', sends: claimLine({ paths }, true) },
      { label: 'Ask', sends: lineOf('ask', paths) },
    ],
  };
}

/** Somebody would give their claim to this person. */
export function handOverCard(handover: HandOver, claim: Claim, reader: Reader): Card {
  const { paths, to, span, at, until, lease } = handover;
  return {
    title: titleOf(
      'OFFERED ',
      paths,
      `${toWhom(to, reader)} by ${personWords(claim.holder.id, 14)}: take by ${momentWords(until, reader)}`,
    ),
    lines: [
      line(`yours for ${formatDuration(span)} · offered ${zonedMoment(at, reader)}`),
      ...allPaths(paths),
      ...(claim.why === undefined ? [] : [reasonWords(claim.why, 40)]),
    ],
    buttons: [
      { label: 'Take it', sends: `handover --accept --lease ${lease}` },
      { label: 'No thanks', sends: `handover --decline --lease ${lease}` },
    ],
  };
}

type HandOverEnd = Over<'hand-over over'>;

/** Takes the place of that. */
export function handOverOverCard({ handover, why, by }: HandOverEnd, giver: PersonId | undefined, reader: Reader): Card {
  const from = giver === undefined ? '' : ` from ${personWords(giver, 16)}`;
  const tookBack = why === 'declined' && by !== undefined && by === giver;
  const words: { readonly [key in typeof why]: [string, string] } = {
    accepted: ['TAKEN ', from],
    declined: tookBack ? ['WITHDRAWN ', `: ${personWords(giver ?? '', 16)} keeps it`] : ['DECLINED ', from],
    lapsed: ['LAPSED ', `: the offer was over ${zonedMoment(handover.until, reader)}`],
    replaced: ['WITHDRAWN ', ': offered anew'],
    'claim ended': ['WITHDRAWN ', ': the claim has ended'],
  };
  const [before, after] = words[why];
  return { title: titleOf(before, handover.paths, after) };
}

/** To the giver. `claim`: what they hold still. */
export function handedOverCard({ handover, why }: HandOverEnd, claim: Claim | undefined, reader: Reader): Card {
  const to = personWords(handover.to.id, 16);
  const words = {
    accepted: ['ACCEPTED ', `: ${to} has it now`],
    declined: ['DECLINED ', `: ${to} does not want it`],
    lapsed: ['LAPSED ', `: ${to} did not answer`],
  };
  const [before, after] = words[why as keyof typeof words] as [string, string];
  const still = claim ? [line(`${whoHolds(claim, reader)} until ${zonedMoment(claim.until, reader)}`)] : [];
  return { title: titleOf(before, handover.paths, after), lines: why === 'accepted' ? [] : still };
}

const whoHolds = (claim: Claim, { you }: Reader): string => `still ${whoseClaim(claim.holder.id, you)}`;
const forWhom = (who: Who, { you }: Reader): string => (who.id === you ? '' : ` for ${personWords(who.id, 16)}`);
const toWhom = (who: Who, { you }: Reader): string => (who.id === you ? '' : ` to ${personWords(who.id, 14)}`);
