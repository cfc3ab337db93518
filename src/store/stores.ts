/** Everything that is kept, over one database. */
import type { IncidentStore } from '#incidents/ports.ts';
import type { AuditLog, ChangeLimits, OneTimeCodes, Orders, PlanStore, WorkerRegistry } from '#remediation/ports.ts';
import { type Admission, unlimited } from './admission.ts';
import type { Redactor } from '#redaction/redact.ts';
import { auditLog } from './audit.ts';
import { oneTimeCodes } from './codes.ts';
import type { Database } from './database.ts';
import { headsIn, HeadSchema } from './heads.ts';
import { incidentStore } from './incidents.ts';
import { parsedJson } from './json.ts';
import { type Changes, listen } from './news.ts';
import { orders } from './orders.ts';
import { changeLimits } from './limits.ts';
import { planStore } from './plans.ts';
import { sealWith } from './seal.ts';
import { workerRegistry } from './workers.ts';

export type Stores = {
  readonly incidents: IncidentStore;
  readonly plans: PlanStore;
  readonly orders: Orders;
  readonly limits: ChangeLimits;
  readonly codes: OneTimeCodes;
  readonly audit: AuditLog;
  readonly workers: WorkerRegistry;
  readonly changes: Changes;
  close(): Promise<void>;
};

type Options = {
  readonly newId: () => string;
  readonly dataDir: string;
  readonly redactor: Redactor;
  readonly admission?: Admission;
  readonly stepUpKey?: string | undefined;
  readonly log: (problem: unknown) => void;
};

export function createStores(database: Database, options: Options): Stores {
  const workers = workerRegistry(database, options.log);
  const heads = headsIn({ dataDir: options.dataDir, url: database.url, embedded: database.embedded, log: options.log });
  const changes = listen(database, options.log, (told) => {
    const head = HeadSchema.safeParse(parsedJson(told));
    if (head.success) heads.note(head.data);
    else options.log(new Error(`a head of the record was told that is none: ${told.slice(0, 200)}`));
  });
  return {
    incidents: incidentStore(database, options.newId),
    orders: orders(database),
    plans: planStore(database, options.admission ?? unlimited, options.redactor),
    limits: changeLimits(database, options.redactor),
    codes: oneTimeCodes(database, sealWith({ key: options.stepUpKey, dataDir: options.dataDir }), options.redactor),
    audit: auditLog(database, heads, options.redactor),
    workers,
    changes,
    close: async () => {
      await Promise.all([workers.close(), changes.close()]);
      await heads.close();
    },
  };
}
