/** Many texts in one process, for scripts: a line of JSON each, in the order in which they came. */
import { createInterface } from 'node:readline';
import { Problem } from '#language/problem.ts';
import type { QuickDesk } from './desk.ts';
import { print } from './output.ts';

/** Answers `{"id": …, "text": "…"}` with the id and what `work` gives. @throws {Problem} naming the line that is none. */
export async function manyTexts(quick: QuickDesk, work: (quick: QuickDesk, text: string) => Promise<object>): Promise<number> {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    const input = readInput(line, number);
    print(`${JSON.stringify({ id: input.id, ...(await work(quick, input.text)) })}\n`);
  }
  return 0;
}

function readInput(line: string, number: number): { readonly id: unknown; readonly text: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw new Problem({ en: `Line ${number} of the input is not JSON.`, zh: `输入的第 ${number} 行不是 JSON。` }, { cause: error });
  }
  if (typeof parsed === 'object' && parsed !== null && 'text' in parsed && typeof parsed.text === 'string')
    return { id: 'id' in parsed ? parsed.id : number, text: parsed.text };
  throw new Problem({
    en: `Line ${number} of the input has no text: it must be {"id": …, "text": "…"}.`,
    zh: `输入的第 ${number} 行缺少 text，格式应为 {"id": …, "text": "…"}。`,
  });
}
