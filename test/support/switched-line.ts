import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A loopback port in front of a server, which refuses connections while the line is cut. */
export interface SwitchedLine {
  /** `http://127.0.0.1:port`: the same through every cut. */
  readonly url: string;
  /** Connections that were taken so far. */
  connections(): number;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Opens a line to a loopback port. */
export async function switchedLine(targetPort: number): Promise<SwitchedLine> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const open = async (port: number): Promise<Server> => {
    const server = createServer((inbound) => {
      connections += 1;
      const outbound = connect(targetPort, '127.0.0.1');
      for (const [from, to] of [
        [inbound, outbound],
        [outbound, inbound],
      ] as const) {
        sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await open(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP port has a number');
  const { port } = address;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    async cut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async mend() {
      server = await open(port);
    },
  };
}
