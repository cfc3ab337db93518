/** Everything that is kept, over one database. */
import type { IncidentStore } from '#incidents/ports.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { AuditLog, Orders, PlanStore, WorkerRegistry } from '#remediation/ports.ts';
import { auditLog } from './audit.ts';
import type { Database } from './database.ts';
import { incidentStore } from './incidents.ts';
import { type Changes, listen } from './news.ts';
import { orders } from './orders.ts';
import { planStore } from './plans.ts';
import { workerRegistry } from './workers.ts';

export type Stores = {
  readonly incidents: IncidentStore;
  readonly plans: PlanStore;
  readonly orders: Orders;
  readonly audit: AuditLog;
  readonly workers: WorkerRegistry;
  readonly changes: Changes;
  close(): Promise<void>;
};

export function createStores(
  database: Database,
  options: { readonly newId: () => string; readonly redactor: Redactor; readonly log: (problem: unknown) => void },
): Stores {
  const workers = workerRegistry(database, options.log);
  const changes = listen(database, options.log);
  return {
    incidents: incidentStore(database, options.newId),
    plans: planStore(database, options.redactor),
    orders: orders(database),
    audit: auditLog(database, options.redactor),
    workers,
    changes,
    close: async () => {
      await Promise.all([workers.close(), changes.close()]);
    },
  };
}
