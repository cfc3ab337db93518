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
        ...parts.map(
          (part) => ({ kind: 'finding', verdict: part.ok ? 'refuted' : 'confirmed', title: { en: part.what, zh: part.what }, says: part.says }) as const,
        ),
      ],
      audience: 'person',
      data: parts.map((part) => ({ what: part.what, ok: part.ok, says: part.says })),
      exit: ill.length === 0 ? 0 : 1,
    };
  },
});
