/** A TCP cable between a client and a server of 127.0.0.1 that a test can cut and mend. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export type Cable = {
  /** Where clients connect; the same after every mending. */
  readonly port: number;
  /** Ends every connection at once and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  stop(): Promise<void>;
};

export async function layCable(to: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const listen = async (port: number): Promise<number> => {
    const next = createServer((near) => {
      const far = connect(to, '127.0.0.1');
      for (const [from, into] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.pipe(into);
        // The other end learns of it by being closed.
        from.on('error', () => into.destroy());
        from.on('close', () => {
          sockets.delete(from);
          into.destroy();
        });
      }
    });
    await new Promise<void>((settle, reject) => {
      next.once('error', reject);
      next.listen(port, '127.0.0.1', settle);
    });
    server = next;
    const address = next.address();
    if (address === null || typeof address === 'string') throw new Error('the cable has no port');
    return address.port;
  };
  const port = await listen(0);
  const cut = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (ending !== undefined) await new Promise<void>((settle) => ending.close(() => settle()));
  };
  return {
    port,
    cut,
    mend: async () => {
      await listen(port);
    },
    stop: cut,
  };
}
