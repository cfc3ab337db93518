/**
 * Making a plan: conditions looked at, steps rendered, clusters asked for their dry run, the whole hashed and put up for approval.
 */
import type { Finding } from '#checks/finding.ts';
import { type Target, TargetError, targetKey } from '#checks/ports.ts';
import { type Places, withoutSecrets } from '#checks/probe.ts';
import type { Values } from '#checks/values.ts';
import { type IncidentId, instant, type PersonId, type PlanId } from '#knowledge/ids.ts';
import type { Entry, Remediation, StepTemplate } from '#knowledge/schema.ts';
import { plans as words } from '#language/plans.ts';
import type { Text } from '#language/text.ts';
import { askGuards } from './guards.ts';
import { askChecks } from './look.ts';
import { hashOf, type PlanContent, type PlanStep } from './plan.ts';
import { type RenderedStep, renderSteps } from './planner.ts';
import { reachOf } from './reach.ts';
import { realityOf } from './reality.ts';
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
  const remediation = entry.remediations.find((one) => one.id === proposal.remediation);
  if (remediation === undefined) {
    const known = entry.remediations.map((one) => one.id);
    return refused(known.length === 0 ? words.noRemediation(entry.id) : words.noSuchRemediation(entry.id, proposal.remediation, known));
  }
  const unmet = unmetChecks(entry, remediation, proposal.findings, places);
  if (unmet.length > 0) return refused(words.requiresChecks(unmet));
  const intent: Intent = {
    origin: { kind: 'remediation' },
    title: remediation.title,
    steps: remediation.steps,
    from: 0,
    undo: remediation.undo,
    expects: () => 'refuted',
  };
  return draftPlan(workshop, { ...proposal, remediation, intent }, signal);
}

/** What is to be done, of all that a remediation says: its steps from one on, or its way back. */
export type Intent = {
  readonly origin: PlanContent['origin'];
  readonly title: Text;
  readonly steps: readonly StepTemplate[];
  readonly from: number;
  readonly undo: Remediation['undo'];
  readonly expects: (check: string) => 'confirmed' | 'refuted';
};
export type Draft = Omit<Proposal, 'remediation' | 'findings'> & { readonly remediation: Remediation; readonly intent: Intent };

/** Renders, looks and counts, hashes the whole and puts it up for approval. */
export async function draftPlan(workshop: Workshop, draft: Draft, signal: AbortSignal): Promise<Proposed> {
  const { entry, remediation, intent, places, values } = draft;
  const tooMany = await overRate(workshop, draft.requester, draft.from);
  if (tooMany !== undefined) return refused(tooMany);
  const steps = renderSteps(workshop.knowledge(), entry, intent.steps, values);
  if (!steps.ok) return { ok: false, text: steps.refusal.text, value: steps.refusal.value };
  const undo = intent.undo.kind === 'none' ? undefined : renderSteps(workshop.knowledge(), entry, intent.undo.steps, values);
  if (undo !== undefined && !undo.ok) return { ok: false, text: undo.refusal.text, value: undo.refusal.value };

  const target = targetOf(steps.steps, places);
  if (!target.ok) return refused(target.text);
  const info = workshop.targets.directory.find(target.target);
  if (info === undefined) return refused({ en: `${targetKey(target.target)} is not in k8sdoc.yaml`, zh: `k8sdoc.yaml 中没有 ${targetKey(target.target)}` });

  const guards = await askGuards(workshop, remediation.guards, values, places, signal);
  const failed = guards.find((guard) => !guard.holds);
  if (failed !== undefined) return refused(words.guardFailedNow(failed.title, failed.says));

  const evidence = await askChecks(workshop, entry, [...remediation.requires, ...remediation.verify], values, places, signal);
  const unmet = intent.origin.kind === 'remediation' ? unmetChecks(entry, remediation, evidence, places) : [];
  if (unmet.length > 0) return refused(words.requiresChecks(unmet));
  const healthy = remediation.verify.every((id) => evidence.find((finding) => finding.check === id)?.verdict === 'refuted');
  if (intent.origin.kind === 'remediation' && healthy) return refused(words.nothingToFix);
  try {
    const ready = await makeReady(workshop, steps.steps.slice(intent.from), places, signal);
    const content: Omit<PlanContent, 'quorum'> = {
      incident: draft.incident,
      entry: entry.id,
      knowledge: workshop.knowledge().digests.get(entry.id) ?? workshop.knowledge().digest,
      remediation: remediation.id,
      origin: intent.origin,
      title: intent.title,
      effect: remediation.effect,
      risk: remediation.risk,
      requester: draft.requester,
      target: target.target,
      targets: { ...(places.node === undefined ? {} : { node: places.node }), ...(places.cluster === undefined ? {} : { cluster: places.cluster }) },
      simulated: info.simulated,
      values: { ...values },
      reality: await realityOf(workshop, ready, evidence, signal),
      reach: await reachOf(workshop, ready, signal),
      guards: guards.map((guard) => ({ id: guard.guard, title: guard.title, target: guard.target })),
      steps: ready,
      verify: remediation.verify.map((id) => ({ ...verificationOf(workshop, entry, id, places), expects: intent.expects(id) })),
      settle: remediation.settle,
      within: remediation.within,
      undo:
        intent.undo.kind === 'none' ? intent.undo : { kind: 'steps', steps: undo === undefined ? [] : await makeReady(workshop, undo.steps, places, signal) },
      ...(draft.emergency === undefined ? {} : { emergency: { reason: workshop.redactor.redact(draft.emergency) } }),
    };
    // What is approved is what runs, byte for byte: where that holds a secret, nothing can be shown without telling it.
    if (holdsSecret(workshop, content)) return refused(words.holdsSecret);
    await workshop.approvers.refresh([draft.requester]);
    const verdict = judge(workshop.policy, situationOf(content, workshop.targets.directory, workshop.clock()), workshop.approvers);
    if (verdict.kind === 'refused') return { ok: false, text: verdict.text, emergency: verdict.emergency };
    const { quorum } = verdict;
    if (!quorum.requesterCounts && !workshop.approvers.hasApprovers(quorum.group)) return refused(words.noApprovers(quorum.group));
    return { ok: true, plan: await putUp(workshop, { ...content, quorum }, draft.from) };
  } catch (error) {
    if (error instanceof TargetError) return refused(withoutSecrets(error.problem, workshop.redactor).text);
    throw error;
  }
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

function verificationOf(workshop: Workshop, entry: Entry, id: string, places: Places): PlanContent['guards'][number] {
  const check = entry.checks.find((one) => one.id === id);
  const probe = check === undefined ? undefined : workshop.knowledge().probes.get(check.probe);
  if (check === undefined || probe === undefined) throw new Error(`${entry.id}: verifies with the check ${id}, which is not loaded`);
  return { id, title: check.title, target: { on: probe.on, name: (probe.on === 'node' ? places.node : places.cluster) ?? '?' } };
}

/** @throws {TargetError} where a cluster cannot be asked, or has nothing to change. */
async function makeReady(workshop: Workshop, steps: readonly RenderedStep[], places: Places, signal: AbortSignal): Promise<PlanStep[]> {
  const ready: PlanStep[] = [];
  for (const step of steps) {
    const title = step.title === undefined ? {} : { title: step.title };
    if (step.on === 'node') {
      ready.push({ on: 'node', node: places.node ?? '', ...title, argv: step.argv, sudo: step.sudo, timeout: step.timeout, idempotent: step.idempotent });
      continue;
    }
    const cluster = places.cluster ?? '';
    const prepared = await workshop.targets.clusters.prepare(cluster, step.change, signal);
    const { request, object } = prepared;
    ready.push({ on: 'cluster', cluster, ...title, request, object, diff: workshop.redactor.redact(prepared.diff), idempotent: step.idempotent });
  }
  return ready;
}

async function putUp(workshop: Workshop, content: PlanContent, from: Message | undefined): Promise<Plan<'awaiting-approval'>> {
  const now = workshop.clock();
  const hash = hashOf(content);
  const earlier = (await workshop.plans.ofIncident(content.incident)).filter(
    (plan) => plan.remediation === content.remediation && plan.entry === content.entry && plan.origin.kind === content.origin.kind,
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
  const submitted = await submit(workshop, draft);
  if (submitted === undefined) return sameAs(workshop, content.incident, hash);
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
  return submitted;
}

/** Puts a draft up for approval; undefined where somebody else did something with it first. */
async function submit(workshop: Workshop, draft: Plan<'drafted'>): Promise<Plan<'awaiting-approval'> | undefined> {
  const now = workshop.clock();
  const expiresAt = instant(new Date(now.getTime() + workshop.approvalTtl));
  const about = { at: instant(now), by: draft.requester, incident: draft.incident, plan: draft.id, target: draft.target };
  const details = { hash: draft.hash, expiresAt };
  const moved = await workshop.plans.move(draft, 'submit', { reviews: [], expiresAt }, { ...about, what: 'plan.submitted', details });
  return moved.ok ? moved.plan : undefined;
}

async function sameAs(workshop: Workshop, incident: IncidentId, hash: string): Promise<Plan<'awaiting-approval'>> {
  for (let look = 0; look < 20; look += 1) {
    const found = (await workshop.plans.ofIncident(incident)).find((plan) => plan.hash === hash && plan.state === 'awaiting-approval');
    if (found?.state === 'awaiting-approval') return found;
    // Whoever drafted it may have died before it was put up.
    const left = look < 5 ? undefined : (await workshop.plans.ofIncident(incident)).find((plan) => plan.hash === hash && plan.state === 'drafted');
    const put = left?.state === 'drafted' ? await submit(workshop, left) : undefined;
    if (put !== undefined) return put;
    await workshop.sleep(100, new AbortController().signal);
  }
  throw new Error(`a plan with the hash ${hash} was drafted at the same moment and is not there to be shown`);
}

/** Whether a person may still decide on it. */
export function isOpen(plan: Plan): plan is Plan<(typeof open)[number]> {
  return (open as readonly string[]).includes(plan.state);
}
