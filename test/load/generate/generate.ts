/**
 * What the figures are measured on: signatures and logs, made once and kept in a folder of the system's temporary files. The same on
 * every machine; a change of the code that makes them makes new ones.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createLines } from './logs.ts';
import { createRandom, type Random } from './random.ts';
import { makeMessages, type Size, writeSignatures } from './signatures.ts';

/** The ordinary log first; the others are a fifth as long. */
export const logs = ['ordinary', 'storm', 'near-misses', 'dense', 'one-line'] as const;
export type Log = (typeof logs)[number];

/** Paths of what was made. */
export type Material = {
  readonly folder: string;
  readonly log: (log: Log) => string;
  readonly paste: (lines: 3 | 500) => string;
  /** For ripgrep, one a line, without named groups. */
  readonly patterns: (size: Size) => string;
  /** For `readKnowledge`. */
  readonly knowledge: (size: Size) => string;
  /** For `knowledge.folders` of a configuration file. */
  readonly entries: (size: Size) => string;
};

/** @param megabytes How long the ordinary log is, in millions of bytes. */
export async function materialOf(megabytes: number): Promise<Material> {
  const folder = join(tmpdir(), `k8sdoc-bench-${megabytes}mb-${await versionOfGenerator()}`);
  if (!existsSync(folder)) {
    const unfinished = await mkdtemp(`${folder}-`);
    try {
      await generate(unfinished, megabytes);
      await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  return {
    folder,
    log: (log) => join(folder, `${log}.log`),
    paste: (lines) => join(folder, `paste-${lines}.txt`),
    patterns: (size) => join(folder, `patterns-${size}.txt`),
    knowledge: (size) => join(folder, `knowledge-${size}.json`),
    entries: (size) => join(folder, `entries-${size}`),
  };
}

export async function generate(folder: string, megabytes: number): Promise<void> {
  const random = createRandom(0x9e3779b9);
  const messages = makeMessages(random);
  await writeSignatures(folder, messages);

  const lines = createLines(random);
  const [stormy, ...others] = messages.slice(0, 150);
  if (stormy === undefined) throw new Error('there are no messages');
  const known = [stormy, ...others];
  const match = (): string => lines.saying(random.pick(known).says(random));
  const storm = (): string => lines.saying(stormy.says(random));

  const long = megabytes * 1e6;
  const short = long / 5;
  const of: Readonly<Record<Log, (file: string) => Promise<void>>> = {
    ordinary: (file) => writeLines(file, long, oneOf(random, [0.001, match], [0.06, lines.nearMiss], [1, lines.everyday])),
    storm: (file) => writeLines(file, short, storm),
    'near-misses': (file) => writeLines(file, short, oneOf(random, [0.6, lines.nearMiss], [1, lines.everyday])),
    dense: (file) => writeLines(file, short, oneOf(random, [0.1, match], [1, lines.everyday])),
    // One match, in its middle.
    'one-line': async (file) => {
      let half = '';
      while (half.length < short / 2) half += `${lines.everyday()} `;
      await writeFile(file, `${half}${stormy.says(random)} ${half}`);
    },
  };
  for (const log of logs) await of[log](join(folder, `${log}.log`));

  await writeFile(join(folder, 'paste-3.txt'), `${[lines.nearMiss(), storm(), lines.everyday()].join('\n')}\n`);
  const paste = Array.from({ length: 500 }, oneOf(random, [0.06, lines.nearMiss], [1, lines.everyday]));
  paste[250] = storm();
  paste[400] = match();
  await writeFile(join(folder, 'paste-500.txt'), `${paste.join('\n')}\n`);
}

/** Draws among the makers: each up to its share of all, counted from the first. */
function oneOf(random: Random, ...makers: readonly (readonly [upTo: number, make: () => string])[]): () => string {
  return () => {
    const share = random.share();
    return makers.find(([upTo]) => share < upTo)?.[1]() ?? '';
  };
}

async function writeLines(path: string, bytes: number, line: () => string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let written = 0; written < bytes;) {
      let block = '';
      while (block.length < 1e6 && written + block.length < bytes) block += `${line()}\n`;
      await file.write(block);
      written += block.length;
    }
  } finally {
    await file.close();
  }
}

async function versionOfGenerator(): Promise<string> {
  const folder = import.meta.dirname;
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).toSorted()) {
    if (!name.endsWith('.test.ts')) hash.update(basename(name)).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 8);
}
