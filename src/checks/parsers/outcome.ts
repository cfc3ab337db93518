/** A program whose exit code is the answer, with what it printed. */
import { z } from 'zod';
import { parser } from './parser.ts';

export const Outcome = z.strictObject({ code: z.int(), output: z.string() });

export const outcome = parser(Outcome, ({ stdout, exit }) => ({ code: exit, output: stdout.trim().slice(0, 2000) }));
