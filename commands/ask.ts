import { z } from 'zod';
import type { Entry } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';
import { manualBlocks } from './cards/incident.ts';
import { command } from './command.ts';
import { notice } from './desk/replies.ts';
import type { Block, Reply } from './reply.ts';

export const ask = command({
  name: 'ask',
  usage: 'ask <question…>',
  summary: { en: 'Find what the knowledge base says about a question', zh: '在知识库中查找答案' },
  args: z.strictObject({ question: z.string().min(1) }),
  positional: ['question…'],
  run: async (context, { question }): Promise<Reply> => {
    const found = context
      .engine()
      .ask(question)
      .flatMap((answer) => {
        const entry = context.knowledge().entries.get(answer.entry);
        return entry === undefined ? [] : [{ entry, score: answer.score }];
      });
    const data = { matches: found.map(({ entry, score }) => ({ id: entry.id, title: entry.title, score })) };
    const [first, ...others] = found;
    if (first === undefined) return { ...notice('neutral', answers.noAnswer, 1), data };
    const more: readonly Block[] =
      others.length === 0
        ? []
        : [{ kind: 'list', title: answers.alsoAbout, ordered: false, items: others.slice(0, 4).map(({ entry }) => ({ text: entry.title, detail: entry.id })) }];
    return { summary: first.entry.title, blocks: [...entryBlocks(first.entry), ...more], audience: 'place', data, exit: 0 };
  },
});

/** An entry to be read: what it means, why it happens, what to do. */
export function entryBlocks(entry: Entry): readonly Block[] {
  return [
    { kind: 'heading', text: entry.title },
    { kind: 'text', text: entry.summary },
    { kind: 'facts', facts: [{ label: answers.impact, value: entry.impact }] },
    ...(entry.causes.length === 0
      ? []
      : [{ kind: 'list', title: answers.causes, ordered: true, items: entry.causes.map((cause) => ({ text: cause.text })) } as const]),
    ...manualBlocks(entry),
    ...(entry.references.length === 0
      ? []
      : [{ kind: 'links', title: answers.sources, links: entry.references.slice(0, 5).map((one) => ({ url: one.url, label: one.proves })) } as const]),
  ];
}
