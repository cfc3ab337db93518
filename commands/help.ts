import { z } from 'zod';
import { answers } from '#language/answers.ts';
import { command } from './command.ts';
import type { Reply } from './reply.ts';

export const help = command({
  name: 'help',
  usage: 'help',
  summary: { en: 'Show what there is to type', zh: '显示可用命令' },
  args: z.strictObject({}),
  positional: [],
  run: async ({ verbs: all }): Promise<Reply> => {
    return {
      summary: answers.helpTitle,
      blocks: [
        { kind: 'heading', text: answers.helpTitle },
        { kind: 'text', text: answers.helpPaste },
        { kind: 'list', ordered: false, items: all.map((verb) => ({ text: verb.summary, detail: verb.usage })) },
      ],
      audience: 'person',
      data: all.map((verb) => ({ name: verb.name, usage: verb.usage, summary: verb.summary })),
      exit: 0,
    };
  },
});
