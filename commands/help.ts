/** `help`: what this person may do here, in 12 lines at most; `help TOPIC` for more. */
import { type Command, command } from '../src/chat/command.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { atLeast, type Role } from '../src/kernel/people.ts';
import { clip, visible } from '../src/kernel/text.ts';
import type { Card } from '../src/reports/card.ts';
import { firstLines, lineOf, linesOfList, titleOf } from './job-words.ts';
import { takes } from './words.ts';

export const help = command({
  name: 'help',
  aliases: ['?', 'h', 'man', 'usage'],
  about: 'what you may do here',
  usage: 'help [TOPIC]',
  role: 'anyone',
  readOnly: true,
  options: takes('help [TOPIC]', { most: 2 }).transform(({ words }) => ({ topic: words.length === 0 ? undefined : words.join(' ') })),
  run({ topic }, view) {
    const card = view.help(topic, view.role);
    if (view.role !== undefined) return { ok: true, reply: card, private: true };
    const admins = view.people.filter(({ roles }) => roles.includes('admin')).map(({ id }) => id);
    const whom =
      admins.length > 0
        ? [lineOf(`Ask ${admins.slice(0, 3).join(' or ')}, an admin, for:`), lineOf('people add NAME operator')]
        : ['No admin yet. The first one pairs:', 'pair CODE'];
    return {
      ok: true,
      private: true,
      reply: { ...card, lines: [...(card.lines ?? []), `Your id: ${clip(visible(view.sender), 80)}`, ...whom].slice(0, linesOfList) },
    };
  },
});

/** Nobody types these. */
const hidden = ['guess', 'overview'];
const groups: { readonly [topic: string]: readonly string[] } = {
  look: ['jobs', 'status', 'tail', 'log', 'report', 'resume', 'share'],
  steer: ['stop', 'again', 'undo', 'first', 'mute', 'unmute'],
  claims: ['claim', 'release', 'renew', 'locks', 'who', 'ask', 'handover', 'steal', 'take', 'pass', 'announce', 'break'],
  recurring: ['schedule', 'schedules', 'unschedule'],
  phone: ['notify', 'ring'],
  you: ['whoami', 'people', 'pair', 'health', 'help'],
};

/** `all`: every command, recipes included. */
export function helpCard(all: readonly Command[], topic: string | undefined, role: Role | undefined): Card {
  const allowed = all.filter((c) => !hidden.includes(c.name) && (c.role === 'anyone' || atLeast(role, c.role)));
  return topic === undefined ? overviewOf(allowed, role) : topicCard(all, allowed, topic.toLowerCase().replace(/^[/!]/, ''), role);
}

function overviewOf(allowed: readonly Command[], role: Role | undefined): Card {
  const grouped = Object.values(groups).flat();
  const recipes = allowed.filter(({ name }) => !grouped.includes(name)).map(({ name }) => name);
  const rows: Row[] = [
    { title: 'start', names: recipes },
    ...Object.entries(groups).map(([title, names]) => ({ title, names: names.filter((name) => allowed.some((c) => c.name === name)) })),
  ].filter(({ names }) => names.length > 0);
  return {
    title: titleOf(role === undefined ? 'HELP: I do not know you here' : `HELP: what you may do here as ${role}`),
    lines: [
      ...fitting(rows, linesOfList - 2),
      ...(role === undefined ? [] : ['One job: its number, like "status 42"', `More: help ${recipes.at(-1) ?? 'jobs'}, help claims`]),
    ],
  };
}

interface Row {
  title: string;
  names: readonly string[];
}

/** A row as it is shown: what has no room is counted, and found under `help TITLE`. */
interface Shown extends Row {
  left: number;
  lines: readonly string[];
}

/** Every group is there: where the lines are too many, the rows give some up that lose the fewest names by it. */
function fitting(rows: readonly Row[], most: number): string[] {
  let shown = rows.map((row): Shown => ({ ...row, left: 0, lines: wrapped(row.title, row.names) }));
  while (shown.reduce((sum, { lines }) => sum + lines.length, 0) > most) {
    const cuts = shown.filter(({ lines }) => lines.length > 1).map((row) => ({ row, cut: shorter(row) }));
    const lost = ({ row, cut }: (typeof cuts)[number]): number => cut.left - row.left;
    const [least] = cuts.sort((a, b) => lost(a) - lost(b) || b.row.names.length - a.row.names.length);
    if (!least) break;
    shown = shown.map((row) => (row === least.row ? least.cut : row));
  }
  return firstLines(
    shown.flatMap(({ lines }) => lines),
    most,
  );
}

/** In fewer lines. */
function shorter({ title, names, left, lines }: Shown): Shown {
  const cut = { title, names: names.slice(0, -1), left: left + 1 };
  const wrap = wrapped(title, [...cut.names, `+${cut.left}`]);
  return wrap.length < lines.length || cut.names.length === 0 ? { ...cut, lines: wrap } : shorter({ ...cut, lines });
}

/** `look: jobs, status,` and what does not fit on the next line. */
function wrapped(title: string, names: readonly string[]): string[] {
  const lines = [`${title}:`];
  names.forEach((name, i) => {
    const word = ` ${name}${i < names.length - 1 ? ',' : ''}`;
    if (lines.at(-1)!.length + word.length > 40) lines.push(` ${word}`);
    else lines.push(lines.pop()! + word);
  });
  return lines;
}

function topicCard(all: readonly Command[], allowed: readonly Command[], topic: string, role: Role | undefined): Card {
  if (topic === 'slack') return slackCard;
  const named = allowed.find(({ name }) => name === topic);
  const found = named ?? (Object.hasOwn(groups, topic) ? undefined : allowed.find(({ aliases }) => aliases?.includes(topic)));
  if (found) return commandCard(found);
  const grouped = Object.values(groups).flat();
  const group =
    topic === 'start' ? allowed.filter(({ name }) => !grouped.includes(name)) : allowed.filter(({ name }) => groups[topic]?.includes(name));
  if ((topic === 'start' || Object.hasOwn(groups, topic)) && group.length > 0)
    return {
      title: titleOf(`HELP ${topic}`),
      lines: firstLines(
        group.map(({ name, about }) => lineOf(`${name}: ${about}`)),
        linesOfList,
      ),
    };
  const shown = clip(visible(topic), 30);
  const needs = all.find(({ name, aliases }) => name === topic || aliases?.includes(topic));
  if (needs && !hidden.includes(needs.name))
    return {
      title: titleOf(`HELP ${shown}: not for ${role ?? 'unknown people'}`),
      lines: [`It needs the role ${needs.role}. See: whoami`],
    };
  const near = nearest(topic, [...allowed.map(({ name }) => name), 'start', 'slack', ...Object.keys(groups)]);
  return {
    title: titleOf(`HELP: no topic "${shown}"`),
    lines:
      near === undefined ? ['Topics: every command, and', `start, ${Object.keys(groups).join(', ')}`] : ['Did you mean:', `help ${near}`],
    buttons: [{ label: 'Help', sends: near === undefined ? 'help' : `help ${near}` }],
  };
}

/** What is different there. */
const slackCard: Card = {
  title: 'HELP slack: /molt, @molt and buttons',
  lines: [
    '/molt works everywhere but in threads:',
    'there say @molt stop, or press a button.',
    'A /molt that Slack itself refused, as',
    '"dispatch_failed", never came here: type',
    'it again. What you said to @molt while',
    'the bot was away is caught up by itself.',
  ],
};

const commandCard = ({ name, about, usage, notes = [], aliases = [] }: Command): Card => ({
  title: titleOf(`HELP ${name}: ${about}`),
  lines: firstLines(
    [...usageLines(usage), ...notes.map(lineOf), ...(aliases.length > 0 ? [lineOf(`Also: ${aliases.join(', ')}`)] : [])],
    linesOfList,
  ),
});

/** A usage in lines of 40 columns, broken before an option. */
function usageLines(usage: string): string[] {
  const lines: string[] = [];
  for (const part of usage.split(/ (?=\[|[A-Z])/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length < 40) lines.push(`${lines.pop()} ${part}`);
    else lines.push(lines.length === 0 ? part : `  ${part}`);
  }
  return lines;
}
