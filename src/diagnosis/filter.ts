/**
 * One filter for the literals of all signatures, over bytes: the loops of `kernel.wasm` on the tables of `tables.ts`. Only true
 * occurrences come out of it.
 */
import type { FilterTables } from './tables.ts';

export type Filter = {
  /** The most bytes that it takes up at once. */
  readonly capacity: number;
  /** Takes up a text. What follows is about this text, until the next one is taken up: keep no other work between. */
  take(bytes: Uint8Array): void;
  /** Calls back for every occurrence of a literal, in no particular order. */
  occurrences(found: (position: number, literal: number) => void): void;
  /** How many line breaks there are between two positions, and whether there is a byte that a disturbance may begin with. */
  survey(from: number, to: number): { readonly breaks: number; readonly odd: boolean };
  /** Where between two positions something begins that cleaning would change (see normalise.ts), or -1. */
  disturbance(from: number, to: number): number;
};

type Loop = (p: number, map: number, shift: number, heads: number, headShift: number, text: number, end: number, list: number, full: number) => number;
type Kernel = {
  readonly sampled: Loop;
  readonly every: Loop;
  readonly listed: () => number;
  readonly breaks: (p: number, end: number) => number;
  readonly disturbed: (p: number, end: number) => number;
};

const page = 64 * 1024;
/** Room for what one call of a loop lists before it stops, and for what its last round may add. */
const listLength = 64 * 1024;
const listRest = 64 * 1024;
/** The loops read whole words, a little behind the end. */
const behind = 16;

let kernel: WebAssembly.Module | undefined;

/** @param capacity Bytes of the longest text that is taken up at once. */
export function openFilter({ image, passes }: FilterTables, capacity: number): Filter {
  const list = (image.byteLength + 63) & -64;
  const full = list + listLength;
  const text = full + listRest;
  const pages = Math.ceil((text + capacity + behind) / page);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  kernel ??= new WebAssembly.Module(process.getBuiltinModule('node:fs').readFileSync(new URL('../diagnosis/kernel.wasm', import.meta.url)));
  // What `scripts/generate-kernel.ts` exports.
  const loops = new WebAssembly.Instance(kernel, { filter: { memory } }).exports as unknown as Kernel;
  const bytes = new Uint8Array(memory.buffer);
  const pairs = new Int32Array(memory.buffer);
  bytes.set(image);
  let end = text;

  return {
    capacity,
    take: (taken) => {
      bytes.set(taken, text);
      end = text + taken.byteLength;
    },
    occurrences: (found) => {
      for (const { loop, map, shift, heads, headShift } of passes) {
        let at = text;
        do {
          at = loops[loop](at, map, shift, heads, headShift, text, end, list, full);
          const last = loops.listed() / 4;
          for (let pair = list / 4; pair < last; pair += 2) found(pairs[pair] ?? 0, pairs[pair + 1] ?? 0);
        } while (loops.listed() > full && at < end);
      }
    },
    survey: (from, to) => {
      const found = loops.breaks(text + from, text + to);
      return { breaks: found >> 1, odd: (found & 1) === 1 };
    },
    disturbance: (from, to) => {
      const at = loops.disturbed(text + from, text + to);
      return at < text + to ? at - text : -1;
    },
  };
}
