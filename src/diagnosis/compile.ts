/**
 * From the knowledge to the signatures as plain data: the literals to look for, the tables of the filter, the expressions that confirm.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RE2JS } from 're2js';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { Entry } from '#knowledge/schema.ts';
import { isAnchored, type LiteralSet, requiredLiterals, shortestLiteral } from './literals.ts';
import type { Expression } from './matcher.ts';
import { nativeOf } from './native.ts';
import { PatternError, type PatternTree, readPattern } from './pattern.ts';
import type { Compiled, CompiledSignature } from './signatures.ts';
import { buildTables, learnRarity, type Literal, type Rarity, rarestWindow } from './tables.ts';

/** Enough to be rare; a longer literal would only be more easily cut in two. */
const longestLiteral = 32;
/** To look for more words than so many in a line takes as long as to try the expression. */
const mostToLookFor = 24;

/**
 * What is wrong with a pattern, in words for its author, or undefined: it must be RE2's syntax, and every match of it must contain
 * a literal of four bytes or more that holds no quote, backslash, angle bracket or ampersand.
 */
export function patternProblem(pattern: string): string | undefined {
  try {
    literalSetsOf(pattern, readPattern(pattern), () => 0);
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws {PatternError} that names the entry and the signature which no engine can be made of. */
export function compile(knowledge: Pick<Knowledge, 'entries'>): Compiled & { readonly signatures: readonly CompiledSignature[] } {
  const entries = [...knowledge.entries.values()].filter(({ status }) => status !== 'deprecated');
  const rarity = rarityFor(entries);
  const literals: Literal[] = [];
  const needing: number[][] = [];
  const numbers = new Map<string, number>();
  const signatures: CompiledSignature[] = [];

  for (const entry of entries) {
    for (const { id, pattern, strength, component, unless } of entry.signatures) {
      try {
        const tree = readPattern(pattern);
        const [rarest, ...others] = literalSetsOf(pattern, tree, rarity);
        const rarestLiterals = rarest.map((literal) => windowOf(literal, rarity));
        const types = Object.fromEntries(Object.entries(entry.captures).filter(([name]) => pattern.includes(`<${name}>`)));
        const signature = signatures.push({
          entry: entry.id,
          id,
          strength,
          component,
          anchored: isAnchored(tree),
          foldsCase: tree.foldsCase,
          alsoNeeds: others.filter((set) => set.length <= mostToLookFor).map((set) => set.map((literal) => (tree.foldsCase ? literal.toLowerCase() : literal))),
          expression: expressionOf(pattern),
          unless: unless === undefined ? undefined : expressionOf(unless),
          types,
        });
        for (const literal of rarestLiterals) {
          const key = `${tree.foldsCase ? 'i' : ' '}${tree.foldsCase ? literal.toString('latin1').toLowerCase() : literal.toString('latin1')}`;
          const number = numbers.get(key) ?? literals.push({ bytes: literal, foldsCase: tree.foldsCase }) - 1;
          numbers.set(key, number);
          (needing[number] ??= []).push(signature - 1);
        }
      } catch (error) {
        throw new PatternError(`${entry.id}, signature ${id}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }
  }
  return {
    tables: buildTables(literals, rarity),
    lengths: literals.map(({ bytes }) => bytes.length),
    needing,
    signatures,
    signature: (number) => {
      const signature = signatures[number];
      if (signature === undefined) throw new RangeError(`no signature has the number ${number}`);
      return signature;
    },
  };
}

function expressionOf(pattern: string): Expression {
  return { pattern, native: nativeOf(pattern) };
}

/** The sets of literals one of which each match contains; to look for the first set costs least. */
function literalSetsOf(pattern: string, tree: PatternTree, rarity: Rarity): readonly [LiteralSet, ...LiteralSet[]] {
  const [best, ...others] = requiredLiterals(tree, (literal) => rarestWindow(Buffer.from(literal), rarity).cost);
  if (best === undefined) {
    throw new PatternError(
      `${pattern}: no text of ${shortestLiteral} or more characters stands in every match; write more of the message out ` +
        '(quotes, backslashes, angle brackets, ampersands and tabs do not count, for they change on the way through chats and shippers)',
    );
  }
  return [best, ...others];
}

/** As much of a literal as is looked for. */
function windowOf(literal: string, rarity: Rarity): Buffer {
  const bytes = Buffer.from(literal);
  const from = Math.max(0, Math.min(rarestWindow(bytes, rarity).at - 8, bytes.length - longestLiteral));
  return bytes.subarray(from, from + longestLiteral);
}

/** What is usually scanned: the logs of healthy components, and, much less, what other signatures look for. */
function rarityFor(entries: readonly Entry[]): Rarity {
  const patterns = entries.flatMap(({ signatures }) => signatures.map(({ pattern }) => pattern)).join('\n');
  return learnRarity({ text: (healthyLogs ??= readHealthyLogs()), weight: 1 }, { text: Buffer.from(patterns), weight: 0.05 });
}

let healthyLogs: Buffer | undefined;

function readHealthyLogs(): Buffer {
  const folder = fileURLToPath(new URL('../../knowledge/_healthy/', import.meta.url));
  return Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))));
}
