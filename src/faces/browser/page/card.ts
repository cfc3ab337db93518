/**
 * One item of the stream: who said what, and the answer. A card is brought up to date in place: blocks that did not change
 * stay the elements that they are, so that focus, selection and what was unfolded survive.
 */
import type { Action, Block, Form } from '#commands/reply.ts';
import type { Text } from '#language/text.ts';
import type { Answer, SentReply } from '../wire.ts';
import { type Outcome, type Reader, ask, newMessage } from './api.ts';
import { renderBlock } from './blocks.ts';
import { literal, make } from './dom.ts';
import { type FormView, renderForm } from './form.ts';
import { lineCount } from './text.ts';
import { words } from './words.ts';

export type Head = { readonly said: Text; readonly at: string; readonly quoted: string };

/** What an item needs of the page around it. */
export type Surroundings = {
  readonly reader: Reader;
  readonly announce: (text: Text) => void;
  /** An answer with a card, wherever that card is. */
  readonly receive: (answer: Answer) => void;
};

export type Item = {
  readonly element: HTMLLIElement;
  /** Shows an answer, unless a later one is shown already. */
  show(answer: Answer, force?: boolean): void;
  /** A sentence in the place of the answer: work under way, or why there is none, with what can be done about it. */
  tell(text: Text, tone: 'working' | 'bad', choices?: readonly { readonly label: Text; readonly choose: () => void }[]): void;
  /** The person or the language has changed: what only the other saw goes, what stays is said anew. */
  turn(personChanged: boolean): void;
  readonly isPending: () => boolean;
  readonly version: () => number;
};

let made = 0;

export function createItem(around: Surroundings, head: Head): Item {
  const { reader } = around;
  made += 1;
  const labelId = `item-${made}`;
  const headElement = make('div', { class: 'head' });
  const body = make('div', { class: 'body' });
  const aside = make('div', { class: 'aside' });
  const article = make('article', { class: 'card', tabindex: '-1', 'aria-labelledby': labelId }, headElement, body, aside);
  const element = make('li', {}, article);

  let current: Answer | undefined;
  let told: Parameters<Item['tell']> | undefined;
  let rendered = new Map<string, HTMLElement>();
  let form: { readonly asked: Form; readonly view: FormView; readonly opener: string | undefined } | undefined;
  let note: { readonly reply: SentReply; readonly opener: string | undefined } | undefined;

  const drawHead = (): void => {
    const { language } = reader;
    const incident = current?.incident;
    const said = incident === undefined ? head.said[language] : words.pastedBy(incident.openedBy.name)[language];
    const at = incident?.openedAt ?? head.at;
    const quoted = incident?.excerpt ?? head.quoted;
    const label = make('span', { class: 'said', id: labelId }, said);
    const time = make('time', { datetime: at }, timeOf(new Date(at), language));
    const size = make('span', { class: 'size' }, words.lines(lineCount(quoted))[language]);
    const open = headElement.querySelector('details')?.open ?? false;
    const paste =
      quoted.includes('\n') || quoted.length > 80
        ? make('details', { open }, make('summary', {}, label, size, time), make('pre', { class: 'paste block', tabindex: '0' }, literal(quoted)))
        : make('p', { class: 'line-said' }, label, make('code', { class: 'quoted' }, literal(quoted)), time);
    headElement.replaceChildren(paste);
  };

  const draw = (): void => {
    const focused = focusedIn(article);
    const { language } = reader;
    const next = new Map<string, HTMLElement>();
    blocksOf(current?.reply).forEach((block, index) => {
      const repeated = (key: string): string => (next.has(key) ? repeated(`${key}+`) : key);
      const key = repeated(`${language}${index === 0 ? '!' : ''}${JSON.stringify(block)}`);
      next.set(key, rendered.get(key) ?? renderBlock(block, { language, press }, index === 0));
    });
    rendered = next;
    const [text, tone, choices] = told ?? [];
    const telling = text && make('p', { class: tone === 'bad' ? 'notice' : 'working', 'data-tone': tone }, text[language]);
    const buttons = choices?.map(({ label, choose }) => {
      const button = make('button', { type: 'button', class: 'button', 'data-style': 'plain' }, label[language]);
      button.addEventListener('click', choose);
      return button;
    });
    body.replaceChildren(
      ...rendered.values(),
      ...(telling === undefined ? [] : [telling]),
      ...(buttons === undefined ? [] : [make('div', { class: 'actions' }, ...buttons)]),
    );
    article.toggleAttribute('data-pending', current?.reply.card?.pending === true);
    restoreFocus(article, focused);
  };

  const drawAside = (): void => {
    const { language } = reader;
    if (form !== undefined) aside.replaceChildren(form.view.element);
    else if (note !== undefined) {
      const leave = make('button', { type: 'button', class: 'link' }, words.dismiss[language]);
      leave.addEventListener('click', () => {
        clearAside();
        article.focus({ preventScroll: true });
      });
      const head = make('p', { class: 'note-head' }, note.reply.audience === 'person' ? words.onlyYou[language] : undefined, leave);
      const quiet = { language, press };
      aside.replaceChildren(make('div', { class: 'note' }, head, ...blocksOf(note.reply).map((block) => renderBlock(block, quiet, false))));
    } else {
      aside.replaceChildren();
      return;
    }
    aside.scrollIntoView({ block: 'nearest' });
  };

  const clearAside = (): void => {
    form = undefined;
    note = undefined;
    drawAside();
  };

  const openForm = (asked: Form, opener: string | undefined, kept: Readonly<Record<string, string>> = {}): void => {
    const cancel = (): void => {
      clearAside();
      restoreFocus(article, { key: opener });
    };
    const view = renderForm(asked, reader.language, kept, (values, button) => press(asked.action, button, values), cancel);
    form = { asked, view, opener };
    note = undefined;
    drawAside();
  };

  const press = (action: Pick<Action, 'id' | 'value'>, button: HTMLButtonElement, fields?: Record<string, string>): void => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    void answerPress(action, button, fields);
  };

  const answerPress = async (action: Pick<Action, 'id' | 'value'>, button: HTMLButtonElement, fields?: Record<string, string>): Promise<void> => {
    const person = reader.person;
    const group = [...article.querySelectorAll<HTMLButtonElement>('.actions button')];
    const busy = (on: boolean): void => {
      for (const one of group) one.toggleAttribute('data-busy', on && one === button);
      for (const one of group) one.setAttribute('aria-disabled', String(on));
    };
    busy(true);
    const outcome = await ask<Answer>(reader, '/api/press', { json: fields === undefined ? { action } : { action, fields } }, newMessage());
    busy(false);
    // Whoever reads now is somebody else: the answer was not for them, and the card is on its way anew.
    if (person !== reader.person) return;
    settle(outcome, button.dataset['key'] ?? form?.opener);
  };

  const settle = (outcome: Outcome<Answer>, opener: string | undefined): void => {
    if (!outcome.ok) {
      const problem = 'problem' in outcome ? outcome.problem : words.pressLost;
      // What was typed stays, so that it can be sent again.
      if (form === undefined)
        note = { reply: { summary: problem, blocks: [{ kind: 'notice', tone: 'bad', text: problem }], audience: 'person', exit: 2 }, opener };
      else form.view.element.querySelector('.actions')?.before(make('p', { class: 'problem', role: 'alert' }, problem[reader.language]));
      if (form === undefined) drawAside();
      around.announce(problem);
      return;
    }
    const answer = outcome.value;
    around.announce(answer.reply.summary);
    if (answer.reply.form !== undefined) {
      openForm(answer.reply.form, opener);
      form?.view.focus();
      return;
    }
    const inForm = form !== undefined && aside.contains(document.activeElement);
    clearAside();
    if (answer.incident !== undefined) around.receive(answer);
    else {
      note = { reply: answer.reply, opener };
      drawAside();
    }
    if (inForm) restoreFocus(article, { key: opener });
  };

  drawHead();
  return {
    element,
    show: (answer, force = false) => {
      if (!force && current?.incident !== undefined && answer.incident !== undefined && answer.incident.version < current.incident.version) return;
      current = answer;
      told = undefined;
      drawHead();
      draw();
      // What was said about a button goes when the button does.
      const spoken = note?.opener;
      if (spoken !== undefined && withKey(body, spoken) === undefined) clearAside();
      const asked = answer.reply.form;
      if (asked !== undefined) openForm(asked, undefined);
      if (asked !== undefined) form?.view.focus();
    },
    tell: (...words) => {
      told = words;
      draw();
    },
    turn: (personChanged) => {
      drawHead();
      draw();
      if (personChanged) clearAside();
      else if (form !== undefined) openForm(form.asked, form.opener, form.view.values());
      else drawAside();
    },
    isPending: () => current?.reply.card?.pending === true,
    version: () => current?.incident?.version ?? 0,
  };
}

/** A reply that has only its summary says that. */
function blocksOf(reply: SentReply | undefined): readonly Block[] {
  if (reply === undefined) return [];
  return reply.blocks.length === 0 && reply.form === undefined ? [{ kind: 'text', text: reply.summary }] : reply.blocks;
}

type Focused = { readonly key: string | undefined } | undefined;

/** The focused element of a card by its key, before the card is drawn anew. */
function focusedIn(article: HTMLElement): Focused {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !article.contains(active)) return undefined;
  return { key: active.dataset['key'] };
}

function withKey(within: HTMLElement, key: string | undefined): HTMLElement | undefined {
  return [...within.querySelectorAll<HTMLElement>('[data-key]')].find((element) => element.dataset['key'] === key);
}

/** Gives focus back: to the element itself where it is still there, to its successor by key, else to the card. */
function restoreFocus(article: HTMLElement, focused: Focused): void {
  if (focused === undefined || article.contains(document.activeElement)) return;
  (withKey(article, focused.key) ?? article).focus({ preventScroll: true });
}

function timeOf(at: Date, language: keyof Text): string {
  const today = at.toDateString() === new Date().toDateString();
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  return new Intl.DateTimeFormat(locale, today ? { hour: '2-digit', minute: '2-digit' } : { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
