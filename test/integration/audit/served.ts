import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { signInWith } from '../../../adapters/oidc/sign-in.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { handlerOf } from '../../../functions/operators/handle.ts';
import { startIssuer } from '../../../local/issuer/issuer.ts';
import { AUDIENCE, CLI_CLIENT } from '../../../local/issuer/names.ts';
import { declared } from '../../declared/answers.ts';
import { USERS } from '../../../local/issuer/users.ts';

/** The operators' routes over HTTP, behind the local issuer: whoever is signed in is let in or not by the real handler. */
export async function serve(
  operating: Operating,
): Promise<{ readonly data: string; readonly stop: () => Promise<void> }> {
  const data = mkdtempSync(join(tmpdir(), 'bridge-audit-'));
  const issuer = await startIssuer({ dataDir: join(data, 'issuer'), port: 0, consoleUris: [] });
  const signIn = signInWith({
    issuer: issuer.url,
    audience: AUDIENCE,
    rolesClaim: 'bridge_roles',
    tenantsClaim: 'bridge_tenants',
    allowPrivate: true,
    clock: { now: () => new Date() },
  });
  const handler = declared(handlerOf({ ...operating, signIn }));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://bridge.invalid');
    const event = {
      httpMethod: request.method,
      resource: pathname,
      headers: { authorization: request.headers.authorization },
      queryStringParameters: Object.fromEntries(searchParams),
      body: null,
      requestContext: { requestId: 'r' },
    };
    void handler(event as unknown as APIGatewayProxyEvent).then(({ statusCode, headers, body }) =>
      response.writeHead(statusCode, headers as Record<string, string>).end(body),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const users = USERS.map(({ id }) => id);
  const access = { apiUrl, partners: {}, issuer: { url: issuer.url, audience: AUDIENCE, clientId: CLI_CLIENT, users } };
  writeFileSync(join(data, 'access.json'), JSON.stringify(access));
  return {
    data,
    stop: async () => {
      server.close();
      await issuer.stop();
      rmSync(data, { recursive: true });
    },
  };
}
