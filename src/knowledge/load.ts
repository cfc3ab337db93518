/**
 * Loading `knowledge/`: YAML and zod, every cross-reference resolved, every problem named by file, line, column and field.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { crossProblems } from './cross-references.ts';
import type { EntryId } from './ids.ts';
import type { Knowledge } from './knowledge.ts';
import type { Problem, Source, Sources } from './sources.ts';
import { type Action, ActionSchema, type Entry, EntrySchema, type Guard, GuardSchema, type Probe, ProbeSchema } from './schema.ts';

/** Where an entry was read. */
export type Origin = { readonly folder: string; readonly file: string };

export type Loaded =
  | { readonly ok: true; readonly knowledge: Knowledge; readonly origins: ReadonlyMap<EntryId, Origin> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export type LoadOptions = {
  /** Further folders of the same form, an organisation's own: a file there takes the place of the one with the same id in the folders before. */
  readonly also?: readonly string[];
  /** Ids of entries that are left out. */
  readonly without?: readonly string[];
};

/** Loads a folder, and others over it. Either all of it is right, or every problem found is told. */
export async function loadKnowledge(folder: string, { also = [], without = [] }: LoadOptions = {}): Promise<Loaded> {
  const problems: Problem[] = [];
  const shelves = await Promise.all([folder, ...also].map((each, index) => readShelf(each, index === 0, problems)));
  const sources: Sources = {
    entries: topmost(shelves.map((shelf) => shelf.entries)).filter(({ value }) => !without.includes(value.id)),
    probes: topmost(shelves.map((shelf) => shelf.probes)),
    guards: topmost(shelves.map((shelf) => shelf.guards)),
    actions: topmost(shelves.map((shelf) => shelf.actions)),
  };
  problems.push(...crossProblems(sources, new Set([...(await publishedIds(folder)), ...without])));
  if (problems.length > 0) return { ok: false, problems: problems.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)) };
  return { ok: true, knowledge: assemble(sources), origins: originsOf(sources.entries) };
}

async function readShelf(folder: string, shipped: boolean, problems: Problem[]): Promise<Sources> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml') && !file.endsWith('.test.yaml')).toSorted();
  const read = async <T extends { id: string }>(room: string, schema: z.ZodType<T>): Promise<Source<T>[]> => {
    const mine = files.filter((file) => (room === '' ? !/^[_.]/.test(file) && file.includes(sep) : file.startsWith(`${room}${sep}`)));
    const sources = await Promise.all(mine.map((file) => readSource(folder, file, schema, shipped ? file : join(folder, file))));
    return sources.flatMap((source) => {
      if (!('value' in source)) {
        problems.push(...source);
        return [];
      }
      const path = relative(join(folder, room), join(folder, source.file))
        .replaceAll(sep, '/')
        .replace(/\.yaml$/, '');
      if (source.value.id !== path) problems.push(source.at(['id'], `must be ${path}, as the file is named`));
      return [source];
    });
  };
  const [entries, probes, guards, actions] = await Promise.all([
    read('', EntrySchema),
    read('_probes', ProbeSchema),
    read('_guards', GuardSchema),
    read('_actions', ActionSchema),
  ]);
  return { entries, probes, guards, actions };
}

function originsOf(entries: readonly Source<Entry>[]): ReadonlyMap<EntryId, Origin> {
  return new Map(entries.map(({ value, folder, file }) => [value.id, { folder, file }]));
}

/** Of sources with the same id, the one of the last folder. */
function topmost<T extends { id: string }>(shelves: readonly (readonly Source<T>[])[]): readonly Source<T>[] {
  return [...new Map(shelves.flat().map((source) => [source.value.id, source])).values()];
}

/** The ids that the folder promises in `ids.txt`, one a line, `#` for remarks; none where it promises nothing. */
export async function publishedIds(folder: string): Promise<ReadonlySet<string>> {
  try {
    const lines = (await readFile(join(folder, 'ids.txt'), 'utf8')).split('\n').map((line) => line.trim());
    return new Set(lines.filter((line) => line !== '' && !line.startsWith('#')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set();
    throw error;
  }
}

/** Reads one YAML file against its schema. @param name How problems name the file. */
export async function readSource<T>(folder: string, file: string, schema: z.ZodType<T>, name = file): Promise<Source<T> | readonly Problem[]> {
  const counter = new LineCounter();
  const document = parseDocument(await readFile(join(folder, file), 'utf8'), { lineCounter: counter });
  if (document.errors.length > 0) {
    return document.errors.map((error) => ({
      file: name,
      line: error.linePos?.[0].line ?? 1,
      column: error.linePos?.[0].col ?? 1,
      field: '',
      message: error.message.split('\n')[0] ?? '',
    }));
  }
  const at = (path: readonly PropertyKey[], message: string): Problem => ({
    file: name,
    ...positionOf(document, counter, path),
    field: path.map(String).join('.'),
    message,
  });
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, folder, file, at };
  return parsed.error.issues.map((issue) => at(issue.path, issue.message));
}

function positionOf(document: Document.Parsed, counter: LineCounter, path: readonly PropertyKey[]): { line: number; column: number } {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      const { line, col } = counter.linePos(Number(node.range[0]));
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}

function assemble(sources: Sources): Knowledge {
  const byId = <Key extends string, T extends { id: Key }>(list: readonly Source<T>[]): ReadonlyMap<Key, T> =>
    new Map(list.map(({ value }) => [value.id, value]));
  const entries = byId<EntryId, Entry>(sources.entries);
  const probes = byId<EntryId, Probe>(sources.probes);
  const guards = byId<string, Guard>(sources.guards);
  const actions = byId<EntryId, Action>(sources.actions);
  const digests = new Map([...entries].map(([id, entry]) => [id, digestOf(partsOf(entry, probes, guards, actions))]));
  return { entries, probes, guards, actions, digests, digest: digestOf([...digests]) };
}

/** An entry with all that decides what it does: its digest changes when any of it does. */
function partsOf(
  entry: Entry,
  probes: ReadonlyMap<EntryId, Probe>,
  guards: ReadonlyMap<string, Guard>,
  actions: ReadonlyMap<EntryId, Action>,
): readonly unknown[] {
  const used = entry.remediations.flatMap((remediation) => remediation.guards.map((id) => guards.get(id)));
  const asked = [...entry.checks.map((check) => check.probe), ...used.flatMap((guard) => (guard === undefined ? [] : [guard.probe]))];
  const steps = entry.remediations.flatMap((remediation) => [...remediation.steps, ...(remediation.undo.kind === 'steps' ? remediation.undo.steps : [])]);
  const done = steps.flatMap((step) => (step.on === 'cluster' ? [actions.get(step.action)] : []));
  return [entry, asked.map((id) => probes.get(id)), used, done];
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
