/** Sets of signatures, each the beginning of the next larger one: to give to k8sdoc, to ripgrep, and as the entries of an organisation. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { type Draft, knowledgeOf } from '#diagnosis/small-knowledge.ts';
import type { Knowledge } from '#knowledge/knowledge.ts';
import { inventMessage, type Message, realMessages } from './messages.ts';
import type { Random } from './random.ts';

export const sizes = [1, 150, 1000, 10_000] as const;
export type Size = (typeof sizes)[number];

/** Below this a message is too much like others to be a signature. */
const shortestFixed = 10;

export function makeMessages(random: Random): readonly Message[] {
  const messages = [...realMessages];
  const taken = new Set<string>();
  const most = Math.max(...sizes);
  while (messages.length < most) {
    const { message, fixed } = inventMessage(random);
    if (fixed.length < shortestFixed || taken.has(fixed)) continue;
    taken.add(fixed);
    messages.push(message);
  }
  return messages;
}

const DraftsSchema = z.array(z.custom<Draft>());
const system = 'bench';

function draftOf({ pattern, captures }: Message, number: number): Draft {
  return { id: `${system}/message-${number}`, captures: { ...captures }, signatures: [{ id: 'said', pattern, strength: 'conclusive' }] };
}

/** The knowledge that `writeSignatures` wrote to a file. */
export function readKnowledge(json: string): Knowledge {
  return knowledgeOf(...DraftsSchema.parse(JSON.parse(json)));
}

export async function writeSignatures(folder: string, messages: readonly Message[]): Promise<void> {
  for (const size of sizes) {
    const set = messages.slice(0, size);
    const drafts = set.map(draftOf);
    await writeFile(join(folder, `patterns-${size}.txt`), set.map(({ pattern }) => `${pattern.replaceAll(/\(\?<\w+>/g, '(?:')}\n`).join(''));
    await writeFile(join(folder, `knowledge-${size}.json`), JSON.stringify(drafts));
    const entries = join(folder, `entries-${size}`);
    await mkdir(join(entries, system), { recursive: true });
    for (const { id, ...draft } of drafts) await writeFile(join(entries, `${id}.yaml`), stringify({ id, ...required(id), ...draft }));
  }
}

/** What an entry must say besides. */
function required(id: string) {
  const text = { en: `The message ${id}`, zh: `消息 ${id}` };
  return { kind: 'fault', status: 'proven', title: text, summary: text, impact: text, severity: 'medium' };
}
