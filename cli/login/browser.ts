import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where the issuer sends the browser back to, on a port of its own for one login (RFC 8252 §7.3). */
export interface Callback {
  readonly redirectUri: string;
  /** The address it was sent back to; rejects when nobody came in time. */
  readonly arrived: Promise<URL>;
  readonly stop: () => void;
}

const WAIT_MS = 300_000;

export async function awaitCallback(): Promise<Callback> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const arrived = new Promise<URL>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('nobody logged in within five minutes')), WAIT_MS);
    server.once('close', () => clearTimeout(timer));
    server.on('request', (request, response) => {
      const address = new URL(request.url ?? '/', origin);
      if (address.pathname !== '/callback') return void response.writeHead(404).end();
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" })
        .end(PAGE);
      resolve(address);
    });
  });
  // Whoever gives up before asking for it leaves nothing unhandled.
  arrived.catch(() => undefined);
  return {
    redirectUri: `${origin}/callback`,
    arrived,
    stop: () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

const PAGE = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>工会桥</title>
<p>已收到，可以关闭这个页面，回到命令行。<span lang="en">Done: close this page and go back to the terminal.</span></p></html>
`;
