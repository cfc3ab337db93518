/** Why a diagnosis was made, for people. */
import type { Match, Reason, Rejected } from '#diagnosis/diagnosis.ts';
import { explanations as words } from '#language/explanations.ts';
import type { Text } from '#language/text.ts';
import type { Block } from '../reply.ts';

const mostReasons = 20;
const mostRejected = 10;

/** What counted for each match and against it, and what else was seen; nothing where nobody asked for it. */
export function explanationBlocks(matches: readonly Match[], rejected: readonly Rejected[] = []): readonly Block[] {
  const others = rejected.slice(0, mostRejected).map((one) => ({ text: words.at(one.line, named(one.signature, words.reasons[one.why])), detail: one.entry }));
  return [...matches.flatMap((match) => matchBlocks(match)), ...listOf(words.rejected, others)];
}

function matchBlocks({ entry, confidence, explanation = [] }: Match): readonly Block[] {
  const reasons = explanation.slice(0, mostReasons).map((reason) => ({ text: signed(reason) }));
  return listOf(words.why(entry, confidence), reasons);
}

function listOf(title: Text, items: Extract<Block, { kind: 'list' }>['items']): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', title, ordered: false, items }];
}

function signed(reason: Reason): Text {
  const sign = words.counts[reason.counts];
  const { en, zh } = told(reason);
  return { en: `(${sign}) ${en}`, zh: `（${sign}）${zh}` };
}

function named(signature: string, why: Text): Text {
  return { en: `${signature}: ${why.en}`, zh: `${signature}：${why.zh}` };
}

function told(reason: Reason): Text {
  switch (reason.kind) {
    case 'signature':
      return words.at(reason.line, words.signature(reason.signature, reason.strength, reason.times));
    case 'combination':
      return words.combination(reason.all, reason.any, reason.not, reason.strength);
    case 'speaker':
      return words.at(reason.line, reason.counts === 'for' ? words.own(reason.component) : words.application(reason.component));
    case 'severity':
      return words.at(reason.line, words.noWarning);
    case 'type':
      return words.at(reason.line, words.type(reason.signature, reason.refused));
    case 'against':
      return words.at(reason.line, words.signature(reason.signature, 'against', 1));
    case 'version':
      return words.version(reason.component, reason.applies, reason.stated);
    default:
      return reason satisfies never;
  }
}
