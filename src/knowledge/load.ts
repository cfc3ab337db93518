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

export type Loaded = { readonly ok: true; readonly knowledge: Knowledge } | { readonly ok: false; readonly problems: readonly Problem[] };

/** A problem as compilers print them: `file:line:column field: message`. */
export function describeProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column} ${problem.field === '' ? '' : `${problem.field}: `}${problem.message}`;
}

/** Loads a folder. Either all of it is right, or every problem found is told. */
export async function loadKnowledge(folder: string): Promise<Loaded> {
  const problems: Problem[] = [];
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml') && !file.endsWith('.test.yaml')).toSorted();
  const read = async <T>(room: string, schema: z.ZodType<T>): Promise<Source<T>[]> => {
    const mine = files.filter((file) => (room === '' ? !file.startsWith('_') : file.startsWith(`${room}${sep}`)));
    const sources = await Promise.all(mine.map((file) => readSource(folder, file, schema)));
    return sources.flatMap((source) => {
      if ('value' in source) return [source];
      problems.push(...source);
      return [];
    });
  };
  const [entries, probes, guards, actions] = await Promise.all([
    read('', EntrySchema),
    read('_probes', ProbeSchema),
    read('_guards', GuardSchema),
    read('_actions', ActionSchema),
  ]);
  const sources: Sources = { entries, probes, guards, actions };
  problems.push(...idProblems(folder, sources), ...crossProblems(sources, await publishedIds(folder)));
  if (problems.length > 0) return { ok: false, problems: problems.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)) };
  return { ok: true, knowledge: assemble(sources) };
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

async function readSource<T>(folder: string, file: string, schema: z.ZodType<T>): Promise<Source<T> | readonly Problem[]> {
  const counter = new LineCounter();
  const document = parseDocument(await readFile(join(folder, file), 'utf8'), { lineCounter: counter });
  if (document.errors.length > 0) {
    return document.errors.map((error) => ({
      file,
      line: error.linePos?.[0].line ?? 1,
      column: error.linePos?.[0].col ?? 1,
      field: '',
      message: error.message.split('\n')[0] ?? '',
    }));
  }
  const at = (path: readonly PropertyKey[], message: string): Problem => ({
    file,
    ...positionOf(document, counter, path),
    field: path.map(String).join('.'),
    message,
  });
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, file, at };
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

function idProblems(folder: string, sources: Sources): readonly Problem[] {
  const expect = (source: Source<{ id: string }>, room: string): readonly Problem[] => {
    const path = relative(join(folder, room), join(folder, source.file))
      .replaceAll(sep, '/')
      .replace(/\.yaml$/, '');
    return source.value.id === path ? [] : [source.at(['id'], `must be ${path}, as the file is named`)];
  };
  return [
    ...sources.entries.flatMap((source) => expect(source, '')),
    ...sources.probes.flatMap((source) => expect(source, '_probes')),
    ...sources.guards.flatMap((source) => expect(source, '_guards')),
    ...sources.actions.flatMap((source) => expect(source, '_actions')),
  ];
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
