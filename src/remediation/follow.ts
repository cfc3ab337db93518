/**
 * Plans that follow from a plan: its way back, and the rest of one whose worker was lost. Each is a plan of its own, previewed, approved,
 * run once and verified like any other.
 */
import type { PersonId, PlanId } from '#knowledge/ids.ts';
import type { Entry, Remediation } from '#knowledge/schema.ts';
import { plans as words } from '#language/plans.ts';
import type { Text } from '#language/text.ts';
import type { Message } from './records.ts';
import { draftPlan, type Intent, type Proposed } from './propose.ts';
import type { Plan } from './states.ts';
import type { Workshop } from './workshop.ts';

/** Who asked, and by which message. */
type Asked = { readonly by: PersonId; readonly from?: Message | undefined };
type Source = { readonly entry: Entry; readonly remediation: Remediation };

/** Drafts the way back from a plan of which every step ran. Its checks are to say again what they said before it. */
export async function undo(workshop: Workshop, id: PlanId, asked: Asked, signal: AbortSignal): Promise<Proposed> {
  const plan = await workshop.plans.find(id);
  if (plan === undefined) return refused(words.unknownPlan);
  if (plan.state !== 'fixed' && plan.state !== 'not-fixed') return refused(words.undoOnlyDone(words.states[plan.state]));
  if (plan.origin.kind === 'undo') return refused(words.cannotUndoUndo);
  const source = sourceOf(workshop, plan);
  if (source === undefined) return refused(words.entryGone(plan.entry));
  const back = source.remediation.undo;
  if (back.kind === 'none') return refused(words.noUndo(back.because));
  const before = new Map(plan.before.map((finding) => [finding.check, finding.verdict]));
  const intent: Intent = {
    origin: { kind: 'undo', of: plan.id },
    title: words.undoTitle(source.remediation.title),
    steps: back.steps,
    from: 0,
    undo: { kind: 'none', because: words.cannotUndoUndo },
    expects: (check) => (before.get(check) === 'refuted' ? 'refuted' : 'confirmed'),
  };
  return draft(workshop, plan, source, intent, asked, signal);
}

/**
 * Drafts the rest of a plan whose outcome is unknown, from the step that was under way. Only where that step is declared idempotent: it
 * may have run already. The target stays held by the old plan until the new one is claimed.
 */
export async function goOn(workshop: Workshop, id: PlanId, asked: Asked, signal: AbortSignal): Promise<Proposed> {
  const plan = await workshop.plans.find(id);
  if (plan === undefined) return refused(words.unknownPlan);
  if (plan.state !== 'unknown') return refused(words.continueOnlyUnknown(words.states[plan.state]));
  const step = repeatableStep(plan);
  if (step === undefined) return refused(words.continueOnlyIdempotent(plan.journal.length));
  const source = sourceOf(workshop, plan);
  if (source === undefined) return refused(words.entryGone(plan.entry));
  const { steps, undo: back } = source.remediation;
  // An undo or a rest has its own list of steps; where it began in it is what this one counts from.
  const began = plan.origin.kind === 'continue' ? plan.origin.from : 0;
  const list = plan.origin.kind === 'undo' && back.kind === 'steps' ? back.steps : steps;
  const from = began + step;
  const intent: Intent = {
    origin: { kind: 'continue', of: plan.id, from },
    title: words.continueTitle(source.remediation.title, from + 1),
    steps: list,
    from,
    undo: back,
    expects: (check) => plan.verify.find((question) => question.id === check)?.expects ?? 'refuted',
  };
  return draft(workshop, plan, source, intent, asked, signal);
}

/** Whether the plan can be gone on with: nobody knows how it ended, and the step that was under way may run twice. */
export function canGoOn(plan: Plan): boolean {
  return plan.state === 'unknown' && repeatableStep(plan) !== undefined;
}

/** The step that was under way when its worker was lost, where it may run twice. */
function repeatableStep(plan: Plan<'unknown'>): number | undefined {
  const step = plan.journal.find((record) => record.state === 'started')?.step;
  return step === undefined || plan.steps[step]?.idempotent !== true ? undefined : step;
}

function sourceOf(workshop: Workshop, plan: Plan): Source | undefined {
  const entry = workshop.knowledge().entries.get(plan.entry);
  const remediation = entry?.remediations.find((one) => one.id === plan.remediation);
  return entry === undefined || remediation === undefined ? undefined : { entry, remediation };
}

function draft(workshop: Workshop, plan: Plan, source: Source, intent: Intent, asked: Asked, signal: AbortSignal): Promise<Proposed> {
  return draftPlan(
    workshop,
    { incident: plan.incident, ...source, requester: asked.by, from: asked.from, values: plan.values, places: plan.targets, intent },
    signal,
  );
}

function refused(text: Text): { readonly ok: false; readonly text: Text } {
  return { ok: false, text };
}
