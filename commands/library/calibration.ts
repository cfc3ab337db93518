/** `kb test --calibration`: how often an answer of a certain confidence is right, on the entries' own texts and on a person's. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Answer, answer, calibrate, type Calibration, type Share, shareOf, supportedThreshold, wantedShare } from '#authoring/calibration.ts';
import { casesOf, casesOfPastes } from '#authoring/cases.ts';
import { readPastes } from '#authoring/pastes.ts';
import { readAllTests } from '#authoring/samples.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { speakingThreshold } from '#diagnosis/rank.ts';
import type { Json } from '#knowledge/json.ts';
import { authoring } from '#language/authoring.ts';
import type { Text } from '#language/text.ts';
import { notice } from '../desk/replies.ts';
import type { Block, Reply } from '../reply.ts';
import { prepare, problemsReply, readHealthy } from './on-disk.ts';

const { calibration: words } = authoring;
/** So many of the changes that cost most are shown, and of the answers that were sure and wrong. */
const mostShown = 10;

/** @param path A file of texts with their right diagnoses, or a folder of such. */
export async function calibrationReply(folders: readonly string[], path: string | undefined): Promise<Reply> {
  const prepared = await prepare(folders);
  if (!prepared.ok) return prepared.reply;
  const { knowledge, origins } = prepared.loaded;
  const { tests, problems } = await readAllTests(origins);
  const files = path === undefined ? { ok: true as const, files: [] } : await textFiles(path);
  if (!files.ok) return notice('warning', files.text, 2);
  const ids = new Set<string>(knowledge.entries.keys());
  const own = files.files.map(({ name, text }) => readPastes(name, text, (id) => ids.has(id)));
  const wrong = [...problems, ...own.flatMap((read) => read.problems)];
  if (wrong.length > 0) return problemsReply(wrong);

  const engine = createEngine(knowledge);
  const answers = await answer(engine, casesOf(tests, await readHealthy(folders)));
  const pasted = await answer(engine, casesOfPastes(own.flatMap((read) => read.pastes)));
  const changes = sharesOfChanges(answers);
  const parts = [
    { title: words.own, counted: calibrate(answers), changes },
    ...(path === undefined ? [] : [{ title: words.pastes(path), counted: calibrate(pasted), changes: [] }]),
  ];
  return {
    summary: words.own,
    blocks: parts.flatMap(({ title, counted, changes: costs }) => blocksOf(title, counted, costs)),
    audience: 'person',
    data: {
      threshold: speakingThreshold,
      entries: dataOf(calibrate(answers)),
      ...(path === undefined ? {} : { pastes: dataOf(calibrate(pasted)) }),
      changes: Object.fromEntries(changes.map(({ name, share }) => [name, share])),
    },
    exit: parts.every(({ counted: { sure } }) => sure.given === 0 || sure.share >= wantedShare) ? 0 : 1,
  };
}

type TextFile = { readonly name: string; readonly text: string };

async function textFiles(path: string): Promise<{ readonly ok: true; readonly files: readonly TextFile[] } | { readonly ok: false; readonly text: Text }> {
  try {
    const names = (await stat(path)).isDirectory()
      ? (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.txt')).map((name) => join(path, name))
      : [path];
    if (names.length === 0) return { ok: false, text: words.noFiles(path) };
    return { ok: true, files: await Promise.all(names.toSorted().map(async (name) => ({ name, text: await readFile(name, 'utf8') }))) };
  } catch (error) {
    return { ok: false, text: words.unreadable(path, error instanceof Error ? error.message : String(error)) };
  }
}

type ChangeShare = Share & { readonly name: string };

/** By transformation how many samples kept their answer, those that cost most first. */
function sharesOfChanges(answers: readonly Answer[]): readonly ChangeShare[] {
  const byChange = Map.groupBy(answers, ({ change }) => change);
  return [...byChange].flatMap(([name, some]) => (name === undefined ? [] : [{ name, ...shareOf(some) }])).toSorted((a, b) => a.share - b.share);
}

function blocksOf(title: Text, counted: Calibration, changes: readonly ChangeShare[]): readonly Block[] {
  const { sure, bands, unasked, origins, misled } = counted;
  const supported = supportedThreshold(counted);
  const right = ({ right: some, given, share }: Share): Text => words.rightOf(some, given, percent(share));
  return [
    { kind: 'heading', text: title },
    { kind: 'facts', facts: origins.map((one) => ({ label: words.origins[one.origin], value: right(one) })) },
    table(
      words.bands,
      bands.map((band) => [`${band.low.toFixed(2)}–${band.high.toFixed(2)}`, band]),
    ),
    { kind: 'text', text: sure.given === 0 ? words.noneSure(speakingThreshold) : words.sure(speakingThreshold, sure.right, sure.given) },
    table(
      words.unasked,
      unasked.map((one) => [one.threshold.toFixed(2), one]),
    ),
    { kind: 'text', text: supported === 1 ? words.unsupported : words.supported(supported) },
    ...list(
      words.changes,
      changes.slice(0, mostShown).map((one) => ({ text: { en: `${one.name}: ${right(one).en}`, zh: `${one.name}：${right(one).zh}` } })),
    ),
    ...list(
      words.misled,
      misled.slice(0, mostShown).map(({ name, change, said, confidence }) => ({
        text: words.said(said ?? '', confidence),
        detail: change === undefined ? name : `${name}, ${change}`,
      })),
    ),
  ];
}

function list(title: Text, items: Extract<Block, { kind: 'list' }>['items']): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', title, ordered: false, items }];
}

/** Bands without an answer are left out. */
function table(title: Text, rows: readonly (readonly [label: string, share: Share])[]): Block {
  const lines = rows
    .filter(([, { given }]) => given > 0)
    .map(([label, { given, right, share, from, to }]) =>
      [label.padStart(10), String(given).padStart(9), String(right).padStart(8), percent(share).padStart(9), `   ${percent(from)} – ${percent(to)}`].join(' '),
    );
  return { kind: 'code', title, code: lines.join('\n'), language: 'text' };
}

/** Rounded down: 100 % is all of them. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

function dataOf(counted: Calibration): Json {
  return JSON.parse(JSON.stringify({ ...counted, supportedThreshold: supportedThreshold(counted) })) as Json;
}
