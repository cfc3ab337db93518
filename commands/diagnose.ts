import { z } from 'zod';
import type { Diagnosis } from '#diagnosis/diagnosis.ts';
import { speakingThreshold } from '#diagnosis/rank.ts';
import { instant } from '#knowledge/ids.ts';
import { answers } from '#language/answers.ts';
import { afterNothing, wordsLookedUp } from './cards/answer.ts';
import { cardOf } from './cards/incident.ts';
import { command } from './command.ts';
import type { Context } from './context.ts';
import { notice } from './desk/replies.ts';
import type { Reply } from './reply.ts';

const excerptLimit = 16 * 1024;
/** As long as the longest Secret, in base64. */
const redactionMargin = 1536 * 1024;

export const diagnose = command({
  name: 'diagnose',
  usage: 'diagnose <text…>',
  summary: { en: 'Diagnose a pasted error', zh: '诊断粘贴的错误' },
  args: z.strictObject({ text: z.string() }),
  positional: ['text…'],
  run: async (context, { text }) => {
    if (text.trim() === '') return notice('warning', answers.empty, 2);
    const diagnosis = await context.engine().diagnose(text, { signal: context.signal });
    return diagnosis.matches.length === 0 ? nothingFound(context, text) : openIncident(context, text, diagnosis);
  },
});

/** For a text that nobody addressed to the bot: a reply only where it is as sure as the place asks for, and no trace otherwise. */
export async function overhear(context: Context, text: string): Promise<Reply | undefined> {
  if (text.trim() === '') return undefined;
  const diagnosis = await context.engine().diagnose(text, { signal: context.signal });
  return diagnosis.certainty >= (context.threshold ?? speakingThreshold) ? openIncident(context, text, diagnosis) : undefined;
}

async function openIncident(context: Context, text: string, diagnosis: Diagnosis): Promise<Reply> {
  const { incident, fresh } = await context.incidents.open({
    openedAt: instant(context.clock()),
    openedBy: context.actor,
    origin: context.origin,
    language: context.language,
    excerpt: excerptOf(context, text),
    matches: diagnosis.matches.slice(0, 10),
    ...(context.cluster === undefined ? {} : { cluster: context.cluster }),
  });
  if (fresh) {
    const details = {
      matches: incident.matches.map((match) => ({ entry: match.entry, confidence: match.confidence })),
      lines: diagnosis.lines,
      bytes: diagnosis.bytes,
    };
    await context.audit.append({ at: incident.openedAt, by: context.actor, what: 'incident.opened', incident: incident.id, from: incident.origin, details });
  }
  const card = await cardOf(context, incident);
  const matches = JSON.parse(JSON.stringify(diagnosis.matches)) as Reply['data'];
  return { ...card, data: { incident: incident.id, matches, speaks: diagnosis.speaks } };
}

/** The beginning, without its secrets: looked at with what follows it, since what tells that something is secret may stand behind it. */
function excerptOf({ redactor }: Context, text: string): string {
  const { text: clean, at } = redactor.redactWithMap(text.slice(0, excerptLimit + redactionMargin));
  return clean.slice(0, Math.min(excerptLimit, at(excerptLimit)));
}

function nothingFound(context: Context, text: string): Reply {
  const { entries } = context.knowledge();
  const nearest = context
    .engine()
    .ask(text.slice(0, wordsLookedUp))
    .flatMap(({ entry }) => entries.get(entry) ?? [])
    .slice(0, 3);
  const reply = notice('neutral', answers.nothingFound, 1, afterNothing(nearest));
  return { ...reply, data: { matches: [], speaks: false, nearest: nearest.map(({ id }) => id) } };
}
