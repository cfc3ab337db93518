/** Any text: its lines without the empty ones. A file that is not there has none. */
import { z } from 'zod';
import { parser } from './parser.ts';

export const Lines = z.strictObject({ lines: z.array(z.string()) });

export const lines = parser(Lines, ({ stdout }) => ({
  lines: stdout
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== ''),
}));
