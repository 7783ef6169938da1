/** What a program gets of a question: that it is one, so that nothing was done yet, and what to type to go on. */

export interface Asked {
  /** What a yes runs. Missing where a word is missing. */
  line?: string;
  /** To go on: `yes`, or the line with what is missing in capitals. */
  yes: string;
  no: 'no';
}

/** The verbs whose answer holds claims: then there are none. */
const ofClaims = /^(?:claim|release|renew|keep|extend|take|pass|handover|handoff|steal|break|announce|ask)(?= |$)/;

/** `missing`: the word that the line lacks, `PATHS`. */
export function askedObject(line: string, missing?: string): { asked: Asked; claims?: readonly [] } {
  const asked: Asked = missing === undefined ? { line, yes: 'yes', no: 'no' } : { yes: `${line} ${missing}`, no: 'no' };
  return { asked, ...(ofClaims.test(line) && { claims: [] }) };
}
