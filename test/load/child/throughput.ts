/**
 * The third pass over a file in a process, as in a bot that runs: `scan` alone, or the whole diagnosis. Reading the file is part of
 * the pass; what the first one costs, which compiles expressions and loops, is told beside it. `throughput.ts scan|diagnose KNOWLEDGE FILE`
 */
import { readFile } from 'node:fs/promises';
import { compile } from '#diagnosis/compile.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { scan } from '#diagnosis/scan.ts';
import { openSignatures } from '#diagnosis/signatures.ts';
import { type Input, inputOf } from '#faces/terminal/input.ts';
import { readKnowledge } from '../generate/signatures.ts';

const [mode, knowledgeFile = '', file = ''] = process.argv.slice(2);
const knowledge = readKnowledge(await readFile(knowledgeFile, 'utf8'));

const pass = mode === 'scan' ? scanning() : diagnosing();
const first = await timed();
await timed();
const { ms, lines } = await timed();
process.stdout.write(`${JSON.stringify({ ms, first: first.ms, lines })}\n`);

/** The file as the command reads it. */
async function timed(): Promise<{ readonly ms: number; readonly lines: number | undefined }> {
  const began = performance.now();
  const seen = await pass(inputOf(file, () => undefined).bytes);
  return { ms: performance.now() - began, lines: seen };
}

/** Gives the number of lines in which something was sighted. */
function scanning(): (input: Input['bytes']) => Promise<number> {
  const signatures = openSignatures(compile(knowledge));
  return async (input) => {
    let count = 0;
    let last = 0;
    const see = ({ line }: { readonly line: number }): void => {
      if (line > last) count += 1;
      last = Math.max(last, line);
    };
    await scan(signatures, input, see, {});
    return count;
  };
}

/** Counts nothing: a diagnosis folds what it has seen. */
function diagnosing(): (input: Input['bytes']) => Promise<undefined> {
  const engine = createEngine(knowledge);
  return async (input) => {
    await engine.diagnose(input);
    return undefined;
  };
}
