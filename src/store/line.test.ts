import { expect, it } from 'vitest';
import { lineOf } from './line.ts';

it('lets so many through at once, the others in order, also after one that failed', async () => {
  const line = lineOf(2);
  const began: number[] = [];
  let inside = 0;
  let most = 0;
  const work = (number: number) => async (): Promise<void> => {
    began.push(number);
    most = Math.max(most, (inside += 1));
    await new Promise((settle) => setImmediate(settle));
    inside -= 1;
    if (number === 1) throw new Error('failed');
  };
  const ended = await Promise.allSettled([0, 1, 2, 3, 4].map((number) => line(work(number))));
  expect(began).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
  expect(ended.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
});
