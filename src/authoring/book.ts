/** The book: the knowledge base as Markdown, one page an entry, English above Chinese. */
import { commandLine } from '#knowledge/command-line.ts';
import type { EntryId } from '#knowledge/ids.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import type { Check, Entry, Remediation, StepTemplate } from '#knowledge/schema.ts';
import { answers } from '#language/answers.ts';
import { type Language, say, type Text } from '#language/text.ts';

const words = {
  recognised: { en: 'Recognised by', zh: '识别特征' },
  checks: { en: 'Checks', zh: '检查' },
  fixes: { en: 'Fixes', zh: '修复' },
  toldApart: { en: 'Not to be taken for', zh: '容易混淆' },
  related: { en: 'See also', zh: '相关条目' },
  risk: { en: 'risk', zh: '风险' },
  title: { en: 'The knowledge base', zh: '知识库' },
  intro: {
    en: 'Made from `knowledge/` by `npm run docs`. One page a diagnosis.',
    zh: '由 `npm run docs` 根据 `knowledge/` 生成，每个诊断一页。',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** Path below the book's folder → its text. */
export function bookOf(knowledge: Knowledge): ReadonlyMap<string, string> {
  const entries = [...knowledge.entries.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return new Map([['README.md', contents(entries)], ...entries.map((entry) => [`${entry.id}.md`, page(entry, knowledge)] as const)]);
}

function contents(entries: readonly Entry[]): string {
  const systems = Map.groupBy(entries, (entry) => entry.id.split('/')[0] ?? '');
  return lines(
    `# ${words.title.en} · ${words.title.zh}`,
    '',
    `${words.intro.en} ${words.intro.zh}`,
    ...[...systems].flatMap(([system, list]) => [
      '',
      `## ${system}`,
      '',
      ...list.map((entry) => `- [${escape(entry.title.en)}](${entry.id}.md) · ${escape(entry.title.zh)} · \`${entry.id}\``),
    ]),
  );
}

function page(entry: Entry, knowledge: Knowledge): string {
  return lines(
    `# ${escape(entry.title.en)}`,
    '',
    `\`${entry.id}\``,
    '',
    part(entry, knowledge, 'en'),
    '',
    `# ${escape(entry.title.zh)}`,
    '',
    part(entry, knowledge, 'zh'),
  );
}

function part(entry: Entry, knowledge: Knowledge, language: Language): string {
  const of = (text: Text): string => escape(say(text, language));
  const section = (title: Text, body: readonly string[]): readonly string[] => (body.length === 0 ? [] : ['', `## ${of(title)}`, '', ...body]);
  return lines(
    of(entry.summary),
    '',
    `**${of(answers.impact)}**: ${of(entry.impact)}`,
    ...section(
      words.recognised,
      entry.signatures.map(({ pattern, strength }) => `- ${code(pattern)} (${strength})`),
    ),
    ...section(
      answers.causes,
      entry.causes.map((cause, index) => `${index + 1}. ${of(cause.text)}`),
    ),
    ...section(
      words.checks,
      entry.checks.map((check) => `- ${of(check.title)}: ${askedBy(check, knowledge)}`),
    ),
    ...section(
      words.fixes,
      entry.remediations.flatMap((remediation) => fix(remediation, of)),
    ),
    ...section(
      answers.manual,
      entry.manual.flatMap(({ text, commands }, index) => [
        `${index + 1}. ${of(text)}`,
        ...(commands.length === 0 ? [] : ['', '   ```sh', ...commands.map((argv) => `   ${commandLine({ argv, sudo: false })}`), '   ```']),
      ]),
    ),
    ...section(
      words.toldApart,
      entry['look-alikes'].map((other) => `- ${link(other.entry, entry.id)}: ${of(other['told-apart-by'])}`),
    ),
    ...section(
      words.related,
      entry.related.map((other) => `- ${link(other.id, entry.id)}`),
    ),
    ...section(
      answers.sources,
      entry.references.map((one) => `- <${one.url}> ${escape(one.proves)}`),
    ),
  );
}

function askedBy(check: Check, knowledge: Knowledge): string {
  const probe = knowledge.probes.get(check.probe);
  if (probe === undefined) return code(check.probe);
  return probe.on === 'node' ? code(commandLine({ argv: probe.run.argv, sudo: probe.run.sudo })) : code(check.probe);
}

function fix({ title, effect, risk, steps }: Remediation, of: (text: Text) => string): readonly string[] {
  const shown = (step: StepTemplate): string => (step.on === 'node' ? code(commandLine({ argv: step.argv, sudo: step.sudo })) : code(step.action));
  return [`- **${of(title)}** (${of(words.risk)}: ${risk}). ${of(effect)}`, ...steps.map((step) => `  - ${shown(step)}`)];
}

function link(to: EntryId, from: EntryId): string {
  const [system] = from.split('/');
  const [target = '', slug = ''] = to.split('/');
  return `[${to}](${target === system ? '' : `../${target}/`}${slug}.md)`;
}

/** Characters that Markdown or HTML would read. */
function escape(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|]/g, String.raw`\$&`);
}

function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length)) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n').trimEnd()}\n`;
}
