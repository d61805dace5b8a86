import type { APIGatewayProxyEvent } from 'aws-lambda';
import { base64url, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Log } from '../../../adapters/log/log.ts';
import { signInWith } from '../../../adapters/oidc/sign-in.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { handlerOf } from '../../../functions/operators/handle.ts';
import { declared } from '../../declared/answers.ts';
import { type OperationId, operations } from '../../../schemas/api/operations.ts';
import { type Role, ROLES } from '../../../schemas/api/roles.ts';
import { AUDIENCE, startTokenIssuer, type TokenIssuer } from '../adapters/oidc/token-issuer.ts';

/**
 * Who may do what, said once more than the operations say it themselves: whoever lets somebody do more says so here, too. A new
 * operation has no row, and fails.
 */
const MAY: Readonly<Record<OperationId, string>> = {
  listFailures: 'viewer operator approver auditor',
  searchFailures: 'viewer operator approver auditor',
  showRecord: 'viewer operator approver auditor',
  unmaskRecord: 'operator auditor',
  showMessage: 'viewer operator approver auditor',
  sayStatement: 'operator approver',
  listStatements: 'viewer operator approver auditor',
  listReconciliations: 'viewer operator approver auditor',
  compareAgain: 'operator approver',
  showReconciliation: 'viewer operator approver auditor',
  listDiscrepancies: 'viewer operator approver auditor',
  showDiscrepancy: 'viewer operator approver auditor',
  noteDiscrepancy: 'operator approver',
  ownDiscrepancy: 'operator approver',
  resolveDiscrepancy: 'operator approver',
  planReplay: 'operator approver',
  listReplays: 'viewer operator approver auditor',
  showReplay: 'viewer operator approver auditor',
  listReplayLines: 'viewer operator approver auditor',
  approveReplay: 'approver',
  runReplay: 'operator approver',
  pauseReplay: 'operator approver',
  resumeReplay: 'operator approver',
  listTenants: 'approver auditor',
  giveCredential: 'approver',
  rotateCredential: 'approver',
  revokeCredential: 'approver',
  listAudit: 'auditor',
  listAuditChains: 'auditor',
  listAuditAnchors: 'auditor',
  exportAudit: 'auditor',
  exportJournal: 'auditor',
  exportSeal: 'auditor',
};

const now = () => new Date();
const seconds = () => Math.floor(Date.now() / 1000);

let issuer: TokenIssuer;
let other: TokenIssuer;
let handle: ReturnType<typeof handlerOf>;
beforeAll(async () => {
  [issuer, other] = await Promise.all([startTokenIssuer(now), startTokenIssuer(now)]);
  const log: Log = { info: () => {}, warn: () => {}, error: () => {}, withCorrelation: () => log };
  const signIn = signInWith({
    issuer: issuer.url,
    audience: AUDIENCE,
    rolesClaim: 'bridge_roles',
    tenantsClaim: 'bridge_tenants',
    allowPrivate: true,
    clock: { now },
  });
  // Whoever gets past the door finds nothing behind it: an answer of its own kind, or that it failed.
  handle = declared(handlerOf({ signIn, log, clock: { now } } as unknown as Operating));
});
afterAll(async () => {
  await Promise.all([issuer.stop(), other.stop()]);
});

async function answerTo(
  { method, path }: (typeof operations)[number],
  token: string | null,
): Promise<{ readonly status: number; readonly code: string; readonly challenge: unknown }> {
  const { statusCode, headers, body } = await handle({
    httpMethod: method,
    resource: path,
    pathParameters: { id: 'x', key: 'x' },
    queryStringParameters: {},
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
    body: method === 'POST' ? '{}' : null,
    isBase64Encoded: false,
    requestContext: { requestId: 'r' },
  } as unknown as APIGatewayProxyEvent);
  const { code = '' } = JSON.parse(body) as { code?: string };
  return { status: statusCode, code, challenge: headers?.['www-authenticate'] };
}

test('every operation has a row, and only operations have', () => {
  expect(Object.keys(MAY).toSorted()).toEqual(operations.map(({ id }) => id).toSorted());
});

describe.each(operations.map((operation) => [operation.id, operation] as const))('%s', (id, operation) => {
  test.each(ROLES)('%s', async (role: Role) => {
    const { status, code } = await answerTo(operation, await issuer.token({ bridge_roles: [role] }));
    const letIn = !code.startsWith('auth.');
    expect(letIn).toBe(MAY[id].split(' ').includes(role));
    if (!letIn) expect([status, code]).toEqual([403, 'auth.forbidden']);
  });

  test('nobody else', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const { publicJwk } = issuer.newestKey();
    const claims = { iss: issuer.url, aud: AUDIENCE, sub: 'li', exp: seconds() + 60, bridge_roles: ROLES };
    const header = { alg: 'ES256', typ: 'at+jwt', kid: publicJwk.kid };
    const everybodys = new TextEncoder().encode(JSON.stringify(publicJwk));
    const none = [{ ...header, alg: 'none' }, claims].map((part) => base64url.encode(JSON.stringify(part)));
    const all = { bridge_roles: ROLES };
    const attempts: readonly (readonly [string | null, number, string])[] = [
      [null, 401, 'auth.missing'],
      [await issuer.token({ bridge_roles: undefined }), 403, 'auth.forbidden'],
      [await issuer.token({ bridge_roles: ['admin'] }), 403, 'auth.forbidden'],
      [await issuer.token({ ...all, exp: seconds() - 60 }), 401, 'auth.token-expired'],
      [await issuer.token({ ...all, aud: 'another' }), 401, 'auth.wrong-audience'],
      [await issuer.token({ ...all, iss: other.url }), 401, 'auth.token-invalid'],
      [await other.token(all), 401, 'auth.token-invalid'],
      [await new SignJWT(claims).setProtectedHeader(header).sign(privateKey), 401, 'auth.token-invalid'],
      [
        await new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(everybodys),
        401,
        'auth.token-invalid',
      ],
      [`${none.join('.')}.`, 401, 'auth.token-invalid'],
    ];
    for (const [token, status, code] of attempts) {
      const answer = await answerTo(operation, token);
      expect([answer.status, answer.code]).toEqual([status, code]);
      if (status === 401) expect(answer.challenge).toMatch(/^Bearer\b/);
    }
  });
});
