/** One line of what is said, before it is Slack's. */

export interface Span {
  text: string;
  bold?: true;
  code?: true;
}

export interface Row {
  as: 'text' | 'heading' | 'item' | 'code';
  /** Rows that follow each other in one group stand together: the items of a list, the lines of a table. */
  group: string;
  spans: readonly Span[];
  /** It is the rest of the line before it, which was too long for one piece. */
  goesOn?: true;
}

export const plainRow = (as: Row['as'], group: string, text: string): Row => ({ as, group, spans: [{ text }] });

export const isSameRun = (a: Row | undefined, b: Row): boolean => a !== undefined && a.as === b.as && a.group === b.group;
