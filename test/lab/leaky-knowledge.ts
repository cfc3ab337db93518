/** Knowledge for tests: an entry whose checks look at everything a node and a cluster can put a secret into, and whose fix prints some more. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const both = (words: string) => ({ en: words, zh: words });

const onNode = ['outcome', 'values', 'json', 'garbled', 'failing'] as const;
const parsers = { outcome: 'outcome', values: 'key-values', json: 'json', garbled: 'json', failing: 'lines' } as const;
const shown = { outcome: 'result.output', values: 'result.values', json: 'result.json', garbled: 'result.json', failing: 'result.lines' } as const;

const onCluster = {
  pods: { kind: 'list', apiVersion: 'v1', resource: 'pods' },
  'config-map': { kind: 'object', apiVersion: 'v1', resource: 'configmaps', namespace: 'default', name: 'planted' },
  events: { kind: 'list', apiVersion: 'v1', resource: 'events' },
  secrets: { kind: 'list', apiVersion: 'v1', resource: 'secrets' },
  secret: { kind: 'object', apiVersion: 'v1', resource: 'secrets', namespace: 'default', name: 'planted' },
  refusal: { kind: 'object', apiVersion: 'v1', resource: 'nodes', name: 'planted' },
} as const;

const check = (id: string, probe: string, says: string, params: Readonly<Record<string, string>> = {}) => ({
  id,
  title: both(id),
  probe,
  with: params,
  confirms: 'true',
  says: both(`Seen: {{${says}}}`),
});

const entry = {
  id: 'planted/leaky',
  kind: 'fault',
  status: 'proven',
  title: both('A planted failure'),
  summary: both('A failure for a test.'),
  impact: both('None.'),
  severity: 'high',
  captures: { unit: 'unit' },
  signatures: [{ id: 'planted', pattern: String.raw`planted failure of (?P<unit>[\w.:+@-]{1,128})`, strength: 'conclusive' }],
  checks: [
    check('journal', 'node/journal', 'result.lines', { unit: '{{unit}}' }),
    ...onNode.map((id) => check(id, `planted/${id}`, shown[id])),
    ...Object.keys(onCluster).map((id) => check(id, `planted/${id}`, 'result')),
  ],
  remediations: [
    {
      id: 'restart',
      title: both('Restart it'),
      effect: both('None.'),
      risk: 'medium',
      requires: ['journal'],
      steps: [{ on: 'node', argv: ['planted', 'restart'], sudo: true, timeout: '5s', idempotent: false }],
      verify: ['journal'],
      within: '100ms',
      undo: { kind: 'none', because: both('Nothing to undo.') },
    },
  ],
};

/** Writes it below the folder, which can then be named under `knowledge:`. */
export async function writeLeakyKnowledge(folder: string): Promise<void> {
  const write = (path: string, content: object): Promise<void> => writeFile(join(folder, path), JSON.stringify(content));
  await mkdir(join(folder, 'planted'), { recursive: true });
  await mkdir(join(folder, '_probes/planted'), { recursive: true });
  await write('planted/leaky.yaml', entry);
  for (const id of onNode)
    await write(`_probes/planted/${id}.yaml`, {
      id: `planted/${id}`,
      title: both(id),
      on: 'node',
      run: { argv: ['planted', id] },
      parse: parsers[id],
    });
  for (const [id, read] of Object.entries(onCluster)) await write(`_probes/planted/${id}.yaml`, { id: `planted/${id}`, title: both(id), on: 'cluster', read });
}
