/**
 * Making a plan: conditions looked at, steps rendered, clusters asked for their dry run, the whole hashed and put up for approval.
 */
import type { Finding } from '#checks/finding.ts';
import { type Target, TargetError, targetKey } from '#checks/ports.ts';
import { type Places, withoutSecrets } from '#checks/probe.ts';
import type { Values } from '#checks/values.ts';
import { type IncidentId, instant, type PersonId, type PlanId } from '#knowledge/ids.ts';
import type { Entry, Remediation } from '#knowledge/schema.ts';
import { plans as words } from '#language/plans.ts';
import type { Text } from '#language/text.ts';
import { askGuards } from './guards.ts';
import { hashOf, type PlanContent, type PlanStep } from './plan.ts';
import { type RenderedStep, renderSteps } from './planner.ts';
import type { Message } from './records.ts';
import { overRate } from './rate.ts';
import { judge, situationOf } from './policy.ts';
import { open, type Plan } from './states.ts';
import type { Workshop } from './workshop.ts';

export type Proposal = {
  readonly incident: IncidentId;
  readonly entry: Entry;
  readonly remediation: string;
  readonly requester: PersonId;
  readonly values: Values;
  readonly places: Places;
  /** What the incident's checks found, oldest first. */
  readonly findings: readonly Finding[];
  /** The message by which it was asked for. */
  readonly from?: Message | undefined;
  /** Why it cannot wait, where the requester declares an emergency. */
  readonly emergency?: string | undefined;
};

export type Proposed =
  | { readonly ok: true; readonly plan: Plan<'awaiting-approval'> }
  /** `value`: the one that is missing or does not fit. `emergency`: whether declaring one would lift what stands in the way. */
  | { readonly ok: false; readonly text: Text; readonly value?: string; readonly emergency?: boolean };

/** The required checks that have not been confirmed where the change would act. The newest finding of a check counts. */
export function unmetChecks(entry: Entry, remediation: Remediation, findings: readonly Finding[], places: Places): readonly Text[] {
  return remediation.requires.flatMap((id) => {
    const here = findings.filter((finding) => finding.entry === entry.id && finding.check === id && isAt(finding.target, places));
    if (here.at(-1)?.verdict === 'confirmed') return [];
    const check = entry.checks.find((one) => one.id === id);
    return check === undefined ? [] : [check.title];
  });
}

function isAt(target: Target, places: Places): boolean {
  return target.name === (target.on === 'node' ? places.node : places.cluster);
}

/**
 * Drafts a plan and puts it up for approval, or says in words why not. Asking twice for the same change while the first plan is
 * still open gives the same plan; asking for a changed one supersedes it.
 */
export async function propose(workshop: Workshop, proposal: Proposal, signal: AbortSignal): Promise<Proposed> {
  const proposed = await draft(workshop, proposal, signal);
  if (proposed.ok && proposal.emergency !== undefined) await declare(workshop, proposal, proposal.emergency, proposed.plan);
  return proposed;
}

async function declare(workshop: Workshop, { incident, requester, from }: Proposal, reason: string, plan: Plan): Promise<void> {
  const details = { hash: plan.hash, entry: plan.entry, remediation: plan.remediation };
  const about = { incident, plan: plan.id, target: plan.target, from, emergency: workshop.redactor.redact(reason) };
  await workshop.audit.append({ ...about, at: instant(workshop.clock()), by: requester, what: 'emergency.declared', details });
}

async function draft(workshop: Workshop, proposal: Proposal, signal: AbortSignal): Promise<Proposed> {
  const { entry, places } = proposal;
  const tooMany = await overRate(workshop, proposal.requester, proposal.from);
  if (tooMany !== undefined) return refused(tooMany);
  const remediation = entry.remediations.find((one) => one.id === proposal.remediation);
  if (remediation === undefined) {
    const known = entry.remediations.map((one) => one.id);
    return refused(known.length === 0 ? words.noRemediation(entry.id) : words.noSuchRemediation(entry.id, proposal.remediation, known));
  }
  const unmet = unmetChecks(entry, remediation, proposal.findings, places);
  if (unmet.length > 0) return refused(words.requiresChecks(unmet));

  const steps = renderSteps(workshop.knowledge(), entry, remediation.steps, proposal.values);
  if (!steps.ok) return { ok: false, text: steps.refusal.text, value: steps.refusal.value };
  const undo = remediation.undo.kind === 'none' ? undefined : renderSteps(workshop.knowledge(), entry, remediation.undo.steps, proposal.values);
  if (undo !== undefined && !undo.ok) return { ok: false, text: undo.refusal.text, value: undo.refusal.value };

  const target = targetOf(steps.steps, places);
  if (!target.ok) return refused(target.text);
  const info = workshop.targets.directory.find(target.target);
  if (info === undefined) return refused({ en: `${targetKey(target.target)} is not in k8sdoc.yaml`, zh: `k8sdoc.yaml 中没有 ${targetKey(target.target)}` });

  const guards = await askGuards(workshop, remediation.guards, proposal.values, places, signal);
  const failed = guards.find((guard) => !guard.holds);
  if (failed !== undefined) return refused(words.guardFailedNow(failed.title, failed.says));

  const ready = await makeReady(workshop, steps.steps, places, signal);
  if (!ready.ok) return refused(ready.text);
  const readyUndo = undo === undefined ? undefined : await makeReady(workshop, undo.steps, places, signal);
  if (readyUndo !== undefined && !readyUndo.ok) return refused(readyUndo.text);

  const content: Omit<PlanContent, 'quorum'> = {
    incident: proposal.incident,
    entry: entry.id,
    knowledge: workshop.knowledge().digests.get(entry.id) ?? workshop.knowledge().digest,
    remediation: remediation.id,
    title: remediation.title,
    effect: remediation.effect,
    risk: remediation.risk,
    requester: proposal.requester,
    target: target.target,
    targets: { ...(places.node === undefined ? {} : { node: places.node }), ...(places.cluster === undefined ? {} : { cluster: places.cluster }) },
    simulated: info.simulated,
    values: { ...proposal.values },
    guards: guards.map((guard) => ({ id: guard.guard, title: guard.title, target: guard.target })),
    steps: ready.steps,
    verify: remediation.verify.map((id) => verificationOf(workshop, entry, id, places)),
    settle: remediation.settle,
    within: remediation.within,
    undo: remediation.undo.kind === 'none' ? remediation.undo : { kind: 'steps', steps: readyUndo?.steps ?? [] },
    ...(proposal.emergency === undefined ? {} : { emergency: { reason: workshop.redactor.redact(proposal.emergency) } }),
  };
  // What is approved is what runs, byte for byte: where that holds a secret, nothing can be shown without telling it.
  if (holdsSecret(workshop, content)) return refused(words.holdsSecret);
  await workshop.approvers.refresh([proposal.requester]);
  const verdict = judge(workshop.policy, situationOf(content, workshop.targets.directory, workshop.clock()), workshop.approvers);
  if (verdict.kind === 'refused') return { ok: false, text: verdict.text, emergency: verdict.emergency };
  const { quorum } = verdict;
  if (!quorum.requesterCounts && !workshop.approvers.hasApprovers(quorum.group)) return refused(words.noApprovers(quorum.group));
  return { ok: true, plan: await putUp(workshop, { ...content, quorum }, proposal.from) };
}

function holdsSecret({ redactor }: Workshop, content: Pick<PlanContent, 'steps' | 'undo'>): boolean {
  const undo = content.undo.kind === 'none' ? [] : content.undo.steps;
  return [...content.steps, ...undo].some((step) =>
    step.on === 'node' ? redactor.finds(step.argv.join(' ')) : redactor.finds(step.request.path) || redactor.finds(step.request.body),
  );
}

function refused(text: Text): { readonly ok: false; readonly text: Text } {
  return { ok: false, text };
}

type Where = { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly text: Text };

/** A change occupies the node that it acts on; one that acts on the API alone occupies the cluster. */
function targetOf(steps: readonly RenderedStep[], places: Places): Where {
  const onNode = steps.some((step) => step.on === 'node');
  const onCluster = steps.some((step) => step.on === 'cluster');
  if (onNode && places.node === undefined) return refused({ en: 'Which node? Name one.', zh: '哪个节点？请指定。' });
  if (onCluster && places.cluster === undefined) return refused({ en: 'Which cluster? Name one.', zh: '哪个集群？请指定。' });
  return { ok: true, target: onNode ? { on: 'node', name: places.node ?? '' } : { on: 'cluster', name: places.cluster ?? '' } };
}

function verificationOf(workshop: Workshop, entry: Entry, id: string, places: Places): PlanContent['verify'][number] {
  const check = entry.checks.find((one) => one.id === id);
  const probe = check === undefined ? undefined : workshop.knowledge().probes.get(check.probe);
  if (check === undefined || probe === undefined) throw new Error(`${entry.id}: verifies with the check ${id}, which is not loaded`);
  return { id, title: check.title, target: { on: probe.on, name: (probe.on === 'node' ? places.node : places.cluster) ?? '?' } };
}

type Ready = { readonly ok: true; readonly steps: PlanStep[] } | { readonly ok: false; readonly text: Text };

async function makeReady(workshop: Workshop, steps: readonly RenderedStep[], places: Places, signal: AbortSignal): Promise<Ready> {
  const ready: PlanStep[] = [];
  for (const step of steps) {
    const title = step.title === undefined ? {} : { title: step.title };
    if (step.on === 'node') {
      ready.push({ on: 'node', node: places.node ?? '', ...title, argv: step.argv, sudo: step.sudo, timeout: step.timeout, idempotent: step.idempotent });
      continue;
    }
    try {
      const cluster = places.cluster ?? '';
      const prepared = await workshop.targets.clusters.prepare(cluster, step.change, signal);
      ready.push({
        on: 'cluster',
        cluster,
        ...title,
        request: prepared.request,
        object: prepared.object,
        diff: workshop.redactor.redact(prepared.diff),
        idempotent: step.idempotent,
      });
    } catch (error) {
      if (error instanceof TargetError) return refused(withoutSecrets(error.problem, workshop.redactor).text);
      throw error;
    }
  }
  return { ok: true, steps: ready };
}

async function putUp(workshop: Workshop, content: PlanContent, from: Message | undefined): Promise<Plan<'awaiting-approval'>> {
  const now = workshop.clock();
  const hash = hashOf(content);
  const earlier = (await workshop.plans.ofIncident(content.incident)).filter(
    (plan) => plan.remediation === content.remediation && plan.entry === content.entry,
  );
  const same = earlier.find((plan) => plan.state === 'awaiting-approval' && plan.hash === hash && Date.parse(plan.expiresAt) > now.getTime());
  if (same?.state === 'awaiting-approval') return same;

  const draft: Plan<'drafted'> = { ...content, id: workshop.newId() as PlanId, hash, version: 1, createdAt: instant(now), state: 'drafted' };
  const about = { at: instant(now), by: content.requester, incident: content.incident, plan: draft.id, target: content.target, from };
  const steps = content.steps.map((step) =>
    step.on === 'node'
      ? { on: step.node, argv: step.argv, sudo: step.sudo }
      : { on: step.cluster, method: step.request.method, path: step.request.path, body: step.request.body },
  );
  const fresh = await workshop.plans.insert(draft, {
    ...about,
    what: 'plan.drafted',
    details: { hash, entry: content.entry, remediation: content.remediation, risk: content.risk, steps },
  });
  // Somebody pressed twice, and the other press was quicker.
  if (!fresh) return sameAs(workshop, content.incident, hash);
  const expiresAt = instant(new Date(now.getTime() + workshop.approvalTtl));
  const moved = await workshop.plans.move(draft, 'submit', { reviews: [], expiresAt }, { ...about, what: 'plan.submitted', details: { hash, expiresAt } });
  if (!moved.ok) throw new Error(`plan ${draft.id} could not be put up for approval: ${moved.because}`);
  for (const plan of earlier) {
    if (plan.hash !== hash && isOpen(plan)) {
      const reviews = plan.state === 'drafted' ? [] : plan.reviews;
      await workshop.plans.move(
        plan,
        'supersede',
        { reviews, by: draft.id, at: instant(now) },
        { ...about, plan: plan.id, what: 'plan.superseded', details: { by: draft.id } },
      );
    }
  }
  return moved.plan;
}

async function sameAs(workshop: Workshop, incident: IncidentId, hash: string): Promise<Plan<'awaiting-approval'>> {
  for (let look = 0; look < 20; look += 1) {
    const found = (await workshop.plans.ofIncident(incident)).find((plan) => plan.hash === hash && plan.state === 'awaiting-approval');
    if (found?.state === 'awaiting-approval') return found;
    await workshop.sleep(100, new AbortController().signal);
  }
  throw new Error(`a plan with the hash ${hash} was drafted at the same moment and is not there to be shown`);
}

/** Whether a person may still decide on it. */
export function isOpen(plan: Plan): plan is Plan<(typeof open)[number]> {
  return (open as readonly string[]).includes(plan.state);
}
