/** The terminal: every verb but `diagnose`, human text or `--json`, exit codes that scripts can use. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { answers } from '#language/answers.ts';
import { Problem } from '#language/problem.ts';
import { say } from '#language/text.ts';
import type { TerminalDesk } from './desk.ts';
import { inputOf } from './input.ts';
import { manyTexts } from './many.ts';
import { isScreen, print } from './output.ts';
import { render } from './render.ts';

type Flags = { readonly json: boolean; readonly ndjson: boolean; readonly rest: readonly string[] };

/** Runs one command; gives the exit code: 0 done, 1 nothing found or a check failed, 2 wrong usage or configuration. */
export async function runTerminal(words: readonly string[], desk: TerminalDesk): Promise<number> {
  const [verb = 'help', ...others] = words;
  const flags: Flags = {
    json: others.includes('--json'),
    ndjson: others.includes('--ndjson'),
    rest: others.filter((word) => word !== '--json' && word !== '--ndjson'),
  };
  if (verb === 'ask' && flags.ndjson)
    return manyTexts(await desk.quick(), async (quick, text) => ({ matches: (await quick.ask(text)).map(({ entry, score }) => ({ id: entry, score })) }));
  if (verb === 'ask') return askOnce(desk, flags);
  if (verb === 'kb' && flags.rest[0] === 'list') return listEntries(desk, flags);
  if (verb === 'kb') return knowledgeVerb(desk, flags);
  return runLine(desk, verb === '--help' || verb === '-h' ? ['help'] : [verb, ...flags.rest], flags.json);
}

async function askOnce(desk: TerminalDesk, flags: Flags): Promise<number> {
  const question = flags.rest.join(' ');
  const language = await desk.language();
  if (question.trim() === '') {
    process.stderr.write(`${say(answers.usage('ask "question" [--json]'), language)}\n`);
    return 2;
  }
  const quick = await desk.quick();
  const found = await quick.ask(question);
  if (flags.json) {
    print(`${JSON.stringify({ matches: found.map(({ entry, score }) => ({ id: entry, score })) })}\n`);
    return found.length === 0 ? 1 : 0;
  }
  const [best, ...others] = found.flatMap(({ entry }) => quick.entry(entry) ?? []);
  if (best === undefined) {
    print(`${say(answers.noAnswer, language)}\n`);
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
  print(render({ summary: best.title, blocks: [...entryBlocks(best), ...more], audience: 'person', data: null, exit: 0 }, { language, colour: isScreen(1) }));
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
    print(flags.json ? `${JSON.stringify(reply.data)}\n` : render(reply, { language, colour: isScreen(1) }));
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
    print(`${join(folder, name)}\n`);
  }
  return 0;
}

async function wholeText(file: string | undefined): Promise<string> {
  const { bytes } = inputOf(file, () => undefined);
  const parts: Uint8Array[] = [];
  for await (const part of bytes instanceof Uint8Array ? [bytes] : bytes) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

async function listEntries(desk: TerminalDesk, flags: Flags): Promise<number> {
  const [language, quick] = await Promise.all([desk.language(), desk.quick()]);
  const all = quick.entries().toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (flags.json)
    print(
      `${JSON.stringify(all.map((entry) => ({ id: entry.id, kind: entry.kind, status: entry.status, title: entry.title, risk: entry.remediations.map((one) => one.risk), signatures: entry.signatures.length })))}\n`,
    );
  else print(all.map((entry) => `${entry.id}  ${say(entry.title, language)}\n`).join(''));
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
      for await (const line of reply.document) print(line);
      return reply.exit;
    }
    const look = { language: speaker.language, colour: isScreen(1) };
    if (!json && reply.card?.pending === true && process.stderr.isTTY) process.stderr.write(`${say(answers.checksRunning, speaker.language)}\n`);
    while (reply.card?.pending === true && !ending.signal.aborted) {
      await changes.waitFor(reply.card.incident, reply.card.version, 60_000, ending.signal);
      reply = { ...(await desk.card(speaker, reply.card.incident)), exit: reply.exit };
    }
    print(json ? `${JSON.stringify(reply.data)}\n` : render(reply, look));
    return reply.exit;
  });
}
