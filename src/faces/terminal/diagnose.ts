/** The verb `diagnose`, without a database: the answer stands there as soon as the text is read. */
import { afterNothing, besides, oneALine, settling, wordsLookedUp } from '#commands/cards/answer.ts';
import type { Block, Reply } from '#commands/reply.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Entry } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';
import { type Language, say } from '#language/text.ts';
import { beginningOf } from './beginning.ts';
import type { Diagnosed, Found, QuickDesk, TerminalDesk } from './desk.ts';
import { followed, inputOf } from './input.ts';
import { isScreen, print } from './output.ts';
import { showProgress } from './progress.ts';
import { render } from './render.ts';

const usage = 'diagnose [FILE|-] [--follow] [--json] | diagnose --ndjson';
const flags = ['--json', '--ndjson', '--follow'] as const;

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
  if (set.has('--ndjson')) {
    const { manyTexts } = await import('./many.ts');
    return manyTexts(quick, async (_, text) => published(await quick.diagnose(text)));
  }
  const json = set.has('--json');
  if (set.has('--follow')) return follow(quick, file, json, language);

  const input = inputOf(file, (why) => {
    process.stderr.write(`${say(answers.cutOff(why), language)}\n`);
  });
  const progress = showProgress(input.size);
  const beginning = beginningOf(input.bytes, wordsLookedUp);
  const diagnosis = await quick.diagnose(beginning.bytes, { onProgress: progress.tell });
  progress.end();
  if (json) print(`${JSON.stringify(published(diagnosis))}\n`);
  else print(diagnosis.matches.length === 0 ? await nothingFound(quick, beginning.text(), language) : await answerTo(quick, diagnosis, language));
  return diagnosis.matches.length === 0 ? 1 : 0;
}

/** The published form of a diagnosis, for scripts. */
function published({ matches, speaks }: Diagnosed) {
  return { matches: matches.map(publishedMatch), speaks };
}

function publishedMatch({ entry, confidence, evidence, captures }: Found) {
  return { id: entry, confidence, evidence: oneALine(evidence).map(({ line, text }) => ({ line, text })), captures };
}

async function nothingFound(quick: QuickDesk, text: string, language: Language): Promise<string> {
  const nearest = (await quick.ask(text)).flatMap(({ entry }) => quick.entry(entry) ?? []);
  const blocks: readonly Block[] = [{ kind: 'notice', tone: 'neutral', text: answers.nothingFound }, ...afterNothing(nearest)];
  return render({ summary: answers.nothingFound, blocks, audience: 'person', data: null, exit: 1 }, { language, colour: isScreen(1) });
}

async function answerTo(quick: QuickDesk, { matches }: Diagnosed, language: Language): Promise<string> {
  const [best, ...others] = matches;
  const entry = best === undefined ? undefined : quick.entry(best.entry);
  if (best === undefined || entry === undefined) return nothingFound(quick, '', language);
  const also: Block = {
    kind: 'list',
    title: answers.alsoPossible,
    ordered: false,
    items: others.slice(0, 4).flatMap((match) => named(entry, quick.entry(match.entry), match)),
  };
  const next: Block = { kind: 'facts', facts: [{ label: answers.runChecks, value: typedCheck(entry.id, best.captures) }] };
  return shown(entry, [...blocksOf(entry, best), ...(others.length === 0 ? [] : [also]), next], language);
}

function shown(entry: Entry, blocks: readonly Block[], language: Language): string {
  const reply: Reply = { summary: entry.title, blocks, audience: 'person', data: null, exit: 0 };
  return render(reply, { language, colour: isScreen(1) });
}

function blocksOf(entry: Entry, { evidence, confidence }: Found): readonly Block[] {
  return [
    { kind: 'heading', text: entry.title, tag: { text: answers.severities[entry.severity], tone: entry.severity === 'low' ? 'neutral' : 'bad' } },
    { kind: 'text', text: entry.summary },
    { kind: 'evidence', lines: oneALine(evidence).slice(0, 5) },
    {
      kind: 'facts',
      facts: [{ label: answers.howSure, value: answers.sure(confidence) }, { label: answers.impact, value: entry.impact }, ...settling(entry, confidence)],
    },
  ];
}

function named(first: Entry, entry: Entry | undefined, match: Found) {
  if (entry === undefined) return [];
  const { en, zh } = besides(first, entry, match.confidence);
  return [{ text: { en: `${entry.title.en}: ${en}`, zh: `${entry.title.zh}：${zh}` }, detail: `${match.entry} ${Math.round(match.confidence * 100)}%` }];
}

function typedCheck(id: EntryId, captures: Readonly<Record<string, string>>): string {
  return ['k8sdoc check', id, ...Object.entries(captures).map(([name, value]) => `--set ${name}=${value}`)].join(' ');
}

/** Tells of each fault once when it is likely, and once more, in a word, when it has become certain. */
async function follow(quick: QuickDesk, file: string | undefined, json: boolean, language: Language): Promise<number> {
  const told = new Map<EntryId, 'likely' | 'certain'>();
  const tell = (match: Found): void => {
    const now = match.confidence >= 0.9 ? 'certain' : 'likely';
    const before = told.get(match.entry);
    const entry = quick.entry(match.entry);
    if (match.confidence < worthAWord || before === now || before === 'certain' || entry === undefined) return;
    told.set(match.entry, now);
    if (json) print(`${JSON.stringify(publishedMatch(match))}\n`);
    else if (before === undefined) print(shown(entry, blocksOf(entry, match), language));
    else print(`${say(entry.title, language)}: ${say(answers.sure(match.confidence), language)}\n`);
  };
  const onMatches = (matches: readonly Found[]): void => {
    for (const match of matches) tell(match);
  };
  const { matches } = await quick.diagnose(followed(file), { onMatches });
  onMatches(matches);
  return matches.length === 0 ? 1 : 0;
}
