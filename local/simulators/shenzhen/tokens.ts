import { randomBytes } from 'node:crypto';
import { problem, type Answer, type Request } from '../http-server.ts';

export interface Client {
  readonly id: string;
  readonly secret: string;
}

/** Tokens by client credentials (RFC 6749 §4.4), each good for some seconds; a restart forgets them all. */
export interface Tokens {
  issue(request: Request): Answer;
  /** Why the bearer may not pass; undefined where it may. */
  refusal(request: Request): Answer | undefined;
  issued(): number;
}

export function createTokens(client: Client, lifeS: () => number, now: () => number): Tokens {
  const endsAt = new Map<string, number>();
  let issued = 0;
  return {
    issue: (request) => {
      const form = new URLSearchParams(request.body.toString('utf8'));
      if (request.method !== 'POST') return problem(405, 'request.method', 'no such method here');
      if (form.get('grant_type') !== 'client_credentials')
        return problem(400, 'unsupported_grant_type', 'client_credentials only');
      if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret)
        return problem(401, 'invalid_client', 'no such client');
      const token = randomBytes(24).toString('base64url');
      endsAt.set(token, now() + lifeS() * 1_000);
      issued += 1;
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: lifeS() } };
    },
    refusal: (request) => {
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const end = endsAt.get(token);
      if (end === undefined) return problem(401, 'token.unknown', 'no such token');
      return now() < end ? undefined : problem(401, 'token.expired', 'the token has expired');
    },
    issued: () => issued,
  };
}
