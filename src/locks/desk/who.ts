/** Who acts for whom, and which names may hold a claim. */
import type { PersonId } from '../../kernel/people.ts';
import { type Outcome, refuse } from '../../kernel/result.ts';
import { visible } from '../../kernel/text.ts';
import { isAgent } from '../agent-locks/words.ts';
import type { Who } from './claim.ts';

/** Names that every agent of a make has: nobody could tell whose claim it is. */
const generic =
  /^(?:(?:openai|google|anthropic)?[-_ ]?(?:codex|claude|gemini|gpt|chatgpt|cursor|copilot|aider|devin|jules|cline|amp|opencode)(?:[-_ ](?:code|cli|agent|bot))?|agent|bot|ai|llm|assistant|worker|subagent|model)$/i;

/** An owner acts for their agents, never the other way round. */
export const actsFor = (one: Who, other: Who): boolean => one.id === other.id || one.id === other.owner;

/** The one person behind a person and all their agents. */
export const personBehind = (who: Who): PersonId => who.owner ?? who.id;

export type Kin = 'own agent' | 'owner' | 'same owner';

/** What `other` is to `one`, where both are one person's. */
export function kinship(one: Who, other: Who): Kin | undefined {
  if (one.id === other.id || personBehind(one) !== personBehind(other)) return undefined;
  if (other.owner === one.id) return 'own agent';
  return other.id === one.owner ? 'owner' : 'same owner';
}

/** `nothing`: what was not done. */
export function checkName({ id, kind }: Who, nothing: string): Outcome<never> | undefined {
  const shown = visible(id, { maxLength: 40 });
  if (!isAgent(id)) return refuse('bad name', `"${shown}" is no name that a line of the lock file can hold. ${nothing}`);
  if (kind === 'agent' && generic.test(id.trim()))
    return refuse(
      'generic name',
      `Many agents are called "${shown}", so nobody could tell whose claim it is. ${nothing} Use a name of its own, such as ${shown}-26366.`,
    );
  return undefined;
}
