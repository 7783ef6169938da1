/** The lab at a plain terminal: what is said appears as lines, each message with a number to press by. */
import { createInterface } from 'node:readline';
import type { SlackLab } from '../lab.ts';
import { bot } from '../team.ts';
import type { LabMessage } from '../types.ts';
import { type Act, perform } from './act.ts';
import { blockLines, slackText } from './plain.ts';

const usage = `
/molt bench --smoke      a command, as ada
bob: hello @molt         a message, as bob (from then on you are bob)
dm status                in the direct messages with the bot
re 3 @molt stop          in the thread of message 3
press 3 Undo             a button of message 3; pick 3 OPTION for a menu
home, press home LABEL   the App Home
fill Samples=5 Linked=yes, submit, cancel     the form that is open
rings                    what rang
quit
`.trim();

/** Resolves when the person leaves. */
export async function prompt(lab: SlackLab, out: (line: string) => void): Promise<void> {
  const { team } = lab.platform;
  let user = 'U01';
  const numbers: LabMessage[] = [];
  const seen = new Map<LabMessage, number>();
  let modal = '';
  let homeSeen = '';
  /** The App Home is looked at until something else is done. */
  let isHome = false;
  let rung = 0;
  const nameOf = (id: string): string =>
    id === bot.user ? 'molt' : (team.users.get(id)?.name ?? team.channels.get(id)?.name ?? team.groups.get(id)?.handle ?? id);

  const show = (): void => {
    for (const message of lab.messages) {
      if ((message.ephemeralTo ?? user) !== user || seen.get(message) === message.edits) continue;
      if (!seen.has(message)) numbers.push(message);
      out(describe(message, seen.has(message)));
      seen.set(message, message.edits);
    }
    const [open, home] = [lab.modal(user), lab.home(user)];
    if (open && open.hash !== modal)
      out(
        [
          `=== ${open.title.text} ===`,
          ...blockLines(open.blocks, nameOf),
          `[${open.submit?.text ?? 'Close'}]  (fill NAME=VALUE, submit, cancel)`,
        ].join('\n'),
      );
    if (isHome && home && home.hash !== homeSeen) out(['=== App Home ===', ...blockLines(home.blocks, nameOf)].join('\n'));
    modal = open?.hash ?? '';
    homeSeen = home?.hash ?? '';
    const rings = lab.rings(user).length;
    if (rings > rung) out(`    *** ${nameOf(user)}'s phone rings ***`);
    rung = rings;
  };

  const describe = (message: LabMessage, again: boolean): string => {
    const where = message.channel.startsWith('D') ? 'dm' : `#${nameOf(message.channel)}`;
    const thread = message.thread === undefined ? '' : ` > ${numbers.findIndex((m) => m.ts === message.thread) + 1}`;
    const marks = [again && 'edited', message.ephemeralTo && 'only you', message.scheduled && "by Slack's timer"]
      .filter(Boolean)
      .join(', ');
    const body = message.blocks.length > 0 ? blockLines(message.blocks, nameOf) : slackText(message.text, nameOf).split('\n');
    const files = message.files.map((file) => `(file ${file.title}, ${file.bytes.length} bytes)`);
    return [
      `[${numbers.indexOf(message) + 1}${thread}] ${where} ${nameOf(message.user)}${marks ? ` (${marks})` : ''}`,
      ...[...body, ...files].map((line) => `    ${line}`),
    ].join('\n');
  };

  const actOf = (line: string): Act | undefined => {
    const [word = '', first = '', ...rest] = line.split(/\s+/);
    const message = numbers[Number(first) - 1];
    if (['press', 'pick', 're'].includes(word) && /^\d+$/.test(first) && !message) throw new Error(`there is no message ${first}`);
    if (word === 'home') return { act: 'home', user };
    if (word === 'cancel') return { act: 'cancel', user };
    if (word === 'submit') return { act: 'submit', user, values };
    if (word === 'press' && first === 'home') return { act: 'pressHome', user, label: rest.join(' ') };
    if ((word === 'press' || word === 'pick') && message)
      return { act: word, user, channel: message.channel, ts: message.ts, label: rest.join(' ') };
    if (word === 're' && message)
      return { act: 'say', user, channel: message.channel, text: rest.join(' '), thread: message.thread ?? message.ts };
    if (word === 'dm') return { act: 'say', user, channel: `D${user}`, text: line.slice(2).trim() };
    return line ? { act: 'say', user, channel: 'C01', text: line } : undefined;
  };

  let values: Record<string, string | boolean> = {};
  const take = async (typed: string): Promise<void> => {
    const as = /^(\w+):\s*(.*)$/.exec(typed);
    const other = as && [...team.users.values()].find(({ name }) => name === as[1]);
    if (other) {
      user = other.id;
      rung = lab.rings(user).length;
    }
    const line = (other ? as[2]! : typed).trim();
    if (line === 'help' || line === '?') out(usage);
    else if (line === 'rings')
      out(
        lab
          .rings(user)
          .map((ring) => `${new Date(ring.at).toTimeString().slice(0, 8)} ${ring.why} ${nameOf(ring.channel)}`)
          .join('\n') || 'nothing rang',
      );
    else if (line.startsWith('fill '))
      for (const [, name, value] of line.matchAll(/(\w[\w -]*?)=(\S+)/g))
        values = { ...values, [name!.trim()]: value === 'yes' ? true : value! };
    else {
      let act: Act | undefined;
      let wrong: string | undefined;
      try {
        act = actOf(line);
        isHome = act?.act === 'home' || act?.act === 'pressHome';
        if (act?.act === 'home') homeSeen = '';
        wrong = act && (await perform(lab, act));
      } catch (error) {
        wrong = (error as Error).message;
      }
      if (wrong) out(`!! ${wrong}`);
      else if (act?.act === 'submit' || act?.act === 'cancel') values = {};
    }
  };

  const unwatch = lab.platform.watch(show);
  const lines = createInterface({ input: process.stdin, terminal: false });
  out(usage);
  for await (const line of lines) {
    if (line.trim() === 'quit') break;
    await take(line);
  }
  lines.close();
  unwatch();
}
