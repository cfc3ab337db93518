/** A diagnosis in the terminal: for people as a reply, for scripts in its published form. */
import { besides, type Diagnosis, type Match, oneALine, settling, versionDoubt } from '#commands/cards/answer.ts';
import { explanationBlocks } from '#commands/cards/explanation.ts';
import { faultBlocks, independentFaults } from '#commands/cards/faults.ts';
import type { Block, Reply } from '#commands/reply.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';

type Told = Pick<Diagnosis, 'matches' | 'speaks' | 'rejected'>;

/** The published form, for scripts. */
export function published({ matches, speaks, rejected }: Told) {
  return { matches: matches.map((match) => publishedMatch(match)), speaks, rejected };
}

export function publishedMatch({ entry, confidence, evidence, captures, wrongVersion, explanation }: Match) {
  const lines = oneALine(evidence).map(({ line, text, columns, repeats, span }) => ({ line, columns, text, repeats, span }));
  return { id: entry, confidence, evidence: lines, captures, wrongVersion, explanation };
}

/** Undefined where there is nothing to tell of. */
export function diagnosisReply({ matches, rejected }: Told, entryOf: (id: EntryId) => Entry | undefined): Reply | undefined {
  const [best, ...others] = matches;
  const entry = best === undefined ? undefined : entryOf(best.entry);
  if (best === undefined || entry === undefined) return undefined;
  const faults = independentFaults({ entry, match: best }, others, entryOf);
  const readings = others.filter((match) => !faults.some((fault) => fault.match === match)).slice(0, 4);
  return {
    summary: entry.title,
    blocks: [
      ...headBlocks(entry, best),
      ...faultBlocks(faults),
      ...otherReadings(readings.flatMap((match) => named(entry, entryOf(match.entry), match))),
      ...explanationBlocks([best, ...faults.map(({ match }) => match), ...readings], rejected),
      { kind: 'facts', facts: [{ label: answers.runChecks, value: [{ entry, match: best }, ...faults].map(({ match }) => typedCheck(match)).join('\n') }] },
    ],
    audience: 'person',
    data: null,
    exit: 0,
  };
}

/** What it is, the lines that prove it, how sure that is. */
export function headBlocks(entry: Entry, best: Match): readonly Block[] {
  return [
    { kind: 'heading', text: entry.title, tag: { text: answers.severities[entry.severity], tone: entry.severity === 'low' ? 'neutral' : 'bad' } },
    { kind: 'text', text: entry.summary },
    { kind: 'evidence', lines: oneALine(best.evidence).slice(0, 5) },
    {
      kind: 'facts',
      facts: [
        { label: answers.howSure, value: answers.sure(best.confidence) },
        { label: answers.impact, value: entry.impact },
        ...versionDoubt(best),
        ...settling(entry, best),
      ],
    },
  ];
}

type Items = Extract<Block, { kind: 'list' }>['items'];

function otherReadings(items: Items): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', title: answers.alsoPossible, ordered: false, items }];
}

function named(first: Entry, entry: Entry | undefined, match: Match): Items {
  if (entry === undefined) return [];
  const { en, zh } = besides(first, entry, match);
  return [{ text: { en: `${entry.title.en}: ${en}`, zh: `${entry.title.zh}：${zh}` }, detail: `${match.entry} ${Math.round(match.confidence * 100)}%` }];
}

function typedCheck({ entry, captures }: Match): string {
  return ['k8sdoc check', entry, ...Object.entries(captures).map(([name, value]) => `--set ${name}=${value}`)].join(' ');
}
