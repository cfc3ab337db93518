/**
 * What a command is handed: who asks, from where, and the ports. Built once by `src/app.ts`; commands import no adapter.
 */
import type { Engine } from '#diagnosis/diagnosis.ts';
import type { IncidentStore, Origin } from '#incidents/ports.ts';
import type { EntryId, IncidentId, PersonId, PlanId, RunId } from '#knowledge/ids.ts';
import type { Origin as FileOrigin } from '#knowledge/load.ts';
import type { Language, Text } from '#language/text.ts';
import type { Workshop } from '#remediation/workshop.ts';

/** The people, from the configuration. */
export type People = {
  /** A name to show for a person. */
  name(person: PersonId): string;
  /** The one id that somebody goes by, whichever face they come through. */
  identity(person: PersonId): PersonId;
};

/** Hands work to the workers. Telling twice is harmless; not telling is made good by the sweep at the next start. */
export type Queue = {
  checkRun(run: RunId, as?: string): Promise<void>;
  change(plan: PlanId, as?: string): Promise<void>;
  inspection(plan: PlanId, as?: string): Promise<void>;
};

/** News of incidents, from this process and from every other that shares the database. */
export type Changes = {
  /** Calls back after every change of any incident; news may come twice and may be lost, so whoever shows something compares versions. */
  subscribe(listener: (incident: IncidentId) => void): () => void;
  /** Resolves when the incident has changed past the version, or when the time is over (milliseconds). */
  waitFor(incident: IncidentId, past: number, timeout: number, signal: AbortSignal): Promise<void>;
};

/** Whether a part of the installation works, and what to do where it does not. */
export type Health = { readonly what: string; readonly ok: boolean; readonly says: Text };

/** Where the knowledge comes from, for those who write it. */
export type Sources = {
  /** The shipped entries first, then what lies over them. */
  readonly folders: readonly string[];
  readonly origins: () => ReadonlyMap<EntryId, FileOrigin>;
};

export type Services = Workshop & {
  readonly engine: () => Engine;
  readonly library: Sources;
  readonly incidents: IncidentStore;
  readonly queue: Queue;
  readonly changes: Changes;
  readonly people: People;
  readonly health: () => Promise<readonly Health[]>;
};

export type Context = Services & {
  readonly actor: PersonId;
  readonly language: Language;
  readonly origin: Origin;
  /** The cluster that this place is about, where the configuration says so. */
  readonly cluster?: string | undefined;
  /** How sure a diagnosis must be to be given here unasked, where the configuration says so. */
  readonly threshold?: number | undefined;
  readonly signal: AbortSignal;
  /** What can be typed. */
  readonly verbs: readonly { readonly name: string; readonly usage: string; readonly summary: Text }[];
};
