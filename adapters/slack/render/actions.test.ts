import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAction } from './actions.ts';
import { controls } from './controls.ts';
import { hostile, seed } from './testing.ts';

describe('an action', () => {
  it.each([
    ['a button', { type: 'button', action_id: 'say:0', value: 'stop 42' }, { press: 'say', line: 'stop 42' }],
    ['a button with a form', { type: 'button', action_id: 'form:12', value: 'bench' }, { press: 'form', line: 'bench' }],
    ['a button of the empty line', { type: 'button', action_id: 'say:0' }, { press: 'say', line: '' }],
    [
      'a pick',
      { type: 'static_select', action_id: 'pick:0', selected_option: { value: 'form stop 42' } },
      { press: 'form', line: 'stop 42' },
    ],
    [
      'a pick of the empty line',
      { type: 'static_select', action_id: 'pick:1', selected_option: { value: 'say ' } },
      { press: 'say', line: '' },
    ],
    ['a pick that was taken back', { type: 'static_select', action_id: 'pick:0', selected_option: null }, undefined],
    ['a pick of something else', { type: 'static_select', action_id: 'pick:0', selected_option: { value: 'drop 42' } }, undefined],
    ['another button', { type: 'button', action_id: 'approve', value: 'stop 42' }, undefined],
    ['an id that only begins like ours', { type: 'button', action_id: 'say:0:x', value: 'stop 42' }, undefined],
    ['a select with the id of a button', { type: 'static_select', action_id: 'say:0', selected_option: { value: 'say x' } }, undefined],
    ['a button with the id of a select', { type: 'button', action_id: 'pick:0', value: 'say x' }, undefined],
    ['another element', { type: 'datepicker', action_id: 'say:0', value: 'x' }, undefined],
  ])('%s', (_, action, found) => expect(readAction(action)).toEqual(found));

  it('is the line of the card, to the letter', () => {
    console.info(`300 lines, seed ${seed}`);
    const button = fc.record({ label: hostile, sends: hostile, form: fc.constant(true as const) }, { requiredKeys: ['label', 'sends'] });
    fc.assert(
      fc.property(button, (one) => {
        const { blocks } = controls({ buttons: [one], choice: { label: 'Which', options: [one] } }, 10_000);
        const sent = blocks.flatMap(({ elements }) =>
          elements.map((element) =>
            readAction(
              element.type === 'static_select'
                ? { type: element.type, action_id: element.action_id!, selected_option: element.options![0]! }
                : { type: element.type, action_id: element.action_id!, ...('value' in element && { value: String(element.value) }) },
            ),
          ),
        );
        for (const read of sent) expect(read).toEqual({ press: one.form ? 'form' : 'say', line: one.sends });
        if (one.sends.length <= 140 && one.sends.isWellFormed()) expect(sent).toHaveLength(2);
      }),
      { numRuns: 300, seed },
    );
  });
});
