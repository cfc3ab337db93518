/**
 * Reply → Block Kit. Pure. Every limit of Slack is kept by construction, and nothing is ever written as mrkdwn: all strings
 * go into `plain_text` and rich text, where Slack reads neither mentions nor links out of them.
 */
import type { types } from '@slack/bolt';
import type { Action, Block, Reply, Tone } from '#commands/reply.ts';
import { say } from '#language/text.ts';
import { seenTimes } from '#language/times.ts';
import type { Language, Text } from '#language/text.ts';
import { cut, escaped, literal } from './literal.ts';
import { verdictWords, words } from './words.ts';

/** Slack's limits on a message. `message` is ours: the sum is undocumented, and messages were refused from about 11,300 characters on. */
const limits = {
  blocks: 50,
  section: 3000,
  header: 150,
  button: 75,
  value: 2000,
  actionId: 255,
  actions: 25,
  url: 3000,
  text: 1000,
  message: 9900,
} as const;

/** What `chat.postMessage` and `chat.update` take. */
export type Message = { readonly text: string; readonly blocks: types.KnownBlock[] };

type Run = types.RichTextText | types.RichTextLink;
type Style = { bold?: boolean; code?: boolean; italic?: boolean };

/** How much of a block may be shown: characters a string, things a list. Tried from generous to tight until the message fits. */
type Room = { readonly characters: number; readonly items: number };
const rooms: readonly Room[] = [
  { characters: 2800, items: 60 },
  { characters: 1400, items: 30 },
  { characters: 700, items: 15 },
  { characters: 300, items: 8 },
  { characters: 120, items: 4 },
];

const signs: Readonly<Record<Tone, string>> = { neutral: 'ℹ', good: '✓', warning: '⚠', bad: '✗' };

/** The reply as one Slack message in the reader's language. */
export function render(reply: Reply, language: Language): Message {
  const text = cut(escaped(say(reply.summary, language)), limits.text);
  const marked = (rendered: types.KnownBlock[]): types.KnownBlock[] =>
    reply.card === undefined
      ? rendered
      : rendered.map((block, index) => (index === 0 ? { ...block, block_id: cut(cardId(reply.card?.incident ?? '', reply.card?.version ?? 0), 255) } : block));
  const fits = (rendered: readonly types.KnownBlock[]): boolean => rendered.length <= limits.blocks && size(rendered) + text.length <= limits.message;

  let drafts: types.KnownBlock[][] = [];
  for (const room of rooms) {
    drafts = reply.blocks.map((block) => renderBlock(block, language, room));
    const whole = marked(drafts.some((draft) => draft.length > 0) ? drafts.flat() : [prose(inline(reply.summary, language, limits.text))]);
    if (fits(whole)) return { text, blocks: whole };
  }
  return { text, blocks: marked(fitted(reply.blocks, drafts, language, limits.message - text.length)) };
}

/** The first block of an incident's card carries this id, so that the card can be found again in its thread. */
export function cardId(incident: string, version: number | ''): string {
  return `card:${incident}:${version}`;
}

/** What is left when even the tightest form is too long: buttons first, then from the top down, then a sentence that says so. */
function fitted(blocks: readonly Block[], drafts: readonly types.KnownBlock[][], language: Language, budget: number): types.KnownBlock[] {
  const note = prose([run(say(words.dropped, language), { italic: true })]);
  let left = budget - size([note]) - 300; // 300: the id that `marked` adds
  let count = limits.blocks - 1;
  const kept = new Set<number>();
  const order = [...blocks.keys()].sort((a, b) => weight(blocks[a]) - weight(blocks[b]) || a - b);
  for (const index of order) {
    const draft = drafts[index] ?? [];
    const cost = size(draft) + 1;
    if (cost <= left && draft.length <= count) {
      kept.add(index);
      left -= cost;
      count -= draft.length;
    }
  }
  return [...drafts.flatMap((draft, index) => (kept.has(index) ? draft : [])), note];
}

function weight(block: Block | undefined): number {
  if (block?.kind === 'actions') return 0;
  return block?.kind === 'heading' || block?.kind === 'notice' ? 1 : 2;
}

function size(blocks: readonly types.KnownBlock[]): number {
  return JSON.stringify(blocks).length;
}

function renderBlock(block: Block, language: Language, room: Room): types.KnownBlock[] {
  switch (block.kind) {
    case 'heading':
      return [heading(block, language)];
    case 'text':
      return [prose(inline(block.text, language, Math.max(room.characters, 700)))];
    case 'notice':
      return [
        prose([run(`${signs[block.tone]} `), ...inline(block.text, language, Math.max(room.characters, 700), block.tone === 'neutral' ? {} : { bold: true })]),
      ];
    case 'evidence':
      return block.lines.length === 0 ? [] : [evidence(block, language, room)];
    case 'facts':
      return block.facts.length === 0 ? [] : [facts(block, language, room)];
    case 'list':
      return list(block, language, room);
    case 'finding':
      return [finding(block, language, room)];
    case 'code':
      return [code(block.title === undefined ? [] : [...inline(block.title, language, 300, { bold: true })], block.code, language, room)];
    case 'step':
      return [step(block, language, room)];
    case 'links':
      return block.links.length === 0 ? [] : [links(block, language, room)];
    case 'actions':
      return actions(block.actions, language);
  }
}

function heading(block: Extract<Block, { kind: 'heading' }>, language: Language): types.HeaderBlock {
  const tag = block.tag === undefined ? '' : ` · ${cut(literal(say(block.tag.text, language)), 40)}`;
  const title = cut(flat(literal(say(block.text, language))), limits.header - tag.length);
  return { type: 'header', text: { type: 'plain_text', text: `${title}${tag}`.trim() || '–', emoji: false } };
}

/** The lines that prove it; around the mark they are cut, never in it. */
function evidence(block: Extract<Block, { kind: 'evidence' }>, language: Language, room: Room): types.RichTextBlock {
  const width = Math.min(400, room.characters);
  const shown = block.lines.slice(0, room.items);
  const lines = shown.map((line): Run[] => {
    const from = Math.max(0, Math.min(line.mark.from, line.text.length));
    const to = Math.max(from, Math.min(line.mark.to, line.text.length));
    const mark = cut(literal(line.text.slice(from, to)), width);
    const spare = Math.max(20, width - mark.length);
    const before = literal(line.text.slice(0, from));
    const after = literal(line.text.slice(to));
    const lead = before.length > spare / 2 ? `…${before.slice(-Math.floor(spare / 2)).replace(/^[\udc00-\udfff]/u, '')}` : before;
    const repeats = line.repeats > 0 ? ` (${literal(say(seenTimes(line.repeats + 1, line.span), language))})` : '';
    return [
      run(`${say(words.line(line.line), language)}: `),
      run(lead, { code: true }),
      run(mark, { code: true, bold: true }),
      run(cut(after, Math.floor(spare / 2)), { code: true }),
      run(repeats),
    ];
  });
  return rich([lined(lines), ...more(block.lines.length - shown.length, language)]);
}

function facts(block: Extract<Block, { kind: 'facts' }>, language: Language, room: Room): types.RichTextBlock {
  const shown = block.facts.slice(0, room.items);
  const lines = shown.map((fact): Run[] => [
    ...inline(fact.label, language, 100, { bold: true }),
    run(': '),
    ...(typeof fact.value === 'string'
      ? [run(cut(literal(fact.value), Math.min(500, room.characters)), { code: true })]
      : inline(fact.value, language, Math.min(500, room.characters))),
  ]);
  return rich([lined(lines), ...more(block.facts.length - shown.length, language)]);
}

function list(block: Extract<Block, { kind: 'list' }>, language: Language, room: Room): types.KnownBlock[] {
  const shown = block.items.slice(0, room.items);
  const items = shown.map((item) =>
    section([
      ...inline(item.text, language, Math.min(600, room.characters)),
      ...(item.detail === undefined ? [] : [run(' '), run(cut(literal(item.detail), Math.min(300, room.characters)), { code: true })]),
    ]),
  );
  const elements = [
    ...(block.title === undefined ? [] : [section(inline(block.title, language, 300, { bold: true }))]),
    ...(items.length === 0 ? [] : [{ type: 'rich_text_list' as const, style: block.ordered ? ('ordered' as const) : ('bullet' as const), elements: items }]),
    ...more(block.items.length - shown.length, language),
  ];
  return elements.length === 0 ? [] : [rich(elements)];
}

function finding(block: Extract<Block, { kind: 'finding' }>, language: Language, room: Room): types.RichTextBlock {
  const verdict = verdictWords[block.verdict];
  return rich([
    section([
      run(`${verdict.sign} `),
      run(say(verdict.word, language), { bold: true }),
      run(' · '),
      ...inline(block.title, language, 300),
      ...(block.target === undefined ? [] : [run(' · '), run(cut(literal(block.target), 100), { code: true })]),
      run('\n'),
      ...inline(block.says, language, Math.min(1000, room.characters)),
    ]),
    ...(block.asked === undefined ? [] : preformatted(block.asked, Math.min(500, room.characters), language)),
  ]);
}

function code(title: readonly Run[], text: string, language: Language, room: Room): types.RichTextBlock {
  return rich([...(title.length === 0 ? [] : [section(title)]), ...preformatted(text, room.characters, language)]);
}

function step(block: Extract<Block, { kind: 'step' }>, language: Language, room: Room): types.RichTextBlock {
  const title = block.title === undefined ? [] : [run(' '), ...inline(block.title, language, 300, { bold: true })];
  const outcome = block.outcome;
  const state =
    outcome === undefined
      ? undefined
      : outcome.ok === true
        ? words.ran
        : outcome.ok === false
          ? words.failed
          : outcome.ok === 'running'
            ? words.running
            : words.unknown;
  return rich([
    section([
      run(`${block.number}.`, { bold: true }),
      ...title,
      run(' · '),
      run(cut(literal(block.where), 200), { code: true }),
      ...(state === undefined ? [] : [run(' · '), run(say(state, language), { bold: true })]),
    ]),
    ...preformatted(block.code, room.characters, language),
    ...(outcome === undefined || outcome.ok === 'running'
      ? []
      : preformatted(outcome.output === '' ? say(words.noOutput, language) : outcome.output, room.characters, language)),
  ]);
}

function links(block: Extract<Block, { kind: 'links' }>, language: Language, room: Room): types.RichTextBlock {
  const shown = block.links.slice(0, room.items);
  const items = shown.map((link) => {
    const label = cut(flat(literal(link.label)), 150);
    return section([isWebAddress(link.url) ? { type: 'link', url: link.url, text: label || link.url } : run(`${label} ${cut(literal(link.url), 300)}`)]);
  });
  return rich([
    section(inline(block.title, language, 300, { bold: true })),
    { type: 'rich_text_list', style: 'bullet', elements: items },
    ...more(block.links.length - shown.length, language),
  ]);
}

function isWebAddress(url: string): boolean {
  return url.length <= 500 && /^https?:\/\/[^\s<>"]+$/u.test(url) && URL.canParse(url);
}

/** Buttons. Slack wants an action id once in a block, so a second button of the same id begins a new block; the ids stay as they are. */
function actions(buttons: readonly Action[], language: Language): types.ActionsBlock[] {
  const rows: types.Button[][] = [];
  for (const action of buttons) {
    const value = JSON.stringify(action.value);
    if (value.length > limits.value || action.id.length > limits.actionId) continue;
    const button: types.Button = {
      type: 'button',
      action_id: action.id,
      text: { type: 'plain_text', text: cut(flat(literal(say(action.label, language))), limits.button) || '–', emoji: false },
      value,
      ...(action.style === 'plain' ? {} : { style: action.style }),
    };
    const row = rows.find((candidate) => candidate.length < limits.actions && !candidate.some((other) => other.action_id === action.id));
    if (row === undefined) rows.push([button]);
    else row.push(button);
  }
  return rows.map((elements) => ({ type: 'actions', elements }));
}

function more(count: number, language: Language): types.RichTextSection[] {
  return count > 0 ? [section([run(say(words.more(count), language), { italic: true })])] : [];
}

/** Lines as they are; where they are cut, whole lines stay if they can, and a sentence gives the figures. */
function preformatted(text: string, max: number, language: Language): (types.RichTextPreformatted | types.RichTextSection)[] {
  const whole = literal(text);
  if (whole.length <= max) return [{ type: 'rich_text_preformatted', elements: [run(whole)] }];
  const head = whole.slice(0, max).replace(/[\ud800-\udbff]$/u, '');
  const lastLine = head.lastIndexOf('\n');
  const shown = lastLine > max / 2 ? head.slice(0, lastLine) : head;
  return [{ type: 'rich_text_preformatted', elements: [run(shown)] }, section([run(say(words.shown(shown.length, whole.length), language), { italic: true })])];
}

/** One of our sentences: `code` between backticks is set as code, everything else stands as it is. */
function inline(text: Text, language: Language, max: number, style: Style = {}): Run[] {
  return cut(literal(say(text, language)), Math.min(max, limits.section))
    .split(/(`[^`\n]+`)/u)
    .filter((part) => part !== '')
    .map((part) => (/^`[^`\n]+`$/u.test(part) ? run(part.slice(1, -1), { ...style, code: true }) : run(part, style)));
}

function run(text: string, style: Style = {}): types.RichTextText {
  return { type: 'text', text, ...(Object.keys(style).length > 0 ? { style } : {}) };
}

/** Slack refuses empty text elements and empty sections. */
function section(runs: readonly Run[]): types.RichTextSection {
  const elements = runs.filter((each) => each.type !== 'text' || each.text !== '');
  return { type: 'rich_text_section', elements: elements.length > 0 ? elements : [run('–')] };
}

/** Lines of their own in one section: how Slack spaces two sections is its own affair. */
function lined(lines: readonly (readonly Run[])[]): types.RichTextSection {
  return section(lines.flatMap((line, index) => (index === 0 ? line : [run('\n'), ...line])));
}

function rich(elements: (types.RichTextSection | types.RichTextList | types.RichTextPreformatted | types.RichTextQuote)[]): types.RichTextBlock {
  const filled = elements.map((element) =>
    element.type === 'rich_text_preformatted'
      ? { ...element, elements: element.elements.map((each) => (each.type === 'text' && each.text === '' ? run(' ') : each)) }
      : element,
  );
  return { type: 'rich_text', elements: filled };
}

function prose(runs: readonly Run[]): types.RichTextBlock {
  return rich([section(runs)]);
}

function flat(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
