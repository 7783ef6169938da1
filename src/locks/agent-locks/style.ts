/** New lines in the manner of those that stand there. */
import { isNamed } from './claim-line.ts';
import { lineText } from './edits.ts';
import type { ClaimLine, UsableLocks } from './parse.ts';
import { habitOf, isBareAgent, isBarePath, written } from './words.ts';

/** How a line is written: `head` is indent and bullet, `arrow` includes the blanks around it. */
interface Style {
  head: string;
  arrow: string;
  agentQuote: string;
  pathQuote: string;
}

const plain: Style = { head: '- ', arrow: ' -> ', agentQuote: '', pathQuote: '' };

/** `model`: the agent's last line, else the file's. `lists`: the lines that may show how several paths stand in one; none does: one a line. */
export function newLines(
  locks: UsableLocks,
  { agent, paths, model, lists }: { agent: string; paths: readonly string[]; model?: ClaimLine; lists: readonly ClaimLine[] },
): string[] {
  const style = model ? styleOf(locks, model) : plain;
  const start = style.head + written(agent, isBareAgent, style.agentQuote) + style.arrow;
  const words = paths.map((path) => written(path, isBarePath, style.pathQuote));
  const separator = words.length > 1 ? lastSeparator(locks, lists) : undefined;
  return separator === undefined ? words.map((word) => start + word) : [start + words.join(separator)];
}

function styleOf(locks: UsableLocks, model: ClaimLine): Style {
  const line = lineText(locks, model.at);
  return {
    head: line.slice(0, model.agent.start),
    arrow: line.slice(model.agent.end, model.items[0]!.start),
    agentQuote: habitOf(model.agent, isBareAgent),
    pathQuote: habitOf(model.items.findLast(isNamed)!, isBarePath),
  };
}

function lastSeparator(locks: UsableLocks, lists: readonly ClaimLine[]): string | undefined {
  for (const list of lists.toReversed()) {
    const separator = separatorIn(lineText(locks, list.at), list);
    if (separator !== undefined) return separator;
  }
  return undefined;
}

/** With its blanks, as it stands between the first two paths. */
export function separatorIn(line: string, { items }: ClaimLine): string | undefined {
  const second = items.findIndex((item, at) => at > 0 && isNamed(item) && isNamed(items[at - 1]!));
  return second < 0 ? undefined : line.slice(items[second - 1]!.end, items[second]!.start);
}
