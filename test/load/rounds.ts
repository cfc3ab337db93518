/**
 * Machines are noisy: only figures of one round are compared with each other. A round does everything once, one after the other;
 * what is reported is the median over the rounds, of times and of the ratios within a round.
 */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** Runs every method once a round. Each gives its own milliseconds. */
export function alternate<Name extends string>(rounds: number, methods: Readonly<Record<Name, () => number>>): Rounds<Name> {
  const names = Object.keys(methods) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) for (const name of names) times[name].push(methods[name]());
  return times;
}

/** How many times as long the first took as the second: the median of the rounds' ratios. */
export function ratio(times: readonly number[], toThese: readonly number[]): number {
  return median(times.map((time, round) => time / (toThese[round] ?? Number.NaN)));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which this share of all lies; of an even number of values, the median is the upper one of the middle two. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
