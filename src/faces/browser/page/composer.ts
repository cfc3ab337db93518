/** Where one pastes or types. What is large, or a file, is attached instead of shown: a text box with 50 MiB in it is no use to anybody. */
import type { Language, Text } from '#language/text.ts';
import { make } from './dom.ts';
import { commandIn, sizeOf } from './text.ts';
import { words } from './words.ts';

/** What was put together to be sent. `text` is what there is to show of it. */
export type Sending =
  | { readonly kind: 'line'; readonly line: string; readonly text: string }
  | { readonly kind: 'paste'; readonly body: Blob | string; readonly bytes: number; readonly text: string };

export type Composer = {
  /** Puts a text there to be looked at and sent. */
  fill(text: string): void;
  setLanguage(language: Language): void;
  setLimit(bytes: number): void;
};

/** Characters above which a paste is attached. */
const large = 200_000;

type Attachment = { readonly blob: Blob; readonly name?: string };

export function createComposer(form: HTMLFormElement, first: Language, send: (sending: Sending) => void): Composer {
  let language = first;
  let limit = Number.POSITIVE_INFINITY;
  let attachment: Attachment | undefined;

  const label = make('label', { for: 'text', class: 'visually-hidden' });
  const box = make('textarea', { id: 'text', rows: '2', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'none', 'aria-describedby': 'hint problem' });
  const problem = make('p', { class: 'problem', id: 'problem', role: 'alert' });
  const chip = make('div', { class: 'attachment', hidden: true });
  const picker = make('input', { type: 'file', class: 'visually-hidden', tabindex: '-1', 'aria-hidden': 'true', id: 'file' });
  const attach = make('button', { type: 'button', class: 'quiet' });
  const submit = make('button', { type: 'submit', class: 'button', 'data-style': 'primary' });
  const hint = make('p', { class: 'hint', id: 'hint' });
  form.append(make('div', { class: 'composer-box' }, label, chip, box, problem, make('div', { class: 'composer-foot' }, hint, picker, attach, submit)));

  const complain = (text: Text | undefined): void => {
    problem.textContent = text === undefined ? '' : text[language];
  };
  const draw = (): void => {
    label.textContent = words.pasteLabel[language];
    box.placeholder = words.placeholder[language];
    hint.textContent = words.hint[language];
    attach.textContent = words.attach[language];
    submit.textContent = (attachment === undefined && commandIn(box.value) !== undefined ? words.run : words.send)[language];
    chip.hidden = attachment === undefined;
    box.hidden = attachment !== undefined;
    if (attachment === undefined) return;
    const remove = make('button', { type: 'button', class: 'link' }, words.remove[language]);
    remove.addEventListener('click', () => {
      hold(undefined);
      box.focus();
    });
    chip.replaceChildren(make('bdi', {}, words.attached(attachment.name, sizeOf(attachment.blob.size))[language]), remove);
  };
  const hold = (held: Attachment | undefined): void => {
    attachment = held;
    complain(held !== undefined && held.blob.size > limit ? words.tooLarge(sizeOf(held.blob.size), sizeOf(limit)) : undefined);
    draw();
    if (held !== undefined) submit.focus();
  };

  const deliver = async (): Promise<void> => {
    const held = attachment;
    if (held === undefined) {
      const text = box.value;
      if (text.trim() === '') {
        complain(words.nothing);
        box.focus();
        return;
      }
      const line = commandIn(text);
      send(line === undefined ? { kind: 'paste', body: text, bytes: new Blob([text]).size, text } : { kind: 'line', line, text: text.trim() });
      box.value = '';
    } else {
      if (held.blob.size > limit) {
        complain(words.tooLarge(sizeOf(held.blob.size), sizeOf(limit)));
        return;
      }
      const text = held.name ?? (await held.blob.slice(0, 4096).text());
      send({ kind: 'paste', body: held.blob, bytes: held.blob.size, text });
      attachment = undefined;
    }
    complain(undefined);
    draw();
    box.focus();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void deliver();
  });
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return;
    if (!event.ctrlKey && !event.metaKey && commandIn(box.value) === undefined) return;
    event.preventDefault();
    void deliver();
  });
  box.addEventListener('input', () => {
    complain(undefined);
    draw();
  });
  box.addEventListener('paste', (event) => {
    const [file] = event.clipboardData?.files ?? [];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (file === undefined && text.length <= large) return;
    event.preventDefault();
    hold(file === undefined ? { blob: new Blob([text]) } : { blob: file, name: file.name });
  });
  attach.addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    const [file] = picker.files ?? [];
    if (file !== undefined) hold({ blob: file, name: file.name });
    picker.value = '';
  });
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) hold({ blob: file, name: file.name });
  });

  draw();
  return {
    fill: (text) => {
      hold(undefined);
      box.value = text;
      draw();
      box.focus();
      box.setSelectionRange(0, 0);
      box.scrollTop = 0;
    },
    setLanguage: (chosen) => {
      language = chosen;
      complain(undefined);
      draw();
    },
    setLimit: (bytes) => {
      limit = bytes;
    },
  };
}
