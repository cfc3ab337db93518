/** `kb stats`: the knowledge base in figures. */
import { readAllTests } from '#authoring/samples.ts';
import { statsOf } from '#authoring/stats.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import { publishedIds } from '#knowledge/load.ts';
import { authoring } from '#language/authoring.ts';
import type { Text } from '#language/text.ts';
import type { Sources } from '../context.ts';
import type { Reply } from '../reply.ts';

export async function statsReply(knowledge: Knowledge, library: Sources): Promise<Reply> {
  const { tests } = await readAllTests(library.origins());
  const published = await publishedIds(library.folders[0] ?? '.');
  const stats = statsOf([...knowledge.entries.values()], tests, published);
  const of = (count: number): string => `${count} of ${stats.entries}`;
  const counts = (record: Readonly<Record<string, number>>): string =>
    Object.entries(record)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const { facts: words } = authoring;
  const fact = (label: Text, value: string): { label: Text; value: string } => ({ label, value });
  return {
    summary: authoring.stats,
    blocks: [
      { kind: 'heading', text: authoring.stats },
      {
        kind: 'facts',
        facts: [
          fact(words.entries, `${stats.entries} of ${Math.max(stats.published, stats.entries)}`),
          fact(words.bilingual, of(stats.bilingual)),
          fact(words.sampled, of(stats.sampled)),
          ...(stats.unwritten.length === 0 ? [] : [fact(words.unwritten, stats.unwritten.join(', '))]),
          fact(words.signatures, String(stats.signatures)),
          fact(words.samples, `${stats.samples.match} / ${stats.samples['no-match']} / ${stats.samples.questions}`),
          fact(words.produced, `${stats.samples.produced} / ${stats.samples.quoted}`),
          fact(words.checks, `${stats.checks} / ${stats.remediations}`),
          fact(words.status, counts(stats.byStatus)),
          fact(words.kind, counts(stats.byKind)),
          fact(words.system, counts(stats.bySystem)),
        ],
      },
    ],
    audience: 'person',
    data: JSON.parse(JSON.stringify(stats)),
    exit: 0,
  };
}
