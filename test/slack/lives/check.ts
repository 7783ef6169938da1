/** What must hold once everything has settled: nothing is lost, doubled or made up, and what a room was told came in order. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabMessage } from '../../lab/slack/lab.ts';
import type { House } from './house.ts';
import { personOf } from './house.ts';
import type { Command } from './room-run.ts';
import { type OutboxRow, type Outcome, show } from './settle.ts';

/** What went wrong on order; every other error of a call is one that the bot has brought about. */
const ordered = ['lost response', 'lost request', 'ratelimited', 'http 500', 'internal_error', 'hang'];
/** What may be cancelled a second time after a kill. */
const harmless = ['invalid_scheduled_message_id'];

export function check(house: House, commands: readonly Command[], outcome: Outcome): string[] {
  return [
    ...ofCommands(commands, outcome),
    ...outcome.jobs.flatMap((job) => ofJob(house, job.spec, outcome)),
    ...ofMessages(house, outcome),
    ...ofOrder(house, outcome),
    ...ofCalls(house),
    ...ofLog(house),
  ];
}

/** Each command that was taken was worked once, none that was not, and nothing else was. */
function ofCommands(commands: readonly Command[], { jobs, outbox, inbox }: Outcome): string[] {
  const known = new Set(commands.map(({ key }) => key));
  return [
    ...commands.flatMap((command) => {
      const { key, taken, makes, line, by } = command;
      const made = jobs.filter(({ spec }) => spec.key === key);
      const replies = outbox.filter((row) => row.key === `reply/${key}` || row.key.startsWith(`effect/${key}`));
      const what = makes === 'job' ? made : replies;
      const other =
        makes === 'job' ? replies.map(({ card }) => `"${[card.title, ...(card.lines ?? [])].join(' / ')}"`) : made.map(({ dir }) => dir);
      const least = taken === 'yes' ? 1 : 0;
      const most = taken === 'no' ? 0 : 1;
      return [
        ...(what.length < least || what.length > most ? [`${what.length} times a ${makes}: ${show(command)}`] : []),
        ...(other.length > 0 ? [`also ${other.join(', ')}: ${show(command)}`] : []),
        ...(taken === 'no' && inbox.has(key) ? [`taken all the same: ${show(command)}`] : []),
        ...made
          .filter(({ spec }) => spec.asked.canonical !== line || spec.requester !== personOf(by))
          .map(({ spec }) => `started ${spec.asked.canonical} of ${spec.requester}: ${show(command)}`),
        ...replies.filter(({ only }) => only !== null).map(({ card }) => `refused, "${card.title}": ${show(command)}`),
      ];
    }),
    ...jobs.filter(({ spec }) => !known.has(spec.key)).map(({ spec }) => `nobody asked for job ${spec.id}, ${spec.key}`),
    ...[...inbox].filter((key) => !known.has(key)).map((key) => `nobody said ${key}`),
  ];
}

// biome-ignore lint/suspicious/noExplicitAny: as the bot wrote it
function ofJob(house: House, { id, place, recipe }: any, { outbox }: Outcome): string[] {
  const room = house.rooms.find(({ channel }) => channel === place.room);
  const channel = room ? room.channel : `D${place.room.slice(1)}`;
  const here = said(house).filter((message) => message.channel === channel);
  const word = recipe === 'loud' ? 'FAILED' : 'DONE';
  // As people see them, then by the keys that only the bot sees.
  const cards = here.filter(({ text, thread }) => thread === undefined && text.startsWith(`${word} ${id} ${recipe} --tag`));
  const endings = here.filter(
    ({ text, thread }) => thread === undefined && new RegExp(`^${word} ${id} ${recipe}: (?:only, )?exit`).test(text),
  );
  const reports = here.filter(({ text, thread }) => thread === cards[0]?.ts && text.startsWith(`REPORT ${id} ${recipe}:`));
  const asked = outbox.filter(({ key, card }) => key.startsWith('reply/') && card.title.startsWith(`REPORT ${id} ${recipe}:`));
  const keyed = (kind: string): LabMessage[] =>
    here.filter((message) => keyOf(message)?.startsWith(`${kind}/${id}/`) && partOf(message) === 0);
  const files = here.filter((message) => message.thread === cards[0]?.ts && message.files.some(({ name }) => name === `report-${id}.md`));
  const askedFiles = outbox.filter(
    ({ key, card }) => key.startsWith('files/reply/') && card.files?.some(({ name }) => name === `report-${id}.md`),
  );
  const exactly = (what: string, count: number, wanted: number): string[] =>
    count === wanted ? [] : [`job ${id} has ${count} ${what} in ${channel} instead of ${wanted}`];
  return [
    ...exactly('cards', cards.length, 1),
    ...exactly('endings', endings.length, 1),
    ...exactly('cards by key', keyed('card').length, 1),
    ...exactly('endings by key', keyed('end').length, 1),
    ...exactly('reports by key', keyed('report').length, 1),
    ...(reports.length < 1 || reports.length > 1 + asked.length ? exactly('reports in the thread of its card', reports.length, 1) : []),
    ...(keyed('report')[0]?.thread === cards[0]?.ts ? [] : [`the report of job ${id} is not in the thread of its card`]),
    ...(!room?.files ? exactly('messages with files', files.length, 0) : []),
    ...(room?.files && (files.length < 1 || files.length > 1 + askedFiles.length) ? exactly('messages with files', files.length, 1) : []),
  ];
}

/** All that the bot has said to everybody who was there. */
export const said = (house: House): LabMessage[] =>
  house.lab.messages.filter(({ botId, ephemeralTo }) => botId !== undefined && ephemeralTo === undefined);

/** All that was to be said stands there once, whole; and nothing else does. */
function ofMessages(house: House, { outbox }: Outcome): string[] {
  const byKey = Map.groupBy(said(house), (message) => keyOf(message) ?? filesKey(message.channel, message));
  const rows = Map.groupBy(
    outbox.filter(({ only }) => only === null),
    (row) => (row.kind === 'files' ? filesKeyOf(row) : row.key),
  );
  const problems = outbox.filter(({ state }) => state !== 'sent').map(({ key, state, error }) => `${key} is ${state}: ${error}`);
  for (const [key, wanted] of rows) {
    const shown = byKey.get(key) ?? [];
    if (wanted[0]!.kind === 'files') {
      if (shown.length !== wanted.length) problems.push(`${key}: ${shown.length} instead of ${wanted.length}`);
      continue;
    }
    const parts = shown.map(partOf).sort();
    const of = Number(shown[0]?.metadata?.event_payload.of ?? 1);
    if (parts.length !== of || parts.some((part, n) => part !== n)) problems.push(`${key}: parts ${parts.join(' ') || 'none'} of ${of}`);
  }
  for (const [key, shown] of byKey) if (!rows.has(key)) problems.push(`made up: ${key} "${shown[0]?.text}"`);
  if (house.lab.cut.length > 0) problems.push(`cut: ${house.lab.cut.length}`);
  return problems;
}

/** Messages of a room and its threads stand in the order in which they were put into the outbox. */
function ofOrder(house: House, { outbox }: Outcome): string[] {
  const seq = new Map(outbox.map((row) => [row.key, row.seq]));
  const seqOfFiles = Map.groupBy(
    outbox.filter(({ kind }) => kind === 'files'),
    filesKeyOf,
  );
  const problems: string[] = [];
  for (const [channel, messages] of Map.groupBy(said(house), ({ channel }) => channel)) {
    let last = { seq: 0, key: '' };
    for (const message of messages) {
      const key = keyOf(message) ?? filesKey(channel, message);
      const at = seq.get(key) ?? seqOfFiles.get(key)?.shift()?.seq;
      if (at === undefined) continue;
      if (at < last.seq) problems.push(`${channel}: ${key} came after ${last.key}`);
      last = { seq: at, key };
    }
  }
  return problems;
}

const ofCalls = (house: House): string[] => [
  ...new Set(
    house.lab.calls
      .filter(({ error }) => error !== undefined && ![...ordered, ...harmless].includes(error))
      .map(({ method, error }) => `${method} was answered ${error}`),
  ),
];

/** What the log calls a bug of the bot, or given up. */
const ofLog = (house: House): string[] =>
  readFileSync(join(house.host.home, 'molt-ops.log'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line)] : []))
    .filter(({ level, msg }) => level === 50 && /\bfailed\b|can't be delivered/.test(msg))
    .map((line) => `log: ${JSON.stringify(line).slice(0, 1000)}`);

const keyOf = (message: LabMessage): string | undefined => message.metadata?.event_payload.key;
const partOf = (message: LabMessage): number => Number(message.metadata?.event_payload.part ?? 0);
/** Messages with files carry no key. */
const filesKey = (channel: string, { files }: Pick<OutboxRow['card'], 'files'>): string => {
  const names = (files ?? []).map(({ name }) => name);
  return `files in ${channel}: ${names.sort().join(' ')}`;
};
const filesKeyOf = ({ room, card }: OutboxRow): string => filesKey(room.startsWith('@') ? `D${room.slice(1)}` : room, card);
