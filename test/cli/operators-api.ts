import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { signInWith } from '../../adapters/oidc/sign-in.ts';
import { startIssuer } from '../../local/issuer/issuer.ts';
import { AUDIENCE, CLI_CLIENT } from '../../local/issuer/names.ts';
import { USERS } from '../../local/issuer/users.ts';
import { undeclared } from '../declared/answers.ts';

/** What the API heard, and from whom; `by` is the refusal where the token is no good. */
export interface Heard {
  readonly by: string;
  readonly request: string;
  readonly body: unknown;
}

export interface OperatorsApi {
  /** A data directory whose access file leads here. */
  readonly data: string;
  readonly heard: Heard[];
  /** What it says next, one after the other; the last again and again. */
  readonly answers: { readonly status: number; readonly body: object }[];
  readonly stop: () => Promise<void>;
}

/**
 * The operators' API in a few lines, behind the local issuer: it remembers what it was asked and answers what the test says, where the API
 * could say so.
 */
export async function startOperatorsApi(): Promise<OperatorsApi> {
  const heard: Heard[] = [];
  const answers: OperatorsApi['answers'] = [];
  const data = mkdtempSync(join(tmpdir(), 'bridge-operators-'));
  const issuer = await startIssuer({ dataDir: join(data, 'issuer'), port: 0, consoleUris: [] });
  const signIn = signInWith({
    issuer: issuer.url,
    audience: AUDIENCE,
    rolesClaim: 'bridge_roles',
    tenantsClaim: 'bridge_tenants',
    allowPrivate: true,
    clock: { now: () => new Date() },
  });
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const signedIn = await signIn({ authorization: request.headers.authorization });
      const by = 'operator' in signedIn ? signedIn.operator.name : signedIn.refusal;
      const text = body.toString('utf8');
      const asked = `${request.method} ${decodeURIComponent(request.url ?? '')}`;
      heard.push({ by, request: asked, body: text === '' ? null : JSON.parse(text) });
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500, body: {} };
      const said = JSON.stringify(answer.body);
      const type = answer.status < 400 ? 'application/json' : 'application/problem+json';
      const path = (request.url ?? '').split('?')[0] ?? '';
      const complaints = undeclared({ method: request.method ?? '', path, status: answer.status, type, body: said });
      // What the real one would never say proves nothing.
      if (complaints.length > 0) response.writeHead(599).end(JSON.stringify({ code: complaints.join('\n') }));
      else response.writeHead(answer.status, { 'content-type': type }).end(said);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const users = USERS.map(({ id }) => id);
  const access = { apiUrl, partners: {}, issuer: { url: issuer.url, audience: AUDIENCE, clientId: CLI_CLIENT, users } };
  writeFileSync(join(data, 'access.json'), JSON.stringify(access));
  return {
    data,
    heard,
    answers,
    stop: async () => {
      server.close();
      await issuer.stop();
      rmSync(data, { recursive: true });
    },
  };
}
