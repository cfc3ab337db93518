import { request } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { ana, ben, type Channel, sample, startChannel } from '../../../test/channel.ts';
import { replies } from '../../../test/replies.ts';
import { problems } from './problems.ts';
import type { Answer, ChannelView, ProblemAnswer } from './wire.ts';

const channels: Channel[] = [];
async function channel(...given: Parameters<typeof startChannel>): Promise<Channel> {
  const started = await startChannel(...given);
  channels.push(started);
  return started;
}
afterAll(async () => {
  for (const one of channels) await one.stop();
});

const as = (person: { id: string }, message = 'message-0001'): Record<string, string> => ({
  'k8sdoc-person': encodeURIComponent(person.id),
  'k8sdoc-message': message,
  'content-type': 'text/plain',
});
const jsonAs = (person: { id: string }): Record<string, string> => ({ ...as(person), 'content-type': 'application/json' });

function post(url: string, headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(url, { method: 'POST', headers, body });
}

/** A request as a browser's attacker could make it: fetch does not let one choose Host and Origin. */
function raw(port: number, path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject).end();
  });
}

describe('the book', () => {
  it('lists every entry, and shows one in the language that the reader asks for', async () => {
    const { url } = await channel();
    const contents = await (await fetch(`${url}/knowledge`)).text();
    expect(contents.match(/href="\/knowledge\/[a-z-]+\/[a-z0-9-]+"/g)).toHaveLength(178);
    expect(await (await fetch(`${url}/knowledge/cni/cni0-ip-conflict`)).text()).toContain('The bridge cni0 holds an address of another pod range');
    const chinese = await fetch(`${url}/knowledge/cni/cni0-ip-conflict`, { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } });
    expect(await chinese.text()).toContain('cni0 网桥的地址不属于本节点的 Pod 网段');
  });

  it('knows no page of another name, and puts no mark-up of a name into one', async () => {
    const { url } = await channel();
    expect((await fetch(`${url}/knowledge/cni/none`)).status).toBe(404);
    const answer = await fetch(`${url}/knowledge/cni/%3Cscript%3E`);
    expect([answer.status, (await answer.text()).includes('<script>')]).toEqual([404, false]);
  });
});

describe('the server of the browser channel', () => {
  it('puts a paste to the desk as the person who acts, and answers with the card without its data', async () => {
    const { url, asked } = await channel();
    const answered = await post(`${url}/api/paste`, { ...as(ben), 'k8sdoc-language': 'zh' }, sample);
    expect(answered.status).toBe(200);
    const answer = (await answered.json()) as Answer;
    expect(answer.incident).toMatchObject({ openedBy: ben, excerpt: sample, version: 1 });
    expect(answer.reply).not.toHaveProperty('data');
    expect(asked[0]).toMatchObject({
      what: 'diagnose',
      with: sample,
      speaker: { actor: ben.id, language: 'zh', origin: { face: 'browser', place: 'incidents', message: 'message-0001' } },
    });
  });

  it('gives the same message to the desk when a paste is sent again', async () => {
    const { url } = await channel();
    const first = (await (await post(`${url}/api/paste`, as(ana), sample)).json()) as Answer;
    const second = (await (await post(`${url}/api/paste`, as(ana), sample)).json()) as Answer;
    expect(second.incident?.id).toBe(first.incident?.id);
    const { cards } = (await (await fetch(`${url}/api/channel`)).json()) as ChannelView;
    expect(cards).toHaveLength(1);
  });

  it.each([
    ['empty', '  \n', 400, problems.empty],
    ['binary', new Uint8Array(900), 415, problems.binary],
    ['over the limit with its length declared', new Uint8Array(64 * 1024 * 1024 + 1).fill(97), 413, problems.tooLarge(64 * 1024 * 1024)],
  ])('answers a paste that is %s with a message', async (_, body, status, problem) => {
    const { url, asked } = await channel();
    const answered = await post(`${url}/api/paste`, as(ana), body);
    expect(answered.status).toBe(status);
    expect(await answered.json()).toEqual({ problem });
    expect(asked).toEqual([]);
  });

  it('stops a stream of unknown length at the limit, with a message', async () => {
    const { url } = await channel();
    let left = 66;
    const body = new ReadableStream({
      pull: (controller) => {
        if (left === 0) controller.close();
        else controller.enqueue(new Uint8Array(1024 * 1024).fill(97));
        left -= 1;
      },
    });
    const answered = await fetch(`${url}/api/paste`, { method: 'POST', headers: as(ana), body, duplex: 'half' });
    expect(answered.status).toBe(413);
  });

  it('lets nobody act but the configured people', async () => {
    const { url, asked } = await channel();
    for (const id of ['browser:eve', '', 'slack:T1/U1', 'browser:ana ']) {
      const answered = await post(`${url}/api/press`, jsonAs({ id }), JSON.stringify({ action: replies.diagnosis.blocks }));
      expect(answered.status).toBe(403);
      expect((await post(`${url}/api/paste`, as({ id }), sample)).status).toBe(403);
    }
    expect(asked).toEqual([]);
  });

  it('passes a press on with its fields, and refuses anything else than a known button', async () => {
    const { url, asked } = await channel();
    const { incident } = (await (await post(`${url}/api/paste`, as(ana), sample)).json()) as Answer;
    const value = { about: 'entry', incident: incident?.id, entry: 'cni/cni0-ip-conflict' };
    const press = (body: unknown): Promise<Response> => post(`${url}/api/press`, jsonAs(ana), JSON.stringify(body));
    const answered = (await (await press({ action: { id: 'check:run', value }, fields: { node: 'worker-1' } })).json()) as Answer;
    expect(answered.incident?.version).toBe(2);
    expect(asked.at(-1)).toMatchObject({ what: 'press', with: { action: { id: 'check:run', value }, fields: { node: 'worker-1' } } });
    const before = asked.length;
    for (const bad of [
      { action: { id: 'rm:rf', value } },
      { action: { id: 'fix:plan:a b', value } },
      { action: { id: 'check:run', value: { ...value, entry: '../../etc/passwd' } } },
      { action: { id: 'check:run', value: { ...value, more: 1 } } },
      { action: { id: 'check:run', value }, fields: { node: 7 } },
      { action: { id: 'check:run', value }, fields: { 'no de': 'x' } },
      [],
    ]) {
      const refused = await press(bad);
      expect(refused.status).toBe(400);
      expect(((await refused.json()) as ProblemAnswer).problem.en).toContain('The request was not understood');
    }
    expect((await post(`${url}/api/press`, jsonAs(ana), '{not json')).status).toBe(400);
    expect((await post(`${url}/api/press`, as(ana), '{}')).status).toBe(415);
    expect(asked).toHaveLength(before);
  });

  it('runs a typed line', async () => {
    const { url, asked } = await channel();
    const answered = (await (await post(`${url}/api/line`, jsonAs(ana), JSON.stringify({ line: 'help' }))).json()) as Answer;
    expect(answered.reply.summary.en).toBe('You typed help.');
    expect(asked).toMatchObject([{ what: 'line', with: 'help' }]);
  });

  it('refuses foreign hosts, foreign origins and other sites, so that no other page can speak through a browser', async () => {
    const { port, asked } = await channel({ names: ['k8sdoc.example'] });
    const own = `127.0.0.1:${port}`;
    expect(await raw(port, '/', { host: own })).toBe(200);
    expect(await raw(port, '/', { host: 'k8sdoc.example' })).toBe(200);
    expect(await raw(port, '/', { host: 'evil.example' })).toBe(421);
    expect(await raw(port, '/', { host: `localhost.evil.example:${port}` })).toBe(421);
    expect(await raw(port, '/', { host: 'user@localhost' })).toBe(400);
    expect(await raw(port, '/api/channel', { host: own, origin: 'http://evil.example' })).toBe(403);
    expect(await raw(port, '/api/channel', { host: own, origin: 'null' })).toBe(403);
    expect(await raw(port, '/api/channel', { host: own, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await raw(port, '/', { host: own, 'sec-fetch-site': 'cross-site' }), 'a link to the channel is fine').toBe(200);
    expect(await raw(port, '/api/paste', { ...as(ana), host: own, origin: 'http://localhost:1' }, 'POST')).toBe(403);
    expect(await raw(port, '/healthz', { host: '10.0.0.7:3000' }), 'a probe asks by address').toBe(200);
    expect(asked).toEqual([]);
  });

  it('serves the page with a policy that allows no inline script, and its TypeScript with the types gone', async () => {
    const { url } = await channel();
    const page = await fetch(url);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(await page.text()).not.toMatch(/<script(?![^>]* src=)|\son\w+=|style=/u);
    const script = await fetch(`${url}/page/page.ts`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(await script.text()).not.toContain('import type');
    expect(await (await fetch(`${url}/language/times.ts`)).text()).toContain('function seenTimes');
    expect((await fetch(`${url}/language/answers.ts`)).status).toBe(404);
    const again = await fetch(`${url}/page/page.ts`, { headers: { 'if-none-match': script.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    expect((await fetch(`${url}/page/text.test.ts`)).status).toBe(404);
    expect((await fetch(`${url}/page/..%2fserver.ts`)).status).toBe(404);
  });

  it('tells pages which incident changed, with its version and nothing else', async () => {
    const { url, advance } = await channel();
    const stopping = new AbortController();
    const events = await fetch(`${url}/api/events`, { signal: stopping.signal });
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    const heard = async (): Promise<string> => (await reader?.read())?.value ?? '';
    expect(await heard()).toMatch(/^event: hello\ndata: \{"page":"[\w-]{16}"\}/u);
    await post(`${url}/api/paste`, as(ana), sample);
    expect(await heard()).toBe('event: news\ndata: {"incident":"incident-1","version":1}\n\n');
    advance('checked');
    expect(await heard()).toBe('event: news\ndata: {"incident":"incident-1","version":2}\n\n');
    stopping.abort();
  });

  it('shows only the incidents of its own channel', async () => {
    const one = await channel();
    await post(`${one.url}/api/paste`, as(ana), sample);
    expect((await fetch(`${one.url}/api/cards/incident-1`, { headers: as(ana) })).status).toBe(200);
    expect((await fetch(`${one.url}/api/cards/from-slack`, { headers: as(ana) })).status).toBe(404);
    expect((await fetch(`${one.url}/api/cards/incident-9`, { headers: as(ana) })).status).toBe(404);
    expect((await fetch(`${one.url}/api/cards/..%2f..%2fetc`, { headers: as(ana) })).status).toBe(404);
  });

  it('answers with a reference, and logs the cause, when the desk fails', async () => {
    const { url, logged } = await channel({}, { diagnose: () => Promise.reject(new Error('the disk is full')) });
    const answered = await post(`${url}/api/paste`, as(ana), sample);
    expect(answered.status).toBe(500);
    const { problem } = (await answered.json()) as ProblemAnswer;
    expect(problem.en).toMatch(/reference [0-9a-f]{8}/u);
    expect(problem.en).not.toContain('disk');
    expect(logged.join()).toContain('the disk is full');
  });

  it('ends the work on a paste whose page has gone', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<AbortSignal>();
    const { url } = await channel(
      {},
      {
        diagnose: ({ signal }) => {
          begin(signal);
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('nobody waits for this any more')), { once: true }));
        },
      },
    );
    const page = new AbortController();
    const gone = fetch(`${url}/api/paste`, { method: 'POST', headers: as(ana), body: sample, signal: page.signal });
    const signal = await begun;
    expect(signal.aborted).toBe(false);
    const ended = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    page.abort();
    await expect(gone).rejects.toThrow('aborted');
    await ended;
  });

  it('shows the other cards when one cannot be made', async () => {
    const started = await channel({}, { card: (_, id) => (id === 'incident-1' ? Promise.reject(new Error('broken')) : Promise.resolve(replies.diagnosis)) });
    await post(`${started.url}/api/paste`, as(ana, 'message-0001'), sample);
    await post(`${started.url}/api/paste`, as(ana, 'message-0002'), sample);
    const { cards } = (await (await fetch(`${started.url}/api/channel`)).json()) as ChannelView;
    expect(cards.map(({ reply }) => reply.summary)).toEqual([problems.cardFailed, replies.diagnosis.summary]);
    expect(started.logged).toEqual(['a card could not be made Error: broken']);
  });

  it('says which port is taken', async () => {
    const { port } = await channel();
    await expect(startChannel({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
  });

  it('reports its health, 503 when something is not well', async () => {
    const { url } = await channel({ health: () => Promise.resolve({ ok: false, database: 'gone' }) });
    const answered = await fetch(`${url}/healthz`);
    expect(answered.status).toBe(503);
    expect(await answered.json()).toEqual({ ok: false, database: 'gone' });
  });

  it('stops although pages listen', async () => {
    const one = await startChannel();
    const events = await fetch(`${one.url}/api/events`);
    const started = performance.now();
    await one.stop();
    expect(performance.now() - started).toBeLessThan(3_000);
    await expect(events.text()).resolves.toContain('hello');
  });
});
