/**
 * One pass over a file with an engine that is compiled and has worked before: `scan` alone, or the whole diagnosis. Reading the file is
 * part of the pass. `throughput.ts scan|diagnose KNOWLEDGE FILE`
 */
import { readFile, stat } from 'node:fs/promises';
import { compile } from '#diagnosis/compile.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { scan } from '#diagnosis/scan.ts';
import { openSignatures } from '#diagnosis/signatures.ts';
import { inputOf } from '#faces/terminal/input.ts';
import { readKnowledge } from '../generate/signatures.ts';

/** How much of the file is read before the pass that counts. */
const warmUp = 8e6;

const [mode, knowledgeFile = '', file = ''] = process.argv.slice(2);
const knowledge = readKnowledge(await readFile(knowledgeFile, 'utf8'));
const { size } = await stat(file);
/** The file as the command reads it. */
async function* pieces(end = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  const { bytes } = inputOf(file, () => undefined);
  let read = 0;
  for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) {
    yield piece;
    read += piece.byteLength;
    if (read >= end) return;
  }
}

const pass = mode === 'scan' ? scanning() : diagnosing();
await pass(pieces(warmUp));
const began = performance.now();
const lines = await pass(pieces());
const ms = performance.now() - began;
process.stdout.write(`${JSON.stringify({ ms, lines })}\n`);

/** Gives the number of lines in which something was sighted. */
function scanning(): (input: AsyncIterable<Uint8Array>) => Promise<number> {
  const signatures = openSignatures(compile(knowledge));
  return async (input) => {
    // There are no more lines than bytes.
    const sighted = new Uint8Array(size + 2);
    let count = 0;
    const see = ({ line }: { readonly line: number }): void => {
      if (sighted[line] === 0) count += 1;
      sighted[line] = 1;
    };
    await scan(signatures, input, see, {});
    return count;
  };
}

/** Counts nothing: a diagnosis folds what it has seen. */
function diagnosing(): (input: AsyncIterable<Uint8Array>) => Promise<undefined> {
  const engine = createEngine(knowledge);
  return async (input) => {
    await engine.diagnose(input);
    return undefined;
  };
}
