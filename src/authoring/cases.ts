/** Texts with known answers: those beside the entries, and a person's own. */
import type { EntryId } from '#knowledge/ids.ts';
import type { Case } from './calibration.ts';
import type { Paste } from './pastes.ts';
import type { EntryTests } from './samples.ts';
import { transformations } from './transformations.ts';

/** Samples, the same after every transformation, near misses, and what components print when all is well. */
export function* casesOf(tests: ReadonlyMap<EntryId, EntryTests>, healthy: ReadonlyMap<string, string>): Generator<Case, void, undefined> {
  for (const [entry, { match, 'no-match': nearMisses }] of tests) {
    for (const { name, text, accepts } of match) {
      const right = [entry, ...accepts];
      yield { origin: 'sample', name: `${entry}: ${name}`, text, right, silence: false };
      for (const [transformation, change] of Object.entries(transformations))
        yield { origin: 'changed', name: `${entry}: ${name}`, change: transformation, text: change(text), right, silence: false };
    }
    for (const { name, text, accepts } of nearMisses) yield { origin: 'near-miss', name: `${entry}: ${name}`, text, right: accepts, silence: true };
  }
  for (const [name, text] of healthy) yield { origin: 'healthy', name, text, right: [], silence: true };
}

/** A person's own texts. */
export function casesOfPastes(pastes: readonly Paste[]): readonly Case[] {
  return pastes.map(({ name, text, right }) => ({ origin: 'paste', name, text, right, silence: right.length === 0 }));
}
