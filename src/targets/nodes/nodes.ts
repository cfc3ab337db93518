/** Nodes over SSH: connections pooled for a while, commands bounded in time and output. */
import type { ClientChannel } from 'ssh2';
import type { CommandResult, NodeCommand, NodePort } from '#checks/ports.ts';
import { commandLine } from '#knowledge/command-line.ts';
import { type Connection, connect, type NodeDefinition } from './connection.ts';
import { problems } from './problems.ts';

export type { NodeDefinition } from './connection.ts';

export type NodeOptions = {
  /** Bytes of each stream that are kept; what comes after ends the command. */
  readonly outputLimit?: number;
  /** Milliseconds after which an unused connection is closed. */
  readonly idle?: number;
};

type Pooled = { readonly connection: Promise<Connection>; users: number; timer: NodeJS.Timeout | undefined; broken: boolean };

export function createNodes(definitions: readonly NodeDefinition[], options: NodeOptions = {}): NodePort & { close(): Promise<void> } {
  const byName = new Map(definitions.map((node) => [node.name, node]));
  const pool = new Map<string, Pooled>();
  const outputLimit = options.outputLimit ?? 1024 * 1024;
  const idle = options.idle ?? 60_000;

  const drop = (name: string, pooled: Pooled): void => {
    if (pool.get(name) === pooled) pool.delete(name);
    clearTimeout(pooled.timer);
    pooled.broken = true;
    pooled.connection.then(
      (connection) => connection.close(),
      () => undefined, // Whoever waited for it was told.
    );
  };

  const borrow = async (node: NodeDefinition): Promise<{ connection: Connection; giveBack: () => void }> => {
    let pooled = pool.get(node.name);
    if (pooled === undefined) {
      const made: Pooled = { connection: connect(node), users: 0, timer: undefined, broken: false };
      pool.set(node.name, made);
      made.connection.then(
        ({ client }) => client.once('close', () => drop(node.name, made)),
        () => drop(node.name, made),
      );
      pooled = made;
    }
    const mine = pooled;
    clearTimeout(mine.timer);
    mine.users += 1;
    const giveBack = (): void => {
      mine.users -= 1;
      if (mine.users === 0 && !mine.broken) {
        mine.timer = setTimeout(() => drop(node.name, mine), idle);
        mine.timer.unref();
      }
    };
    try {
      return { connection: await mine.connection, giveBack };
    } catch (error) {
      giveBack();
      throw error;
    }
  };

  return {
    run: async (name, command, signal) => {
      const node = byName.get(name);
      if (node === undefined) throw problems.unknownNode(name);
      if (signal.aborted) throw problems.cancelled(name);
      const line = commandLine(command);
      const { connection, giveBack } = await borrow(node);
      try {
        return await execute(name, connection, line, command, outputLimit, signal);
      } finally {
        giveBack();
      }
    },
    close: async () => {
      for (const [name, pooled] of pool) drop(name, pooled);
    },
  };
}

function execute(name: string, connection: Connection, line: string, command: NodeCommand, limit: number, signal: AbortSignal): Promise<CommandResult> {
  const began = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
  connection.client.exec(line, (error, channel) => {
    // Listened to at once: output and exit code may be in the packet that opened the channel.
    if (error === undefined) follow(name, channel, command, limit, signal, began, resolve, reject);
    else reject(problems.refusedChannel(name, error.message));
  });
  return promise;
}

function follow(
  name: string,
  channel: ClientChannel,
  command: NodeCommand,
  limit: number,
  signal: AbortSignal,
  began: number,
  settle: (result: CommandResult) => void,
  reject: (error: Error) => void,
): void {
  const out = collector(limit);
  const err = collector(limit);
  let exit: number | null = null;
  let told = false;
  let timedOut = false;
  const stop = (): void => {
    // Asked, then cut off: a server may ignore the signal.
    channel.signal('KILL');
    channel.close();
  };
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
    finish();
  }, command.timeout);
  const abort = (): void => {
    stop();
    clearTimeout(timer);
    reject(problems.cancelled(name));
  };
  signal.addEventListener('abort', abort, { once: true });
  const finish = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    if (!told && !timedOut && !out.full() && !err.full()) {
      reject(problems.lost(name));
      return;
    }
    settle({ exit, stdout: out.text(), stderr: err.text(), truncated: out.full() || err.full(), timedOut, duration: performance.now() - began });
  };
  channel.on('data', (data: Buffer) => {
    if (!out.add(data)) stop();
  });
  channel.stderr.on('data', (data: Buffer) => {
    if (!err.add(data)) stop();
  });
  channel.on('exit', (code: number | null) => {
    exit = code;
    told = true;
  });
  channel.on('error', () => undefined); // The close that follows tells the outcome.
  channel.once('close', finish);
  channel.end();
}

function collector(limit: number): { add(data: Buffer): boolean; full(): boolean; text(): string } {
  const parts: Buffer[] = [];
  let size = 0;
  let full = false;
  return {
    add: (data) => {
      if (full) return false;
      parts.push(data.subarray(0, limit - size));
      full = size + data.length > limit;
      size = Math.min(limit, size + data.length);
      return !full;
    },
    full: () => full,
    text: () => harmless(Buffer.concat(parts).toString('utf8')),
  };
}

/** Output as text that nothing can obey: escape sequences and control characters out, line breaks and tabs kept. */
function harmless(text: string): string {
  return (
    text
      // Strings to the terminal (titles, the clipboard, pictures) up to their end, at most to the end of the line; then sequences of other kinds.
      .replaceAll(/(?:\u001B[\]PX^_]|[\u0090\u0098\u009D-\u009F])[^\u0007\u001B\u009C\n]*(?:\u0007|\u001B\\|\u009C)?/g, '')
      .replaceAll(/(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]/g, '')
      .replaceAll(/\u001B[ -/]*[0-~]/g, '')
      .replaceAll('\r\n', '\n')
      .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '')
  );
}
