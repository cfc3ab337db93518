import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replies } from '../../../test/replies.ts';
import type { Action, Block, Reply } from '#commands/reply.ts';
import type { EntryId, IncidentId } from '#knowledge/ids.ts';
import { languages, say } from '#language/text.ts';
import type { Text } from '#language/text.ts';
import { cardId, render } from './render.ts';

const incident = 'i'.repeat(26) as IncidentId;

describe('replies as Block Kit', () => {
  for (const [name, reply] of Object.entries(replies)) {
    for (const language of languages) {
      it(`renders the reply "${name}" in ${language} as it is on record`, async () => {
        await expect(`${JSON.stringify(render(reply, language), undefined, 2)}\n`).toMatchFileSnapshot(`golden/${name}.${language}.json`);
      });
    }
  }

  it('gives every card an id by which it can be found again', () => {
    expect(render(replies.diagnosis, 'en').blocks[0]?.block_id).toBe(cardId('h4k7m2q9c5x8b3n6w1z0d7f4ga', 4));
  });

  it('puts what others wrote only where Slack reads no mark-up, and escapes the summary', () => {
    const hostile = '<!channel> <https://evil.example|safe> *bold* <@U01ANA> &amp;';
    const reply: Reply = { ...replies.bare, summary: { en: hostile, zh: hostile }, blocks: everyKind(hostile) };
    const { text, blocks } = render(reply, 'en');
    expect(text).not.toMatch(/[<>]/);
    const kinds = new Set<string>();
    walk(blocks, (node) => {
      if (typeof node['type'] === 'string') kinds.add(node['type']);
    });
    expect([...kinds].filter((kind) => ['mrkdwn', 'user', 'usergroup', 'broadcast', 'channel'].includes(kind))).toEqual([]);
    expect(shown(blocks)).toContain(hostile);
  });

  it('shows characters that hide or turn other text', () => {
    const { blocks } = render({ ...replies.bare, blocks: [{ kind: 'code', code: 'rm \u202egnp.\u200bsh\u001b[31m\u0007', language: 'shell' }] }, 'en');
    expect(shown(blocks)).toContain('rm <U+202E>gnp.<U+200B>sh␛[31m␇');
  });

  it('says so when a text is cut, and never cuts in the middle of a line that fits', () => {
    const code = Array.from({ length: 2000 }, (_, index) => `line ${index}`).join('\n');
    const { blocks } = render({ ...replies.bare, blocks: [{ kind: 'code', code, language: 'text' }] }, 'en');
    expect(shown(blocks)).toMatch(/line 0\n/);
    expect(shown(blocks)).toMatch(/Cut for Slack: \d+ of \d+ characters are shown\./);
    expect(shown(blocks)).not.toMatch(/line 1999/);
    const block = blocks[0];
    const lines = block?.type === 'rich_text' && block.elements[0]?.type === 'rich_text_preformatted' ? shown(block.elements[0]).split('\n') : [];
    expect(lines.at(-1)).toBe(`line ${lines.length - 1}`);
  });

  it('keeps the mark of a proving line whole when the line is long', () => {
    const mark = '"cni0" already has an IP address different from 10.244.1.1/24';
    const text = `${'x'.repeat(600)}${mark}${'y'.repeat(300)}`;
    const { blocks } = render(
      { ...replies.bare, blocks: [{ kind: 'evidence', lines: [{ signature: 's', line: 1, text, mark: { from: 600, to: 600 + mark.length }, repeats: 0 }] }] },
      'en',
    );
    const bold: string[] = [];
    walk(blocks, (node) => {
      if (typeof node['text'] === 'string' && JSON.stringify(node['style'] ?? '').includes('bold')) bold.push(node['text']);
    });
    expect(bold).toEqual([mark]);
  });

  it('begins a new row for a second button of the same id, and leaves the ids as they are', () => {
    const button = (entry: string): Action => ({
      id: 'check:run',
      value: { about: 'entry', incident, entry: entry as EntryId },
      label: { en: entry, zh: entry },
      style: 'plain',
    });
    const { blocks } = render({ ...replies.bare, blocks: [{ kind: 'actions', actions: [button('a/b'), button('a/c'), button('a/d')] }] }, 'en');
    expect(
      blocks.map((block) => (block.type === 'actions' ? block.elements.map((element) => ('action_id' in element ? element.action_id : '')) : block.type)),
    ).toEqual([['check:run'], ['check:run'], ['check:run']]);
  });

  it('keeps the buttons when everything else has to be cut', () => {
    const long = 'word '.repeat(3000);
    const blocks: Block[] = [
      ...Array.from({ length: 80 }, (): Block => ({
        kind: 'finding',
        verdict: 'confirmed',
        title: { en: long, zh: long },
        says: { en: long, zh: long },
        asked: long,
      })),
      ...replies.planned.blocks.filter((block) => block.kind === 'actions'),
    ];
    const rendered = render({ ...replies.planned, blocks }, 'en').blocks;
    expect(rendered.some((block) => block.type === 'actions')).toBe(true);
    expect(shown(rendered)).toMatch(/too long for Slack/);
    expect(problemsIn('', rendered)).toEqual([]);
  });

  it('keeps within every limit of Slack, whatever the reply', () => {
    fc.assert(
      fc.property(anyReply, fc.constantFrom(...languages), (reply, language) => {
        const { text, blocks } = render(reply, language);
        expect(problemsIn(text, blocks)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** One block of every kind that takes a string from outside. */
function everyKind(text: string): Block[] {
  const both: Text = { en: text, zh: text };
  return [
    { kind: 'heading', text: both },
    { kind: 'text', text: both },
    { kind: 'notice', tone: 'bad', text: both },
    { kind: 'evidence', lines: [{ signature: 's', line: 1, text, mark: { from: 2, to: 9 }, repeats: 1, span: { first: text, last: text } }] },
    { kind: 'facts', facts: [{ label: both, value: text }] },
    { kind: 'list', ordered: false, items: [{ text: both, detail: text }] },
    { kind: 'finding', verdict: 'confirmed', title: both, says: both, asked: text, target: text },
    { kind: 'code', code: text, language: 'text' },
    { kind: 'step', number: 1, where: text, code: text, language: 'shell', outcome: { ok: true, output: text } },
    { kind: 'links', title: both, links: [{ url: text, label: text }] },
  ];
}

const anyString = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.integer({ min: 0, max: 6000 }).map((length) => 'Ab \n<!here>`\u202e\ud83d\ude00'.repeat(Math.ceil(length / 16)).slice(0, length)),
);
const anyText: fc.Arbitrary<Text> = fc.record({ en: anyString, zh: anyString });
const many = <T>(of: fc.Arbitrary<T>, maxLength = 8): fc.Arbitrary<T[]> =>
  fc.oneof(
    fc.array(of, { maxLength: 3 }),
    fc.array(of, { maxLength }),
    of.map((one) => Array.from({ length: 90 }, () => one)),
  );
const tone = fc.constantFrom('neutral', 'good', 'warning', 'bad');
const anyAction: fc.Arbitrary<Action> = fc.record({
  id: fc.oneof(
    fc.constantFrom<Action['id']>('check:run', 'plan:approve', 'plan:reject', 'answer:wrong'),
    anyString.map((name): Action['id'] => `fix:plan:${name}`),
  ),
  value: fc.oneof(anyString.map((entry) => ({ about: 'entry' as const, incident, entry: entry as EntryId }))),
  label: anyText,
  style: fc.constantFrom('primary', 'danger', 'plain'),
});
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), text: anyText, tag: fc.record({ text: anyText, tone }) }),
  fc.record({ kind: fc.constant('text' as const), text: anyText }),
  fc.record({ kind: fc.constant('notice' as const), tone, text: anyText }),
  fc.record({
    kind: fc.constant('evidence' as const),
    lines: many(
      fc.record({ signature: anyString, line: fc.nat(), text: anyString, mark: fc.record({ from: fc.nat(7000), to: fc.nat(7000) }), repeats: fc.nat(5) }),
    ),
  }),
  fc.record({ kind: fc.constant('facts' as const), facts: many(fc.record({ label: anyText, value: fc.oneof(anyText, anyString) })) }),
  fc.record({ kind: fc.constant('list' as const), title: anyText, ordered: fc.boolean(), items: many(fc.record({ text: anyText, detail: anyString })) }),
  fc.record({
    kind: fc.constant('finding' as const),
    verdict: fc.constantFrom('confirmed' as const, 'refuted' as const, 'inconclusive' as const, 'not-run' as const, 'pending' as const),
    title: anyText,
    says: anyText,
    asked: anyString,
    target: anyString,
  }),
  fc.record({ kind: fc.constant('code' as const), title: anyText, code: anyString, language: fc.constantFrom('shell' as const, 'diff' as const) }),
  fc.record({
    kind: fc.constant('step' as const),
    number: fc.nat(),
    where: anyString,
    code: anyString,
    language: fc.constantFrom('shell' as const, 'json' as const),
    outcome: fc.record({ ok: fc.constantFrom(true as const, false as const, 'running' as const, 'unknown' as const), output: anyString }),
  }),
  fc.record({ kind: fc.constant('links' as const), title: anyText, links: many(fc.record({ url: fc.oneof(fc.webUrl(), anyString), label: anyString })) }),
  fc.record({ kind: fc.constant('actions' as const), actions: many(anyAction) }),
);
const anyReply: fc.Arbitrary<Reply> = fc
  .tuple(
    anyText,
    many(anyBlock, 30),
    fc.oneof(fc.constant({}), fc.record({ card: fc.record({ incident: fc.constant(incident), version: fc.nat(), pending: fc.boolean() }) })),
  )
  .map(([summary, blocks, card]) => ({ summary, blocks, audience: 'place', data: null, exit: 0, ...card }));

type Node = Readonly<Record<string, unknown>>;

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const each of node) walk(each, visit);
  else if (typeof node === 'object' && node !== null) {
    visit(node as Node);
    for (const value of Object.values(node)) walk(value, visit);
  }
}

function shown(blocks: unknown): string {
  let text = '';
  walk(blocks, (node) => {
    if (typeof node['text'] === 'string') text += node['text'];
  });
  return text;
}

/** Slack's limits once more, written down independently of the renderer. */
function problemsIn(text: string, blocks: readonly unknown[]): string[] {
  const problems: string[] = [];
  const require = (holds: boolean, what: string): void => void (holds || problems.push(what));
  const length = (value: unknown): number => (typeof value === 'string' ? value.length : -1);
  require(blocks.length >= 1 && blocks.length <= 50, `${blocks.length} blocks`);
  require(JSON.stringify(blocks).length + text.length < 10_000, `${JSON.stringify(blocks).length + text.length} characters`);
  require(text.length <= 4000 && !/[<>]/u.test(text), 'summary');
  walk(blocks, (node) => {
    const elements = Array.isArray(node['elements']) ? node['elements'] : [];
    switch (node['type']) {
      case 'header':
        walk(node['text'], (inner) => require(length(inner['text']) >= 1 && length(inner['text']) <= 150, 'header'));
        break;
      case 'actions':
        require(elements.length >= 1 && elements.length <= 25, 'elements of actions');
        require(new Set(elements.map((element: Node) => element['action_id'])).size === elements.length, 'an action id twice in a block');
        break;
      case 'button':
        walk(node['text'], (inner) => require(length(inner['text']) >= 1 && length(inner['text']) <= 75, 'button text'));
        require(length(node['value']) <= 2000, 'button value');
        require(length(node['action_id']) >= 1 && length(node['action_id']) <= 255, 'action id');
        break;
      case 'text':
        require(length(node['text']) >= 1 && length(node['text']) <= 3000, 'text element');
        break;
      case 'rich_text':
      case 'rich_text_section':
      case 'rich_text_list':
      case 'rich_text_preformatted':
        require(elements.length >= 1, `empty ${node['type']}`);
        break;
      case 'link':
        require(/^https?:/u.test(String(node['url'])) && length(node['url']) <= 3000, 'link');
        break;
      case 'plain_text':
        break;
      case undefined:
        require(!('elements' in node), 'elements without a type'); // a style
        break;
      default:
        require(false, `a block of an unexpected type: ${String(node['type'])}`);
    }
    require(length(node['block_id']) <= 255, 'block id');
    for (const value of Object.values(node)) require(typeof value !== 'string' || value.isWellFormed(), 'half a character');
  });
  return problems;
}

// `say` is how every face picks the language; the goldens above would not notice both languages being the same.
it('speaks the reader’s language', () => {
  expect(render(replies.diagnosis, 'zh').text).toBe(say(replies.diagnosis.summary, 'zh'));
  expect(render(replies.diagnosis, 'zh').text).not.toBe(render(replies.diagnosis, 'en').text);
});
