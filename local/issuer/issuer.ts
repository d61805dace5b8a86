import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { configurationOf } from './configuration.ts';
import { loadKeys } from './keys.ts';
import { type OidcProvider, Provider } from './oidc-provider.ts';
import { loginPage } from './page.ts';
import { userOf } from './users.ts';

export interface Issuer {
  /** The issuer as its tokens name it. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface IssuerOptions {
  /** Its signing key is kept there: a token outlives a restart, where the address stays the same. */
  readonly dataDir: string;
  /** Taken if it is free; 0 or one in use: any. */
  readonly port: number;
  /** Where the console may be sent back to; their origins may ask for tokens. */
  readonly consoleUris: readonly string[];
}

/**
 * An OIDC issuer on this machine, with sample users in place of a directory: code and PKCE, a page that lists them, or none of it seen
 * where the request names one of them (`login_hint`).
 */
export async function startIssuer({ dataDir, port, consoleUris }: IssuerOptions): Promise<Issuer> {
  const keys = await loadKeys(dataDir);
  const server = createServer();
  const url = `http://127.0.0.1:${await listen(server, port)}`;
  const provider = new Provider(url, configurationOf(keys, consoleUris));
  provider.on('server_error', (_context, error) => process.stderr.write(`issuer: ${error.message}\n`));
  const answer = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // A name that was made to lead here (DNS rebinding) is none of ours.
    if (request.headers.host !== new URL(url).host) return void response.writeHead(421).end();
    const done =
      request.url?.startsWith('/login/') === true ? login(provider, request, response) : answer(request, response);
    done.catch(() => (response.headersSent ? response.destroy() : response.writeHead(400).end()));
  });
  return {
    url,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function login(provider: OidcProvider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const chosen =
    request.method === 'POST' ? new URLSearchParams(await text(request)).get('user') : params['login_hint'];
  const user = userOf(chosen);
  if (user !== undefined)
    return await provider.interactionFinished(request, response, { login: { accountId: user.id, remember: false } });
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    })
    .end(loginPage());
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return await listen(server, 0);
  }
  return (server.address() as AddressInfo).port;
}
