/** `take`, `pass`: what somebody in line does when it is their turn, or no longer wants to wait. */
import { command } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { passedCard } from '../src/reports/claims/claim-card.ts';
import { heldAnswer, numberOf, reading, stepAnswer } from './claim-words.ts';
import { takes } from './words.ts';

export const take = command({
  name: 'take',
  about: 'takes what it is your turn for',
  usage: 'take [N]',
  role: 'operator',
  readOnly: false,
  seesClones: true,
  options: takes('take [N]', { most: 1 }),
  run({ words: [word] }, view) {
    const place = word === undefined ? undefined : numberOf(word, 'place in line', 'Nothing was taken.');
    if (place && !place.ok) return place;
    const step = desk.take(view.desk, { who: whoOf(view.asker), ...(place && { wait: place.value }) }, view.now);
    return step.ok ? heldAnswer(view, step.value, 'TAKEN') : { ok: false, refusal: step.refusal };
  },
});

export const pass = command({
  name: 'pass',
  about: 'leaves the line for a claim',
  usage: 'pass [N]',
  role: 'operator',
  readOnly: false,
  seesClones: true,
  options: takes('pass [N]', { most: 1 }),
  run({ words: [word] }, view) {
    const place = word === undefined ? undefined : numberOf(word, 'place in line', 'Nothing was changed.');
    if (place && !place.ok) return place;
    const step = desk.pass(view.desk, { who: whoOf(view.asker), ...(place && { wait: place.value }) }, view.now);
    if (!step.ok) return step;
    const { wait } = step.value.news.find((news) => news.is === 'unqueued')!;
    return stepAnswer(view, step.value, passedCard(wait, step.value.news, reading(view)));
  },
});
