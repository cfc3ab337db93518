/** Stopping a change, going on from one whose worker was lost, and taking one back: each says what was done, and asks before it does more. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TargetError } from '#checks/ports.ts';
import type { EntryId, PersonId } from '#knowledge/ids.ts';
import { cancel } from '#remediation/cancel.ts';
import { execute } from '#remediation/execute.ts';
import { goOn, undo } from '#remediation/follow.ts';
import type { Proposed } from '#remediation/propose.ts';
import type { Plan } from '#remediation/states.ts';
import { inspect, verify } from '#remediation/verify.ts';
import { ana, bo } from '../plans.ts';
import { quiet, startWorkbench, type Workbench, worker } from '../workbench.ts';

let bench: Workbench;
let number = 0;

beforeAll(async () => {
  bench = await startWorkbench();
});
afterAll(() => bench.stop());
afterEach(() => {
  Object.assign(bench.machine, { change: () => undefined, look: () => undefined });
});

const stranger = 'browser:eve' as PersonId;
const planOf = (proposed: Proposed): Plan => {
  if (!proposed.ok) throw new Error(proposed.text.en);
  return proposed.plan;
};
async function approved(): Promise<{ readonly plan: Plan; readonly name: string }> {
  const name = `w${(number += 1)}`;
  const plan = planOf(await bench.draft('lab/five-links', 'make', { name }));
  await bench.approve(plan);
  return { plan, name };
}
const ranFor = (name: string): readonly string[] => bench.machine.ran.filter((line) => line.includes(` ${name}x`));

describe('a change that somebody stops', () => {
  it('does not start its next step, and says what was done', async () => {
    const { plan, name } = await approved();
    bench.machine.change = async (argv) => {
      if (argv.includes(`${name}x2`)) expect((await cancel(bench.workshop, plan.id, bo)).ok).toBe(true);
      return undefined;
    };
    const after = await bench.run(plan.id);
    expect(after).toMatchObject({
      state: 'cancelled',
      by: bo,
      journal: [
        { state: 'ended', step: 0 },
        { state: 'ended', step: 1 },
      ],
    });
    expect(ranFor(name)).toHaveLength(2);
  });

  it('never begins where it was only approved', async () => {
    const { plan, name } = await approved();
    expect(await cancel(bench.workshop, plan.id, ana)).toMatchObject({ ok: true, plan: { state: 'cancelled', journal: [] } });
    expect((await execute(bench.workshop, plan.id, worker, quiet)).kind).toBe('not-claimable');
    expect(ranFor(name)).toEqual([]);
  });

  it('is not stopped by somebody who may not', async () => {
    const { plan } = await approved();
    expect((await cancel(bench.workshop, plan.id, stranger)).ok).toBe(false);
    expect(await bench.workshop.plans.find(plan.id)).toMatchObject({ state: 'approved' });
    await cancel(bench.workshop, plan.id, ana);
  });
});

describe('a change whose outcome is unknown', () => {
  const loseAt = (step: string): void => {
    bench.machine.change = (argv) => {
      if (argv.includes(step)) throw new TargetError({ kind: 'lost', text: { en: 'the connection broke', zh: '连接中断' } });
      return undefined;
    };
  };
  const declare = (idempotent: boolean): void =>
    bench.swapKnowledge((knowledge) => {
      const id = 'lab/five-links' as EntryId;
      const entry = knowledge.entries.get(id);
      if (entry === undefined) throw new Error('the entry is gone');
      const remediations = entry.remediations.map((one) => ({ ...one, steps: one.steps.map((step) => (step.on === 'node' ? { ...step, idempotent } : step)) }));
      return { ...knowledge, entries: new Map([...knowledge.entries, [id, { ...entry, remediations }]]) };
    });

  it('is not gone on with where the open step may do harm twice; a person has it inspected', async () => {
    const { plan, name } = await approved();
    loseAt(`${name}x3`);
    expect((await bench.run(plan.id)).state).toBe('unknown');
    expect(await goOn(bench.workshop, plan.id, { by: ana }, quiet)).toMatchObject({
      ok: false,
      text: { en: expect.stringMatching(/Step 3 is not known to be harmless/) as string },
    });
    const inspected = await inspect(bench.workshop, plan.id, bo);
    expect(inspected).toMatchObject({ ok: true, plan: { state: 'verifying' } });
    if (inspected.plan?.state === 'verifying') expect((await verify(bench.workshop, inspected.plan, quiet)).state).toBe('not-fixed');
    expect(ranFor(name)).toHaveLength(3);
  });

  it('is gone on with by a plan of its own, approved, that takes over the target with nobody in between', async () => {
    declare(true);
    const { plan, name } = await approved();
    const { plan: other } = await approved();
    loseAt(`${name}x3`);
    expect((await bench.run(plan.id)).state).toBe('unknown');
    bench.machine.change = () => undefined;
    const rest = planOf(await goOn(bench.workshop, plan.id, { by: ana }, quiet));
    expect(rest).toMatchObject({ state: 'awaiting-approval', origin: { kind: 'continue', of: plan.id, from: 2 } });
    expect(rest.steps).toHaveLength(3);
    expect((await execute(bench.workshop, rest.id, worker, quiet)).kind).toBe('not-claimable');
    // The target is still held by the plan that nobody knows the end of.
    expect(await execute(bench.workshop, other.id, worker, quiet)).toMatchObject({ kind: 'waiting', for: { id: plan.id } });
    await bench.approve(rest);
    expect((await bench.run(rest.id)).state).toBe('fixed');
    expect(await bench.workshop.plans.find(plan.id)).toMatchObject({ state: 'continued', by: rest.id });
    expect(ranFor(name).map((line) => /x(\d)/.exec(line)?.[1])).toEqual(['1', '2', '3', '3', '4', '5']);
    declare(false);
    await cancel(bench.workshop, other.id, ana);
  });
});

describe('the way back from a change', () => {
  it('is a plan of its own: previewed, approved by somebody else, verified by what the checks said before', async () => {
    const { plan, name } = await approved();
    expect((await bench.run(plan.id)).state).toBe('fixed');
    const back = planOf(await undo(bench.workshop, plan.id, { by: ana }, quiet));
    expect(back).toMatchObject({ state: 'awaiting-approval', origin: { kind: 'undo', of: plan.id }, steps: [{ argv: ['ip', 'link', 'delete', `${name}x5`] }] });
    await expect(bench.approve(back, ana)).rejects.toThrow(/somebody else/);
    await bench.approve(back);
    expect(await bench.run(back.id)).toMatchObject({ state: 'fixed', findings: [{ verdict: 'confirmed' }] });
    expect(bench.machine.links.has(`${name}x5`)).toBe(false);
    expect(await undo(bench.workshop, back.id, { by: ana }, quiet)).toMatchObject({ ok: false });
  });

  it('is not said to be gone where the checks do not say what they said before', async () => {
    const { plan, name } = await approved();
    await bench.run(plan.id);
    const back = planOf(await undo(bench.workshop, plan.id, { by: ana }, quiet));
    await bench.approve(back);
    bench.machine.change = (argv) => (argv.includes(`${name}x5`) ? { exit: 0 } : undefined);
    expect((await bench.run(back.id)).state).toBe('not-fixed');
  });

  it('is offered for no plan that did not run to its end', async () => {
    const { plan } = await approved();
    await cancel(bench.workshop, plan.id, ana);
    expect(await undo(bench.workshop, plan.id, { by: ana }, quiet)).toMatchObject({
      ok: false,
      text: { en: expect.stringMatching(/every step ran/) as string },
    });
  });
});
