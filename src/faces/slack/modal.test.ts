import * as fc from 'fast-check';
import type { types } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { replies } from '../../../test/replies.ts';
import type { Form } from '#commands/reply.ts';
import { answersOf, fieldBlock, formView, problemsOf } from './modal.ts';

const form: Form = replies.form.form ?? expect.unreachable('the reply has a form');

describe('a form as a dialog', () => {
  it('has one input a field, the choice that was made before, and the example as the placeholder', () => {
    const view = formView(form, 'zh', '{}');
    expect(view.title.text).toBe('运行检查');
    const inputs = inputsOf(view);
    expect(inputs.map((input) => input.block_id)).toEqual(['field:node', 'field:expected', 'field:reason']);
    expect(inputs[0]?.element).toMatchObject({ type: 'static_select', initial_option: { value: 'worker-1' } });
    expect(inputs[1]?.element).toMatchObject({ type: 'plain_text_input', placeholder: { text: '10.244.1.1/24' } });
    expect(inputs[2]?.element).toMatchObject({ type: 'plain_text_input', multiline: true });
  });

  it('gives the problems by the block that Slack shows them at', () => {
    expect(problemsOf(form, 'en')).toEqual({ [fieldBlock('expected')]: 'Not an address with a prefix length.' });
  });

  it('gives the answers by the field’s name, and leaves out what was left empty', () => {
    expect(
      answersOf({
        'field:node': { value: { selected_option: { value: 'worker-2' } } },
        'field:expected': { value: { value: '10.0.0.1/24' } },
        'field:reason': { value: { value: null } },
        other: { value: { value: 'x' } },
      }),
    ).toEqual({ node: 'worker-2', expected: '10.0.0.1/24' });
  });

  it('keeps within Slack’s limits, whatever the form, and says how many choices did not fit', () => {
    const text = fc.string({ maxLength: 4000, size: 'max' }).map((words) => ({ en: words, zh: words }));
    const field = fc.record({
      name: fc.string({ minLength: 1, maxLength: 400, size: 'max' }),
      label: text,
      hint: text,
      input: fc
        .array(fc.record({ value: fc.string({ maxLength: 300, size: 'max' }), label: fc.string({ maxLength: 200, size: 'max' }) }), {
          maxLength: 130,
          size: 'max',
        })
        .map((options) => ({ kind: 'choice' as const, options })),
      problem: text,
    });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 3 }), text, (fields, title) => {
        const view = formView({ ...form, title, submit: title, fields }, 'en', '{}');
        expect(view.title.text.length).toBeLessThanOrEqual(24);
        expect(view.submit?.text.length).toBeLessThanOrEqual(24);
        for (const [index, block] of inputsOf(view).entries()) {
          expect(block.block_id?.length).toBeLessThanOrEqual(255);
          expect(block.label.text.length).toBeLessThanOrEqual(2000);
          if (block.element.type !== 'static_select') continue;
          const options = block.element.options ?? [];
          expect(options.length).toBeLessThanOrEqual(100);
          expect(options.every((option) => option.text.text.length >= 1 && option.text.text.length <= 75 && (option.value ?? '').length <= 150)).toBe(true);
          const left = (fields[index]?.input.options.length ?? 0) - options.length;
          if (left > 0 && (fields[index]?.hint.en.length ?? 0) < 1500) expect(block.hint?.text).toContain(`${left} more choices`);
        }
      }),
      { numRuns: 40 },
    );
  });
});

function inputsOf(view: types.ModalView): types.InputBlock[] {
  return view.blocks.filter((block): block is types.InputBlock => block.type === 'input');
}
