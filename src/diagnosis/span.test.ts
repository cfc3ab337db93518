import { describe, expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { recordOf } from './record.ts';
import { bridge, knowledgeOf } from './small-knowledge.ts';
import { spanOf } from './span.ts';

const span = (first: string, last: string) => spanOf(recordOf(first), recordOf(last));

describe('from when until when', () => {
  it('is told as printed', () => {
    expect(span('Nov 20 10:02:01 n kubelet[1]: x', 'Nov 20 10:41:59 n kubelet[1]: x')).toEqual({ first: 'Nov 20 10:02:01', last: 'Nov 20 10:41:59' });
    expect(span('[1.000001] x', '[2.000001] x')).toEqual({ first: '1.000001', last: '2.000001' });
  });

  it('is not told where a line has no time, or has it in another way', () => {
    expect(span('x', 'Nov 20 10:41:59 n kubelet[1]: x')).toBeUndefined();
    expect(span('3m  Warning  BackOff  pod/web-0  x', 'Nov 20 10:41:59 n kubelet[1]: x')).toBeUndefined();
  });

  it('begins with the oldest, although the log is read backwards', () => {
    expect(span('2026-11-20T10:41:59Z x', '2026-11-20T10:02:01Z x')).toEqual({ first: '2026-11-20T10:02:01Z', last: '2026-11-20T10:41:59Z' });
  });

  it('begins where an event was first seen', () => {
    expect(span('Warning  BackOff  3m (x12 over 20m)  kubelet  x', 'Warning  BackOff  10s (x2 over 5m)  kubelet  x')).toEqual({ first: '20m', last: '10s' });
  });
});

describe('a fold', () => {
  const engine = createEngine(knowledgeOf(bridge));
  const fault = '"cni0" already has an IP address different from 10.244.2.1/24';

  it('counts lines, and tells the first time and the last', async () => {
    const lines = ['02:01', '17:00', '41:59'].map((time) => `Nov 20 10:${time} worker-1 kubelet[123]: ${fault}`);
    const [proof] = (await engine.diagnose(lines.join('\nsomething else\n'))).matches[0]?.evidence ?? [];
    expect(proof).toMatchObject({ line: 1, repeats: 2, span: { first: 'Nov 20 10:02:01', last: 'Nov 20 10:41:59' } });
  });

  it('counts the row of an event as often as it says', async () => {
    const [proof] = (await engine.diagnose(`  Warning  FailedCreatePodSandBox  3m (x12 over 20m)  kubelet  ${fault}`)).matches[0]?.evidence ?? [];
    expect(proof).toMatchObject({ repeats: 11, span: { first: '20m', last: '3m' } });
  });

  it('tells no time of what was said once', async () => {
    const [proof] = (await engine.diagnose(`Nov 20 10:02:01 worker-1 kubelet[123]: ${fault}`)).matches[0]?.evidence ?? [];
    expect(proof).toMatchObject({ repeats: 0 });
    expect(proof).not.toHaveProperty('span');
  });
});
