import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export const AUDIENCE = 'urn:union-bridge:api';

export interface TokenIssuer {
  readonly url: string;
  /** What it was asked for, in order. */
  readonly asked: string[];
  /** Signed by its newest key, unless the header says otherwise. */
  readonly token: (claims?: JWTPayload, header?: Record<string, unknown>) => Promise<string>;
  /** A new key, and the old one gone. */
  readonly rotate: () => Promise<void>;
  /** What it answers instead of its keys and its description. */
  readonly answers: { keys?: () => Answer; description?: () => Answer };
  readonly newestKey: () => { readonly privateKey: CryptoKey; readonly publicJwk: JWK & { readonly kid: string } };
  readonly stop: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** An issuer of real tokens: a description and its keys, served on loopback. */
export async function startTokenIssuer(now: () => Date): Promise<TokenIssuer> {
  const asked: string[] = [];
  const answers: TokenIssuer['answers'] = {};
  let serial = 0;
  const newKey = async () => {
    serial += 1;
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    return {
      privateKey,
      publicJwk: { ...(await exportJWK(publicKey)), kid: `key-${serial}`, alg: 'ES256', use: 'sig' },
    };
  };
  let key = await newKey();
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const usual = request.url === '/keys' ? { keys: [key.publicJwk] } : { issuer: url, jwks_uri: `${url}/keys` };
    const special = (request.url === '/keys' ? answers.keys : answers.description)?.();
    const { status = 200, body = usual, headers = {} } = special ?? {};
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    answers,
    newestKey: () => key,
    token: async (claims = {}, header = {}) => {
      const seconds = Math.floor(now().getTime() / 1000);
      const usual = {
        iss: url,
        aud: AUDIENCE,
        sub: 'li',
        name: '经办员 李',
        iat: seconds,
        exp: seconds + 900,
        bridge_roles: ['operator'],
        bridge_tenants: ['*'],
      };
      const payload = Object.fromEntries(
        Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
      );
      return await new SignJWT(payload)
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.publicJwk.kid, ...header })
        .sign(key.privateKey);
    },
    rotate: async () => {
      key = await newKey();
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
