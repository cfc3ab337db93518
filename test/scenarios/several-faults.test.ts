/** One paste with several faults that have nothing to do with each other: all are told of, with their lines, in every face and language. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cardOf } from '#commands/cards/incident.ts';
import type { Context } from '#commands/context.ts';
import { createEngine } from '#diagnosis/engine.ts';
import { render as renderForSlack } from '#faces/slack/render.ts';
import { diagnosisReply, published } from '#faces/terminal/diagnosis.ts';
import { render as renderForTerminal } from '#faces/terminal/render.ts';
import type { IncidentId } from '#knowledge/ids.ts';
import { loadKnowledge } from '#knowledge/load.ts';
import { languages } from '#language/text.ts';

const loaded = await loadKnowledge(fileURLToPath(new URL('../../knowledge', import.meta.url)));
if (!loaded.ok) throw new Error('the knowledge does not load');
const { knowledge } = loaded;
const engine = createEngine(knowledge);

const bridge = (time: string): string =>
  `Nov 20 ${time} worker-1 kubelet[123]: E1120 ${time}.551234     123 remote_runtime.go:116] failed to set bridge addr: "cni0" already has an IP address different from 10.244.2.1/24`;
const text = [
  bridge('10:02:01'),
  '[Fri Nov 20 10:22:01 2026] nf_conntrack: nf_conntrack: table full, dropping packet',
  bridge('10:41:59'),
  'etcdserver: mvcc: database space exceeded',
].join('\n');
const wanted = ['cni/cni0-ip-conflict', 'etcd/space-exceeded', 'kube-proxy/conntrack-table-full'];

/** What a face shows without its markup. */
function plain(shown: string): string {
  return shown.replaceAll(/\s+/g, ' ');
}

const titles = wanted.map((id) => [...knowledge.entries.values()].find((entry) => entry.id === id)?.title);

describe.each(languages)('several faults in one paste, in %s', (language) => {
  const times = { en: '2 times, 10:02 to 10:41', zh: '2 次，10:02 至 10:41' }[language];
  const lines = ['already has an IP address different from 10.244.2.1/24', 'table full', 'database space exceeded', times];

  it('are all told of in the terminal, each with its lines and columns', async () => {
    const reply = diagnosisReply(await engine.diagnose(text), (id) => knowledge.entries.get(id));
    if (reply === undefined) throw new Error('nothing was found');
    const shown = plain(renderForTerminal(reply, { language, colour: false }));
    for (const part of [...lines, ...titles.map((title) => title?.[language] ?? 'no such entry')]) expect(shown).toContain(part);
    expect(shown).toContain(`1:${text.indexOf('"cni0"') + 1}:`);
    for (const id of wanted) expect(shown).toContain(`k8sdoc check ${id}`);
  });

  it('are all told of in Slack, each with its lines', async () => {
    const { matches } = await engine.diagnose(text);
    const context = {
      knowledge: () => knowledge,
      incidents: { runsOf: () => Promise.resolve([]) },
      plans: { ofIncident: () => Promise.resolve([]) },
      targets: { directory: {} },
    } as unknown as Context;
    const incident = { id: 'INC-1' as IncidentId, matches, version: 1 } as unknown as Parameters<typeof cardOf>[1];
    const { blocks } = renderForSlack(await cardOf(context, incident), language);
    const texts: string[] = [];
    JSON.stringify(blocks, (key, value: unknown) => {
      if (key === 'text' && typeof value === 'string') texts.push(value);
      return value;
    });
    const shown = plain(texts.join(''));
    for (const part of [...lines, ...titles.map((title) => title?.[language] ?? 'no such entry')]) expect(shown).toContain(part);
  });
});

it('are all in the published form, with columns that point into the lines', async () => {
  const { matches } = published(await engine.diagnose(text));
  expect(matches.map(({ id }) => id).toSorted()).toEqual(expect.arrayContaining(wanted));
  const pasted = text.split('\n');
  for (const { line, columns } of matches.flatMap(({ evidence }) => evidence)) {
    const said = pasted[line - 1]?.slice((columns?.from ?? 0) - 1, (columns?.to ?? 0) - 1);
    expect(said?.length, `line ${line}`).toBeGreaterThan(5);
  }
});
