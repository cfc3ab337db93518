/** What an answer says beside its diagnosis; needs no library, so that a command in a terminal answers at once. */
import { sure } from '#diagnosis/confidence.ts';
import type { DiagnoseOptions, Diagnosis, Evidence, Match } from '#diagnosis/diagnosis.ts';
import type { Entry } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';
import type { Text } from '#language/text.ts';
import type { Block } from '../reply.ts';

export { keepBeginning } from '#diagnosis/beginning.ts';
export type { DiagnoseOptions, Diagnosis, Match };

/** Whether a match is no longer a guess. */
export function isCertain({ confidence }: Pick<Match, 'confidence'>): boolean {
  return confidence >= sure;
}

/** Evidence for reading: where several signatures match one line, the first of them. */
export function oneALine(evidence: readonly Evidence[]): readonly Evidence[] {
  return evidence.filter((one, index) => evidence.findIndex((other) => other.line === one.line) === index);
}

/** What another match is beside the first: its effect, what tells the two apart, why it is doubted, or else how sure it is. */
export function besides(entry: Entry, other: Entry, match: Match): Text {
  const isEffect =
    entry.related.some(({ id, as }) => id === other.id && as === 'cause-of') || other.related.some(({ id, as }) => id === entry.id && as === 'effect-of');
  if (isEffect) return answers.itsEffect;
  return entry['look-alikes'].find((one) => one.entry === other.id)?.['told-apart-by'] ?? versionDoubt(match)[0]?.value ?? answers.sure(match.confidence);
}

/** Why a match is doubted although its words were seen: the text is about another version. */
export function versionDoubt({ wrongVersion }: Match): readonly { readonly label: Text; readonly value: Text }[] {
  if (wrongVersion === undefined) return [];
  const { component, applies, stated } = wrongVersion;
  return [{ label: answers.version, value: answers.wrongVersion(component, applies, stated) }];
}

/** For an answer that is not the last word, the next thing to look at or to paste. */
export function settling(entry: Entry, match: Pick<Match, 'confidence'>): readonly { readonly label: Text; readonly value: Text }[] {
  const [next] = entry.manual;
  return next === undefined || (isCertain(match) && !entry.generic) ? [] : [{ label: answers.settles, value: next.text }];
}

/** Of a text in which nothing was found, as much as is looked up by its words. UTF-16 units. */
export const wordsLookedUp = 500;

/** What is said to who asked where nothing was found, beside that: the entries nearest by words, and what to paste next. */
export function afterNothing(nearest: readonly Entry[]): readonly Block[] {
  const items = nearest.slice(0, 3).map((entry) => ({ text: entry.title, detail: entry.id }));
  const list: readonly Block[] = items.length === 0 ? [] : [{ kind: 'list', title: answers.nearest, ordered: false, items }];
  return [...list, { kind: 'text', text: answers.pasteNext }];
}
