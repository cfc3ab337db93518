/** `ss -Htnp …`: one TCP socket a line: state, queues, local, peer, process. */
import { z } from 'zod';
import { parser } from './parser.ts';

export const Sockets = z.strictObject({
  sockets: z.array(z.strictObject({ state: z.string(), local: z.string(), peer: z.string(), process: z.string() })),
});

export const sockets = parser(Sockets, ({ stdout, stderr, exit }) => {
  if (exit !== 0) throw new Error(stderr.trim());
  return {
    sockets: stdout.split('\n').flatMap((line) => {
      const [state, , , local, peer, ...rest] = line.trim().split(/\s+/);
      if (state === undefined || local === undefined || peer === undefined) return [];
      return [{ state, local, peer, process: /"([^"]+)"/.exec(rest.join(' '))?.[1] ?? '' }];
    }),
  };
});
