import { z } from 'zod';
import type { EntryId } from '#knowledge/ids.ts';
import type { Json } from '#knowledge/json.ts';
import { answers } from '#language/answers.ts';
import { authoring } from '#language/authoring.ts';
import { entryBlocks } from './ask.ts';
import { command } from './command.ts';
import type { Context } from './context.ts';
import { notice } from './desk/replies.ts';
import { calibrationReply } from './library/calibration.ts';
import { draftReply } from './library/draft.ts';
import { lintReply, testReply } from './library/lint.ts';
import { statsReply } from './library/stats.ts';
import type { Reply } from './reply.ts';

const words = z.string().default('');
const Args = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('list') }),
  z.strictObject({ what: z.literal('show'), rest: z.string().min(1) }),
  z.strictObject({ what: z.literal('stats') }),
  z.strictObject({ what: z.literal('lint'), rest: words }),
  z.strictObject({ what: z.literal('test'), rest: words }),
  z.strictObject({ what: z.literal('new'), rest: words }),
]);

/** What this verb needs of its context: it works without a database. */
export type KnowledgeContext = Pick<Context, 'knowledge' | 'library' | 'redactor'> & { readonly origin: Pick<Context['origin'], 'face'> };

export const kb = command({
  name: 'kb',
  usage: 'kb list | kb show <entry> | kb stats | kb lint [entry…] | kb test [entry…] | kb test --calibration [FILE|FOLDER] | kb new <entry> <text…>',
  summary: { en: 'The knowledge base: list, show, count, review, test, draft an entry', zh: '知识库：列表、查看、统计、检查、测试、起草条目' },
  args: Args,
  positional: ['what', 'rest…'],
  run: (context, args): Promise<Reply> => runKb(context, args),
});

export async function runKb(context: KnowledgeContext, args: z.output<typeof Args>): Promise<Reply> {
  const { entries } = context.knowledge();
  const { folders } = context.library;
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
      const title = authoring.entries(all.length);
      return { summary: title, blocks: [{ kind: 'list', title, ordered: false, items }], audience: 'person', data, exit: 0 };
    }
    case 'show': {
      const entry = entries.get(args.rest.trim() as EntryId);
      if (entry === undefined) return notice('warning', answers.unknownEntry(args.rest, []), 2);
      return { summary: entry.title, blocks: entryBlocks(entry), audience: 'person', data: JSON.parse(JSON.stringify(entry)) as Json, exit: 0 };
    }
    case 'stats':
      return statsReply(context.knowledge(), context.library);
    case 'lint':
    case 'test': {
      // It reads and runs everything: not in a process that others wait for.
      if (context.origin.face !== 'terminal') return notice('neutral', authoring.inATerminal, 0);
      const calibration = args.what === 'test' ? /^(?:--|—)calibration(?:[= ]\s*(?<path>.+))?$/s.exec(args.rest.trim()) : null;
      if (calibration !== null) return calibrationReply(folders, calibration.groups?.['path']);
      const named = args.rest.split(/\s+/).filter((word) => word !== '');
      return args.what === 'lint' ? lintReply(folders, named) : testReply(folders, named);
    }
    case 'new': {
      const [id = '', ...text] = args.rest.trim().split(/(?<=^\S+)\s+/);
      return draftReply(id, text.join(' '), context.redactor);
    }
  }
}
