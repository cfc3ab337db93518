/** `npm run bench`: what a user waits for. Prints figures; asserts nothing, since machines differ. Needs root for the node in a network namespace. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeMissing, startNamespaceNode } from '../lab/namespace-node.ts';
import { startProcess } from '../process.ts';

const fault = 'plugin type="bridge" failed (add): failed to set bridge addr: "cni0" already has an IP address different from 10.244.2.1/24';
const pastes = 200;
const rounds = 30;

const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-bench-'));
const missing = nodeMissing();
const node = missing === undefined ? await startNamespaceNode(20) : undefined;
node?.breakCni0();
const file = join(folder, 'k8sdoc.yaml');
if (node !== undefined)
  await writeFile(
    file,
    JSON.stringify({
      nodes: [{ name: 'worker-1', host: node.host, port: 22, user: 'root', privateKey: node.privateKey, knownHosts: node.knownHosts, role: 'worker' }],
    }),
  );
const environment = node === undefined ? {} : { K8SDOC_CONFIG: file };

const percentile = (times: readonly number[], share: number): string =>
  `${(times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1)} ms`;
const show = (what: string, figure: string): void => void process.stdout.write(`${what.padEnd(62)} ${figure}\n`);

try {
  const first = await startProcess(join(folder, 'data'), environment);
  show('start, empty data folder, until healthy', `${Math.round(first.startTime)} ms`);
  await first.stop();
  const running = await startProcess(join(folder, 'data'), environment);
  show('start again', `${Math.round(running.startTime)} ms`);
  await sleep(5000);
  const status = await readFile(`/proc/${running.process.pid}/status`, 'utf8').catch(() => '');
  show('resident memory, idle (without PostgreSQL)', /VmRSS:\s+(\d+) kB/.exec(status)?.[1]?.concat(' kB') ?? 'not known here');

  const answered: number[] = [];
  const incidents: string[] = [];
  for (let index = 0; index < pastes; index += 1) {
    const began = performance.now();
    const { reply } = await running.paste('browser:ana', `bench-${index}-${Date.now()}`, fault);
    answered.push(performance.now() - began);
    incidents.push(reply?.card?.incident ?? '');
  }
  show(`paste to answer, browser channel, ${pastes} pastes: median`, percentile(answered, 0.5));
  show(`paste to answer, browser channel, ${pastes} pastes: 99th percentile`, percentile(answered, 0.99));

  const checked: number[] = [];
  for (const incident of incidents.slice(0, rounds)) {
    const card = await running.card(incident);
    const began = performance.now();
    await running.press('browser:ana', card, 'check:run');
    while ((await running.card(incident)).card?.pending !== false) await sleep(5);
    checked.push(performance.now() - began);
  }
  const where = node === undefined ? 'the simulated node' : 'the namespace node, real sshd';
  show(`Run checks to findings, ${where}, ${rounds} rounds: median`, percentile(checked, 0.5));
  show(`Run checks to findings, ${where}, ${rounds} rounds: 99th percentile`, percentile(checked, 0.99));
  await running.stop();
} finally {
  await node?.stop();
  await rm(folder, { recursive: true, force: true });
}
