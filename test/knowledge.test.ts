/** One walker over the whole knowledge base: what every entry must have, and every sample, verdict and plan beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { judge } from '#checks/judge.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { fullArgv } from '#knowledge/command-line.ts';
import { describeProblem, loadKnowledge } from '#knowledge/load.ts';
import { EntryTestSchema } from '#knowledge/schema.ts';
import { renderSteps } from '#remediation/planner.ts';

const folder = fileURLToPath(new URL('../knowledge', import.meta.url));
const loaded = await loadKnowledge(folder);
if (!loaded.ok) throw new Error(loaded.problems.map((problem) => describeProblem(problem)).join('\n'));
const { knowledge } = loaded;
const engine = createEngine(knowledge);

describe.each([...knowledge.entries.values()].map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  const file = `${folder}/${id}.test.yaml`;
  it('has its tests beside it', () => expect(existsSync(file)).toBe(true));
  const tests = EntryTestSchema.parse(parse(readFileSync(file, 'utf8')));

  it('is published under its id', () => {
    expect(readFileSync(`${folder}/ids.txt`, 'utf8').split('\n')).toContain(id);
  });

  it('has three samples that match, two that must not, and questions in both languages', () => {
    expect(tests.match.length).toBeGreaterThanOrEqual(entry.signatures.length === 0 ? 0 : 3);
    expect(tests['no-match'].length).toBeGreaterThanOrEqual(2);
    expect(tests.ask.some((question) => /\p{Script=Han}/u.test(question))).toBe(true);
    expect(tests.ask.some((question) => !/\p{Script=Han}/u.test(question))).toBe(true);
  });

  it.runIf(entry.status === 'proven')('is proven: a real component produced a sample, and every check and remediation is tested', () => {
    expect(tests.match.some((sample) => sample.source.how === 'produced')).toBe(true);
    expect([...new Set(tests.checks.map((test) => test.check))].toSorted()).toEqual(entry.checks.map((check) => check.id).toSorted());
    for (const remediation of entry.remediations.filter((one) => one.steps.some((step) => JSON.stringify(step).includes('{{')))) {
      expect(
        tests.plans.filter((plan) => plan.remediation === remediation.id),
        remediation.id,
      ).not.toHaveLength(0);
    }
  });

  it.each(tests.match.map((sample) => [sample.name, sample] as const))('is recognised first, and the bot speaks where it should: %s', async (_name, sample) => {
    const diagnosis = await engine.diagnose(sample.text);
    expect(diagnosis.matches[0]?.entry).toBe(id);
    expect(diagnosis.speaks).toBe(sample.speaks);
    expect(diagnosis.matches[0]?.captures).toMatchObject(sample.captures);
  });

  it.each(tests['no-match'].map((sample) => [sample.name, sample] as const))('is not taken for: %s', async (_name, sample) => {
    const diagnosis = await engine.diagnose(sample.text);
    expect(diagnosis.matches.find((match) => match.entry === id && match.confidence >= 0.5)).toBeUndefined();
  });

  it.each(tests.ask)('answers the question: %s', (question) => {
    expect(
      engine
        .ask(question)
        .slice(0, 3)
        .map((answer) => answer.entry),
    ).toContain(id);
  });

  it.each(tests.checks.map((test) => [`${test.check}: ${test.name}`, test] as const))('judges %s', (_name, test) => {
    const check = entry.checks.find((one) => one.id === test.check);
    if (check === undefined) throw new Error(`there is no check ${test.check}`);
    const judgement = judge(entry, check, test.result, test.given);
    expect(judgement.verdict).toBe(test.verdict);
    expect(judgement.says.en).not.toContain('{{');
    if (test.says !== undefined) expect(judgement.says).toEqual(test.says);
    if (test.provides !== undefined) expect(judgement.provides).toEqual(test.provides);
  });

  it.each(tests.plans.map((test) => [`${test.remediation}: ${test.name}`, test] as const))('plans %s', (_name, test) => {
    const remediation = entry.remediations.find((one) => one.id === test.remediation);
    if (remediation === undefined) throw new Error(`there is no remediation ${test.remediation}`);
    const rendered = renderSteps(knowledge, entry, remediation.steps, test.given);
    if (test.outcome === 'refused') {
      expect(rendered).toMatchObject({ ok: false, refusal: { value: test.value } });
      return;
    }
    expect(rendered.ok && rendered.steps.map((step) => (step.on === 'node' ? fullArgv(step) : step.change))).toEqual(test.steps);
  });
});

it('has a list of published ids that names every entry that exists', () => {
  const published = readFileSync(`${folder}/ids.txt`, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect([...knowledge.entries.keys()].filter((id) => !published.includes(id))).toEqual([]);
});
