/** Sentences about claims that begin with no command, each with the command that it stands for. */
import type { Reading } from './claim-said.ts';

export interface Form {
  pattern: RegExp;
  verb: string;
  /** What of it names paths and so on; else the first group. */
  as?: string;
  reading?: Reading;
  /** What may stand for the claims that one holds. */
  its?: 'it' | 'it all' | 'all';
  adds?: string;
  /** Without a time it is no talk of claims. */
  isTimed?: true;
}

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'i');
const saying = (verb: string, more: Omit<Form, 'pattern' | 'verb'>, ...patterns: readonly string[]): Form[] =>
  patterns.map((pattern) => ({ pattern: whole(pattern), verb, ...more }));

const plain: Reading = { plain: true };
const back: Reading = { plain: true, givesTo: true };
const im = "(?:i'?m|i am|we'?re|we are)";
const ill = "(?:i'?ll|i will|i shall|we'?ll|we will)";
const edit = '(?:edit|touch|change|modify|fix|rewrite|refactor|work (?:on|in)|write (?:to|in)|use|go into)';
const take = `(?:take|claim|grab|reserve|lock|have|get|need|${edit})`;
const taking = '(?:taking|claiming|grabbing|reserving|locking|editing)';
const doing =
  '(?:taking|claiming|grabbing|reserving|locking|editing|using|touching|changing|modifying|rewriting|refactoring|fixing|working (?:on|in)|going into)';
const inside = '(?:in|inside|on|using|holding|editing|touching|changing|claiming|locking|blocking|working (?:on|in))';
const who = '(?:any|some)(?:one|body)(?: else)?';
const held = '(?:free|taken|claimed|locked|available|held|busy|in use|reserved|released|unlocked|open)';
const line = '(?:line|queue|list|waiting list|wait ?list)';
const tellMe = '(?:(?:tell|ping|notify|alert|dm|message) me|let me know) (?:when|once|as soon as|if)';
const claims = '(?:claims|locks|leases)';
const show = '(?:(?:show|list|give|see)(?: me)? )?';

/** What only its holder can say. */
export const ownWill = new Set(['release', 'keep', 'handover', 'pass', 'steal']);

export const plainly: readonly (readonly [RegExp, string])[] = [
  [
    whole(
      `what (?:do|have|did) (?:i|we) (?:hold|have|own|got|claim|claimed|lock|locked|taken)(?: claimed| locked)?|what am i (?:holding|claiming|blocking)|${show}(?:all )?(?:my|our) ${claims}|do i (?:hold|have) (?:anything|any ${claims}|${claims})|when (?:does|do|will) (?:my|our) (?:claim|lock|lease|hold)s? (?:end|expire|run out)|how (?:long|much time) (?:is left|do (?:i|we) have(?: left)?)(?: (?:on|for|of) (?:my|our) (?:claim|lock|lease|hold)s?)?`,
    ),
    'locks --mine',
  ],
  [
    whole(
      "what(?:'?s)? (?:does |do |did |has |have |is )?(?!i |we |it |this )[@\\w.-]+ (?:have|has|holds?|holding|owns?|got|claim(?:ed|ing)?|lock(?:ed|ing)?|taken|working (?:on|in)|editing)",
    ),
    'locks',
  ],
  [
    whole(
      `${show}(?:all )?(?:the |my )?(?:claims|locks) (?:as|in) (?:a )?tree|${show}(?:the |a )?tree of (?:the |all )*(?:claims|locks)|${show}(?:the )?(?:lock|claim)s? tree`,
    ),
    'locks --tree',
  ],
  [
    whole(
      `${show}(?:all )?(?:the )?(?:claims|locks) (?:(?:of|for|from|in) )?(?:the|this) (?:past |last )?week|${show}(?:this |the )?week'?s (?:claims|locks)|${show}(?:a |the )?timeline of (?:the )?(?:claims|locks)|who had what this week`,
    ),
    'locks --week',
  ],
  [
    whole(
      `(?:show|list|see)(?: me)?(?: all)?(?: of)?(?: the| current| active| open)* ${claims}|(?:all|the|any|current|active|open) (?:the )?${claims}|${show}(?:${claims} (?:of|by|from) [^\\s/.*]+|[^\\s/.*]+'s ${claims})|claims|locks|leases|what(?:'?s| is) (?:claimed|locked|taken|held|reserved)|is anything (?:claimed|locked|taken)|are there any ${claims}|who (?:has|holds|owns|claimed|locked|is (?:on|in|holding|working on)) what|who'?s (?:on|in|holding|working on) what|who(?:'?s| is) waiting(?: for (?:what|anything|something))?`,
    ),
    'locks',
  ],
  [/^take it$/i, 'take'],
  [whole(`(?:${ill}|i) (?:take|have) it|${ill} take (?:it|that|them)`), 'guess take'],
  [
    whole(
      `${ill} pass|pass on (?:it|that)|skip me|leave the ${line}|(?:take|get|remove) me (?:out of|off|from) (?:the )?${line}(?: for .+)?`,
    ),
    'guess pass',
  ],
  // Of two receivers none is meant more than the other.
  [/^(?:give|hand|pass|transfer|assign|reassign) .+ to \S+,? (?:and|&) .+ to \S+$/i, 'help handover'],
  [
    /^who(?:'?s| is) (?!next|free|busy|on|in|up|off|here|there|online|away|back|done|waiting|working|first|last|it|that|this|what|who)@?[\p{L}\d_-]+$/iu,
    'people',
  ],
  [whole(`(?:${im} (?:all )?|all )(?:done|finished)`), 'guess "release --all"'],
  [whole('(?:i )?accept (?:the )?hand-?over'), 'guess "handover --accept"'],
  [whole('(?:i )?(?:decline|refuse|reject) (?:the )?hand-?over'), 'guess "handover --decline"'],
];

/** In this order: what is said more exactly comes first. */
export const forms: readonly Form[] = [
  ...saying(
    'who',
    { reading: plain },
    'who (?:all )?(?:has|have|holds?|owns?|got|took|claims?|claimed|locks?|locked|uses|reserved|blocks)(?: got| claimed| locked| taken)? (.+)',
    `(?:who'?s|who is|who are) (?:got|${inside}) (.+)`,
    "(?:who'?s|who is|who are|who) (?:waiting|waits|queued|queueing|queuing|lined up|in line|in the queue|next|next in line) (?:for|on) (.+)",
    'whose (?:is|are) (.+)',
  ),
  ...saying(
    'who',
    { reading: plain },
    `(?:is|are) (.+?) (?:still )?${held}(?: (?:yet|already|at the moment))?`,
    `(?:(?:is|are) )?${who} (?:still )?${inside} (.+)`,
    `(?:does|has|have) ${who} (?:have|hold|got|claimed|locked|taken|own|need) (.+)`,
    `(?:can|may|could|should) (?:i|we) (?:edit|touch|change|modify|write (?:to|in)) (.+)`,
    `when (?:can|could|may|will) (?:i|we) (?:have|get|take|claim|use|work (?:on|in)|${edit}) (.+)`,
    `(?:when|until when|how long|since when|why) (?:is|are|will|has|have) (.+?) (?:been |be |get )?${held}`,
  ),
  ...saying(
    'who',
    { reading: plain },
    'who (.+)',
    `${show}(?:the |all )*${claims} (?:for|on|in|under|below) (.+)`,
    'how (?:long|much time) (?:is|are) left (?:on|for|in|of) (.+)',
    `is it (?:safe|ok|okay|fine) (?:for me )?(?:to|if i) ${edit} (.+)`,
  ),
  ...saying('who', { as: '$2', reading: plain }, '(?:how long|since when) (?:has|have|is|did) (\\S+) (?:had|have|held|got) (.+)'),
  ...saying(
    'who',
    {},
    '(?:when|until when|how long|since when|why) (?:is|are|will|has|have) (.+?) (?:been |be |get )?done',
    'when (?:does|do) (.+?) (?:end|expire|get free|become free|run out|open up)',
  ),
  ...saying(
    'keep',
    { as: '$1 for $2 more', reading: plain, its: 'it' },
    '(?:i|we) (?:need|want) (.+?) (?:for )?((?:\\d|an? (?!bit|little|while)|one |two |half ).*?) (?:longer|more)',
  ),
  ...saying(
    'keep',
    { reading: plain, its: 'it all' },
    `(?:(?:i|we|${im}) )?still (?:need|using|want|working (?:on|in)|editing|on|in|busy (?:with|in)) (.+)`,
    'extend (.+)',
    '(?:i|we) (?:need|want) (.+?) (?:(?:for )?(?:a (?:bit|little|while) )?longer|some more)',
  ),
  ...saying('keep', { reading: plain }, '(?:i|we) (?:need|want) (.+ for (?:another|(?:\\S+|an? \\S+) more) .+)'),
  ...saying('keep', { reading: plain }, '(?:(?:i|we) )?(?:(?:need|want) )?(?:some |a bit )?more time (?:for|on|with|in) (.+)'),
  ...saying(
    'keep',
    { as: 'it for $1', its: 'it' },
    '(?:give me |i need )?((?:another|one more|\\S+ more) (?:seconds?|minutes?|mins?|hours?|hrs?|days?))',
  ),
  ...saying('keep', { as: '$2 for $1', reading: plain }, '((?:another|one more|\\d+ more) \\S+) (?:on|for|with|in) (.+)'),
  ...saying('keep', { as: '$2 for $1' }, '(?:i need|give me) ((?:another|an?|\\S+ more|\\d+) .+?) (?:on|for|with|in) (.+)'),
  ...saying(
    'claim',
    { reading: plain, adds: '--wait' },
    `(?:put|get|add) me (?:in|on|to|into) (?:the )?${line} for (.+)`,
    '(?:queue|line) me(?: up)? for (.+)',
    `${tellMe} (.+?) (?:(?:is|are|gets|becomes) (?:free|freed|available|released|unlocked|open)|(?:opens?|frees?) up)`,
    `${ill} wait for (.+)`,
    `(?:${im} |me )?next (?:on|for|in line for) (.+)`,
  ),
  ...saying('claim', { adds: '--wait' }, `${tellMe} (.+?) (?:is|are) (?:done|finished|ready)`, 'wait for (.+)'),
  ...saying(
    'claim',
    { reading: plain },
    '(?:i (?:call|have|got|want) )?dibs on (.+)',
    '(?:everyone |all )?hands off(?: of)? (.+)',
    'lock(?: down)? (.+)',
  ),
  ...saying(
    'claim',
    { reading: plain },
    '(?:can|may|could|might) (?:i|we) (?:please )?(?:take|claim|grab|reserve|lock|have|get|use|work (?:on|in)) (.+)',
  ),
  ...saying('claim', { reading: plain }, `(?:${im} )?(?:now |just |currently )?${taking} (.+)`),
  ...saying(
    'claim',
    { reading: plain },
    'let (?:me|us) (?:take|claim|grab|reserve|lock|have|get) (.+)',
    'take (?!over )(?!.* (?:over|from)\\b)(.+)',
  ),
  ...saying(
    'claim',
    { reading: plain, isTimed: true },
    '(?:(?:i|we) )?(?:need|want|require)(?: (?:access to|a (?:claim|lock|hold) on))? (.+)',
    "(?:hold|(?:i|we)(?:'?ve| have) got) (.+)",
  ),
  ...saying('claim', { as: 'as $1 $2' }, '((?:[a-z][a-z0-9]*-)+\\d+) (?:needs|wants|takes|is taking|is editing|is working (?:on|in)) (.+)'),
  ...saying(
    'claim',
    {},
    `${im} (?:now |just |currently )?(?:${doing}|(?:going to|about to) (?:start )?(?:${take}|${doing})) (.+)`,
    `(?:now |just |currently )?${doing} (.+)`,
    `(?:${im} |i'?ll be |i will be )(?:in|inside|on) (.+)`,
    `(?:nobody|no one|don'?t|do not) (?:touch|edit|change|modify) (.+)`,
    'stay (?:out of|away from) (.+)',
    `(?:gonna|going to|about to) ${take} (.+)`,
    `(?:${ill}|i'?d like to|i would like to|(?:i|we) (?:want|need|have) to|i wanna|i must|i should|let me|let'?s) (?:now |just )?${take} (.+)`,
    '(?:(?:i|we) )?(?:need|want|require)(?: (?:access to|a (?:claim|lock|hold) on))? (.+)',
    '(?:i|we) (?:claim|take|reserve|lock) (.+)',
    '(?:get|give|book|save|reserve) me (.+)',
    '(?:grab|reserve|book) (.+)',
  ),
  ...saying('claim', { as: '$1$2' }, '(.+?) (?:is|are) mine((?: .*)?)'),
  ...saying(
    'release',
    { reading: back, its: 'it all' },
    'let go(?: of)? (.+)',
    '(?:free(?: up)?|unlock|unclaim) (.+)',
    `(?:(?:${im}|all|i have|i'?ve|we'?ve|just) )*(?:done|finished|through)(?: now)? (?:with|w/?|in|on|editing|using) (.+)`,
    `(?:${im} )?releasing (.+)`,
    'drop (?!the )(\\S+)',
    "(?:i|we) (?:don'?t|do not|no longer) need (.+?)(?: any ?more| any longer)?",
    '(?:give (?:up|back)|stop (?:holding|claiming|locking|blocking|using)) (.+)',
    `${im} out of (.+)`,
    '(?:cancel|end|stop|remove|delete|revoke) ((?:(?:the|my|our) )?(?:claims?|locks?|leases?|hold)(?: .+)?)',
    '(.+?) (?:is|are) (?:now )?(?:free|available|done|finished|all yours|yours|up for grabs|released|unlocked)',
  ),
  ...saying(
    'release',
    { its: 'all', reading: { givesTo: true } },
    '(?:drop|return|abandon) (.+)',
    "(?:i(?:'?ve| have)? )?finished (.+)",
    `${im} (?:leaving|off) (.+)`,
    'you (?:can|may) have (.+?)(?: back)?',
  ),
  ...saying(
    'handover',
    { as: '$1 $2', reading: { plain: true, toName: true }, its: 'it all' },
    '(?:give|hand|pass|transfer|assign|reassign) (.+?)(?: over| on| back)? (to .+)',
  ),
  ...saying(
    'handover',
    { as: '$2 to $1', reading: { plain: true, toName: true } },
    '(?:give|hand) (\\S+) (.+)',
    'let (\\S+) (?:have|take|use) (.+)',
    '(\\S+) (?:can|may|should) have (.+)',
  ),
  ...saying(
    'ask',
    { as: 'from $1 $2', reading: { plain: true, fromWhom: true } },
    '(?:ping|nudge|poke) (?!me |us )(\\S+) (?:for|about) (.+)',
  ),
  ...saying('steal', { reading: { plain: true, fromWhom: true } }, 'take over (.+)'),
  ...saying('steal', { reading: { plain: true, fromWhom: true } }, 'take (.+) over', 'take (.+ from .+)'),
  ...saying('steal', { as: '$1 $2', reading: { plain: true, fromWhom: true } }, 'take (.+) over (from .+)'),
  ...saying(
    'pass',
    { reading: plain },
    '(?:never ?mind|forget(?: about)?) (.+)',
    "(?:stop waiting|no longer waiting|i (?:don'?t|do not) want to wait)(?: any ?more)? for (.+)",
  ),
];
