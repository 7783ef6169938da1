/** How people say it, and the line that it stands for. What would change something and is a guess becomes `guess LINE`, which asks first. */
import { claimPhrase } from './claim-phrases.ts';

/** The line that `text` stands for; undefined when it is no phrase. `recipes`: what may be started. Never throws. */
export function phrase(text: string, recipes: readonly string[]): string | undefined {
  // Paths are in the letters that they were written in.
  return jobPhrase(text, recipes) ?? claimPhrase(text);
}

function jobPhrase(text: string, recipes: readonly string[]): string | undefined {
  const said = text
    .toLowerCase()
    .replace(/[.!?…]+$/, '')
    .replace(/^(?:hey|hi|ok|okay|so|please|pls)[, ]+/, '')
    .replace(/^(?:can|could|would) you (?:please )?/, '')
    .replace(/[, ]+(?:please|pls|thanks|now|for me)$/, '')
    .replaceAll("'", '')
    .trim();
  if (said === '' || said.length > 80) return undefined;
  for (const [pattern, line] of table) {
    const match = pattern.exec(said);
    if (match) return typeof line === 'string' ? line : line(match);
  }
  return started(said, recipes);
}

const n = '(?:job )?(#?\\d+|molt-\\d+)';
const it = '(?:it|that|this|the job|this job|that job|everything|my job|the run)';
const re = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const job =
  (command: string) =>
  (match: RegExpExecArray): string =>
    `${command} ${match.slice(1).find((group) => group !== undefined)}`;

const table: readonly (readonly [RegExp, string | ((match: RegExpExecArray) => string)])[] = [
  [
    re(
      'hows it going|how is it going|hows it looking|how goes it|how far(?: is it| are we| along)*|any (?:news|progress|update)s?|progress|are we there yet',
    ),
    'status',
  ],
  [
    re(
      'eta|whats the eta|when(?: will| is) it (?:be )?(?:done|finished|ready)|how (?:much )?long(?:er)?(?: left| to go| will it take)?|is it (?:done|finished|over)(?: yet)?|done yet|finished yet',
    ),
    'status',
  ],
  [
    re(
      `(?:hows|how is|whats up with|what about|is|check|eta(?: of| for)?|progress of|state of) ${n}(?: (?:doing|going|done|finished)(?: yet)?)?`,
    ),
    job('status'),
  ],
  [
    re(
      'whats (?:running|up|going on|happening|on)|what is (?:running|going on|happening)|whos running what|is anything running|anything running|running|is it busy|is the host (?:busy|free)',
    ),
    'overview',
  ],
  [
    re('whats (?:waiting|queued|next)|what is (?:waiting|queued)|show(?: me)? the queue|the queue|what needs me|anything for me'),
    'overview',
  ],
  [
    re(
      'what(?:s)? (?:has |have )?(?:failed|broke|broken|went wrong)|any(?:thing)? (?:failed|failures|broken)|failures|show(?: me)? (?:the )?failures|did anything (?:fail|break)',
    ),
    'jobs --failed',
  ],
  [
    re('(?:what(?:s)? (?:has )?failed|did anything fail|anything failed|failures) (?:over ?night|last night|since yesterday)'),
    'jobs --failed --since 16h',
  ],
  [re('(?:what(?:s)? (?:has )?failed|did anything fail|anything failed|failures) today'), 'jobs --failed --since 24h'],
  [re('what (?:happened|ran|finished)(?: (?:over ?night|last night))'), 'jobs --since 16h'],
  [re('what (?:happened|ran|finished)(?: today)?'), 'jobs --since 24h'],
  [re('(?:show|list)(?: me)?(?: all)?(?: the)? jobs|what jobs(?: are there)?|all jobs'), 'jobs'],
  [re('(?:show(?: me)? )?my jobs|whats mine|what am i running'), 'jobs --mine'],
  [
    re(
      `(?:show|give|get|open)(?: me)? (?:the )?(?:whole |full )?logs? (?:of|for|from) ${n}|(?:the )?logs? (?:of|for|from) ${n}|where is the log of ${n}`,
    ),
    job('log'),
  ],
  [re('(?:show|give|get)(?: me)? (?:the )?logs?|wheres the log|where is the log|the logs?'), 'log'],
  [
    re(
      `(?:show|give|get)(?: me)? (?:the )?(?:tail|output|last lines|end) (?:of|for|from) ${n}|what(?:s| is) ${n} (?:printing|saying|doing)|what does ${n} (?:print|say)`,
    ),
    job('tail'),
  ],
  [
    re(
      '(?:show|give)(?: me)? (?:the )?(?:tail|output|last lines)|whats it (?:printing|saying|doing)|what is it (?:printing|saying|doing)|last lines',
    ),
    'tail',
  ],
  [
    re(
      `(?:show|give|get|send)(?: me)? (?:the )?(?:full )?(?:report|results?) (?:of|for|from) ${n}|(?:the )?(?:report|results?) (?:of|for) ${n}|how did ${n} (?:go|do|end)|why did ${n} fail`,
    ),
    job('report'),
  ],
  [re('(?:show|give|get|send)(?: me)? (?:the )?(?:full )?(?:report|results?)|how did it (?:go|end)|why did it fail'), 'report'],
  [re(`how do i (?:attach to|resume|watch|get into) ${n}|let me (?:see|watch) ${n}|watch ${n}`), job('resume')],
  [re('how do i (?:attach|resume|watch|get in)|let me watch'), 'resume'],
  [re('who am i|whats my role|what am i allowed(?: to do)?|what may i do|my id'), 'whoami'],
  [re('who (?:are you|is here|may what)|whos (?:who|here|allowed)|who can (?:start|do) (?:jobs|what)'), 'people'],
  [re('what can (?:you|i) do|what do you do|how does this work|how do i use (?:this|you)|commands|help me|i need help'), 'help'],
  [
    re(
      'are you (?:there|alive|ok|okay|well|up)|you (?:there|ok|alive)|hows the (?:bot|host)|is the (?:bot|host) (?:ok|okay|alive|up|well)',
    ),
    'health',
  ],
  [re('whats scheduled|what is scheduled|what runs (?:tonight|over ?night)|(?:show|list)(?: me)?(?: the)? schedules?'), 'schedules'],
  [
    re(`(?:stop|kill|cancel|abort|end|terminate) ${it}|(?:stop|kill|cancel|abort|end|terminate) ${it} (?:job|run)|make it stop|enough`),
    'guess stop',
  ],
  [re(`(?:get rid of|shoot|shut down|stop job|kill job|end) ${n}`), (m) => `guess "stop ${m[1]}"`],
  [
    re(
      `(?:rerun|retry|repeat|redo|restart) ${it}|do (?:it|that) again|run (?:it|that) again|(?:once|one) more(?: time)?|try again|same again|another one`,
    ),
    'guess again',
  ],
  [re(`(?:rerun|repeat|redo|restart) ${n}|run ${n} again|do ${n} again|try ${n} again`), job('again')],
  [re(`be quiet|shut up|quiet|stop (?:posting|talking|the updates)|no more updates|mute (?:it|this|that)`), 'guess mute'],
  [
    re('(?:undo|take back|revert) (?:it|that|this|the last(?: one)?)|take (?:it|that) back|oops|i didnt mean that|never ?mind that'),
    'guess undo',
  ],
  [
    re(`(?:let|put) ${n} (?:go |run )?first|${n} first|run ${n} (?:first|next)`),
    (m) => `guess "first ${m.slice(1).find((group) => group !== undefined)}"`,
  ],
];

/** `start a smoke bench`, `run the bench again`, `kick off a linked bench`: a recipe, its flags in words. */
function started(said: string, recipes: readonly string[]): string | undefined {
  const once = said.replace(/ (?:again|once more)$/, '');
  const match =
    /^(?:start|run|launch|do|kick off|fire up|lets (?:run|do|start)|i (?:want|need)) (?:a |an |the |another |me a )?((?:[a-z][a-z-]* ){0,2})([a-z][a-z0-9-]*)$/.exec(
      once,
    );
  const recipe = match?.[2];
  // `run bench` is a command, not a guess.
  if (!match || recipe === undefined || !recipes.includes(recipe) || /^run [a-z0-9-]+$/.test(said)) return undefined;
  const flags = match[1]!.trim();
  if (flags === '') return once !== said || /\banother\b/.test(said) ? `guess "again ${recipe}"` : `guess "${recipe}"`;
  const words = flags.split(' ').map((flag) => ` --${flag}`);
  return `guess "${recipe}${words.join('')}"`;
}
