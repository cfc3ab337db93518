/**
 * `NAME=value`, `name = value` or `Name: value`, one a line (`systemctl show`, `sysctl`, `/proc/meminfo`, environment files). Whole
 * numbers become numbers; the ` kB` of `/proc/meminfo` is left out. A name that is not there is not among the values.
 */
import { z } from 'zod';
import { parser } from './parser.ts';

export const KeyValues = z.strictObject({ values: z.record(z.string(), z.union([z.string(), z.number()])) });

export const keyValues = parser(KeyValues, ({ stdout }) => ({
  values: Object.fromEntries(
    stdout.split('\n').flatMap((line) => {
      const found = /^\s*([\w.()/-]+)\s*[=:]\s*(.*?)\s*$/.exec(line);
      return found === null ? [] : [[found[1] ?? '', valueOf(found[2] ?? '')]];
    }),
  ),
}));

function valueOf(written: string): string | number {
  const number = /^(\d{1,15})(?: kB)?$/.exec(written)?.[1];
  return number === undefined ? written : Number(number);
}
