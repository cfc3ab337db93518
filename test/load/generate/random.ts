/** Chance that falls the same way on every machine. */
export type Random = {
  /** From 0, below 1. */
  readonly share: () => number;
  /** A whole number from 0, below `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly hex: (length: number) => string;
  /** The end of a pod's name, as Kubernetes makes it. */
  readonly suffix: (length: number) => string;
  readonly uuid: () => string;
  readonly ip: () => string;
};

const hexDigits = '0123456789abcdef';
const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';

export function createRandom(seed: number): Random {
  // Marsaglia's xorshift: a state of 32 bits that is never 0.
  let state = seed >>> 0 || 1;
  const share = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(share() * limit);
  const from = (letters: string, length: number): string => {
    let text = '';
    while (text.length < length) text += letters.charAt(below(letters.length));
    return text;
  };
  const hex = (length: number): string => from(hexDigits, length);
  return {
    share,
    below,
    pick: (list) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    hex,
    suffix: (length) => from(suffixLetters, length),
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
    ip: () => `10.${below(256)}.${below(256)}.${below(256)}`,
  };
}
