/** Loads and compiles the knowledge, and keeps it for the next time. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadKnowledge } from '#knowledge/load.ts';
import { type Header, type Kept, type QuickOptions, type Sources, stampOf } from './kept.ts';
import { KnowledgeProblem } from './problem.ts';

/**
 * @param kept What was kept before: where no more than the stamps of the files are new, it is what is kept again.
 * @returns Undefined where the knowledge is such that it cannot be kept.
 * @throws {KnowledgeProblem}
 */
export async function makeKept(file: string, kept: Kept | undefined, options: QuickOptions): Promise<Kept | undefined> {
  const { config, compile, code } = options;
  // Stamps before contents: what is written between the two is seen the next time.
  const first = config === undefined ? [] : [[config, stampOf(config)] as const];
  const sources = await options.sources();
  if (sources === undefined) return undefined;
  const paths = [...[sources.folder, ...sources.also].flatMap(pathsIn), ...code()];
  const stamps = [...first, ...paths.map((path) => [path, stampOf(path)] as const)];
  const hash = hashOf(config === undefined ? paths : [config, ...paths]);
  const fresh = kept?.header.hash === hash ? kept : await load(sources, compile);
  const made = { ...fresh, header: { ...fresh.header, config, redaction: sources.redaction, stamps, hash } };
  keep(file, made);
  return made;
}

type Loaded = Omit<Kept, 'header'> & { readonly header: Pick<Header, 'entries'> };

async function load({ folder, also, without }: Sources, compile: QuickOptions['compile']): Promise<Loaded> {
  const loaded = await loadKnowledge(folder, { also, without });
  if (!loaded.ok) throw new KnowledgeProblem(loaded.problems);
  const parts: Buffer[] = [];
  let end = 0;
  const entries = [...loaded.knowledge.entries].map(([id, entry]) => {
    const part = Buffer.from(JSON.stringify(entry));
    parts.push(part);
    return [id, end, (end += part.byteLength)] as const;
  });
  const all = Buffer.concat(parts);
  return { header: { entries }, compiled: await compile(loaded.knowledge), rest: (from, to) => all.subarray(from, to) };
}

/** The entries' files, and the folders that they are in. */
function pathsIn(folder: string): readonly string[] {
  const inside = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    ({ name, parentPath }) => !/\/_/.test(`${parentPath}/${name}`.slice(folder.length)),
  );
  const used = inside.filter((one) => one.isDirectory() || (one.name.endsWith('.yaml') && !one.name.endsWith('.test.yaml')));
  return [folder, ...used.map(({ parentPath, name }) => join(parentPath, name)).toSorted()];
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = contentOf(path);
    hash.update(`${path} ${content.byteLength}\n`).update(content);
  }
  return hash.digest('hex');
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    // Its name is all that counts of a folder.
    if (error instanceof Error && 'code' in error && error.code === 'EISDIR') return Buffer.alloc(0);
    throw error;
  }
}

function keep(file: string, { header, compiled, rest }: Kept): void {
  const folder = dirname(file);
  const fresh = `${file}.${process.pid}`;
  const json = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(json.byteLength, 0);
  lengths.writeUInt32LE(compiled.byteLength, 4);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(fresh, Buffer.concat([lengths, json, compiled, rest(0, header.entries.at(-1)?.[2] ?? 0)]), { mode: 0o600 });
    renameSync(fresh, file);
    // What earlier versions kept.
    for (const name of readdirSync(folder)) if (/^knowledge-.*\.json$/.test(name)) rmSync(join(folder, name), { force: true });
  } catch {
    // Then it is loaded again the next time.
  }
}
