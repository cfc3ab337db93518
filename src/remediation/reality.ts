/**
 * What a plan is drafted on: which machines, which objects, which evidence. Written into the plan, hence under its hash, and compared
 * just before the first step: whatever drifted refuses.
 */
import { createHash } from 'node:crypto';
import type { Finding } from '#checks/finding.ts';
import { type ClusterDrift, TargetError, targetKey } from '#checks/ports.ts';
import { withoutSecrets } from '#checks/probe.ts';
import { drift as words } from '#language/drift.ts';
import type { Text } from '#language/text.ts';
import { canonical, type Fact, type PlanBase, type PlanStep, type Reality } from './plan.ts';
import type { Workshop } from './workshop.ts';

type At = Pick<Workshop, 'targets' | 'redactor'>;

/** The machines that the steps act on, and the evidence. @throws {TargetError} where a machine does not say which it is. */
export async function realityOf(workshop: At, steps: readonly PlanStep[], evidence: readonly Finding[], signal: AbortSignal): Promise<Reality> {
  const names = new Set(steps.flatMap((step) => (step.on === 'node' ? [step.node] : [])));
  const nodes: Reality['nodes'][number][] = [];
  for (const node of names) nodes.push({ node, ...(await workshop.targets.nodes.identify(node, signal)) });
  return { nodes, evidence: { digest: digestOf(evidence), facts: evidence.map((finding) => factOf(finding)) } };
}

/** SHA-256 over the findings with what the targets answered; when it was asked and how long it took is no part of it. */
function digestOf(evidence: readonly Finding[]): string {
  const lasting = evidence.map(({ at: _at, duration: _duration, ...finding }) => finding);
  return createHash('sha256').update(canonical(lasting)).digest('hex');
}

/** What of a finding must still be so: its verdict and the values it gave. What it measured may go up and down. */
function factOf(finding: Finding): Fact {
  const provides = finding.verdict === 'not-run' ? {} : finding.provides;
  return { check: finding.check, target: finding.target, verdict: finding.verdict, provides };
}

/**
 * The first thing that is no longer as the plan has it, in words. A target that cannot be asked is a drift too: nobody can tell.
 * @param evidence the plan's checks, asked again just now.
 */
export async function driftOf(workshop: At, plan: PlanBase, evidence: readonly Finding[], signal: AbortSignal): Promise<Text | undefined> {
  try {
    return (
      factDrift(plan.reality.evidence.facts, evidence) ?? (await nodeDrift(workshop, plan.reality, signal)) ?? (await objectDrift(workshop, plan.steps, signal))
    );
  } catch (error) {
    if (error instanceof TargetError) return words.cannotTell(withoutSecrets(error.problem, workshop.redactor).text);
    throw error;
  }
}

function factDrift(facts: readonly Fact[], evidence: readonly Finding[]): Text | undefined {
  const now = evidence.map((finding) => ({ fact: factOf(finding), finding }));
  for (const fact of facts) {
    const same = now.find((one) => one.fact.check === fact.check);
    if (same === undefined) return words.evidenceGone(fact.check);
    if (canonical(same.fact) !== canonical(fact)) return words.evidenceChanged(same.finding.title, same.finding.says);
  }
  return facts.length === 0 ? words.noEvidence : undefined;
}

async function nodeDrift(workshop: At, reality: Reality, signal: AbortSignal): Promise<Text | undefined> {
  for (const then of reality.nodes) {
    const now = await workshop.targets.nodes.identify(then.node, signal);
    if (now.hostKey !== then.hostKey) return words.otherHostKey(then.node);
    if (now.bootId !== then.bootId) return words.rebooted(then.node);
  }
  return undefined;
}

async function objectDrift(workshop: At, steps: readonly PlanStep[], signal: AbortSignal): Promise<Text | undefined> {
  for (const step of steps) {
    if (step.on === 'node') continue;
    const found: ClusterDrift | undefined = await workshop.targets.clusters.compare(step.cluster, step, signal);
    if (found !== undefined)
      return words.objects[found](`${step.object.ref.resource}/${step.object.ref.name}`, targetKey({ on: 'cluster', name: step.cluster }));
  }
  return undefined;
}
