/** Waiting for a turn: a burst of work is no outage, so it waits here, without limit, and not for a connection, which gives up soon. */
export type Line = <T>(work: () => Promise<T>) => Promise<T>;

/** At most so many at once, in the order in which they came. */
export function lineOf(width: number): Line {
  const waiting: (() => void)[] = [];
  let free = width;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((settle) => waiting.push(settle));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
