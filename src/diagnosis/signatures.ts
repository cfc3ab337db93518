/**
 * The signatures of all entries, compiled: what the filter looks for, and the expression that confirms, made on first use.
 */
import { RE2JS } from 're2js';
import type { EntryId } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { Entry, Strength } from '#knowledge/schema.ts';
import { checkValue } from '#knowledge/values.ts';
import { createFilter, type Filter, learnRarity, type Literal, type Rarity, rarestWindow } from './filter.ts';
import { isAnchored, type LiteralSet, requiredLiterals, shortestLiteral } from './literals.ts';
import type { Line } from './normalise.ts';
import { PatternError, type PatternTree, readPattern } from './pattern.ts';

export type Signature = {
  readonly entry: EntryId;
  readonly id: string;
  readonly strength: Strength;
  readonly component: string | undefined;
  /** Cares where the line begins or ends. */
  readonly anchored: boolean;
  /** The leftmost match in a line, in time linear in the line whatever the pattern. */
  find(line: Line): Hit | undefined;
};

/** A match: where it stands in the line as pasted, and its values. */
export type Hit = {
  readonly from: number;
  readonly to: number;
  /** The named groups whose values are of the type that the entry declares. */
  readonly values: ReadonlyMap<string, string>;
  /** How many named groups matched something that is not of their type. */
  readonly refused: number;
};

export type Signatures = {
  readonly filter: Filter;
  readonly literals: readonly Literal[];
  /** By the literal's number: the signatures that need it. */
  readonly byLiteral: readonly (readonly Signature[])[];
};

/** Enough to be rare; a longer literal would only be more easily cut in two. */
const longestLiteral = 32;

/**
 * What is wrong with a pattern, in words for its author, or undefined: it must be RE2's syntax, and every match of it must contain
 * a literal of four bytes or more that holds no quote, backslash, angle bracket or ampersand.
 */
export function patternProblem(pattern: string): string | undefined {
  try {
    literalsOf(pattern, readPattern(pattern), () => 0);
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws {PatternError} that names the entry and the signature which no engine can be made of. */
export function compileSignatures(knowledge: Knowledge): Signatures {
  const entries = [...knowledge.entries.values()].filter(({ status }) => status !== 'deprecated');
  const rarity = learnRarity(Buffer.from(sampleOf(entries)));
  const literals: Literal[] = [];
  const byLiteral: Signature[][] = [];
  const numbers = new Map<string, number>();

  for (const entry of entries) {
    for (const { id, pattern, strength, component, unless } of entry.signatures) {
      try {
        const tree = readPattern(pattern);
        const signature: Signature = { entry: entry.id, id, strength, component, anchored: isAnchored(tree), find: finder(pattern, unless, entry.captures) };
        for (const literal of literalsOf(pattern, tree, rarity)) {
          const key = `${tree.foldsCase ? 'i' : ' '}${tree.foldsCase ? literal.toString().toLowerCase() : literal.toString()}`;
          const number = numbers.get(key) ?? literals.push({ bytes: literal, foldsCase: tree.foldsCase }) - 1;
          numbers.set(key, number);
          (byLiteral[number] ??= []).push(signature);
        }
      } catch (error) {
        throw new PatternError(`${entry.id}, signature ${id}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }
  }
  return { filter: createFilter(literals, rarity), literals, byLiteral };
}

/** The literals to look for: of all sufficient sets the one whose literals are long enough for the fast pass, and rarest. */
function literalsOf(pattern: string, tree: PatternTree, rarity: Rarity): readonly Buffer[] {
  const choices = requiredLiterals(tree).map((set) => windowsOf(set, rarity));
  choices.sort((a, b) => a.cost - b.cost);
  const best = choices.at(0);
  if (best === undefined) {
    throw new PatternError(
      `${pattern}: no text of ${shortestLiteral} or more characters stands in every match; write more of the message out ` +
        '(quotes, backslashes, angle brackets, ampersands and tabs do not count, for they change on the way through chats and shippers)',
    );
  }
  return best.literals;
}

function windowsOf(set: LiteralSet, rarity: Rarity): { readonly literals: readonly Buffer[]; readonly cost: number } {
  let cost = 0;
  const literals = set.map((literal) => {
    const bytes = Buffer.from(literal);
    const window = rarestWindow(bytes, rarity);
    // A literal for the slow pass costs as much as a very common one for the fast pass.
    cost += 1 + window.cost + (bytes.length < 7 ? 1000 : 0);
    const from = Math.max(0, Math.min(window.at - 8, bytes.length - longestLiteral));
    return bytes.subarray(from, from + longestLiteral);
  });
  return { literals, cost };
}

function finder(pattern: string, unless: string | undefined, types: Entry['captures']): Signature['find'] {
  let compiled: { readonly expression: RE2JS; readonly names: readonly string[]; readonly never: RE2JS | undefined } | undefined;
  return (line) => {
    if (compiled === undefined) {
      const expression = RE2JS.compile(pattern);
      compiled = { expression, names: Object.keys(expression.namedGroups()), never: unless === undefined ? undefined : RE2JS.compile(unless) };
    }
    const matcher = compiled.expression.matcher(line.text);
    if (!matcher.find() || compiled.never?.matcher(line.text).find() === true) return undefined;
    const values = new Map<string, string>();
    let refused = 0;
    for (const name of compiled.names) {
      const value = matcher.group(name);
      const type = types[name];
      if (value === null || value === '' || type === undefined) continue;
      if (checkValue(type, value).ok) values.set(name, value);
      else refused++;
    }
    const [start, end] = [matcher.start(), matcher.end()];
    const from = line.at(start);
    return { from, to: end > start ? line.at(end - 1) + 1 : from, values, refused };
  };
}

/** What is common in logs of Kubernetes, besides what the knowledge itself says often. */
function sampleOf(entries: readonly Entry[]): string {
  return [
    ...Array<string>(8).fill(usual),
    ...entries.flatMap((entry) => [entry.title.en, entry.summary.en, ...entry.signatures.map(({ pattern }) => pattern)]),
  ].join('\n');
}

const usual = `
I1120 21:41:32.516249     113 kubelet.go:1234] "SyncLoop UPDATE" source="api" pods=["kube-system/coredns-7d4b9c6f5-abcde"]
E1120 21:41:32.516335     113 pod_workers.go:191] Error syncing pod, skipping: failed to "StartContainer" for "app" with CrashLoopBackOff
W1120 21:41:33.000123       1 reflector.go:324] k8s.io/client-go/informers/factory.go:134: failed to list *v1.Node: Get "https://10.0.0.1:6443/api/v1/nodes": dial tcp
Nov 20 21:41:32 node-1 kubelet[113]: rpc error: code = Unknown desc = failed to create containerd task: connection refused
time="2026-11-20T21:41:32.515391654Z" level=error msg="RunPodSandbox for failed, error" error="failed to setup network for sandbox plugin type"
time="2026-11-20T21:41:32Z" level=info msg="starting server" address= namespace=default name= version=
{"level":"warn","ts":"2026-11-20T21:41:36.800984Z","caller":"etcdserver/server.go:170","msg":"request took too long","took":"101ms","error":"context deadline exceeded"}
Warning  FailedMount  kubelet  Unable to attach or mount volumes: timed out waiting for the condition, container, service, connection, address, not found, error
[INFO] 10.244.0.7:40000 - 1234 "A IN kubernetes.default.svc.cluster.local. udp 54 false 512" NOERROR qr,aa,rd 106 0.000123s
`;
