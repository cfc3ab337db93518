import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPasted, clean, joinLines, type Line, unescape } from './normalise.ts';
import { componentOf, withoutPrefix } from './prefix.ts';

/** What of the pasted line stands behind a part of the normalised one. */
function behind(line: Line, pasted: string, part: string): string {
  const from = line.text.indexOf(part);
  return pasted.slice(line.at(from), line.at(from + part.length - 1) + 1);
}

describe('a line as it was printed', () => {
  it.each<[string, string, string]>([
    ['colours', '\u001B[31mE1120\u001B[0m cni0 \u001B[1;33mfailed\u001B[m', 'E1120 cni0 failed'],
    ['the title of a window', '\u001B]0;bash\u0007$ ls', '$ ls'],
    ["Slack's escapes", '&lt;nil&gt; &amp;&amp;', '<nil> &&'],
    ["Slack's links", 'dial <http://10.0.0.1:2379|10.0.0.1:2379> <https://a.b/c> <mailto:a@b.c|a@b.c>', 'dial 10.0.0.1:2379 https://a.b/c a@b.c'],
    ['smart quotes and dashes', '“cni0” ‘x’ —all – …', '"cni0" \'x\' --all - ...'],
    ['spaces that do not break', 'already\u00A0has\u202Fan', 'already has an'],
    ['what has no width', 'cni\u200B0\uFEFF\u00AD', 'cni0'],
    ['a carriage return', 'line\r', 'line'],
  ])('without %s', (_, pasted, printed) => {
    expect(clean(asPasted(pasted)).text).toBe(printed);
  });

  it('without string escapes, however deep', () => {
    const deep = String.raw`msg="said \"x\" and \\\"y\\\" and \u003cz\u003e\n\tend"`;
    expect(unescape(asPasted(deep)).text).toBe('msg="said "x" and "y" and <z>\n\tend"');
  });

  it('still knows where it was pasted', () => {
    const pasted = '&lt;x&gt; \u001B[31m\\"cni0\\"\u001B[0m already';
    const line = unescape(clean(asPasted(pasted)));
    expect(line.text).toBe('<x> "cni0" already');
    expect(behind(line, pasted, 'cni0')).toBe('cni0');
    expect(behind(line, pasted, 'already')).toBe('already');
    expect(behind(line, pasted, '<x>')).toMatch(/^&lt;x&/);
  });

  it('puts together what was cut', () => {
    expect(joinLines(asPasted('diff\r\nerent'), 'anywhere').text).toBe('different');
    expect(joinLines(asPasted('very \n  different'), 'between-words').text).toBe('very different');
  });

  it('keeps every place inside the pasted line, in order, whatever was pasted', () => {
    const piece = fc.oneof(fc.constantFrom('\u001B[31m', '&lt;', '<http://a|b>', '\\"', '\\\\\\n', '“', '\u200B', '…', '—', '\n', '\uD800', '😀'), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const pasted = pieces.join('');
        const line = unescape(clean(asPasted(pasted)));
        let last = 0;
        for (let at = 0; at <= line.text.length; at++) {
          const origin = line.at(at);
          expect(origin).toBeGreaterThanOrEqual(last);
          expect(origin).toBeLessThanOrEqual(pasted.length);
          last = origin;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a level', () => {
  it('is not taken for the host of a component', () => {
    expect(componentOf(asPasted('2026-11-20 21:41:32,516 ERROR Name: web'))).toBeUndefined();
  });
});

describe('a message without what shippers put around it', () => {
  it.each<[string, string | undefined]>([
    ['Nov 20 21:41:32 node-2 kubelet[113]: the message', 'kubelet'],
    ['2026-11-20T21:41:32+0100 node-2 kube-proxy[113]: the message', 'kube-proxy'],
    ['2026-11-20T21:41:32.516249123Z stderr F the message', undefined],
    ['{"log":"the message\\n","stream":"stderr","time":"2026-11-20T21:41:32Z"}', undefined],
    ['[pod/etcd-node-1/etcd] the message', 'etcd'],
    ['E1120 21:41:32.516249     113 server.go:116] the message', undefined],
    ['worker-1  | the message', undefined],
    ['> the message', undefined],
    ['> Nov 20 21:41:32 node-2 kubelet[113]: E1120 21:41:32.516249     113 server.go:116] the message', 'kubelet'],
    ['Nov 20 21:41:32 node-2 k3s[113]: the message', undefined],
    ['<11>1 2026-11-20T21:41:32.5Z node-2 kubelet 113 - [meta seq="1"] the message', 'kubelet'],
    ['web-0 nginx the message', 'nginx'],
    ['web-7d4b9c5f7-x2x9k nginx the message', 'nginx'],
    ['2026-11-20T21:41:32Z {namespace="shop", pod="web-0"} the message', undefined],
    ['2026-11-20T21:41:32.516+0800\tERROR\tcontroller\tshop/main.go:42\tthe message', undefined],
    ['2026-11-20 21:41:32,516 ERROR the message', undefined],
    ['{"level":"error","ts":1.5,"msg":"the message"}', undefined],
    ['time="2026-11-20T21:41:32Z" level=error msg="the message" pod=web-0', undefined],
    ['E1120 21:41:32.516249     113 controller.go:114] "Unhandled Error" err="the message" logger="x"', undefined],
    ['[0] kube.web: [[1795256521.5, {}], {"log"=>"the message", "stream"=>"stderr"}]', undefined],
    ['```the message```', undefined],
  ])('%s', (pasted, component) => {
    let line = withoutPrefix(asPasted(pasted));
    for (let next = line; next !== undefined; next = withoutPrefix(next)) line = next;
    expect(line?.text).toBe('the message');
    expect(pasted.slice(line?.at(0)).startsWith('the message')).toBe(true);
    expect(componentOf(asPasted(pasted))).toBe(component);
  });
});
