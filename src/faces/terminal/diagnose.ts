/** The verb `diagnose`, without a database: the answer stands there as soon as the text is read. */
import { afterNothing, type Diagnosis, isCertain, keepBeginning, type Match, wordsLookedUp } from '#commands/cards/answer.ts';
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
  // No character has more than four bytes.
  const begun = keepBeginning(input.bytes, wordsLookedUp * 4);
  const diagnosis = await quick.diagnose(begun.input, { onProgress: progress.tell, explain });
  progress.end();
  if (json) print(`${JSON.stringify(published(diagnosis))}\n`);
  else print(await answerTo(quick, diagnosis, begun.beginning().slice(0, wordsLookedUp), language));
  return diagnosis.matches.length === 0 ? 1 : 0;
}

async function answerTo(quick: QuickDesk, diagnosis: Diagnosis, text: string, language: Language): Promise<string> {
  const reply = diagnosisReply(diagnosis, (id) => quick.entry(id)) ?? (await nothingFound(quick, diagnosis, text));
  return render(reply, { language, colour: isScreen(1) });
}

async function nothingFound(quick: QuickDesk, { rejected }: Diagnosis, text: string): Promise<Reply> {
  const nearest = (await quick.ask(text)).flatMap(({ entry }) => quick.entry(entry) ?? []);
  const notice: Block = { kind: 'notice', tone: 'neutral', text: answers.nothingFound };
  const blocks = [notice, ...explanationBlocks([], rejected), ...afterNothing(nearest)];
  return { summary: answers.nothingFound, blocks, audience: 'person', data: null, exit: 1 };
}

function shown(entry: Entry, blocks: readonly Block[], language: Language): string {
  const reply: Reply = { summary: entry.title, blocks, audience: 'person', data: null, exit: 0 };
  return render(reply, { language, colour: isScreen(1) });
}

/** Tells of each fault once when it is likely, and once more, in a word, when it has become certain. */
async function follow(quick: QuickDesk, file: string | undefined, json: boolean, language: Language): Promise<number> {
  const told = new Map<EntryId, 'likely' | 'certain'>();
  const tell = (match: Match): void => {
    const now = isCertain(match) ? 'certain' : 'likely';
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
