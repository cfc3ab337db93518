/**
 * Heads of the record, kept outside of the database: every process writes down how far it saw the record go, in a file of its data
 * folder. Rows, chain and head can be rewritten together by whoever owns the database; the files of the machines around it then disagree.
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { AuditHead } from '#remediation/ports.ts';
import { parsedJson } from './json.ts';

export const HeadSchema = z.strictObject({ seq: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) });

export type Heads = {
  /** Where they are kept, for messages. */
  readonly file: string;
  /** Writes one down soon; of many in a moment the last. */
  note(head: AuditHead): void;
  /** All that were written down. @throws where a line is none: then the file was tampered with, or the disk is ill. */
  kept(): Promise<readonly AuditHead[]>;
  close(): Promise<void>;
};

/** Milliseconds within which one head is written down at most. */
const pace = 1000;

/** The file of the database that is in use: another database has another record, and so another file. */
export function headsIn(options: {
  readonly dataDir: string;
  readonly url: string;
  readonly embedded: boolean;
  readonly log: (problem: unknown) => void;
}): Heads {
  const { host, pathname } = new URL(options.url);
  const name = options.embedded ? 'embedded' : createHash('sha256').update(`${host}${pathname}`).digest('hex').slice(0, 16);
  const file = join(options.dataDir, 'audit-heads', `${name}.jsonl`);
  let pending: AuditHead | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const head = pending;
    pending = undefined;
    if (head === undefined) return writing;
    writing = writing.then(async () => {
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, `${JSON.stringify({ seq: head.seq, hash: head.hash })}\n`, { mode: 0o600 });
    });
    // A witness that cannot write is no reason to stop the change that it saw.
    writing = writing.catch(options.log);
    return writing;
  };

  return {
    file,
    note: (head) => {
      if (pending === undefined || head.seq > pending.seq) pending = head;
      timer ??= setTimeout(() => void flush(), pace);
    },
    kept: async () => {
      await flush();
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
        throw error;
      });
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => HeadSchema.parse(parsedJson(line)));
    },
    close: flush,
  };
}
