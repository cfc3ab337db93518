/** Replies as text for a terminal: colour only where there is one, and never the only bearer of a meaning. */
import type { Block, Reply, Tone } from '#commands/reply.ts';
import { type Language, say, type Text } from '#language/text.ts';
import { seenTimes } from '#language/times.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'inverse';
const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  inverse: [7, 27],
};
const tones: Readonly<Record<Tone, Style>> = { neutral: 'dim', good: 'green', warning: 'yellow', bad: 'red' };
const marks = { confirmed: '✗', refuted: '✓', inconclusive: '?', 'not-run': '!', pending: '…' } as const;
const verdictWords: Readonly<Record<keyof typeof marks, Text>> = {
  confirmed: { en: 'found', zh: '存在' },
  refuted: { en: 'not found', zh: '不存在' },
  inconclusive: { en: 'unclear', zh: '不明确' },
  'not-run': { en: 'not run', zh: '未运行' },
  pending: { en: 'running', zh: '运行中' },
};

export type Look = { readonly language: Language; readonly colour: boolean };

export function render(reply: Reply, look: Look): string {
  const shown =
    reply.blocks.length === 0 ? [say(reply.summary, look.language)] : reply.blocks.map((block) => renderBlock(block, look)).filter((text) => text !== '');
  return `${shown.join('\n')}\n`;
}

/** What came from outside, with nothing in it that a terminal would obey. */
export function harmless(text: string): string {
  return text.replaceAll(
    /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g,
    (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

function renderBlock(block: Block, look: Look): string {
  const paint = (style: Style, text: string): string => (look.colour ? `\u001B[${codes[style][0]}m${text}\u001B[${codes[style][1]}m` : text);
  const words = (text: Text | string): string => (typeof text === 'string' ? harmless(text) : harmless(say(text, look.language)));
  const indent = (text: string, by = '  '): string =>
    text
      .split('\n')
      .map((line) => by + line)
      .join('\n');
  switch (block.kind) {
    case 'heading':
      return `\n${paint('bold', words(block.text))}${block.tag === undefined ? '' : ` [${paint(tones[block.tag.tone], words(block.tag.text))}]`}`;
    case 'text':
      return words(block.text);
    case 'notice':
      return paint(tones[block.tone], words(block.text));
    case 'evidence':
      return block.lines
        .map((line) => {
          const { from, to } = line.mark;
          const marked = look.colour
            ? `${harmless(line.text.slice(0, from))}${paint('inverse', harmless(line.text.slice(from, to)))}${harmless(line.text.slice(to))}`
            : harmless(line.text);
          const place = line.columns === undefined ? `${line.line}:` : `${line.line}:${line.columns.from}:`;
          const times = line.repeats > 0 ? paint('dim', ` (${words(seenTimes(line.repeats + 1, line.span))})`) : '';
          return `  ${paint('dim', place)} ${marked}${times}`;
        })
        .join('\n');
    case 'facts':
      return block.facts.map(({ label, value }) => `${paint('dim', `${words(label)}:`)} ${words(value)}`).join('\n');
    case 'list':
      return [
        ...(block.title === undefined ? [] : [paint('bold', words(block.title))]),
        ...block.items.map(
          (item, index) =>
            `${block.ordered ? `${index + 1}.` : '-'} ${words(item.text)}${item.detail === undefined ? '' : `\n${indent(paint('dim', words(item.detail)), '    ')}`}`,
        ),
      ].join('\n');
    case 'finding': {
      const style = block.verdict === 'refuted' ? 'green' : block.verdict === 'pending' ? 'dim' : block.verdict === 'confirmed' ? 'red' : 'yellow';
      const asked =
        block.asked === undefined
          ? ''
          : `\n${indent(paint('dim', `${block.target === undefined ? '' : `${words(block.target)}: `}${words(block.asked)}`), '    ')}`;
      return `${paint(style, `${marks[block.verdict]} ${words(verdictWords[block.verdict])}`)} ${words(block.title)}: ${words(block.says)}${asked}`;
    }
    case 'code':
      return `${block.title === undefined ? '' : `${words(block.title)}\n`}${indent(harmless(block.code))}`;
    case 'step': {
      const outcome = block.outcome;
      const how =
        outcome === undefined
          ? ''
          : outcome.ok === true
            ? paint('green', ' ✓ done')
            : outcome.ok === false
              ? paint('red', ' ✗ failed')
              : paint('yellow', ` … ${outcome.ok}`);
      const output = outcome === undefined || outcome.output.trim() === '' ? '' : `\n${indent(paint('dim', harmless(outcome.output.trim())), '     ')}`;
      return `${block.number}. ${block.title === undefined ? '' : `${words(block.title)} `}(${words(block.where)})${how}\n${indent(harmless(block.code), '   $ ').replaceAll('\n   $ ', '\n     ')}${output}`;
    }
    case 'links':
      return [paint('dim', words(block.title)), ...block.links.map((link) => `  ${words(link.label)}: ${words(link.url)}`)].join('\n');
    case 'actions':
      return block.actions
        .flatMap((action) => {
          const typed = typedFor(action);
          return typed === undefined ? [] : [`${paint('dim', '→')} ${words(action.label)}: ${paint('bold', `k8sdoc ${typed}`)}`];
        })
        .join('\n');
  }
}

/** A button as it is typed; feedback is left out, it would only be noise here. */
function typedFor(action: Extract<Block, { kind: 'actions' }>['actions'][number]): string | undefined {
  const { id, value } = action;
  if (value.about === 'entry') {
    if (id === 'check:run') return `check ${value.incident}`;
    return id.startsWith('fix:plan:') ? `fix ${value.incident} ${id.slice('fix:plan:'.length)}` : undefined;
  }
  return id.startsWith('plan:') ? `${id.slice('plan:'.length)} ${value.plan}` : undefined;
}
