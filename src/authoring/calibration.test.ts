import { describe, expect, it } from 'vitest';
import { createEngine } from '#diagnosis/engine.ts';
import { bridge, knowledgeOf } from '#diagnosis/small-knowledge.ts';
import { type Answer, answer, calibrate, type Case, supportedThreshold, wilson } from './calibration.ts';

const said = '"cni0" already has an IP address different from 10.244.2.1/24';
const engine = createEngine(knowledgeOf(bridge));
const one = (text: string, right: readonly string[], silence = false): Case => ({ origin: 'paste', name: 'a text', text, right, silence });

describe('an answer', () => {
  it('is right where it is one of those that are', async () => {
    const answers = await answer(engine, [one(said, ['cni/bridge']), one(said, ['a/b', 'cni/bridge']), one(said, ['a/b']), one(said, [])]);
    expect(answers.map(({ right }) => right)).toEqual([true, true, false, false]);
    expect(answers[0]).toMatchObject({ said: 'cni/bridge', confidence: 0.96, certainty: 0.96 });
  });

  it('that is not given is right where nothing is wrong', async () => {
    const answers = await answer(engine, [one('hello', [], true), one('hello', ['cni/bridge'])]);
    expect(answers.map(({ right, confidence }) => [right, confidence])).toEqual([
      [true, 0],
      [false, 0],
    ]);
  });
});

const given = (confidence: number, right: number, wrong: number): readonly Answer[] =>
  Array.from({ length: right + wrong }, (_, index) => ({
    origin: 'paste',
    name: String(index),
    said: 'a/b',
    confidence,
    certainty: confidence,
    right: index < right,
  }));

describe('calibration', () => {
  const counted = calibrate([...given(0.5, 1, 3), ...given(0.75, 3, 1), ...given(0.9, 9, 0), ...given(0.99, 99, 1), ...given(1, 1, 0)]);

  it('counts each answer in the band of its confidence, the last one closed', () => {
    expect(counted.bands.filter((band) => band.given > 0).map(({ low, given: all, right }) => [low, all, right])).toEqual([
      [0.5, 4, 1],
      [0.7, 4, 3],
      [0.9, 9, 9],
      [0.95, 101, 100],
    ]);
  });

  it('says how many of the sure ones are right, and names those that are not', () => {
    expect(counted.sure).toMatchObject({ given: 110, right: 109 });
    expect(counted.misled.map(({ confidence, right }) => [confidence, right])).toEqual([[0.99, false]]);
  });

  it('counts what a channel of a threshold is told by how sure the answer is unasked', () => {
    const explained = given(0.96, 1, 0).map((each) => ({ ...each, certainty: 0 }));
    const { unasked, sure } = calibrate(explained);
    expect(sure.given).toBe(1);
    expect(unasked.every((threshold) => threshold.given === 0)).toBe(true);
    expect(counted.unasked.find(({ threshold }) => threshold === 0.9)).toMatchObject({ given: 110, right: 109 });
  });

  it('supports a threshold down to the last band with answers that are right often enough', () => {
    expect(supportedThreshold(counted)).toBe(0.9);
    expect(supportedThreshold(calibrate(given(0.99, 99, 1)))).toBe(0.95);
    expect(supportedThreshold(calibrate(given(0.99, 9, 1)))).toBe(1);
    expect(supportedThreshold(calibrate([]))).toBe(1);
  });
});

describe("Wilson's interval", () => {
  it.each([
    [0, 10, 0, 0.2775],
    [5, 10, 0.2366, 0.7634],
    [98, 100, 0.93, 0.9945],
    [10, 10, 0.7225, 1],
    [0, 0, 0, 1],
  ])('of %d of %d is from %f to %f', (right, all, from, to) => {
    expect(wilson(right, all).from).toBeCloseTo(from, 3);
    expect(wilson(right, all).to).toBeCloseTo(to, 3);
  });
});
