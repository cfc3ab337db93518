import { describe, expect, it } from 'vitest';
import type { Reason } from './diagnosis.ts';
import { createEngine } from './engine.ts';
import { bridge, knowledgeOf } from './small-knowledge.ts';

const signature = (id: string, strength: 'conclusive' | 'strong' | 'hint' | 'against') => ({ id, pattern: `${id} was seen`, strength });
const engine = createEngine(
  knowledgeOf(
    bridge,
    {
      id: 'kubelet/dockershim',
      applies: { component: 'kubelet', versions: { kubernetes: '<1.24' } },
      signatures: [signature('alpha', 'strong'), signature('bravo', 'hint'), signature('recovered', 'against')],
      combinations: [{ all: ['alpha'], any: ['bravo'], not: ['recovered'], strength: 'strong' }],
    },
    { id: 'a/lone', signatures: [signature('charlie', 'hint')] },
    { id: 'a/over', signatures: [signature('delta', 'against'), signature('never', 'strong')] },
    { id: 'a/left', signatures: [{ ...signature('echo', 'strong'), unless: 'registry' }] },
    { id: 'a/by-kubelet', signatures: [{ ...signature('foxtrot', 'strong'), component: 'kubelet' }] },
    { id: 'a/partly', signatures: [{ id: 'golf', pattern: 'golf was seen \\d+ times', strength: 'strong' }] },
  ),
);

async function reasons(...lines: string[]): Promise<readonly Reason[]> {
  const { matches } = await engine.diagnose(lines.join('\n'), { explain: true });
  return matches[0]?.explanation ?? [];
}

describe('an explanation', () => {
  it('is not made where nobody asks for it', async () => {
    const diagnosis = await engine.diagnose('alpha was seen\ncharlie was seen');
    expect(diagnosis).not.toHaveProperty('rejected');
    expect(diagnosis.matches[0]).not.toHaveProperty('explanation');
  });

  it('changes nothing of the diagnosis', async () => {
    const text = 'Server Version: v1.31.2\nalpha was seen\nbravo was seen\nrecovered was seen';
    const [{ rejected: _, ...explained }, plain] = [await engine.diagnose(text, { explain: true }), await engine.diagnose(text)];
    expect({ ...explained, matches: explained.matches.map(({ explanation: __, ...match }) => match) }).toEqual(plain);
  });

  it('names each signature, its line, how much it says and how often', async () => {
    expect(await reasons('alpha was seen', 'alpha was seen')).toEqual([
      { kind: 'signature', counts: 'for', signature: 'alpha', strength: 'strong', line: 1, times: 2 },
    ]);
  });

  it('names what was taken together', async () => {
    const together = { kind: 'combination', counts: 'for', all: ['alpha'], any: ['bravo'], not: ['recovered'], strength: 'strong' };
    expect(await reasons('alpha was seen', 'bravo was seen')).toContainEqual(together);
    expect(await reasons('alpha was seen', 'bravo was seen', 'recovered was seen')).not.toContainEqual(together);
  });

  it('names who said it, and lines that are no warnings', async () => {
    expect(await reasons('Nov 20 10:22:01 worker-1 kubelet[1]: I1120 10:22:01.551234     123 kubelet.go:9] alpha was seen')).toEqual(
      expect.arrayContaining([
        { kind: 'speaker', counts: 'for', line: 1, component: 'kubelet' },
        { kind: 'severity', counts: 'against', line: 1, severity: 'info' },
      ]),
    );
    expect(await reasons('[pod/shop/web] alpha was seen')).toContainEqual({ kind: 'speaker', counts: 'against', line: 1, component: 'web' });
  });

  it('names what speaks against it: a signature, a version, values of the wrong type', async () => {
    expect(await reasons('alpha was seen', 'recovered was seen')).toContainEqual({ kind: 'against', counts: 'against', signature: 'recovered', line: 2 });
    expect(await reasons('kubelet v1.31.2', 'alpha was seen')).toContainEqual({
      kind: 'version',
      counts: 'against',
      component: 'kubernetes',
      applies: '<1.24',
      stated: '1.31.2',
    });
    expect(await reasons('"cni0" already has an IP address different from 999.1.1.1/24')).toContainEqual({
      kind: 'type',
      counts: 'against',
      signature: 'differs',
      line: 1,
      refused: 1,
    });
  });

  it.each([
    ['a hint alone', 'charlie was seen', { entry: 'a/lone', signature: 'charlie', why: 'alone' }],
    ['what only speaks against', 'delta was seen', { entry: 'a/over', signature: 'delta', why: 'only-against' }],
    ['what is left to another entry', 'echo was seen by the registry', { entry: 'a/left', signature: 'echo', why: 'unless' }],
    ['what another component said', '[pod/shop/web] foxtrot was seen', { entry: 'a/by-kubelet', signature: 'foxtrot', why: 'component' }],
    ['some of the words', 'golf was seen many times', { entry: 'a/partly', signature: 'golf', why: 'pattern' }],
  ])('tells why %s was rejected', async (_, line, rejected) => {
    const diagnosis = await engine.diagnose(`first\n${line}\n${line}`, { explain: true });
    expect(diagnosis.matches).toEqual([]);
    expect(diagnosis.rejected).toEqual([{ ...rejected, line: 2 }]);
  });
});
