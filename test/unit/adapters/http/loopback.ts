import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Loopback extends AsyncDisposable {
  readonly url: string;
  readonly connections: () => number;
}

/** A real HTTP server on the loopback address, so that the tests see what sockets do. */
export async function serve(listener: RequestListener): Promise<Loopback> {
  return listening(createServer(listener));
}

/** A server below HTTP: for answers no HTTP library would send. */
export async function serveRaw(onConnection: (socket: Socket) => void): Promise<Loopback> {
  return listening(createTcpServer(onConnection));
}

async function listening(server: Server): Promise<Loopback> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
