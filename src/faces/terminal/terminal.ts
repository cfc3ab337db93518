/** The terminal: every verb, human text or `--json`, exit codes that scripts can use. */
import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { besides, oneALine, settling } from '#commands/cards/answer.ts';
import type { Desk, Speaker } from '#commands/desk.ts';
import type { Changes } from '#commands/context.ts';
import type { Reply } from '#commands/reply.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';
import { Problem } from '#language/problem.ts';
import { type Language, say } from '#language/text.ts';
import { render } from './render.ts';

type Evidence = {
  readonly line: number;
  readonly text: string;
  readonly signature: string;
  readonly mark: { readonly from: number; readonly to: number };
  readonly repeats: number;
};
type Found = {
  readonly entry: EntryId;
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  readonly captures: Readonly<Record<string, string>>;
};

/** What the terminal needs; the composition root gives it. */
export type TerminalDesk = {
  language(): Promise<Language>;
  /** The engine and the knowledge alone: no database is touched. */
  engine(): Promise<{
    diagnose(
      input: string | AsyncIterable<Uint8Array>,
      onProgress: (bytes: number) => void,
    ): Promise<{ readonly matches: readonly Found[]; readonly speaks: boolean; readonly lines: number }>;
    ask(question: string): readonly { readonly entry: EntryId; readonly score: number }[];
    entry(id: EntryId): Entry | undefined;
    entries(): readonly Entry[];
  }>;
  /** The verb `kb`, which needs the files only. */
  kb(words: readonly string[]): Promise<{ readonly reply: Reply; readonly language: Language }>;
  /** Opens everything, works, and closes it again. */
  withDesk<T>(signal: AbortSignal, work: (desk: Desk, speaker: Speaker, changes: Changes) => Promise<T>): Promise<T>;
};

type Flags = { readonly json: boolean; readonly ndjson: boolean; readonly rest: readonly string[] };

const out = (text: string): void => {
  process.stdout.write(text);
};

/** Runs one command; gives the exit code: 0 done, 1 nothing found or a check failed, 2 wrong usage or configuration. */
export async function runTerminal(words: readonly string[], desk: TerminalDesk): Promise<number> {
  const [verb = 'help', ...others] = words;
  // Whoever reads us may stop reading; that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const flags: Flags = {
    json: others.includes('--json'),
    ndjson: others.includes('--ndjson'),
    rest: others.filter((word) => word !== '--json' && word !== '--ndjson'),
  };
  if (verb === 'diagnose')
    return flags.ndjson ? manyTexts(desk, async (engine, text) => linesOf(await engine.diagnose(text, () => undefined))) : diagnoseFile(desk, flags);
  if (verb === 'ask' && flags.ndjson)
    return manyTexts(desk, async (engine, text) => ({ matches: engine.ask(text).map(({ entry, score }) => ({ id: entry, score })) }));
  if (verb === 'ask') return askOnce(desk, flags);
  if (verb === 'kb' && flags.rest[0] === 'list') return listEntries(desk, flags);
  if (verb === 'kb') return knowledgeVerb(desk, flags);
  return runLine(desk, verb === '--help' || verb === '-h' ? ['help'] : [verb, ...flags.rest], flags.json);
}

/** The published form of a diagnosis, for scripts. */
function linesOf(diagnosis: { readonly matches: readonly Found[]; readonly speaks: boolean }) {
  return {
    matches: diagnosis.matches.map(({ entry, confidence, evidence, captures }) => ({
      id: entry,
      confidence,
      evidence: oneALine(evidence).map(({ line, text }) => ({ line, text })),
      captures,
    })),
    speaks: diagnosis.speaks,
  };
}

async function diagnoseFile(desk: TerminalDesk, flags: Flags): Promise<number> {
  const [file, ...more] = flags.rest;
  const language = await desk.language();
  if (more.length > 0 || file?.startsWith('--') === true) {
    process.stderr.write(`${say(answers.usage('diagnose [FILE|-] [--json] | diagnose --ndjson'), language)}\n`);
    return 2;
  }
  const engine = await desk.engine();
  const progress = progressOn(process.stderr);
  const diagnosis = await engine.diagnose(bytesOf(file), progress.tell);
  progress.end();
  if (flags.json) {
    out(`${JSON.stringify(linesOf(diagnosis))}\n`);
    return diagnosis.matches.length === 0 ? 1 : 0;
  }
  const [best, ...others] = diagnosis.matches;
  const entry = best === undefined ? undefined : engine.entry(best.entry);
  const look = { language, colour: process.stdout.isTTY };
  if (best === undefined || entry === undefined) {
    out(`${say(answers.nothingFound, language)}\n${say(answers.pasteNext, language)}\n`);
    return 1;
  }
  const reply: Reply = {
    summary: entry.title,
    blocks: [
      { kind: 'heading', text: entry.title, tag: { text: answers.severities[entry.severity], tone: entry.severity === 'low' ? 'neutral' : 'bad' } },
      { kind: 'text', text: entry.summary },
      { kind: 'evidence', lines: oneALine(best.evidence).slice(0, 5) },
      {
        kind: 'facts',
        facts: [
          { label: answers.howSure, value: answers.sure(best.confidence) },
          { label: answers.impact, value: entry.impact },
          ...settling(entry, best.confidence),
        ],
      },
      ...(others.length === 0
        ? []
        : [
            {
              kind: 'list',
              title: answers.alsoPossible,
              ordered: false,
              items: others.slice(0, 4).flatMap((match) => named(entry, engine.entry(match.entry), match)),
            } as const,
          ]),
      { kind: 'facts', facts: [{ label: answers.runChecks, value: typedCheck(entry.id, best.captures) }] },
    ],
    audience: 'person',
    data: null,
    exit: 0,
  };
  out(render(reply, look));
  return 0;
}

function named(first: Entry, entry: Entry | undefined, match: Found) {
  if (entry === undefined) return [];
  const { en, zh } = besides(first, entry, match.confidence);
  return [{ text: { en: `${entry.title.en}: ${en}`, zh: `${entry.title.zh}：${zh}` }, detail: `${match.entry} ${Math.round(match.confidence * 100)}%` }];
}

function typedCheck(id: EntryId, captures: Readonly<Record<string, string>>): string {
  return ['k8sdoc check', id, ...Object.entries(captures).map(([name, value]) => `--set ${name}=${value}`)].join(' ');
}

async function* bytesOf(file: string | undefined): AsyncGenerator<Uint8Array> {
  const stream = file === undefined || file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 256 * 1024 });
  try {
    for await (const part of stream) yield part as Buffer;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Problem({ en: `${file ?? 'standard input'} cannot be read: ${why}`, zh: `无法读取 ${file ?? '标准输入'}：${why}` }, { cause: error });
  }
}

function progressOn(stream: NodeJS.WriteStream): { readonly tell: (bytes: number) => void; readonly end: () => void } {
  let shown = false;
  let last = 0;
  return {
    tell: (bytes) => {
      if (!stream.isTTY || bytes - last < 32 * 1024 * 1024) return;
      last = bytes;
      shown = true;
      stream.write(`\r${Math.round(bytes / 1024 / 1024)} MiB `);
    },
    end: () => {
      if (shown) stream.write('\r\u001B[K');
    },
  };
}

async function manyTexts(desk: TerminalDesk, work: (engine: Awaited<ReturnType<TerminalDesk['engine']>>, text: string) => Promise<object>): Promise<number> {
  const engine = await desk.engine();
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    const input = readInput(line, number);
    out(`${JSON.stringify({ id: input.id, ...(await work(engine, input.text)) })}\n`);
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

async function askOnce(desk: TerminalDesk, flags: Flags): Promise<number> {
  const question = flags.rest.join(' ');
  const language = await desk.language();
  if (question.trim() === '') {
    process.stderr.write(`${say(answers.usage('ask "question" [--json]'), language)}\n`);
    return 2;
  }
  const engine = await desk.engine();
  const found = engine.ask(question);
  if (flags.json) {
    out(`${JSON.stringify({ matches: found.map(({ entry, score }) => ({ id: entry, score })) })}\n`);
    return found.length === 0 ? 1 : 0;
  }
  const [best, ...others] = found.flatMap(({ entry }) => engine.entry(entry) ?? []);
  if (best === undefined) {
    out(`${say(answers.noAnswer, language)}\n`);
    return 1;
  }
  const { entryBlocks } = await import('#commands/ask.ts');
  const more =
    others.length === 0
      ? []
      : [
          {
            kind: 'list',
            title: answers.alsoAbout,
            ordered: false,
            items: others.slice(0, 4).map((entry) => ({ text: entry.title, detail: entry.id })),
          } as const,
        ];
  out(
    render(
      { summary: best.title, blocks: [...entryBlocks(best), ...more], audience: 'person', data: null, exit: 0 },
      { language, colour: process.stdout.isTTY },
    ),
  );
  return 0;
}

/** `kb new <entry> [FILE|-] [--write FOLDER]` reads the paste from a file; the other forms are those of every face. */
async function knowledgeVerb(desk: TerminalDesk, flags: Flags): Promise<number> {
  const [what, id, ...more] = flags.rest;
  const at = more.indexOf('--write');
  const folder = at < 0 ? undefined : more[at + 1];
  const isNew = what === 'new' && id !== undefined;
  const file = at < 0 ? more[0] : more.toSpliced(at, 2)[0];
  const words = isNew ? [what, id, await wholeText(file)] : flags.rest;
  const { reply, language } = await desk.kb(words);
  if (folder === undefined || reply.exit !== 0 || !isNew) {
    out(flags.json ? `${JSON.stringify(reply.data)}\n` : render(reply, { language, colour: process.stdout.isTTY }));
    return reply.exit;
  }
  const { z } = await import('zod');
  const drafted = z.object({ entry: z.string(), tests: z.string() }).parse(reply.data);
  await mkdir(dirname(join(folder, id)), { recursive: true });
  for (const [name, content] of [
    [`${id}.yaml`, drafted.entry],
    [`${id}.test.yaml`, drafted.tests],
  ] as const) {
    // A file that is there is somebody's work.
    await writeFile(join(folder, name), content, { flag: 'wx' }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Problem({ en: `${name} was not written: ${why}`, zh: `未写入 ${name}：${why}` }, { cause: error });
    });
    out(`${join(folder, name)}\n`);
  }
  return 0;
}

async function wholeText(file: string | undefined): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytesOf(file)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

async function listEntries(desk: TerminalDesk, flags: Flags): Promise<number> {
  const [language, engine] = await Promise.all([desk.language(), desk.engine()]);
  const all = engine.entries().toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (flags.json)
    out(
      `${JSON.stringify(all.map((entry) => ({ id: entry.id, kind: entry.kind, status: entry.status, title: entry.title, risk: entry.remediations.map((one) => one.risk), signatures: entry.signatures.length })))}\n`,
    );
  else out(all.map((entry) => `${entry.id}  ${say(entry.title, language)}\n`).join(''));
  return 0;
}

/** Runs any other verb through the desk, and follows its card until nothing more happens by itself. */
async function runLine(terminal: TerminalDesk, words: readonly string[], json: boolean): Promise<number> {
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  return terminal.withDesk(ending.signal, async (desk, speaker, changes) => {
    const line = words.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ');
    let reply = await desk.line(speaker, line);
    if (reply.document !== undefined) {
      await pipeline(reply.document, process.stdout, { end: false });
      return reply.exit;
    }
    const look = { language: speaker.language, colour: process.stdout.isTTY };
    if (!json && reply.card?.pending === true && process.stderr.isTTY) process.stderr.write(`${say(answers.checksRunning, speaker.language)}\n`);
    while (reply.card?.pending === true && !ending.signal.aborted) {
      await changes.waitFor(reply.card.incident, reply.card.version, 60_000, ending.signal);
      reply = { ...(await desk.card(speaker, reply.card.incident)), exit: reply.exit };
    }
    out(json ? `${JSON.stringify(reply.data)}\n` : render(reply, look));
    return reply.exit;
  });
}
