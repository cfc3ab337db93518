/** Every verb, and the desk that the faces work with. A test says that this list is the folder. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { answers } from '#language/answers.ts';
import { Problem } from '#language/problem.ts';
import type { Text } from '#language/text.ts';
import { approve } from './approve.ts';
import { ask } from './ask.ts';
import { audit } from './audit.ts';
import { cancel } from './cancel.ts';
import { cardOf } from './cards/incident.ts';
import { check, reload } from './check.ts';
import type { Command } from './command.ts';
import { continuePlan } from './continue.ts';
import type { Context, Services } from './context.ts';
import type { Desk, Speaker } from './desk.ts';
import { diagnose, overhear } from './diagnose.ts';
import { doctor } from './doctor.ts';
import { feedback } from './feedback.ts';
import { fix } from './fix.ts';
import { help } from './help.ts';
import { incident } from './incident.ts';
import { inspect } from './inspect.ts';
import { kb } from './kb.ts';
import { pressToArguments } from './desk/press.ts';
import { pause } from './pause.ts';
import { policy } from './policy.ts';
import { reject } from './reject.ts';
import { resume } from './resume.ts';
import { isRefusal, recordRefusal, turnedAwayRecorder } from './desk/refusals.ts';
import { openReply } from './desk/open.ts';
import { notice, wrongUsage } from './desk/replies.ts';
import type { Reply } from './reply.ts';
import { undo } from './undo.ts';
import { stepUp } from './step-up.ts';
import { withdraw } from './withdraw.ts';
import { readWords, splitWords } from './desk/words.ts';

export const verbs: readonly Command[] = [
  diagnose,
  ask,
  check,
  fix,
  approve,
  reject,
  withdraw,
  cancel,
  inspect,
  continuePlan,
  undo,
  incident,
  feedback,
  kb,
  policy,
  pause,
  resume,
  stepUp,
  audit,
  doctor,
  help,
];

/** The verb of that name. */
export function verbNamed(name: string): Command | undefined {
  return verbs.find((verb) => verb.name === name);
}

/** Runs a verb with arguments that are checked here; what is wrong with them is said with the field's name. */
export async function run(context: Context, verb: Command, input: unknown): Promise<Reply> {
  const args = verb.args.safeParse(input);
  if (!args.success) {
    const problem = problemOf(args.error);
    if (verb.records !== undefined) await recordRefusal(context, verb, input, problem.en);
    return wrongUsage(problem, verb.usage);
  }
  const reply = await verb.run(context, args.data);
  if (isRefusal(verb, reply)) await recordRefusal(context, verb, input, reply.summary.en);
  return reply;
}

function problemOf(error: z.ZodError): Text {
  const [issue] = error.issues;
  const field = issue?.path.join('.') ?? '';
  const why = issue?.message ?? '';
  return answers.badArgument(field === '' ? 'arguments' : field, why);
}

/** Runs words as they were typed: the verb, then its arguments. */
export async function runWords(context: Context, words: readonly string[]): Promise<Reply> {
  const [name = 'help', ...rest] = words;
  const verb = verbNamed(name.toLowerCase());
  if (verb === undefined) return notice('warning', answers.unknownVerb(name, nearest(name)), 2);
  const read = readWords(verb, rest);
  if (read.ok) return run(context, verb, read.args);
  if (verb.records !== undefined) await recordRefusal(context, verb, rest, read.text.en);
  return wrongUsage(read.text, verb.usage);
}

/**
 * Runs a line as it was typed. A text to diagnose is looked at as it is; any other line that holds a secret is cleaned first, and where it is no
 * free text it is not run: what is left of it is not what was meant.
 */
async function runLine(context: Context, line: string): Promise<Reply> {
  const words = splitWords(line);
  const verb = verbNamed(words[0]?.toLowerCase() ?? '');
  if (verb === diagnose || !context.redactor.finds(line)) return runWords(context, words);
  if (verb === undefined || !verb.positional.some((name) => name.endsWith('…'))) return notice('bad', answers.secretTyped, 2);
  return runWords(context, splitWords(context.redactor.redact(line)));
}

/** The verb that a mistyped one was meant to be, at most two letters away. */
function nearest(name: string): string | undefined {
  const ranked = verbs.map((verb) => ({ name: verb.name, distance: distance(name.toLowerCase(), verb.name) })).toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= 2 ? best.name : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** A context for one speaker. */
export function contextFor(services: Services, speaker: Speaker): Context {
  return { ...services, ...speaker, actor: services.people.identity(speaker.actor), verbs };
}

/** The desk over the services. An error that was not foreseen is logged with a reference, and the person is told that reference. */
export function createDesk(services: Services, log: (problem: unknown, reference: string) => void): Desk {
  const guarded = async <T extends Reply | undefined>(work: () => Promise<T>): Promise<T | Reply> => {
    try {
      const reply = await work();
      return reply === undefined ? reply : openReply(reply, services.redactor);
    } catch (error) {
      const reference = randomUUID().slice(0, 8);
      log(error, reference);
      return openReply(notice('bad', error instanceof Problem ? error.text : answers.internal(reference), 2), services.redactor);
    }
  };
  const record = turnedAwayRecorder(services);
  return {
    // Whoever was turned away is answered all the same: that it could not be written down is the operator's to know.
    turnedAway: (attempt) => record(attempt).catch((error: unknown) => log(error, attempt.why)),
    overhear: (speaker, text) => guarded(() => overhear(contextFor(services, speaker), text)),
    diagnose: (speaker, text) => guarded(() => diagnose.run(contextFor(services, speaker), { text })),
    line: (speaker, line) => guarded(() => runLine(contextFor(services, speaker), line)),
    press: (speaker, action, fields) =>
      guarded(async () => {
        const context = contextFor(services, speaker);
        const pressed = pressToArguments(action, fields ?? {});
        if (!pressed.ok) return pressed.reply;
        const verb = verbNamed(pressed.verb);
        if (verb === undefined) throw new Error(`a press asks for ${pressed.verb}, which is no verb`);
        return run(context, verb, pressed.args);
      }),
    card: (speaker, id) =>
      guarded(async () => {
        const context = contextFor(services, speaker);
        return cardOf(context, await reload(context, id));
      }),
  };
}
