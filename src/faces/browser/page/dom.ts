/** Making elements: attributes and text only. Nothing that a paste says ever becomes mark-up. */
import type { Text } from '#language/text.ts';
import { named, pieces } from './text.ts';

export type Child = Node | string | undefined;

/** An element with attributes (`true` is an empty one, false and undefined none) and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** The element of the page with this id. @throws {Error} where the page lacks it. */
export function part<E extends HTMLElement>(id: string, type: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no #${id}`);
  return element;
}

/** A text that is not ours: shown literally, hidden characters by their names. */
export function literal(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const piece of pieces(text)) fragment.append('plain' in piece ? piece.plain : make('span', { class: 'hidden-character' }, piece.hidden));
  return fragment;
}

/** A sentence of ours, the names in it set apart. Values from elsewhere may stand in it, so it is literal all the same. */
export function prose(text: Text, language: keyof Text): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(...named(text[language]).map((part, index) => (index % 2 === 0 ? literal(part) : make('code', {}, literal(part)))));
  return fragment;
}

/** Ours or not ours, as the type says. */
export function shown(value: Text | string, language: keyof Text): Node {
  if (typeof value !== 'string') return prose(value, language);
  // Addresses, paths and hashes are read letter by letter; a name is a word.
  return make('bdi', { class: /[\d/.:_=]/u.test(value) ? 'literal exact' : 'literal' }, literal(value));
}

/**
 * Lines of which the first are shown, and a button that shows the rest.
 * @param parts the lines, in order
 * @param box makes what holds them
 */
export function folded(
  parts: readonly Node[],
  visible: number,
  box: (shown: readonly Node[]) => HTMLElement,
  labels: { readonly more: (hidden: number) => string; readonly fewer: string },
): HTMLElement {
  // One line more than fits is not worth a button.
  if (parts.length <= visible + 1) return box(parts);
  const held = box(parts);
  const rest = parts.slice(visible);
  const button = make('button', { type: 'button', class: 'link', 'aria-expanded': 'false', 'data-key': 'fold' });
  const show = (open: boolean): void => {
    for (const node of rest) if (node instanceof HTMLElement) node.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    button.textContent = open ? labels.fewer : labels.more(rest.length);
  };
  button.addEventListener('click', () => show(button.getAttribute('aria-expanded') === 'false'));
  show(false);
  return make('div', { class: 'foldable' }, held, button);
}
