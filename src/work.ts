/** What the workers do with a job: the id leads to what stands in the database, and that decides what is left to do. */
import { runChecks } from '#checks/run.ts';
import type { Services } from '#commands/context.ts';
import { instant, type WorkerId } from '#knowledge/ids.ts';
import type { Handlers } from '#jobs/jobs.ts';
import { ClaimLost, execute } from '#remediation/execute.ts';
import { recover } from '#remediation/recover.ts';
import { verify } from '#remediation/verify.ts';

export function handlersOf(services: Services, worker: WorkerId, log: (problem: unknown) => void): Handlers {
  const { incidents, plans, queue } = services;
  return {
    checkRun: async (id, signal) => {
      const run = await incidents.findRun(id);
      if (run === undefined || run.state === 'done') return;
      const knowledge = services.knowledge();
      const entry = knowledge.entries.get(run.entry);
      await incidents.startRun(id);
      if (entry !== undefined) {
        const values = Object.fromEntries(Object.entries(run.values).map(([name, { value }]) => [name, value]));
        for await (const finding of runChecks({
          knowledge,
          entry,
          values,
          places: run.targets,
          targets: services.targets,
          redactor: services.redactor,
          clock: services.clock,
          signal,
        })) {
          await incidents.addFinding(id, finding);
        }
      }
      await incidents.finishRun(id);
      const findings = ((await incidents.findRun(id))?.findings ?? []).map(({ check, verdict, says }) => ({ check, verdict, says: says.en }));
      await services.audit.append({
        at: instant(services.clock()),
        by: worker,
        what: 'checks.finished',
        incident: run.incident,
        details: { run: id, findings },
      });
    },
    change: async (id, signal) => {
      try {
        const execution = await execute(services, id, worker, signal);
        if (execution.kind === 'ran' && execution.plan.state === 'verifying') await verify(services, execution.plan, signal);
      } catch (error) {
        // Another process declared this claim lost: the plan is where it says it is, and this worker keeps its hands off it.
        if (!(error instanceof ClaimLost)) throw error;
        log(error);
      }
    },
    inspection: async (id, signal) => {
      const plan = await plans.find(id);
      if (plan?.state === 'verifying') await verify(services, plan, signal);
    },
    sweep: async (as) => {
      for (const run of await incidents.unfinishedRuns()) await queue.checkRun(run.id, as);
      await recover(services, { change: (id) => queue.change(id, as), inspection: (id) => queue.inspection(id, as) });
    },
  };
}
