/** The program as a user starts it: a process of its own, that can be killed, and its browser channel spoken to as the page does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ActionId, ActionValue, Block } from '#commands/reply.ts';
import { freePort, until } from './local-slack.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

const CardSchema = z.looseObject({
  summary: z.looseObject({ en: z.string() }),
  blocks: z.array(z.custom<Block>((block) => typeof block === 'object' && block !== null && 'kind' in block)),
  card: z.looseObject({ incident: z.string(), version: z.number(), pending: z.boolean() }).optional(),
});
export type Card = z.output<typeof CardSchema>;
const AnswerSchema = z.looseObject({ reply: CardSchema });

export type Running = {
  readonly url: string;
  readonly process: ChildProcess;
  /** Milliseconds from the start of the process to its first healthy answer. */
  readonly startTime: number;
  paste(
    person: string,
    message: string,
    text: string | Uint8Array,
  ): Promise<{ readonly status: number; readonly reply: Card | undefined; readonly body: unknown }>;
  press(person: string, card: Card, action: string): Promise<Card>;
  card(incident: string): Promise<Card>;
  /** Kills it as the kernel would, without a chance to say goodbye. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** A machine that is busy with other tests takes its time. */
const startLimit = 180_000;

type Started = { readonly child: ChildProcess; readonly said: () => string; readonly kill: () => Promise<void>; readonly stop: () => Promise<void> };

function start(words: readonly string[], environment: Readonly<Record<string, string>>): Started {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [main, ...words], { env: { PATH, HOME, LOG_LEVEL: 'error', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output = `${output}${part.toString()}`.slice(-8000)));
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { child, said: () => output, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** Starts `worker`, which has no face, or a bot that has none in the browser, and waits until it works. */
export async function startWorkerProcess(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
  verb: 'worker' | 'serve' = 'worker',
): Promise<Pick<Running, 'process' | 'kill' | 'stop'>> {
  const { child, said, kill, stop } = start([verb], { K8SDOC_DATA_DIR: dataDir, ...environment });
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`the worker ended at once: ${said()}`);
      return said().includes('k8sdoc is ready') ? true : undefined;
    },
    `the worker to be ready; it said: ${said()}`,
    startLimit,
  );
  return { process: child, kill, stop };
}

/** Starts `serve` with this data folder and environment and waits until it is healthy. */
export async function startProcess(dataDir: string, environment: Readonly<Record<string, string>> = {}): Promise<Running> {
  const port = environment['PORT'] ?? (await freePort());
  const began = performance.now();
  const { child, said, kill, stop } = start(['serve'], { K8SDOC_DATA_DIR: dataDir, PORT: String(port), ...environment });
  const url = `http://127.0.0.1:${port}`;
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`the process ended at once: ${said()}`);
      return (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true ? true : undefined;
    },
    `the process to be ready; it said: ${said()}`,
    startLimit,
  );
  const startTime = performance.now() - began;
  const headers = (person: string): Record<string, string> => ({ 'k8sdoc-person': encodeURIComponent(person), origin: url });

  return {
    url,
    process: child,
    startTime,
    paste: async (person, message, text) => {
      const body = typeof text === 'string' ? text : new Uint8Array(text);
      const response = await fetch(`${url}/api/paste`, {
        method: 'POST',
        headers: { ...headers(person), 'content-type': 'text/plain', 'k8sdoc-message': message },
        body,
      });
      const answer: unknown = await response.json();
      const parsed = AnswerSchema.safeParse(answer);
      return { status: response.status, reply: parsed.success ? parsed.data.reply : undefined, body: answer };
    },
    press: async (person, card, action) => {
      const button = buttonOn(card, action);
      const body = JSON.stringify({ action: button });
      const response = await fetch(`${url}/api/press`, { method: 'POST', headers: { ...headers(person), 'content-type': 'application/json' }, body });
      return AnswerSchema.parse(await response.json()).reply;
    },
    card: async (incident) => AnswerSchema.parse(await (await fetch(`${url}/api/cards/${incident}`, { headers: headers('browser:ana') })).json()).reply,
    kill,
    stop,
  };
}

/** The button of a card with this action id. */
export function buttonOn(card: Card, id: string): { readonly id: ActionId; readonly value: ActionValue } {
  const buttons = card.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []));
  const button = buttons.find((one) => one.id === id);
  if (button === undefined) throw new Error(`there is no button ${id}; there are ${buttons.map((one) => one.id).join(', ') || 'none'}`);
  return { id: button.id, value: button.value };
}

export function hasButton(card: Card, id: string): boolean {
  return card.blocks.some((block) => block.kind === 'actions' && block.actions.some((action) => action.id === id));
}
