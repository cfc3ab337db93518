/** The short replies that several verbs give. */
import { answers } from '#language/answers.ts';
import type { Text } from '#language/text.ts';
import type { Block, Reply, Tone } from '../reply.ts';

/** One sentence to the person alone: a refusal, a wrong word, thanks. */
export function notice(tone: Tone, text: Text, exit: Reply['exit'], more: readonly Block[] = []): Reply {
  return { summary: text, blocks: [{ kind: 'notice', tone, text }, ...more], audience: 'person', data: { message: text.en }, exit };
}

export function refusal(text: Text): Reply {
  return notice('bad', text, 2);
}

/** A usage error, with how the command is written. */
export function wrongUsage(text: Text, usage: string): Reply {
  return notice('warning', text, 2, [{ kind: 'text', text: answers.usage(usage) }]);
}
