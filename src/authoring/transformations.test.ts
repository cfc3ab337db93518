import { describe, expect, it } from 'vitest';
import { transformations } from './transformations.ts';

const changed = (name: string, text: string): string => {
  const change = transformations[name];
  if (change === undefined) throw new Error(`there is no transformation ${name}`);
  return change(text);
};

const long =
  'E1120 21:41:32.516249     113 remote_runtime.go:116] RunPodSandbox from runtime service failed: "cni0" already has an IP address different from 10.244.2.1/24';

describe('a transformation', () => {
  it.each(Object.keys(transformations).filter((name) => !/^(?:other|time|ipv6|no-time|slack|smart|dashes|wrapped|crlf)/.test(name)))(
    'named %s changes the text and keeps its words',
    (name) => {
      const text = changed(name, 'error of alpha: x\nfailure of bravo\n');
      expect(text).not.toBe('error of alpha: x\nfailure of bravo\n');
      for (const word of ['alpha', 'bravo']) expect(text).toContain(word);
    },
  );

  it('wraps at the width of a window, anywhere or between words, and loses nothing', () => {
    for (const line of changed('wrapped-80', long).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(changed('wrapped-80', long).replaceAll('\n', '')).toBe(long);
    for (const line of changed('wrapped-80-between-words', long).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(changed('wrapped-80-between-words', long).replaceAll('\n', ' ')).toBe(long);
  });

  it('escapes once, and within an escaped string again', () => {
    expect(JSON.parse(changed('json-once', 'a "b"\nc'))).toMatchObject({ message: 'a "b"\nc' });
    expect(JSON.parse(changed('json-twice', 'a "b"\nc'))).toMatchObject({ message: String.raw`request failed: {"error":"a \"b\"\nc"}` });
  });

  it('puts the same other value wherever a value stood, and leaves alone what means something', () => {
    expect(changed('other-ipv4', '10.0.0.1:6443 10.0.0.1 127.0.0.1 v1.2.3.4-5')).toBe('10.0.0.4:6443 10.0.0.4 127.0.0.1 v1.2.3.4-5');
    expect(changed('ipv6', 'dial 10.0.0.1:6443 from 10.0.0.2')).toBe('dial [fd00:10:244::a:0:0:1]:6443 from fd00:10:244::a:0:0:2');
    expect(changed('other-uids', 'pod 6e2b1a7e-0000-4000-8000-00000000000f')).toBe('pod 915e4da1-3333-7333-b333-333333333332');
    expect(changed('other-pod-names', 'web-7d4b9c5f7-x2x9k is not web-frontend')).toBe('web-6f5b7d9c8-q7w2z is not web-frontend');
  });

  it('writes the time of a line anew, and no other', () => {
    expect(changed('time-syslog', '2026-11-20T10:22:01.5Z expired at 2026-11-20T10:00:00Z')).toBe('Jan  2 10:22:01 expired at 2026-11-20T10:00:00Z');
    expect(changed('time-full', 'Nov 20 10:22:01 node-1 kubelet[1]: x')).toBe('Sat 2027-01-02 10:22:01 UTC node-1 kubelet[1]: x');
  });
});
