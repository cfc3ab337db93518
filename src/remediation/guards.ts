/**
 * Guards: what must hold of a target for a change to be allowed. Asked when a plan is made, and again just before its first step.
 */
import type { Target } from '#checks/ports.ts';
import { holds } from '#checks/judge.ts';
import { ask, type Places, pose } from '#checks/probe.ts';
import type { Values } from '#checks/values.ts';
import type { Json } from '#knowledge/json.ts';
import type { Guard } from '#knowledge/schema.ts';
import type { Text } from '#language/text.ts';
import type { Workshop } from './workshop.ts';

export type GuardResult = { readonly guard: string; readonly title: Text; readonly target: Target; readonly holds: boolean; readonly says: Text };

/**
 * Asks every guard. A guard that cannot be asked does not hold: a change is never allowed on a guess. The condition
 * sees `result`, the values, and `target` (name, role, cluster as configured).
 */
export async function askGuards(
  workshop: Pick<Workshop, 'knowledge' | 'targets' | 'redactor'>,
  ids: readonly string[],
  values: Values,
  places: Places,
  signal: AbortSignal,
): Promise<readonly GuardResult[]> {
  const results: GuardResult[] = [];
  for (const id of ids) {
    const guard = workshop.knowledge().guards.get(id);
    if (guard === undefined) throw new Error(`the guard ${id} is not loaded`);
    results.push(await askGuard(workshop, guard, values, places, signal));
  }
  return results;
}

async function askGuard(
  workshop: Pick<Workshop, 'knowledge' | 'targets' | 'redactor'>,
  guard: Guard,
  values: Values,
  places: Places,
  signal: AbortSignal,
): Promise<GuardResult> {
  const probe = workshop.knowledge().probes.get(guard.probe);
  if (probe === undefined) throw new Error(`guard ${guard.id} names the probe ${guard.probe}, which is not loaded`);
  const target: Target = { on: probe.on, name: (probe.on === 'node' ? places.node : places.cluster) ?? '?' };
  const told = { guard: guard.id, title: guard.title, target };
  const posed = pose(probe, guard.with, values, places);
  if (!posed.ok) return { ...told, holds: false, says: posed.problem.text };
  const answer = await ask(posed.question, workshop.targets, workshop.redactor, signal);
  if (!answer.ok) return { ...told, holds: false, says: answer.problem.text };
  const info = workshop.targets.directory.find(target);
  const known: Json = { name: target.name, role: info?.role ?? null, cluster: info?.cluster ?? null };
  return holds(guard.holds, { ...values, result: answer.result, target: known })
    ? { ...told, holds: true, says: guard.title }
    : { ...told, holds: false, says: guard.says };
}
