/**
 * Why a diagnosis was made, and why others were not: told on request only.
 */
import type { EntryId } from '#knowledge/ids.ts';
import type { Clue } from './collect.ts';
import { strengthOf } from './confidence.ts';
import type { Reason, Rejected } from './diagnosis.ts';
import type { Ranked } from './rank.ts';
import type { Miss } from './scan.ts';
import { signatureKey } from './signatures.ts';
import type { Witness } from './witness.ts';

const mostRejected = 30;

/** What counted for a match and against it, in this order: the words, who said them, what doubts them. */
export function reasonsOf({ seen, judged }: Ranked): readonly Reason[] {
  return [
    ...seen.clues.map((clue) => wordsOf(clue)),
    ...seen.combinations.map(({ all, any, not, strength }) => ({ kind: 'combination', counts: 'for', all, any, not, strength }) as const),
    ...judged.witnesses().flatMap((witness) => testimonyOf(witness)),
    ...seen.clues.filter(({ refused }) => refused > 0).map((clue) => ({ kind: 'type', counts: 'against', ...placeOf(clue), refused: clue.refused }) as const),
    ...seen.against.map((clue) => ({ kind: 'against', counts: 'against', ...placeOf(clue) }) as const),
    ...(seen.wrongVersion === undefined ? [] : [{ kind: 'version', counts: 'against', ...seen.wrongVersion } as const]),
  ];
}

function placeOf({ signature, line }: Clue): { readonly signature: string; readonly line: number } {
  return { signature: signature.id, line };
}

function wordsOf(clue: Clue): Reason {
  return { kind: 'signature', counts: 'for', ...placeOf(clue), strength: strengthOf(clue), times: clue.repeats + 1 };
}

/** What decides by its words is no surer and no less sure for who says it, or how gravely. */
function testimonyOf({ clue, speaker, component, severity }: Witness): readonly Reason[] {
  const { line } = clue;
  if (strengthOf(clue) === 'conclusive') return [];
  const own = component !== undefined && speaker === 'own' ? [{ kind: 'speaker', counts: 'for', line, component } as const] : [];
  const other = component !== undefined && speaker === 'application' ? [{ kind: 'speaker', counts: 'against', line, component } as const] : [];
  return [...own, ...other, ...(severity === 'info' ? [{ kind: 'severity', counts: 'against', line, severity } as const] : [])];
}

/** Remembers of each signature the first line that held what it looks for and was no match. */
export function createMisses(): { readonly add: (miss: Miss) => void; readonly all: () => readonly Miss[] } {
  const first = new Map<string, Miss>();
  return {
    add: (miss) => {
      const key = signatureKey(miss.signature);
      if (!first.has(key)) first.set(key, miss);
    },
    all: () => [...first.values()],
  };
}

const order: readonly Rejected['why'][] = ['alone', 'only-against', 'unless', 'component', 'pattern'];

/** Entries of which something was seen, and not enough; those that were nearest first. */
export function rejectedOf(clues: ReadonlyMap<EntryId, readonly Clue[]>, ranked: readonly Ranked[], misses: readonly Miss[]): readonly Rejected[] {
  const found = new Set(ranked.map(({ match }) => match.entry));
  const seen = [...clues.values()]
    .flat()
    .map((clue): Rejected => ({ entry: clue.signature.entry, ...placeOf(clue), why: clue.signature.strength === 'against' ? 'only-against' : 'alone' }));
  const missed = misses.map(({ signature, line, why }): Rejected => ({ entry: signature.entry, signature: signature.id, line, why }));
  return [...seen, ...missed]
    .filter(({ entry }) => !found.has(entry))
    .toSorted((a, b) => order.indexOf(a.why) - order.indexOf(b.why) || a.line - b.line)
    .slice(0, mostRejected);
}
