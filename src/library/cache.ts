/**
 * The knowledge as it was last loaded and compiled: for commands that only read, which answer at once when they need neither
 * YAML nor zod nor a parser of patterns. What runs on a cluster or a node is always loaded and checked anew.
 */
import { join } from 'node:path';
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { type Header, type Kept, type QuickOptions, type Redaction, stampOf } from './kept.ts';

// Not by an import, which would evaluate all that the module has, streams and promises too.
const { fstatSync, openSync, readSync } = process.getBuiltinModule('node:fs');

/** What commands that only read are in need of. */
export type QuickKnowledge = {
  readonly entry: (id: EntryId) => Entry | undefined;
  readonly entries: () => readonly Entry[];
  /** What the configuration says of secrets. */
  readonly redaction: Redaction | undefined;
  /** What `compile` made. */
  readonly compiled: Uint8Array;
};

/** Undefined where the knowledge is such that it cannot be kept. @throws {KnowledgeProblem} */
export async function quickKnowledge(options: QuickOptions): Promise<QuickKnowledge | undefined> {
  const file = join(options.cacheDir, nameFor(options.config));
  const kept = readKept(file);
  if (kept !== undefined && kept.header.config === options.config && kept.header.stamps.every(([path, stamp]) => stampOf(path) === stamp)) return open(kept);
  const { makeKept } = await import('./make.ts');
  const made = await makeKept(file, kept, options);
  return made === undefined ? undefined : open(made);
}

/** Long paths may share a name; the file says which one it is for. */
function nameFor(config: string | undefined): string {
  return config === undefined ? 'knowledge.bin' : `knowledge-${Buffer.from(config).toString('base64url').slice(-200)}.bin`;
}

/** Undefined where the file is not there, or not what was written: then it is written again. It is left open for what is read later. */
function readKept(file: string): Kept | undefined {
  try {
    const descriptor = openSync(file, 'r');
    const read = (from: number, to: number): Buffer => {
      const bytes = Buffer.allocUnsafeSlow(to - from);
      if (readSync(descriptor, bytes, 0, to - from, from) < to - from) throw new Error(`${file} is cut off`);
      return bytes;
    };
    const lengths = read(0, 8);
    const begin = 8 + lengths.readUInt32LE(0);
    const behind = begin + lengths.readUInt32LE(4);
    const front = read(8, behind);
    // Written by this program, in a folder of this account's own.
    const header = JSON.parse(front.toString('utf8', 0, begin - 8)) as Header;
    const end = header.entries.at(-1)?.[2] ?? 0;
    if (fstatSync(descriptor).size !== behind + end) return undefined;
    return { header, compiled: front.subarray(begin - 8), rest: (from, to) => read(behind + from, behind + to) };
  } catch {
    return undefined;
  }
}

function open({ header, compiled, rest }: Kept): QuickKnowledge {
  const spans = new Map(header.entries.map(([id, from, to]) => [id, [from, to] as const]));
  const entry = (id: EntryId): Entry | undefined => {
    const span = spans.get(id);
    return span === undefined ? undefined : (JSON.parse(Buffer.from(rest(...span)).toString('utf8')) as Entry);
  };
  return { entry, entries: () => header.entries.flatMap(([id]) => entry(id) ?? []), redaction: header.redaction, compiled };
}
