/**
 * From the knowledge to the signatures as plain data: the literals to look for, the tables of the filter, the expressions that confirm.
 */
import { readFileSync } from 'node:fs';
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
export function compile(knowledge: Pick<Knowledge, 'entries'>): Compiled & { readonly signatures: readonly CompiledSignature[] } {
  const entries = [...knowledge.entries.values()].filter(({ status }) => status !== 'deprecated');
  const rarity = learnRarity(Buffer.from(sampleOf(entries)));
  const literals: Literal[] = [];
  const needing: number[][] = [];
  const numbers = new Map<string, number>();
  const signatures: CompiledSignature[] = [];

  for (const entry of entries) {
    for (const { id, pattern, strength, component, unless } of entry.signatures) {
      try {
        const tree = readPattern(pattern);
        const types = Object.fromEntries(Object.entries(entry.captures).filter(([name]) => pattern.includes(`<${name}>`)));
        const signature = signatures.push({
          entry: entry.id,
          id,
          strength,
          component,
          anchored: isAnchored(tree),
          expression: expressionOf(pattern),
          unless: unless === undefined ? undefined : expressionOf(unless),
          types,
        });
        for (const literal of literalsOf(pattern, tree, rarity)) {
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
    cost += 1 + window.cost;
    const from = Math.max(0, Math.min(window.at - 8, bytes.length - longestLiteral));
    return bytes.subarray(from, from + longestLiteral);
  });
  return { literals, cost };
}

/** What is common in logs of Kubernetes, besides what the knowledge itself says often. */
function sampleOf(entries: readonly Entry[]): string {
  return [
    readFileSync(new URL('usual.txt', import.meta.url), 'utf8'),
    ...entries.flatMap((entry) => [entry.title.en, entry.summary.en, ...entry.signatures.map(({ pattern }) => pattern)]),
  ].join('\n');
}
