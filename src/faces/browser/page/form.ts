/** The values a command asks for before it can go on, as a form in the card; the answers go back with the same press. */
import type { Field, Form } from '#commands/reply.ts';
import type { Language } from '#language/text.ts';
import { make, prose, shown } from './dom.ts';
import { words } from './words.ts';

export type FormView = { readonly element: HTMLFormElement; readonly values: () => Record<string, string>; readonly focus: () => void };

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

let made = 0;

/**
 * @param kept what was already typed, kept over a change of language
 * @param submit is handed the values and the button that shows that work is under way
 */
export function renderForm(
  form: Form,
  language: Language,
  kept: Readonly<Record<string, string>>,
  submit: (values: Record<string, string>, button: HTMLButtonElement) => void,
  cancel: () => void,
): FormView {
  made += 1;
  const id = `form-${made}`;
  const controls = new Map<string, Control>();
  const rows = form.fields.map((field, index) => {
    const [row, control] = fieldRow(field, `${id}-${index}`, language, kept[field.name]);
    controls.set(field.name, control);
    return row;
  });
  const send = make('button', { type: 'submit', class: 'button', 'data-style': 'primary' }, form.submit[language]);
  const leave = make('button', { type: 'button', class: 'quiet' }, words.cancel[language]);
  const element = make(
    'form',
    { class: 'form', 'aria-labelledby': `${id}-title`, novalidate: true },
    make('p', { class: 'form-title', id: `${id}-title` }, prose(form.title, language)),
    ...rows,
    make('div', { class: 'actions' }, send, leave),
  );
  const values = (): Record<string, string> => Object.fromEntries([...controls].map(([name, control]) => [name, control.value]));
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(values(), send);
  });
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) cancel();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) element.requestSubmit();
  });
  leave.addEventListener('click', cancel);
  const wrong = form.fields.find((field) => field.problem !== undefined) ?? form.fields[0];
  return { element, values, focus: () => (wrong === undefined ? send : (controls.get(wrong.name) ?? send)).focus() };
}

function fieldRow(field: Field, id: string, language: Language, kept: string | undefined): [HTMLElement, Control] {
  const hints: HTMLElement[] = [];
  const example = field.input.kind === 'value' ? words.example(field.input.example)[language] : undefined;
  const hint = [field.hint?.[language], example].filter((sentence) => sentence !== undefined).join(' ');
  if (field.problem !== undefined) hints.push(make('p', { class: 'problem', id: `${id}-problem` }, prose(field.problem, language)));
  if (hint !== '') hints.push(make('p', { class: 'hint', id: `${id}-hint` }, hint));
  const described = hints.length === 0 ? undefined : hints.map((element) => element.id).join(' ');
  const control = controlFor(field, language, {
    id,
    name: field.name,
    autocomplete: 'off',
    'aria-describedby': described,
    'aria-invalid': field.problem === undefined ? undefined : 'true',
  });
  control.value = kept ?? field.initial ?? '';
  return [make('div', { class: 'field' }, make('label', { for: id }, field.label[language]), control, ...hints), control];
}

function controlFor(field: Field, language: Language, attributes: Readonly<Record<string, string | undefined>>): Control {
  const { input } = field;
  switch (input.kind) {
    case 'value': {
      const numeric = input.type === 'integer' || input.type === 'port';
      const more = { type: 'text', spellcheck: 'false', autocapitalize: 'none', class: 'typed', inputmode: numeric ? 'numeric' : undefined };
      return make('input', { ...attributes, ...more });
    }
    case 'choice': {
      const options = input.options.map(({ value, label }) => make('option', { value }, shown(label, language)));
      const none = input.options.some(({ value }) => value === '') ? undefined : make('option', { value: '' }, words.choose[language]);
      return make('select', attributes, none, ...options);
    }
    case 'reason':
      return make('textarea', { ...attributes, rows: '2' });
    default:
      return input satisfies never;
  }
}
