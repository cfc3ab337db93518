/** An entry held to the tests beside it: every sample, near miss, question, verdict and plan. */
import { judge } from '#checks/judge.ts';
import type { Engine, Match } from '#diagnosis/diagnosis.ts';
import { fullArgv } from '#knowledge/command-line.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { Entry } from '#knowledge/schema.ts';
import { renderSteps } from '#remediation/planner.ts';
import { isDeepStrictEqual } from 'node:util';
import type { EntryTests } from './samples.ts';

/** One test of one entry, and what was seen instead where it does not hold. */
export type Outcome = {
  readonly entry: EntryId;
  readonly what: 'sample' | 'near miss' | 'question' | 'check' | 'plan';
  readonly name: string;
  readonly ok: boolean;
  readonly seen: string;
};

export type Examined = { readonly knowledge: Knowledge; readonly engine: Engine };

/** An entry that a question must find is among so many first. */
const amongFirst = 3;
/** A near miss may leave a trace, but no more than that. */
const trace = 0.5;

/** Runs every test of one entry. Pure but for the time it takes. */
export async function examine({ knowledge, engine }: Examined, entry: Entry, tests: EntryTests): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const note = (what: Outcome['what'], name: string, ok: boolean, seen: string): void => {
    outcomes.push({ entry: entry.id, what, name, ok, seen });
  };
  for (const sample of tests.match) {
    const { matches, speaks } = await engine.diagnose(sample.text);
    const [first] = matches;
    const wrong = Object.entries(sample.captures).filter(([name, value]) => first?.captures[name] !== value);
    const ok = first?.entry === entry.id && speaks === sample.speaks && wrong.length === 0;
    const captured = wrong.map(([name, value]) => `${name} is ${first?.captures[name] ?? 'missing'}, not ${value}`);
    note('sample', sample.name, ok, [ranking(matches), speaks ? 'speaks' : 'is silent', ...captured].join('; '));
  }
  for (const sample of tests['no-match']) {
    const { matches } = await engine.diagnose(sample.text);
    const own = matches.find((match) => match.entry === entry.id);
    note('near miss', sample.name, own === undefined || own.confidence < trace, ranking(matches));
  }
  for (const question of tests.ask) {
    const answers = engine.ask(question);
    const place = answers.findIndex((answer) => answer.entry === entry.id);
    note('question', question, place >= 0 && place < amongFirst, answers.map((answer) => `${answer.entry} ${answer.score}`).join(', ') || 'nothing');
  }
  for (const test of tests.checks) {
    const check = entry.checks.find((one) => one.id === test.check);
    const name = `${test.check}: ${test.name}`;
    if (check === undefined) {
      note('check', name, false, `there is no check ${test.check}`);
      continue;
    }
    const { verdict, says, provides } = judge(entry, check, test.result, test.given);
    const fits =
      verdict === test.verdict &&
      (test.says === undefined || isDeepStrictEqual(says, test.says)) &&
      (test.provides === undefined || isDeepStrictEqual(provides, test.provides)) &&
      !says.en.includes('{{');
    note('check', name, fits, `${verdict}: ${says.en} | ${says.zh} ${JSON.stringify(provides)}`);
  }
  for (const test of tests.plans) {
    const remediation = entry.remediations.find((one) => one.id === test.remediation);
    const name = `${test.remediation}: ${test.name}`;
    if (remediation === undefined) {
      note('plan', name, false, `there is no remediation ${test.remediation}`);
      continue;
    }
    const rendered = renderSteps(knowledge, entry, remediation.steps, test.given);
    const seen = rendered.ok ? rendered.steps.map((step) => (step.on === 'node' ? fullArgv(step) : step.change)) : rendered.refusal;
    const ok = test.outcome === 'refused' ? !rendered.ok && rendered.refusal.value === test.value : rendered.ok && same(seen, test.steps);
    note('plan', name, ok, JSON.stringify(seen));
  }
  return outcomes;
}

/** As JSON: a field that is undefined is not there. */
function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}

function ranking(matches: readonly Match[]): string {
  return (
    matches
      .slice(0, 4)
      .map(({ entry, confidence, evidence }) => `${entry} ${confidence} (${[...new Set(evidence.map(({ signature }) => signature))].join(', ')})`)
      .join(', ') || 'nothing found'
  );
}
