/** The verb `diagnose`, without a database: the answer stands there as soon as the text is read. */
import type { Diagnosis, Match } from '#commands/cards/answer.ts';
import { explanationBlocks } from '#commands/cards/explanation.ts';
import type { Block, Reply } from '#commands/reply.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';
import { type Language, say } from '#language/text.ts';
import type { QuickDesk, TerminalDesk } from './desk.ts';
import { diagnosisReply, headBlocks, published, publishedMatch } from './diagnosis.ts';
import { followed, inputOf } from './input.ts';
import { isScreen, print } from './output.ts';
import { showProgress } from './progress.ts';
import { render } from './render.ts';

const usage = 'diagnose [FILE|-] [--follow] [--json] [--explain] | diagnose --ndjson [--explain]';
const flags = ['--json', '--ndjson', '--follow', '--explain'] as const;

/** Surer than this, a finding in a log that is followed is worth a word. */
const worthAWord = 0.7;

/** @returns The exit code: 0 found, 1 nothing found, 2 wrong usage. */
export async function runDiagnose(words: readonly string[], desk: Pick<TerminalDesk, 'language' | 'quick'>): Promise<number> {
  const set = new Set(words.filter((word) => (flags as readonly string[]).includes(word)));
  const [file, ...more] = words.filter((word) => !set.has(word));
  const language = await desk.language();
  if (more.length > 0 || file?.startsWith('--') === true) {
    process.stderr.write(`${say(answers.usage(usage), language)}\n`);
    return 2;
  }
  const quick = await desk.quick();
  const explain = set.has('--explain');
  if (set.has('--ndjson')) {
    const { manyTexts } = await import('./many.ts');
    return manyTexts(quick, async (_, text) => published(await quick.diagnose(text, { explain })));
  }
  const json = set.has('--json');
  if (set.has('--follow')) return follow(quick, file, json, language);

  const input = inputOf(file, (why) => {
    process.stderr.write(`${say(answers.cutOff(why), language)}\n`);
  });
  const progress = showProgress(input.size);
  const diagnosis = await quick.diagnose(input.bytes, { onProgress: progress.tell, explain });
  progress.end();
  if (json) print(`${JSON.stringify(published(diagnosis))}\n`);
  else print(answerTo(quick, diagnosis, language));
  return diagnosis.matches.length === 0 ? 1 : 0;
}

function answerTo(quick: QuickDesk, diagnosis: Diagnosis, language: Language): string {
  const look = { language, colour: isScreen(1) };
  const reply = diagnosisReply(diagnosis, (id) => quick.entry(id));
  if (reply !== undefined) return render(reply, look);
  const nothing = `${say(answers.nothingFound, language)}\n${say(answers.pasteNext, language)}\n`;
  const blocks = explanationBlocks([], diagnosis.rejected);
  return blocks.length === 0 ? nothing : `${nothing}${render({ summary: answers.nothingFound, blocks, audience: 'person', data: null, exit: 1 }, look)}`;
}

function shown(entry: Entry, blocks: readonly Block[], language: Language): string {
  const reply: Reply = { summary: entry.title, blocks, audience: 'person', data: null, exit: 0 };
  return render(reply, { language, colour: isScreen(1) });
}

/** Tells of each fault once when it is likely, and once more, in a word, when it has become certain. */
async function follow(quick: QuickDesk, file: string | undefined, json: boolean, language: Language): Promise<number> {
  const told = new Map<EntryId, 'likely' | 'certain'>();
  const tell = (match: Match): void => {
    const now = match.confidence >= 0.9 ? 'certain' : 'likely';
    const before = told.get(match.entry);
    const entry = quick.entry(match.entry);
    if (match.confidence < worthAWord || before === now || before === 'certain' || entry === undefined) return;
    told.set(match.entry, now);
    if (json) print(`${JSON.stringify(publishedMatch(match))}\n`);
    else if (before === undefined) print(shown(entry, headBlocks(entry, match), language));
    else print(`${say(entry.title, language)}: ${say(answers.sure(match.confidence), language)}\n`);
  };
  const onMatches = (matches: readonly Match[]): void => {
    for (const match of matches) tell(match);
  };
  const { matches } = await quick.diagnose(followed(file), { onMatches });
  onMatches(matches);
  return matches.length === 0 ? 1 : 0;
}
