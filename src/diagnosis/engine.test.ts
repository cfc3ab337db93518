import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { bridge, knowledgeOf, oneSignature } from './small-knowledge.ts';

const cni = createEngine(knowledgeOf(bridge));
const said = 'failed to set bridge addr: "cni0" already has an IP address different from 10.244.2.1/24';
const found = { entry: 'cni/bridge', captures: { bridge: 'cni0', expected: '10.244.2.1/24' } };

describe('a diagnosis', () => {
  it('names the fault, proves it by the line, and takes the values from it', async () => {
    const { matches, speaks, lines, bytes } = await cni.diagnose(`first\n${said}\nlast\n`);
    const [match] = matches;
    expect(match).toMatchObject(found);
    expect(match?.confidence).toBeGreaterThanOrEqual(0.95);
    expect({ speaks, lines, bytes }).toEqual({ speaks: true, lines: 3, bytes: said.length + 12 });
    const [proof] = match?.evidence ?? [];
    expect(proof).toMatchObject({ signature: 'differs', line: 2, text: said, repeats: 0 });
    expect(proof?.text.slice(proof.mark.from, proof.mark.to)).toBe('"cni0" already has an IP address different from 10.244.2.1/24');
  });

  it.each<[string, string]>([
    ['escaped in logfmt', String.raw`level=error error="failed: \"cni0\" already has an IP address different from 10.244.2.1/24"`],
    ['escaped twice', String.raw`{"log":"msg=\"x: \\\"cni0\\\" already has an IP address different from 10.244.2.1/24\"\n","stream":"stderr"}`],
    ['coloured', '\u001B[31m"cni0"\u001B[0m already has an \u001B[1mIP\u001B[0m address different from 10.244.2.1/24'],
    ['typed over by a word processor', '“cni0” already has an IP\u00A0address different from 10.244.2.1/24'],
    ['with a link made of the address', '"cni0" already has an IP address different from <http://10.244.2.1/24|10.244.2.1/24>'],
    ['with the line breaks of Windows', `${said}\r\n`],
  ])('stands although the text comes %s', async (_, pasted) => {
    expect((await cni.diagnose(pasted)).matches[0]).toMatchObject(found);
  });

  it('stands although a terminal cut the message, wherever', async () => {
    const full = `Nov 20 21:41:32 node-2 kubelet[113]: E1120 21:41:32.516249     113 remote_runtime.go:116] RunPodSandbox from runtime service failed: ${said}`;
    for (let width = 41; width <= 160; width++) {
      const cut = full.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? '';
      const { matches } = await cni.diagnose(`$ journalctl\n${cut}\n$`);
      expect(matches[0], `at ${width} columns`).toMatchObject(found);
      for (const { line, text, mark } of matches[0]?.evidence ?? []) {
        expect(cut.split('\n')[line - 2]).toBe(text);
        expect(mark.to).toBeGreaterThan(mark.from);
      }
    }
  });

  it('stands although an editor broke the message between words', async () => {
    const broken = 'RunPodSandbox from runtime service failed: failed to set bridge addr: "cni0" already has an IP\naddress different from 10.244.2.1/24';
    expect((await cni.diagnose(broken)).matches[0]).toMatchObject(found);
  });

  it('leaves a message that a terminal cut to the more specific entry, as it would leave the whole', async () => {
    const engine = createEngine(
      knowledgeOf({ id: 'a/general', signatures: [{ id: 'said', pattern: 'unknown authority', strength: 'conclusive', unless: 'pulling image' }] }),
    );
    const whole = `E1120 21:41:32.516249     113 remote_runtime.go:116] pulling image from registry ${'x'.repeat(90)} failed: unknown authority!`;
    expect((await engine.diagnose(whole)).matches).toEqual([]);
    expect((await engine.diagnose(whole.replaceAll(/(.{80})(?=.)/g, '$1\n'))).matches).toEqual([]);
    expect((await engine.diagnose('unknown authority!')).matches).toHaveLength(1);
  });

  it('finds where a line begins and ends in a message that was escaped as a whole', async () => {
    const engine = createEngine(oneSignature('^Endpoints: +<none>$'));
    const { matches } = await engine.diagnose(JSON.stringify({ level: 'error', message: 'Name: web\nEndpoints:  <none>\nEvents: <none>' }));
    expect(matches[0]?.evidence[0]).toMatchObject({ line: 1 });
    const [proof] = matches[0]?.evidence ?? [];
    expect(proof?.text.slice(proof.mark.from, proof.mark.to)).toBe('Endpoints:  <none>');
  });

  it('joins no lines that are records of their own', async () => {
    const engine = createEngine(oneSignature('rejected connection .*EOF'));
    const records = ['2026-11-20 21:41:36.342566 I | embed: rejected connection from somebody', '2026-11-20 21:41:37.342566 I | embed: read until EOF'];
    expect((await engine.diagnose(records.join('\n'))).matches).toEqual([]);
  });

  it('folds repeats and shows different values apart, at most 20', async () => {
    const of = (at: number): string => `"cni${at}" already has an IP address different from 10.244.2.1/24`;
    const three = [of(0), of(1), of(0), of(0)].join('\n');
    const [match] = (await cni.diagnose(three)).matches;
    expect(match?.evidence.map(({ line, repeats }) => [line, repeats])).toEqual([
      [1, 2],
      [2, 0],
    ]);
    expect(match?.captures['bridge']).toBe('cni0');
    const many = (await cni.diagnose(Array.from({ length: 50 }, (_, at) => of(at)).join('\n'))).matches[0];
    expect(many?.evidence).toHaveLength(20);
  });

  it('leaves out a value that is not of its type, and keeps the line', async () => {
    const [match] = (await cni.diagnose('"cni0" already has an IP address different from 999.1.1.1/24')).matches;
    expect(match?.captures).toEqual({ bridge: 'cni0' });
    expect(match?.confidence).toBeGreaterThanOrEqual(0.95);
  });

  it('takes a conclusive signature none of whose values holds for a strong one', async () => {
    const { matches, speaks } = await cni.diagnose(
      '"averyverylongone" already has an IP address different from 999.1.1.1/24\n".cni" already has an IP address different from 999.1.1.1/24',
    );
    expect(matches[0]?.captures).toEqual({});
    expect(matches[0]?.confidence).toBeLessThan(0.9);
    expect(speaks).toBe(false);
  });

  it('says no secret that stands in the line, and marks the right place', async () => {
    const { matches } = await cni.diagnose(`--password=hunter2222 Authorization: Bearer ${'abcd1234'.repeat(4)} ${said}`);
    const [proof] = matches[0]?.evidence ?? [];
    expect(proof?.text).not.toMatch(/hunter2|abcd1234/);
    expect(proof?.text.slice(proof.mark.from, proof.mark.to)).toMatch(/^"cni0" already .* 10\.244\.2\.1\/24$/);
  });

  it('tells the columns where the match stands in the line as pasted, however long it is', async () => {
    const [short] = (await cni.diagnose(`\t😀“${said}”`)).matches[0]?.evidence ?? [];
    expect(short?.columns).toEqual({ from: 5 + said.indexOf('"cni0"'), to: 5 + said.length });
    const long = `${'😀'.repeat(9000)}${said}${'.'.repeat(50_000)}`;
    const [proof] = (await cni.diagnose(long)).matches[0]?.evidence ?? [];
    expect(long.slice((proof?.columns?.from ?? 0) - 1, (proof?.columns?.to ?? 0) - 1)).toBe('"cni0" already has an IP address different from 10.244.2.1/24');
  });

  it('shows at most 1,000 characters of a long line, with the match among them', async () => {
    const [proof] = (await cni.diagnose(`${'😀'.repeat(1501)}${said}${'.'.repeat(50_000)}`)).matches[0]?.evidence ?? [];
    expect(proof?.text.length).toBeLessThanOrEqual(1000);
    expect(proof?.text.isWellFormed()).toBe(true);
    expect(proof?.text.slice(proof.mark.from, proof.mark.to)).toContain('already has an IP address');
  });
});

describe('ranking', () => {
  const signature = (id: string, strength: 'conclusive' | 'strong' | 'hint') => ({ id, pattern: `${id} was seen`, strength });
  const engine = createEngine(
    knowledgeOf(
      { id: 'a/mixed', signatures: [signature('alpha', 'strong'), signature('bravo', 'strong'), signature('charlie', 'hint'), signature('delta', 'hint')] },
      { id: 'a/cause', signatures: [signature('cause', 'conclusive')], related: [{ id: 'a/effect', as: 'cause-of' }] },
      { id: 'a/effect', severity: 'critical', signatures: [signature('effect', 'conclusive'), signature('more', 'strong')] },
      { id: 'a/old', status: 'deprecated', signatures: [signature('echo', 'conclusive')] },
      { id: 'a/draft', status: 'draft', signatures: [signature('foxtrot', 'conclusive')] },
      { id: 'b/by-kubelet', signatures: [{ ...signature('golf', 'conclusive'), component: 'kubelet' }] },
    ),
  );
  const confidence = async (...ids: string[]): Promise<number | undefined> =>
    (await engine.diagnose(ids.map((id) => `${id} was seen`).join('\n'))).matches[0]?.confidence;

  it('grows surer with every signature', async () => {
    expect(await confidence('delta')).toBeUndefined();
    expect(await confidence('charlie', 'delta')).toBeCloseTo(0.5);
    expect(await confidence('alpha')).toBeCloseTo(0.75);
    expect(await confidence('alpha', 'charlie')).toBeCloseTo(0.8);
    expect(await confidence('alpha', 'bravo')).toBeGreaterThanOrEqual(0.9);
    expect(await confidence('cause')).toBeGreaterThanOrEqual(0.95);
  });

  it('names a cause before its effect, and reports both', async () => {
    const { matches } = await engine.diagnose('effect was seen\nmore was seen\ncause was seen');
    expect(matches.map(({ entry }) => entry)).toEqual(['a/cause', 'a/effect']);
  });

  it('never names what is deprecated, and speaks on no draft', async () => {
    expect((await engine.diagnose('echo was seen')).matches).toEqual([]);
    expect(await engine.diagnose('foxtrot was seen')).toMatchObject({ speaks: false, matches: [{ entry: 'a/draft' }] });
  });

  it('asks who said it, where a signature is of one component', async () => {
    const by = async (line: string): Promise<number> => (await engine.diagnose(line)).matches.length;
    expect(await by('golf was seen')).toBe(1);
    expect(await by('Nov 20 21:41:32 node-2 kubelet[113]: golf was seen')).toBe(1);
    expect(await by('Nov 20 21:41:32 node-2 sshd[113]: golf was seen')).toBe(0);
    expect(await by('[pod/shop/web] golf was seen')).toBe(0);
  });
});

describe('whatever is pasted', () => {
  it('ends without an exception, with every mark inside its text', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        said,
        '"cni0" already has an IP address',
        ' different from ',
        '\n',
        '\r\n',
        '\u0000',
        '\uD800',
        '\uDC00',
        '\\"',
        '\u001B[',
        '&lt;',
        'x'.repeat(1500),
        '"password": "',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.boolean(), async (pieces, bytes) => {
        const pasted = pieces.join('');
        const { matches, lines } = await cni.diagnose(bytes ? Buffer.from(pasted, 'latin1') : pasted);
        for (const { line, text, mark, columns } of matches.flatMap(({ evidence }) => evidence)) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(text.isWellFormed() && !text.includes('\u0000')).toBe(true);
          expect(columns).toBeDefined();
          const pastedLine = (bytes ? Buffer.from(pasted, 'latin1').toString() : pasted).split('\n')[line - 1] ?? '';
          const { from, to } = columns ?? { from: 0, to: 0 };
          expect(1 <= from && from < to && to <= pastedLine.length + 1).toBe(true);
          // A match that a terminal cut ends where its line does; any other is whole, however its quotes were escaped or typed over.
          expect(pastedLine.slice(from - 1, to - 1)).toMatch(to > pastedLine.trimEnd().length ? /already|cni0/ : /cni0.*IP.*address.*different.*from.*\/24/s);
          expect(0 <= mark.from && mark.from <= mark.to && mark.to <= text.length).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves the event loop free while 20 MB are read, one line of 10 MB among them', async () => {
    const usual = 'I1120 21:41:32.516249     113 kubelet.go:1234] "SyncLoop UPDATE" source="api" pods=["kube-system/coredns-7d4b9c6f5-abcde"]\n';
    const text = Buffer.concat([
      Buffer.alloc(5_000_000, usual),
      Buffer.alloc(10_000_000, `\\"${said}\\",`),
      Buffer.from('\n'),
      Buffer.alloc(5_000_000, `${said}\n`),
    ]);
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    const { matches, lines } = await cni.diagnose(text);
    clearInterval(others);
    expect(matches[0]).toMatchObject(found);
    expect(matches[0]?.evidence[0]?.repeats).toBeGreaterThan(50_000);
    expect(lines).toBeGreaterThan(90_000);
    expect(turns).toBeGreaterThan(2);
  });

  it('is linear for patterns that others take for ever on', async () => {
    const engine = createEngine(oneSignature('(?:a+)+[cd]then this|(?:x|x)*[yz]and that'));
    const text = `${'a'.repeat(8000)}then this\n${'x'.repeat(8000)}and that\n`.repeat(20);
    expect((await engine.diagnose(text)).matches).toEqual([]);
  });

  it('names entry and signature where a pattern cannot be used', () => {
    expect(() => createEngine(oneSignature('(?=look)ahead'))).toThrow(/a\/fault, signature said: /);
  });
});
