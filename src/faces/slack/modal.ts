/**
 * Form → modal, and a submission of it → fields.
 */
import type { types } from '@slack/bolt';
import type { Field, Form } from '#commands/reply.ts';
import { say } from '#language/text.ts';
import type { Language, Text } from '#language/text.ts';
import { cut, literal } from './literal.ts';
import { words } from './words.ts';

export const formCallback = 'form';
export const pasteCallback = 'diagnose_text';
export const pasteBlock = 'paste';

const limit = {
  title: 24,
  label: 2000,
  hint: 2000,
  placeholder: 150,
  option: 75,
  optionValue: 150,
  options: 100,
  blocks: 100,
  text: 3000,
  input: 3000,
} as const;

/** The modal of a form. `metadata` comes back with the submission, at most 3,000 characters. */
export function formView(form: Form, language: Language, metadata: string): types.ModalView {
  return {
    type: 'modal',
    callback_id: formCallback,
    private_metadata: metadata,
    title: plain(form.title, language, limit.title),
    submit: plain(form.submit, language, limit.title),
    close: plain(words.cancel, language, limit.title),
    blocks: form.fields.flatMap((field) => fieldBlocks(field, language)).slice(0, limit.blocks),
  };
}

/** The modal of the global shortcut: one box for a text. */
export function pasteView(language: Language): types.ModalView {
  return {
    type: 'modal',
    callback_id: pasteCallback,
    title: plain(words.pasteTitle, language, limit.title),
    submit: plain(words.pasteSubmit, language, limit.title),
    close: plain(words.cancel, language, limit.title),
    blocks: [
      {
        type: 'input',
        block_id: pasteBlock,
        label: plain(words.pasteLabel, language, limit.label),
        element: { type: 'plain_text_input', action_id: pasteBlock, multiline: true, max_length: limit.input },
      },
    ],
  };
}

/** The block that a field's answer and its problem belong to. */
export function fieldBlock(name: string): string {
  return cut(`field:${name}`, 255);
}

/** The answers of a submission, by the field's name; what was left empty is not there. */
export function answersOf(
  values: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly value?: string | null | undefined; readonly selected_option?: { readonly value: string } | null | undefined }>>
    >
  >,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([block, elements]) => {
      const answer = Object.values(elements)[0];
      const value = answer?.selected_option?.value ?? answer?.value;
      return block.startsWith('field:') && value !== undefined && value !== null && value !== '' ? [[block.slice('field:'.length), value]] : [];
    }),
  );
}

/** What the modal says beside each field that was not accepted; empty when all were. */
export function problemsOf(form: Form, language: Language): Record<string, string> {
  return Object.fromEntries(
    form.fields.flatMap((field) => (field.problem === undefined ? [] : [[fieldBlock(field.name), cut(literal(say(field.problem, language)), limit.hint)]])),
  );
}

function fieldBlocks(field: Field, language: Language): types.KnownBlock[] {
  const { element, unfit } = inputOf(field, language);
  const hint = [field.hint, unfit > 0 ? words.tooManyChoices(unfit) : undefined].flatMap((text) => (text === undefined ? [] : [say(text, language)])).join(' ');
  const problem: types.KnownBlock[] = field.problem === undefined ? [] : [{ type: 'section', text: plain(field.problem, language, limit.text) }];
  return [
    ...problem,
    {
      type: 'input',
      block_id: fieldBlock(field.name),
      label: plain(field.label, language, limit.label),
      ...(hint === '' ? {} : { hint: { type: 'plain_text', text: cut(literal(hint), limit.hint), emoji: false } }),
      element,
    },
  ];
}

function inputOf(field: Field, language: Language): { readonly element: types.StaticSelect | types.PlainTextInput; readonly unfit: number } {
  const action_id = 'value';
  switch (field.input.kind) {
    case 'choice': {
      const fitting = field.input.options.filter((option) => option.value !== '' && option.value.length <= limit.optionValue);
      const options = fitting.slice(0, limit.options).map((option) => ({
        value: option.value,
        text: {
          type: 'plain_text' as const,
          text: cut(literal(typeof option.label === 'string' ? option.label : say(option.label, language)), limit.option) || '–',
          emoji: false,
        },
      }));
      const initial = options.find((option) => option.value === field.initial);
      const unfit = field.input.options.length - options.length;
      if (options.length === 0) return { element: { type: 'plain_text_input', action_id }, unfit };
      return { element: { type: 'static_select', action_id, options, ...(initial === undefined ? {} : { initial_option: initial }) }, unfit };
    }
    case 'value':
      return {
        element: {
          type: 'plain_text_input',
          action_id,
          placeholder: { type: 'plain_text', text: cut(literal(field.input.example), limit.placeholder) || '–' },
          ...initialOf(field),
        },
        unfit: 0,
      };
    case 'reason':
      return { element: { type: 'plain_text_input', action_id, multiline: true, max_length: limit.input, ...initialOf(field) }, unfit: 0 };
  }
}

function initialOf(field: Field): { initial_value?: string } {
  return field.initial === undefined ? {} : { initial_value: cut(field.initial, limit.input) };
}

function plain(text: Text, language: Language, max: number): types.PlainTextElement {
  return { type: 'plain_text', text: cut(literal(say(text, language)), max) || '–', emoji: false };
}
