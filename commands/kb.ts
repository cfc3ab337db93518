import { z } from 'zod';
import type { EntryId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import { answers } from '#language/answers.ts';
import { entryBlocks } from './ask.ts';
import { command } from './command.ts';
import { notice } from './desk/replies.ts';
import type { Reply } from './reply.ts';

export const kb = command({
  name: 'kb',
  usage: 'kb list | kb show <entry>',
  summary: { en: 'List the knowledge base, or show one entry', zh: '列出知识库或查看条目' },
  args: z.discriminatedUnion('what', [z.strictObject({ what: z.literal('list') }), z.strictObject({ what: z.literal('show'), entry: z.string().min(1) })]),
  positional: ['what', 'entry'],
  run: async (context, args): Promise<Reply> => {
    const { entries } = context.knowledge();
    switch (args.what) {
      case 'list': {
        const all = [...entries.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const data: Json = all.map((entry) => ({
          id: entry.id,
          kind: entry.kind,
          status: entry.status,
          title: entry.title,
          risk: entry.remediations.map((remediation) => remediation.risk),
          signatures: entry.signatures.length,
        }));
        const items = all.map((entry) => ({ text: entry.title, detail: entry.id }));
        const title = { en: `${all.length} entries`, zh: `共 ${all.length} 个条目` };
        return { summary: title, blocks: [{ kind: 'list', title, ordered: false, items }], audience: 'person', data, exit: 0 };
      }
      case 'show': {
        const entry = entries.get(args.entry as EntryId);
        if (entry === undefined) return notice('warning', answers.unknownEntry(args.entry, []), 2);
        return { summary: entry.title, blocks: entryBlocks(entry), audience: 'person', data: JSON.parse(JSON.stringify(entry)) as Json, exit: 0 };
      }
    }
  },
});
