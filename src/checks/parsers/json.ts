/** A program that prints JSON. `found` is false where it printed none, with what it said instead. */
import { z } from 'zod';
import { parser } from './parser.ts';

export const Printed = z.strictObject({ found: z.boolean(), json: z.json(), said: z.string() });

export const json = parser(Printed, ({ stdout, stderr }) => {
  const said = stderr.trim().slice(0, 2000);
  if (stdout.trim() === '') return { found: false, json: null, said };
  return { found: true, json: JSON.parse(stdout) as unknown, said };
});
