/** `find …`: one path a line. A folder that is not there holds nothing. */
import { z } from 'zod';
import { parser } from './parser.ts';

export const Paths = z.strictObject({ paths: z.array(z.string()) });

export const paths = parser(Paths, ({ stdout, stderr, exit }) => {
  const complaints = stderr.split('\n').filter((line) => line.trim() !== '' && !/No such file or directory/.test(line));
  if (exit !== 0 && complaints.length > 0) throw new Error(complaints.join('; '));
  return { paths: stdout.split('\n').filter((line) => line !== '') };
});
