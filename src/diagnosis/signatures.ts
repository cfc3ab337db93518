/**
 * The signatures of all entries as they run: the filter that selects lines, and what confirms them, made on first use.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Strength } from '#knowledge/schema.ts';
import { checkValue, type ValueType } from '#knowledge/values.ts';
import { longestStretch } from './blocks.ts';
import { type Filter, openFilter } from './filter.ts';
import { type Expression, matcherOf } from './matcher.ts';
import type { Line } from './normalise.ts';
import type { FilterTables } from './tables.ts';

/** All signatures as plain data: what `compile.ts` makes, and what may be kept on disk. */
export type Compiled = {
  readonly tables: FilterTables;
  /** By the literal's number: its length in bytes, and the numbers of the signatures that need it. */
  readonly lengths: readonly number[];
  readonly needing: readonly (readonly number[])[];
  readonly signature: (number: number) => CompiledSignature;
};

export type CompiledSignature = {
  readonly entry: EntryId;
  readonly id: string;
  readonly strength: Strength;
  readonly component?: string | undefined;
  readonly anchored: boolean;
  /** Letters match in either case. */
  readonly foldsCase: boolean;
  /** Besides the literal that was found, each match contains one of each of these sets; in small letters where case is folded. */
  readonly alsoNeeds: readonly (readonly string[])[];
  readonly expression: Expression;
  readonly unless?: Expression | undefined;
  /** The types of the named groups. */
  readonly types: Readonly<Record<string, ValueType>>;
};

export type Signature = {
  readonly entry: EntryId;
  readonly id: string;
  readonly strength: Strength;
  readonly component: string | undefined;
  /** Cares where the line begins or ends. */
  readonly anchored: boolean;
  /** The leftmost match in a line. */
  find(line: Line): Hit | undefined;
  /** Whether the line would match, were it not left to another entry. */
  leaves(line: Line): boolean;
  /** Whether the line is a more specific entry's; absent where there is none to leave it to. */
  readonly isExcepted: ((line: Line) => boolean) | undefined;
};

/** Names a signature among all. */
export function signatureKey({ entry, id }: Pick<Signature, 'entry' | 'id'>): string {
  return `${entry} ${id}`;
}

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
  readonly longestLiteral: number;
  readonly lengthOf: (literal: number) => number;
  /** The signatures that need a literal. */
  readonly needing: (literal: number) => readonly Signature[];
};

export function openSignatures({ tables, lengths, needing, signature }: Compiled): Signatures {
  const opened: Signature[] = [];
  const byLiteral: (readonly Signature[])[] = [];
  return {
    filter: openFilter(tables, longestStretch),
    longestLiteral: tables.longestLiteral,
    lengthOf: (literal) => lengths[literal] ?? 0,
    needing: (literal) => (byLiteral[literal] ??= (needing[literal] ?? []).map((number) => (opened[number] ??= open(signature(number))))),
  };
}

function open({ entry, id, strength, component, anchored, foldsCase, alsoNeeds, expression, unless, types }: CompiledSignature): Signature {
  const match = matcherOf(expression);
  const never = unless === undefined ? undefined : matcherOf(unless);
  return {
    entry,
    id,
    strength,
    component,
    anchored,
    leaves: (line) => never !== undefined && never(line.text) !== undefined && match(line.text) !== undefined,
    isExcepted: never === undefined ? undefined : ({ text }) => never(text) !== undefined,
    find: (line) => {
      if (alsoNeeds.length > 0) {
        const text = foldsCase ? line.text.toLowerCase() : line.text;
        if (!alsoNeeds.every((set) => set.some((literal) => text.includes(literal)))) return undefined;
      }
      const found = match(line.text);
      if (found === undefined || never?.(line.text) !== undefined) return undefined;
      const values = new Map<string, string>();
      let refused = 0;
      for (const [name, type] of Object.entries(types)) {
        const value = found.groups[name];
        if (value === undefined || value === '') continue;
        if (checkValue(type, value).ok) values.set(name, value);
        else refused++;
      }
      const from = line.at(found.from);
      return { from, to: found.to > found.from ? line.at(found.to - 1) + 1 : from, values, refused };
    },
  };
}
