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

  it('takes one of several signatures together with others, near them', async () => {
    const signatures = ['device', 'route', 'loss'].map((id) => ({ id, pattern: `${id} was seen`, strength: 'hint' as const }));
    const engine = createEngine(
      knowledgeOf({ id: 'a/b', signatures, combinations: [{ all: ['loss'], any: ['device', 'route'], within: 2, strength: 'conclusive' }] }),
    );
    expect((await engine.diagnose('route was seen\nloss was seen')).speaks).toBe(true);
    expect((await engine.diagnose('device was seen\nloss was seen')).speaks).toBe(true);
    expect((await engine.diagnose('route was seen\n\n\n\nloss was seen')).speaks).toBe(false);
    expect((await engine.diagnose('route was seen\ndevice was seen')).speaks).toBe(false);
  });

  it('takes no signatures together where another one is near', async () => {
    const signatures = ['loss', 'device', 'upgrade'].map((id) => ({ id, pattern: `${id} was seen`, strength: 'hint' as const }));
    const combinations = [{ all: ['loss', 'device'], not: ['upgrade'], within: 3, strength: 'conclusive' as const }];
    const engine = createEngine(knowledgeOf({ id: 'a/b', signatures, combinations }));
    expect((await engine.diagnose('loss was seen\ndevice was seen')).speaks).toBe(true);
    expect((await engine.diagnose('loss was seen\nupgrade was seen\ndevice was seen')).speaks).toBe(false);
    expect((await engine.diagnose(`loss was seen\ndevice was seen${'\n'.repeat(9)}upgrade was seen`)).speaks).toBe(true);
  });

  it('finds signatures together at the last of many lines, too', async () => {
    const signatures = ['loss', 'device'].map((id) => ({ id, pattern: `${id} was seen`, strength: 'hint' as const }));
    const engine = createEngine(knowledgeOf({ id: 'a/b', signatures, combinations: [{ all: ['loss', 'device'], within: 1, strength: 'conclusive' }] }));
    expect((await engine.diagnose(`${'loss was seen\n'.repeat(9)}device was seen`)).speaks).toBe(true);
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

describe('who says it, and how gravely', () => {
  const confidence = async (draft: Draft, ...lines: string[]): Promise<number> =>
    (await createEngine(knowledgeOf(draft)).diagnose(lines.join('\n'))).matches[0]?.confidence ?? 0;
  const strong = (...ids: string[]) => ids.map((id) => ({ id: id.toLowerCase(), pattern: `${id} is not healthy`, strength: 'strong' as const }));
  const pleg: Draft = { id: 'kubelet/pleg', applies: { component: 'kubelet' }, signatures: strong('PLEG', 'runtime') };
  const by = (program: string, what = 'PLEG'): string => `Nov 20 10:22:01 worker-1 ${program}[1]: ${what} is not healthy`;

  it('weighs the component that the entry is about more, and an application less', async () => {
    const [own, nobody, platform, application] = [
      await confidence(pleg, by('kubelet')),
      await confidence(pleg, 'PLEG is not healthy'),
      await confidence(pleg, by('containerd')),
      await confidence(pleg, by('web-shop')),
    ];
    expect(own).toBeGreaterThan(nobody);
    expect(platform).toBe(nobody);
    expect(application).toBeLessThan(nobody);
  });

  it('asks nobody where the entry is about no component', async () => {
    const { applies: _, ...anybody } = pleg;
    expect(await confidence(anybody, by('web-shop'))).toBe(await confidence(anybody, by('kubelet')));
  });

  it('believes a line less that is no warning', async () => {
    const grave = (level: string): Promise<number> => confidence(pleg, `time="2026-11-20T10:22:01Z" level=${level} msg="PLEG is not healthy"`);
    expect(await grave('info')).toBeLessThan(await grave('error'));
  });

  it('is not certain by lines alone that are no warnings', async () => {
    const both = (severity: string): Promise<number> =>
      confidence(pleg, ...['PLEG', 'runtime'].map((what) => `${severity}1120 10:22:01.551234       1 kubelet.go:9] ${what} is not healthy`));
    expect(await both('E')).toBeGreaterThanOrEqual(0.9);
    expect(await both('I')).toBeLessThan(0.9);
  });

  it('takes words that are conclusive for what they say, whoever says them', async () => {
    const sure: Draft = { ...pleg, signatures: [{ id: 'pleg', pattern: 'PLEG is not healthy', strength: 'conclusive' }] };
    expect(await confidence(sure, by('web-shop'))).toBe(await confidence(sure, by('kubelet')));
    expect(await confidence(sure, 'I1120 10:22:01.551234       1 kubelet.go:9] PLEG is not healthy')).toBe(0.96);
  });

  it('puts the one first that its own component tells of, of two that are as sure and as grave', async () => {
    const of = (id: string, component: string): Draft => ({
      id,
      applies: { component },
      signatures: [{ id: 'pleg', pattern: 'PLEG is not healthy', strength: 'conclusive' }],
    });
    const knowledge = knowledgeOf(of('a/first', 'containerd'), of('b/second', 'kubelet'));
    expect(await first(knowledge, by('kubelet'))).toEqual(['b/second', 'a/first']);
    expect(await first(knowledge, by('containerd'))).toEqual(['a/first', 'b/second']);
  });
});
