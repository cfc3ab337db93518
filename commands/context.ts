/**
 * What a command is handed: who asks, from where, and the ports. Built once by `src/app.ts`; commands import no adapter.
 */
import type { Targets } from '#checks/ports.ts';
import type { Engine } from '#diagnosis/diagnosis.ts';
import type { IncidentStore, Origin } from '#incidents/ports.ts';
import type { IncidentId, PersonId, PlanId, RunId } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { Language } from '#language/text.ts';
import type { AuditLog, PlanStore } from '#remediation/ports.ts';

/** Who may approve what, from the configuration. */
export type People = {
  /** A name to show for a person. */
  name(person: PersonId): string;
  /** Whether the person is an approver (of the group, where one is named). */
  isApprover(person: PersonId, group?: string): boolean;
  /** At least one approver is configured (in the group, where one is named). */
  hasApprovers(group?: string): boolean;
};

/** Hands work to the workers. Telling twice is harmless; not telling is made good by the sweep at the next start. */
export type Queue = {
  checkRun(run: RunId): Promise<void>;
  change(plan: PlanId): Promise<void>;
  inspection(plan: PlanId): Promise<void>;
};

/** News of incidents, from this process and from every other that shares the database. */
export type Changes = {
  /** Calls back after every change of any incident; news may come twice and may be lost, so whoever shows something compares versions. */
  subscribe(listener: (incident: IncidentId) => void): () => void;
  /** Resolves when the incident has changed past the version, or when the time is over (milliseconds). */
  waitFor(incident: IncidentId, past: number, timeout: number, signal: AbortSignal): Promise<void>;
};

export type Services = {
  readonly knowledge: () => Knowledge;
  readonly engine: () => Engine;
  readonly targets: Targets;
  readonly incidents: IncidentStore;
  readonly plans: PlanStore;
  readonly audit: AuditLog;
  readonly queue: Queue;
  readonly changes: Changes;
  readonly people: People;
  readonly clock: () => Date;
  /** A new random id, 128 bits as lower-case base 32. */
  readonly newId: () => string;
  /** How long an approval may be waited for, and how long it holds; milliseconds. */
  readonly approvalTtl: number;
};

export type Context = Services & {
  readonly actor: PersonId;
  readonly language: Language;
  readonly origin: Origin;
  /** The cluster that this place is about, where the configuration says so. */
  readonly cluster?: string | undefined;
  readonly signal: AbortSignal;
};
