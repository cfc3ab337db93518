import { describe, expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { type Draft, knowledgeOf } from './small-knowledge.ts';

const specific: Draft = { id: 'cni/range-full', signatures: [{ id: 'full', pattern: 'no IP addresses available in range', strength: 'conclusive' }] };
const effect: Draft = {
  id: 'network/sandbox',
  generic: true,
  signatures: [{ id: 'failed', pattern: 'Failed to create pod sandbox', strength: 'conclusive' }],
};

const first = async (knowledge: Parameters<typeof createEngine>[0], text: string) =>
  (await createEngine(knowledge).diagnose(text)).matches.map(({ entry }) => entry);

describe('ranking', () => {
  it('puts an effect that many faults have behind every diagnosis that is as sure', async () => {
    const text = 'Failed to create pod sandbox: x\nFailed to create pod sandbox: y\nFailed to create pod sandbox: no IP addresses available in range set';
    expect(await first(knowledgeOf(effect, specific), text)).toEqual(['cni/range-full', 'network/sandbox']);
  });

  it('puts what is only likely behind a certain effect, unless it is known to cause it', async () => {
    const likely: Draft = { id: specific.id, signatures: [{ id: 'full', pattern: 'no IP addresses available in range', strength: 'strong' }] };
    const text = 'Failed to create pod sandbox: no IP addresses available in range set';
    expect(await first(knowledgeOf(effect, likely), text)).toEqual(['network/sandbox', 'cni/range-full']);
    expect(await first(knowledgeOf(effect, { ...likely, related: [{ id: 'network/sandbox', as: 'cause-of' }] }), text)).toEqual([
      'cni/range-full',
      'network/sandbox',
    ]);
  });

  it('does not count a signature on a line that belongs to another entry', async () => {
    const knowledge = knowledgeOf({
      id: 'a/b',
      signatures: [{ id: 'refused', pattern: 'connection refused', unless: 'registry|pull', strength: 'conclusive' }],
    });
    expect(await first(knowledge, 'dial tcp 10.0.0.1:443: connection refused')).toEqual(['a/b']);
    expect(await first(knowledge, 'pull image: dial tcp 10.0.0.1:443: connection refused')).toEqual([]);
  });

  it('takes signatures together where they stand near each other', async () => {
    const knowledge = knowledgeOf({
      id: 'a/b',
      signatures: [
        { id: 'device', pattern: 'dstport 8472', strength: 'hint' },
        { id: 'loss', pattern: '100% packet loss', strength: 'hint' },
      ],
      combinations: [{ all: ['device', 'loss'], within: 3, strength: 'conclusive' }],
    });
    const engine = createEngine(knowledge);
    expect((await engine.diagnose('vxlan dstport 8472\n2 packets, 100% packet loss')).speaks).toBe(true);
    expect((await engine.diagnose(`vxlan dstport 8472\n${'\n'.repeat(9)}2 packets, 100% packet loss`)).speaks).toBe(false);
  });

  it('counts two signatures on one line as one word', async () => {
    const knowledge = knowledgeOf({
      id: 'a/b',
      signatures: [
        { id: 'one', pattern: 'table full, dropping', strength: 'conclusive' },
        { id: 'two', pattern: 'nf_conntrack: table full', strength: 'conclusive' },
      ],
    });
    const engine = createEngine(knowledge);
    expect((await engine.diagnose('nf_conntrack: table full, dropping packet')).matches[0]?.confidence).toBe(0.96);
  });

  it('does not interrupt a channel with an explanation', async () => {
    const engine = createEngine(
      knowledgeOf({ id: 'a/b', kind: 'explainer', signatures: [{ id: 'route', pattern: 'default via 169.254.1.1', strength: 'conclusive' }] }),
    );
    expect(await engine.diagnose('default via 169.254.1.1 dev eth0')).toMatchObject({ speaks: false, matches: [{ entry: 'a/b' }] });
  });
});
