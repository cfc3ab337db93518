/** Every kind of block as elements of the page: one switch, and a new kind that it lacks does not compile. */
import type { Action, Block } from '#commands/reply.ts';
import type { Language } from '#language/text.ts';
import { seenTimes } from '../../../language/times.ts';
import { folded, literal, make, prose, shown } from './dom.ts';
import { excerpt, linkable } from './text.ts';
import { words } from './words.ts';

/** Who reads, and what becomes of a press. */
export type View = {
  readonly language: Language;
  readonly press: (action: Pick<Action, 'id' | 'value'>, button: HTMLButtonElement) => void;
};

type Of<Kind extends Block['kind']> = Extract<Block, { readonly kind: Kind }>;

/** `first`: the block opens a card or an answer, and a heading there is its title. */
export function renderBlock(block: Block, view: View, first: boolean): HTMLElement {
  switch (block.kind) {
    case 'heading':
      return heading(block, view, first);
    case 'text':
      return make('p', { class: 'text' }, prose(block.text, view.language));
    case 'notice':
      return make('p', { class: 'notice', 'data-tone': block.tone }, prose(block.text, view.language));
    case 'evidence':
      return evidence(block, view);
    case 'facts':
      return facts(block, view);
    case 'list':
      return list(block, view);
    case 'finding':
      return finding(block, view);
    case 'code':
      return make(
        'figure',
        { class: 'code' },
        block.title && make('figcaption', {}, prose(block.title, view.language)),
        code(block.code, block.language, view),
      );
    case 'step':
      return step(block, view);
    case 'links':
      return links(block, view);
    case 'actions':
      return make('div', { class: 'actions' }, ...block.actions.map((action) => button(action, view)));
    default:
      return block satisfies never;
  }
}

function heading(block: Of<'heading'>, view: View, first: boolean): HTMLElement {
  const tag = block.tag && make('span', { class: 'tag', 'data-tone': block.tag.tone }, block.tag.text[view.language]);
  return make(first ? 'h2' : 'h3', { class: first ? 'title' : 'subtitle' }, make('span', {}, prose(block.text, view.language)), tag && ' ', tag);
}

const around = 160;

function evidence(block: Of<'evidence'>, view: View): HTMLElement {
  const { language } = view;
  const rows = block.lines.map(({ line, text, mark, repeats, span }) => {
    const part = excerpt(text, mark, around);
    const quoted = make('code', { class: 'quoted' }, literal(part.before), make('mark', {}, literal(part.marked)), literal(part.after));
    return make(
      'li',
      {},
      make('span', { class: 'line', 'aria-label': words.line(line)[language] }, String(line)),
      make(
        'div',
        {},
        quoted,
        repeats > 0 ? make('span', { class: 'repeats' }, literal(seenTimes(repeats + 1, span)[language])) : undefined,
        part.cut ? details(words.wholeLine[language], make('code', { class: 'quoted' }, literal(text))) : undefined,
      ),
    );
  });
  return folded(rows, 4, (shown) => make('ol', { class: 'evidence', 'aria-label': words.evidence[language] }, ...shown), {
    more: (hidden) => words.moreProof(hidden)[language],
    fewer: words.fewer[language],
  });
}

function facts(block: Of<'facts'>, { language }: View): HTMLElement {
  return make(
    'dl',
    { class: 'facts' },
    ...block.facts.map(({ label, value }) => make('div', {}, make('dt', {}, label[language]), make('dd', {}, shown(value, language)))),
  );
}

function list(block: Of<'list'>, { language }: View): HTMLElement {
  const items = block.items.map(({ text, detail }) =>
    make('li', {}, prose(text, language), detail === undefined ? undefined : make('code', { class: 'detail' }, literal(detail))),
  );
  return make(
    'div',
    { class: 'list' },
    block.title && make('p', { class: 'label' }, prose(block.title, language)),
    make(block.ordered ? 'ol' : 'ul', {}, ...items),
  );
}

const verdictSigns = { confirmed: '✓', refuted: '✕', inconclusive: '?', 'not-run': '–', pending: '' } as const;

function finding(block: Of<'finding'>, { language }: View): HTMLElement {
  return make(
    'div',
    { class: 'finding', 'data-verdict': block.verdict },
    make('span', { class: 'sign', 'aria-hidden': 'true' }, verdictSigns[block.verdict]),
    make(
      'div',
      {},
      make(
        'p',
        { class: 'question' },
        make('strong', {}, prose(block.title, language)),
        ' ',
        make('span', { class: 'verdict' }, words.verdicts[block.verdict][language]),
        block.target === undefined ? undefined : make('bdi', { class: 'target' }, literal(block.target)),
      ),
      make('p', {}, prose(block.says, language)),
      block.asked === undefined ? undefined : details(words.asked[language], make('code', { class: 'quoted' }, literal(block.asked))),
    ),
  );
}

const outcomeWords = { true: words.ran, false: words.failed, running: words.stepRunning, unknown: words.unknown } as const;

function step(block: Of<'step'>, view: View): HTMLElement {
  const { language } = view;
  const { outcome } = block;
  const state = outcome === undefined ? 'planned' : (`${outcome.ok}` as const);
  return make(
    'div',
    { class: 'step', 'data-outcome': state, role: 'group', 'aria-label': words.step(block.number)[language] },
    make('span', { class: 'number', 'aria-hidden': 'true' }, String(block.number)),
    make(
      'div',
      {},
      make(
        'p',
        { class: 'question' },
        make('strong', {}, block.title === undefined ? words.step(block.number)[language] : prose(block.title, language)),
        ' ',
        outcome && make('span', { class: 'verdict' }, outcomeWords[`${outcome.ok}`][language]),
        make('bdi', { class: 'target' }, literal(block.where)),
      ),
      code(block.code, block.language, view),
      outcome === undefined || outcome.output === ''
        ? undefined
        : details(words.output[language], code(outcome.output, 'text', view), outcome.ok === false || outcome.ok === 'unknown'),
    ),
  );
}

function links(block: Of<'links'>, { language }: View): HTMLElement {
  const items = block.links.map(({ url, label }) =>
    make('li', {}, linkable(url) ? make('a', { href: url, target: '_blank', rel: 'noreferrer noopener' }, literal(label)) : literal(`${label} ${url}`)),
  );
  return make('div', { class: 'links' }, make('p', { class: 'label' }, prose(block.title, language)), make('ul', {}, ...items));
}

function button(action: Action, view: View): HTMLElement {
  const button = make(
    'button',
    {
      type: 'button',
      class: action.id.startsWith('answer:') ? 'quiet' : 'button',
      'data-style': action.style,
      'data-key': `${action.id} ${JSON.stringify(action.value)}`,
      'data-action': action.id,
    },
    action.label[view.language],
  );
  button.addEventListener('click', () => view.press({ id: action.id, value: action.value }, button));
  return button;
}

function details(summary: string, content: HTMLElement, open = false): HTMLElement {
  return make('details', { open }, make('summary', {}, summary), content);
}

/** Lines as they are; a diff's by what they do. Keyboards can scroll it. */
function code(text: string, kind: Of<'code'>['language'], { language }: View): HTMLElement {
  if (text.trim() === '') return make('p', { class: 'label' }, words.emptyCode[language]);
  const lines = text.replace(/\n$/u, '').split('\n');
  const rows = lines.map((line, index) =>
    make('span', { class: 'row', 'data-change': kind === 'diff' ? changeOf(line) : undefined }, literal(line), index < lines.length - 1 ? '\n' : undefined),
  );
  return folded(rows, 16, (shown) => make('pre', { class: 'block', tabindex: '0', 'data-language': kind }, make('code', {}, ...shown)), {
    more: (hidden) => words.more(hidden)[language],
    fewer: words.fewer[language],
  });
}

function changeOf(line: string): string | undefined {
  if (line.startsWith('@@') || line.startsWith('+++') || line.startsWith('---')) return 'place';
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : undefined;
}
