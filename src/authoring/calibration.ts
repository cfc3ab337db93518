/** How often an answer of a certain confidence is right: what "90 %" is worth. */
import type { Engine } from '#diagnosis/diagnosis.ts';
import { speakingThreshold } from '#diagnosis/rank.ts';

/** A text whose right answers are known. */
export type Case = {
  readonly origin: Origin;
  readonly name: string;
  /** The transformation, where it is a changed sample. */
  readonly change?: string;
  readonly text: string;
  /** The entries that are right; none where any answer is wrong. */
  readonly right: readonly string[];
  /** Whether saying nothing is right. */
  readonly silence: boolean;
};

export const origins = ['sample', 'changed', 'near-miss', 'healthy', 'paste'] as const;
export type Origin = (typeof origins)[number];

/** What was said first, how surely, and whether it is right; the confidence is 0 where nothing was said. */
export type Answer = Pick<Case, 'origin' | 'name' | 'change'> & {
  readonly said: string | undefined;
  readonly confidence: number;
  /** How sure it would have been unasked. */
  readonly certainty: number;
  readonly right: boolean;
};

/** So many of a number of answers were right, and where the true share is with a probability of 95 %. */
export type Share = { readonly given: number; readonly right: number; readonly share: number; readonly from: number; readonly to: number };

export type Calibration = {
  readonly texts: number;
  /** By the confidence that the answer names. */
  readonly bands: readonly (Share & { readonly low: number; readonly high: number })[];
  /** Of all answers from the speaking threshold on. */
  readonly sure: Share;
  /** What a channel of that threshold would have been told unasked. */
  readonly unasked: readonly (Share & { readonly threshold: number })[];
  /** By where the texts come from: how many got the right answer, silence where nothing is wrong included. */
  readonly origins: readonly (Share & { readonly origin: Origin })[];
  /** Sure, and wrong. */
  readonly misled: readonly Answer[];
};

/** What is wanted of answers from the speaking threshold on. */
export const wantedShare = 0.97;

const bands = [
  [0, 0.5],
  [0.5, 0.6],
  [0.6, 0.7],
  [0.7, 0.8],
  [0.8, 0.9],
  [0.9, 0.95],
  [0.95, 1],
] as const;
const thresholds = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99] as const;

/** Has every text diagnosed. */
export async function answer(engine: Pick<Engine, 'diagnose'>, cases: Iterable<Case>): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const { text, right, silence, ...named } of cases) {
    const { matches, certainty } = await engine.diagnose(text);
    const [first] = matches;
    const isRight = first === undefined ? silence : right.includes(first.entry);
    answers.push({ ...named, said: first?.entry, confidence: first?.confidence ?? 0, certainty, right: isRight });
  }
  return answers;
}

/** Counts them. */
export function calibrate(answers: readonly Answer[]): Calibration {
  const said = answers.filter((one) => one.said !== undefined);
  const sure = said.filter(({ confidence }) => confidence >= speakingThreshold);
  return {
    texts: answers.length,
    bands: bands.map(([low, high]) => {
      const within = said.filter(({ confidence }) => confidence >= low && (confidence < high || high === 1));
      return { low, high, ...shareOf(within) };
    }),
    sure: shareOf(sure),
    unasked: thresholds.map((threshold) => ({ threshold, ...shareOf(said.filter(({ certainty }) => certainty >= threshold)) })),
    origins: origins.flatMap((origin) => {
      const own = answers.filter((one) => one.origin === origin);
      return own.length === 0 ? [] : [{ origin, ...shareOf(own) }];
    }),
    misled: sure.filter(({ right }) => !right),
  };
}

/** How low a threshold may be: down to there every band has answers, and they are right as often as is wanted. 1 where none has. */
export function supportedThreshold({ bands: counted }: Pick<Calibration, 'bands'>, wanted = wantedShare): number {
  const unsupported = counted.findLastIndex(({ given, share }) => given === 0 || share < wanted);
  return counted[unsupported + 1]?.low ?? 1;
}

export function shareOf(answers: readonly Pick<Answer, 'right'>[]): Share {
  const given = answers.length;
  const right = answers.filter((one) => one.right).length;
  return { given, right, share: given === 0 ? 0 : right / given, ...wilson(right, given) };
}

/** Wilson's score interval, at 95 %. */
export function wilson(right: number, given: number): { readonly from: number; readonly to: number } {
  if (given === 0) return { from: 0, to: 1 };
  const z = 1.959964;
  const share = right / given;
  const middle = (share + z ** 2 / (2 * given)) / (1 + z ** 2 / given);
  const half = (z / (1 + z ** 2 / given)) * Math.sqrt((share * (1 - share)) / given + z ** 2 / (4 * given ** 2));
  return { from: Math.max(0, middle - half), to: Math.min(1, middle + half) };
}
