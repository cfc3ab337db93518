import { expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { isQuoted } from './quoted.ts';
import { oneSignature } from './small-knowledge.ts';

it.each([
  'fix(etcd): retry on "etcdserver: request timed out"',
  '- feat: say "etcdserver: request timed out" once',
  '  # "etcdserver: request timed out" shows up until the migrations are done',
  '// etcdserver: request timed out is retried',
  'case strings.Contains(msg, "etcdserver: request timed out"):',
  'RETRY_ON = ("etcdserver: request timed out", "EOF")',
  'err := errors.New("etcdserver: request timed out")',
  '{app="kubelet"} |= "etcdserver: request timed out"',
])('%s only speaks of the message: an answer to who asks, and silence otherwise', async (line) => {
  expect(isQuoted(line)).toBe(true);
  const { matches, speaks } = await createEngine(oneSignature('etcdserver: request timed out')).diagnose(line);
  expect({ found: matches.length, speaks }).toEqual({ found: 1, speaks: false });
});

it.each([
  'Error from server: etcdserver: request timed out',
  'time="2026-11-20T10:22:01Z" level=error msg="etcdserver: request timed out"',
  'E1120 10:22:01.5 1 status.go:71] err="etcdserver: request timed out"',
  '# kubectl get pods; etcdserver: request timed out',
  'failed: test: etcdserver: request timed out',
])('%s is the message', async (line) => {
  expect((await createEngine(oneSignature('etcdserver: request timed out')).diagnose(line)).speaks).toBe(true);
});
