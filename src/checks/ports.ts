/**
 * What checks and changes need of the outside world. `src/targets` implements it; nothing else touches a cluster or a node.
 */
import type { Json } from '#knowledge/json.ts';
import type { Text } from '#language/text.ts';

/** A thing that checks look at and changes act on, by its name in the configuration. */
export type Target = { readonly on: 'node'; readonly name: string } | { readonly on: 'cluster'; readonly name: string };

/** `node:worker-1`, `cluster:prod`: the target as one word, for locks, rows and messages. */
export function targetKey(target: Target): string {
  return `${target.on}:${target.name}`;
}

/** What is known of a configured target without touching it. */
export type TargetInfo = Target & {
  /** The cluster that a node belongs to, where the configuration says so. */
  readonly cluster?: string;
  readonly role?: 'worker' | 'control-plane';
  /** True for the sandbox's own targets: every message about them says so. */
  readonly simulated: boolean;
  /** Groups of approvers who may approve high risk here. */
  readonly approverGroup?: string;
};

/** Rendered argv, exactly as it will be run: the program, then its arguments. Times in milliseconds, sizes in bytes. */
export type NodeCommand = {
  readonly argv: readonly string[];
  readonly sudo: boolean;
  readonly timeout: number;
};

export type CommandResult = {
  /** The exit code, or null where the command was ended by a signal or by its time limit. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Output passed the limit (1 MiB a stream by default) and was cut. */
  readonly truncated: boolean;
  readonly timedOut: boolean;
  readonly duration: number;
};

/** Why a target could not be asked. Every kind has a text that says what happened, where, and what to do next. */
export type TargetProblem = {
  readonly kind:
    | 'unknown-target'
    | 'unreachable'
    | 'host-key-unknown'
    | 'host-key-changed'
    | 'authentication-failed'
    | 'forbidden'
    | 'not-found'
    | 'conflict'
    | 'invalid'
    | 'timeout'
    /** It was started, and nobody can tell how it ended. Every other kind means that it did not run, or ran to a known end. */
    | 'lost'
    | 'cancelled'
    | 'server-error';
  readonly text: Text;
};

export class TargetError extends Error {
  readonly problem: TargetProblem;
  constructor(problem: TargetProblem, options?: ErrorOptions) {
    super(problem.text.en, options);
    this.name = 'TargetError';
    this.problem = problem;
  }
}

export type NodePort = {
  /**
   * Runs one command on one node over a verified connection. A command that exits non-zero is a result, not an error.
   * @throws {TargetError} when the command could not be started, or nobody can tell how it ended (kind `lost`).
   */
  run(node: string, command: NodeCommand, signal: AbortSignal): Promise<CommandResult>;
  /** Which machine it is: the kernel's id of its present boot, and the fingerprint of the host key that it showed. @throws {TargetError} */
  identify(node: string, signal: AbortSignal): Promise<NodeIdentity>;
};

export type NodeIdentity = { readonly bootId: string; readonly hostKey: string };

/** An object's place in the Kubernetes API; `resource` is the plural name in the path. */
export type ObjectRef = {
  readonly apiVersion: string;
  readonly resource: string;
  readonly namespace?: string | undefined;
  readonly name: string;
};

export type ClusterRead =
  | ({ readonly kind: 'object' } & ObjectRef)
  | {
      readonly kind: 'list';
      readonly apiVersion: string;
      readonly resource: string;
      readonly namespace?: string | undefined;
      readonly labelSelector?: string | undefined;
      readonly fieldSelector?: string | undefined;
    }
  | { readonly kind: 'remaining'; readonly namespace: string };

/**
 * The typed answers: `object` gives `{found: true, object}` or `{found: false}`; `list` gives `{items, truncated}` (at most
 * 1,000 items, paged); `remaining` gives `{objects: [{apiVersion, resource, name, finalizers}], unreadable: [{apiVersion,
 * problem}], truncated}`.
 */
export type ClusterAnswer =
  | { readonly kind: 'object'; readonly found: boolean; readonly object?: Json }
  | { readonly kind: 'list'; readonly items: readonly Json[]; readonly truncated: boolean }
  | {
      readonly kind: 'remaining';
      readonly objects: readonly { readonly apiVersion: string; readonly resource: string; readonly name: string; readonly finalizers: readonly string[] }[];
      readonly unreadable: readonly { readonly apiVersion: string; readonly problem: string }[];
      readonly truncated: boolean;
    };

export type ClusterChange =
  | ({ readonly kind: 'delete'; readonly graceSeconds?: number | undefined } & ObjectRef)
  | ({ readonly kind: 'merge-patch'; readonly body: Readonly<Record<string, Json>> } & ObjectRef)
  | ({ readonly kind: 'remove-finalizer'; readonly finalizer: string } & ObjectRef)
  | { readonly kind: 'finalize-namespace'; readonly name: string }
  | ({ readonly kind: 'restart' } & ObjectRef);

/** One request to the Kubernetes API, byte for byte as it will be sent. */
export type ClusterRequest = {
  readonly method: 'PATCH' | 'PUT' | 'DELETE' | 'POST';
  /** Path and query below the server's address. */
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
};

/**
 * A change made ready: the request, the object as it was read, and what the server's dry run says it would do. The request names no
 * resourceVersion: that of the last look is put in when it is sent, so that a heartbeat between approval and execution is no obstacle.
 */
export type PreparedChange = {
  readonly request: ClusterRequest;
  readonly object: {
    readonly ref: ObjectRef;
    readonly uid: string;
    readonly resourceVersion: string;
    /** SHA-256 of what the change touches or relies on, as it was read: what a heartbeat writes is not among it. */
    readonly touched: string;
    /** SHA-256 of the lines that the dry run changed: they may hold secrets, which the diff that people see does not. */
    readonly outcome: string;
  };
  /** Unified diff of the object's YAML before and after the server-side dry run. */
  readonly diff: string;
};

/** What is no longer as it was when the change was made ready. */
export type ClusterDrift = 'gone' | 'replaced' | 'changed' | 'outcome';

export type ClusterPort = {
  /** @throws {TargetError} */
  read(cluster: string, read: ClusterRead, signal: AbortSignal): Promise<ClusterAnswer>;
  /**
   * Reads the object, makes the request and has the server dry-run it.
   * @throws {TargetError} `not-found` when the object is gone, `invalid` when there is nothing to change.
   */
  prepare(cluster: string, change: ClusterChange, signal: AbortSignal): Promise<PreparedChange>;
  /** Looks at the object again and has the same request dry-run again: what has drifted, if anything has. @throws {TargetError} */
  compare(cluster: string, change: Pick<PreparedChange, 'request' | 'object'>, signal: AbortSignal): Promise<ClusterDrift | undefined>;
  /**
   * Sends a prepared request, once, with the resourceVersion of a last look as its precondition. Answers with the status the server gave.
   * `own`: a step of the same plan has changed this object before, so that only its identity is looked at.
   * @throws {TargetError} `conflict` when the object is no longer the one that was read; `lost` when nobody can tell.
   */
  send(
    cluster: string,
    change: Pick<PreparedChange, 'request' | 'object'>,
    own: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly status: number; readonly message: string }>;
};

/** The configured targets, by name. */
export type TargetDirectory = {
  list(): readonly TargetInfo[];
  find(target: Target): TargetInfo | undefined;
};

export type Targets = { readonly directory: TargetDirectory; readonly nodes: NodePort; readonly clusters: ClusterPort };
