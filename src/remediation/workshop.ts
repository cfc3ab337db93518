/**
 * What the life of a change is given to work with. Built once; every part of the life is a function over it.
 */
import type { Targets } from '#checks/ports.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { PersonId } from '#knowledge/ids.ts';
import type { Redactor } from '#redaction/redact.ts';
import type { Approvers } from './decide.ts';
import type { Policy } from './policy.ts';
import type { AuditLog, ChangeLimits, OneTimeCodes, PlanStore, WorkerRegistry } from './ports.ts';

export type Workshop = {
  readonly knowledge: () => Knowledge;
  readonly targets: Targets;
  readonly plans: PlanStore;
  readonly audit: AuditLog;
  readonly workers: WorkerRegistry;
  readonly approvers: Approvers & {
    hasApprovers(group?: string): boolean;
    /** Asks again about these people where somebody else keeps the books (Slack's user groups, deactivated accounts). */
    refresh(people: readonly PersonId[]): Promise<void>;
  };
  readonly policy: Policy;
  readonly limits: ChangeLimits;
  readonly codes: OneTimeCodes;
  /** What people and targets said goes through it before it is kept or shown. */
  readonly redactor: Redactor;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** How long an approval may be waited for, and how long it holds once given; milliseconds. */
  readonly approvalTtl: number;
  /** Waits; rejects when the signal is raised. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};
