/** What people and machines send that nobody asked for: each gets a clear answer, and the program goes on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../local-slack.ts';
import { buttonOn, type Card, hasButton, type Running, startProcess } from '../process.ts';

const fault = 'plugin type="bridge" failed (add): failed to set bridge addr: "cni0" already has an IP address different from 10.244.2.1/24';
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let folder: string;
let running: Running;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoc-bad-'));
  const file = join(folder, 'k8sdoc.yaml');
  await writeFile(
    file,
    'approvers: [browser:ana, browser:bo]\npolicy: { approvalMinutes: 0.05 }\nnodes:\n  - { name: away, host: 127.0.0.1, port: 1, user: nobody, privateKey: key, knownHosts: none, role: worker }\n',
  );
  running = await startProcess(join(folder, 'data'), { K8SDOC_CONFIG: file });
});
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true, force: true });
});

let number = 0;
const message = (): string => `bad-input-${(number += 1)}-${Date.now()}`;
const words = (card: Card | undefined): string => JSON.stringify(card?.blocks ?? []);

describe('a paste', () => {
  it('of 50 MB with the fault in its middle is diagnosed, and its line numbered', async () => {
    const line = 'I1120 21:41:32.516249     113 kubelet.go:100] nothing to see here, all is well with this pod and the next one\n';
    const half = line.repeat(Math.ceil((25 * 1024 * 1024) / line.length));
    const { reply } = await running.paste('browser:ana', message(), `${half}${fault}\n${half}`);
    expect(reply?.summary.en).toContain('cni0');
    const evidence = reply?.blocks.flatMap((block) => (block.kind === 'evidence' ? block.lines : []))[0];
    expect(evidence?.line).toBe(half.split('\n').length);
    expect((await fetch(`${running.url}/healthz`)).ok).toBe(true);
  });

  it('of one line of 10,000 characters is diagnosed', async () => {
    const { reply } = await running.paste('browser:ana', message(), `${'x'.repeat(5000)} ${fault} ${'y'.repeat(5000)}`);
    expect(reply?.summary.en).toContain('cni0');
  });

  it('of nothing, of blanks and of binary bytes is told what it lacks', async () => {
    for (const text of ['', '   \n\t\n', new Uint8Array([0, 1, 2, 255, 254, 0, 0, 7])]) {
      const { status, reply, body } = await running.paste('browser:ana', message(), text);
      expect(status).toBeLessThan(500);
      expect(JSON.stringify(reply ?? body)).toMatch(/text|文本|diagnos/i);
    }
  });

  it('that is no fault is answered plainly, since it was put to the bot directly', async () => {
    const { reply } = await running.paste('browser:ana', message(), 'the quick brown fox jumps over the cni0 bridge');
    expect(reply?.summary.en).toContain('No diagnosis');
    expect(JSON.stringify(reply?.blocks)).toMatch(/Nearest by words.*cni\/cni0-ip-conflict.*Paste the lines around the first error/);
  });

  it('twice under one message is one incident', async () => {
    const id = message();
    const [first, second] = await Promise.all([running.paste('browser:ana', id, fault), running.paste('browser:ana', id, fault)]);
    expect(first.reply?.card?.incident).toBe(second.reply?.card?.incident);
  });
});

describe('an unreachable node', () => {
  it('is named in the finding, with what to do, and no fix is offered', async () => {
    const { reply } = await running.paste('browser:ana', message(), fault);
    const incident = reply?.card?.incident ?? '';
    await running.press('browser:ana', await running.card(incident), 'check:run');
    const card = await until(async () => {
      const now = await running.card(incident);
      return now.card?.pending === false && words(now).includes('not-run') ? now : undefined;
    }, 'the findings');
    expect(words(card)).toMatch(/cannot be read|cannot be reached/);
    expect(hasButton(card, 'fix:plan:recreate-bridge')).toBe(false);
  });
});

describe('a button', () => {
  it('that never was one, or belongs to a plan that is not there, is refused with words', async () => {
    const { reply } = await running.paste('browser:ana', message(), fault);
    const card = await running.card(reply?.card?.incident ?? '');
    const { value } = buttonOn(card, 'check:run');
    const press = async (action: unknown) => {
      const response = await fetch(`${running.url}/api/press`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: running.url, 'k8sdoc-person': encodeURIComponent('browser:bo') },
        body: JSON.stringify({ action }),
      });
      return { status: response.status, text: await response.text() };
    };
    const forged = await press({ id: 'plan:approve', value: { about: 'plan', plan: 'nosuchplan', hash: 'a'.repeat(64) } });
    expect(forged.text).toContain('There is no such plan');
    expect((await press({ id: 'fix:plan:no-such-fix', value })).text).toContain('has no fix called');
    expect((await press({ id: 'rm -rf', value })).status).toBe(400);
    expect((await press({ id: 'check:run', value: { about: 'entry', incident: 'nope', entry: 'cni/none' } })).status).toBeLessThan(500);
  });
});

describe('an expired plan', () => {
  it('does nothing when its button is pressed, and says so', async () => {
    const file = join(folder, 'short.yaml');
    await writeFile(file, 'policy: { approvalMinutes: 0.02 }\n');
    const short = await startProcess(join(folder, 'short'), { K8SDOC_CONFIG: file });
    try {
      const { reply } = await short.paste('browser:ana', message(), fault);
      const incident = reply?.card?.incident ?? '';
      await short.press('browser:ana', await short.card(incident), 'check:run');
      const offered = await until(async () => {
        const card = await short.card(incident);
        return hasButton(card, 'fix:plan:recreate-bridge') ? card : undefined;
      }, 'the findings');
      await short.press('browser:ana', offered, 'fix:plan:recreate-bridge');
      const planned = await short.card(incident);
      await sleep(1500);
      expect((await short.press('browser:bo', planned, 'plan:approve')).summary.en).toMatch(/expired/);
      expect(words(await short.card(incident))).not.toContain('"outcome"');
    } finally {
      await short.stop();
    }
  });
});

describe('the terminal', () => {
  const run = (words: readonly string[], input = '', environment: Readonly<Record<string, string>> = {}) => {
    const { PATH, HOME } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { input, encoding: 'utf8', env: { PATH, HOME, ...environment } });
    return { status, stdout, stderr };
  };

  it('exits 0 when it found something, 1 when not, 2 when it was called wrongly', () => {
    expect(run(['diagnose', '-'], fault).status).toBe(0);
    expect(run(['diagnose'], 'nothing')).toMatchObject({ status: 1 });
    expect(run(['diagnose', '/nonexistent/file'])).toMatchObject({ status: 2, stdout: '' });
    expect(run(['diagnose', '--nonsense'], fault).status).toBe(2);
  });

  it('gives the published form, one line for each input', () => {
    const { stdout } = run(['diagnose', '--ndjson'], `{"id":"a","text":${JSON.stringify(fault)}}\n{"id":2,"text":"chat"}\n`);
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({
      id: 'a',
      speaks: true,
      matches: [{ id: 'cni/cni0-ip-conflict', captures: { bridge: 'cni0', expected: '10.244.2.1/24' }, evidence: [{ line: 1, text: fault }] }],
    });
    expect(second).toEqual({ id: 2, matches: [], speaks: false });
  });

  it('names the file, the line and the field of a wrong configuration', async () => {
    const file = join(folder, 'wrong.yaml');
    await writeFile(file, 'nodes:\n  - name: a\n    host: b\n    user: c\n    prot: 22\n');
    expect(run(['doctor'], '', { K8SDOC_CONFIG: file, K8SDOC_DATA_DIR: join(folder, 'other') })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/wrong\.yaml:\d+ nodes\.0/) as unknown,
    });
    expect(run(['doctor'], '', { PORT: 'many' })).toMatchObject({ status: 2, stderr: expect.stringContaining('PORT') as unknown });
  });
});

describe('PostgreSQL', () => {
  it('being gone is said in words, does not end the process, and is over when it is back', async () => {
    await sleep(100);
    const { reply } = await running.paste('browser:ana', message(), fault);
    const incident = reply?.card?.incident ?? '';
    // The last test blocked the event loop: connections that the server closed meanwhile are noticed first.
    spawnSync('pkill', ['-9', '-f', join(folder, 'data', 'postgres')]);
    await sleep(300);
    const gone = await running.paste('browser:ana', message(), fault);
    expect(JSON.stringify(gone.body)).toContain('The database does not answer');
    expect((await fetch(`${running.url}/healthz`)).status).toBe(503);
    expect(running.process.exitCode).toBeNull();
    // Back again: as after a restart of the program.
    await running.kill();
    running = await startProcess(join(folder, 'data'), { K8SDOC_CONFIG: join(folder, 'k8sdoc.yaml') });
    expect((await running.card(incident)).summary.en).toContain('cni0');
  });
});
