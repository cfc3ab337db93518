/** From a command's output to a typed result. */
import type { z } from 'zod';
import type { Json } from '#knowledge/json.ts';

export type Output = { readonly stdout: string; readonly stderr: string; readonly exit: number };
export type Parsed = { readonly ok: true; readonly result: Json } | { readonly ok: false; readonly problem: string };
export type Parser = (output: Output) => Parsed;

/** A parser whose result is held to a schema; output that does not fit is a problem that names the field. */
export function parser(schema: z.ZodType<Json>, read: (output: Output) => unknown): Parser {
  return (output) => {
    let raw: unknown;
    try {
      raw = read(output);
    } catch (error) {
      return { ok: false, problem: error instanceof Error ? error.message : String(error) };
    }
    const checked = schema.safeParse(raw);
    if (checked.success) return { ok: true, result: checked.data };
    const [issue] = checked.error.issues;
    return { ok: false, problem: issue === undefined ? 'not of the expected form' : `${issue.path.join('.') || 'output'}: ${issue.message}` };
  };
}
