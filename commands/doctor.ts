import { z } from 'zod';
import { command } from './command.ts';
import type { Reply } from './reply.ts';

export const doctor = command({
  name: 'doctor',
  usage: 'doctor',
  summary: { en: 'Check the installation, and say what to do where it fails', zh: '检查安装并给出处理建议' },
  args: z.strictObject({}),
  positional: [],
  run: async (context): Promise<Reply> => {
    const parts = await context.health();
    const ill = parts.filter((part) => !part.ok);
    const summary =
      ill.length === 0
        ? { en: `All ${parts.length} parts work.`, zh: `${parts.length} 个部分全部正常。` }
        : { en: `${ill.length} of ${parts.length} parts need attention.`, zh: `${parts.length} 个部分中有 ${ill.length} 个需要处理。` };
    return {
      summary,
      blocks: [
        { kind: 'notice', tone: ill.length === 0 ? 'good' : 'bad', text: summary },
        ...ill.map((part) => ({ kind: 'notice', tone: 'bad', text: { en: `${part.what}: ${part.says.en}`, zh: `${part.what}：${part.says.zh}` } }) as const),
        { kind: 'facts', facts: parts.filter((part) => part.ok).map((part) => ({ label: { en: part.what, zh: part.what }, value: part.says })) },
      ],
      audience: 'person',
      data: parts.map((part) => ({ what: part.what, ok: part.ok, says: part.says })),
      exit: ill.length === 0 ? 0 : 1,
    };
  },
});
