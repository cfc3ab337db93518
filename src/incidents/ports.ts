/**
 * An incident: one paste (or one question about an entry), what it was diagnosed as, what was checked and what was done.
 */
import type { Finding } from '#checks/finding.ts';
import type { Match } from '#diagnosis/diagnosis.ts';
import type { EntryId, IncidentId, Instant, PersonId, RunId } from '#knowledge/ids.ts';
import type { Language } from '#language/text.ts';

/** Where it was said. `message` identifies it there; the same message makes one incident, however often it is delivered. */
export type Origin = { readonly face: 'slack' | 'browser' | 'terminal'; readonly place: string; readonly message: string };

/** A value of an entry, and how it came to be known. */
export type KnownValue = { readonly value: string; readonly from: 'paste' | 'person' | 'check' };

export type Incident = {
  readonly id: IncidentId;
  /** Grows by one with every change of the incident, its runs and its plans: whoever shows it compares. */
  readonly version: number;
  readonly openedAt: Instant;
  readonly openedBy: PersonId;
  readonly origin: Origin;
  readonly language: Language;
  /** The first 16 KiB of what was pasted, redacted. */
  readonly excerpt: string;
  readonly matches: readonly Match[];
  /** The cluster that it is about, where that was said or is the only one. */
  readonly cluster?: string | undefined;
};

/** One order to run the checks of one entry. */
export type CheckRun = {
  readonly id: RunId;
  readonly incident: IncidentId;
  readonly entry: EntryId;
  readonly orderedBy: PersonId;
  readonly orderedAt: Instant;
  /** Which node, which cluster. */
  readonly targets: { readonly node?: string | undefined; readonly cluster?: string | undefined };
  readonly values: Readonly<Record<string, KnownValue>>;
  readonly state: 'queued' | 'running' | 'done';
  readonly findings: readonly Finding[];
};

export type Vote = 'helpful' | 'wrong';

export type IncidentStore = {
  /** Opens an incident, or gives the one that the same origin opened before: `fresh` tells which. */
  open(draft: Omit<Incident, 'id' | 'version'>): Promise<{ readonly incident: Incident; readonly fresh: boolean }>;
  find(id: IncidentId): Promise<Incident | undefined>;
  /** Newest first. */
  recent(filter: { readonly face?: Origin['face']; readonly place?: string; readonly limit: number }): Promise<readonly Incident[]>;

  /** Records the order durably; the queue is told by the caller, and again by `unfinishedRuns` after a crash. */
  orderRun(run: Omit<CheckRun, 'state' | 'findings'>): Promise<CheckRun>;
  findRun(id: RunId): Promise<CheckRun | undefined>;
  /** Oldest first. */
  runsOf(incident: IncidentId): Promise<readonly CheckRun[]>;
  startRun(id: RunId): Promise<void>;
  /** Adds one finding, or takes the place of the same check's earlier one in this run. */
  addFinding(id: RunId, finding: Finding): Promise<void>;
  finishRun(id: RunId): Promise<void>;
  unfinishedRuns(): Promise<readonly CheckRun[]>;

  /** One vote a person and entry; the last one counts. */
  vote(vote: { readonly incident: IncidentId; readonly entry: EntryId; readonly by: PersonId; readonly vote: Vote; readonly at: Instant }): Promise<void>;
  votes(): Promise<readonly { readonly entry: EntryId; readonly helpful: number; readonly wrong: number }[]>;

  /**
   * True the first time a key is given, false ever after, in every process: what a face takes once although it is delivered
   * more often (an event, a press, the posting of a card).
   */
  firstDelivery(key: string): Promise<boolean>;

  /**
   * Where an incident is shown, so that whoever shows it can bring it up to date, also after a restart: `shown` is the
   * version last shown there.
   */
  rememberPost(post: {
    readonly incident: IncidentId;
    readonly face: Origin['face'];
    readonly place: string;
    readonly message: string;
    readonly shown: number;
  }): Promise<void>;
  stalePosts(
    face: Origin['face'],
  ): Promise<readonly { readonly incident: IncidentId; readonly place: string; readonly message: string; readonly shown: number; readonly version: number }[]>;
};
