/** The part `people`: what a user waits for. Needs root for the node in a network namespace; without it, on the simulated node. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeMissing, startNamespaceNode } from '../lab/namespace-node.ts';
import { startProcess } from '../process.ts';
import type { Report } from './report.ts';
import { percentile } from './rounds.ts';

const fault = 'plugin type="bridge" failed (add): failed to set bridge addr: "cni0" already has an IP address different from 10.244.2.1/24';
const pastes = 200;
const rounds = 30;

export async function people(report: Report): Promise<void> {
  report.heading('What people wait for');
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoc-bench-'));
  const missing = nodeMissing();
  const node = missing === undefined ? await startNamespaceNode(20) : undefined;
  node?.breakCni0();
  const file = join(folder, 'k8sdoc.yaml');
  if (node !== undefined)
    await writeFile(
      file,
      JSON.stringify({
        approvers: ['browser:ana', 'browser:bo'],
        nodes: [{ name: 'worker-1', host: node.host, port: 22, user: 'root', privateKey: node.privateKey, knownHosts: node.knownHosts, role: 'worker' }],
      }),
    );
  const environment = node === undefined ? {} : { K8SDOC_CONFIG: file };

  try {
    const first = await startProcess(join(folder, 'data'), environment);
    report.figure('start, empty data folder, until healthy', Math.round(first.startTime), 'ms');
    await first.stop();
    const running = await startProcess(join(folder, 'data'), environment);
    report.figure('start again', Math.round(running.startTime), 'ms');
    await sleep(5000);
    const status = await readFile(`/proc/${running.process.pid}/status`, 'utf8').catch(() => '');
    const resident = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
    if (resident === undefined) report.figure('resident memory, idle (without PostgreSQL)', 'not known here');
    else report.figure('resident memory, idle (without PostgreSQL)', Number(resident), 'kB');

    const answered: number[] = [];
    const incidents: string[] = [];
    for (let index = 0; index < pastes; index += 1) {
      const began = performance.now();
      const { reply } = await running.paste('browser:ana', `bench-${index}-${Date.now()}`, fault);
      answered.push(performance.now() - began);
      incidents.push(reply?.card?.incident ?? '');
    }
    report.figure(`paste to answer, browser channel, ${pastes} pastes: median`, percentile(answered, 0.5), 'ms');
    report.figure(`paste to answer, browser channel, ${pastes} pastes: 99th percentile`, percentile(answered, 0.99), 'ms');

    const checked: number[] = [];
    for (const incident of incidents.slice(0, rounds)) {
      const card = await running.card(incident);
      const began = performance.now();
      await running.press('browser:ana', card, 'check:run');
      while ((await running.card(incident)).card?.pending !== false) await sleep(5);
      checked.push(performance.now() - began);
    }
    const where = node === undefined ? 'the simulated node' : 'the namespace node, real sshd';
    report.figure(`Run checks to findings, ${where}, ${rounds} rounds: median`, percentile(checked, 0.5), 'ms');
    report.figure(`Run checks to findings, ${where}, ${rounds} rounds: 99th percentile`, percentile(checked, 0.99), 'ms');
    await running.stop();
  } finally {
    await node?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
