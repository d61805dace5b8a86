import { base64url, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type SignedIn, signInWith, type SignInSettings } from '../../../../adapters/oidc/sign-in.ts';
import { AUDIENCE, startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

const NOW = new Date('2026-11-23T02:00:00Z');
const SECONDS = NOW.getTime() / 1000;

let issuer: TokenIssuer;
let signIn: (token?: string) => Promise<SignedIn>;
beforeEach(async () => {
  // The keys' age is told by the system's clock, as ours is.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  issuer = await startTokenIssuer(() => new Date());
  signIn = signingIn();
});
afterEach(async () => {
  vi.useRealTimers();
  await issuer.stop();
});

function signingIn(change: Partial<SignInSettings> = {}): typeof signIn {
  const check = signInWith({
    issuer: issuer.url,
    audience: AUDIENCE,
    rolesClaim: 'bridge_roles',
    tenantsClaim: 'bridge_tenants',
    allowPrivate: true,
    clock: { now: () => new Date() },
    ...change,
  });
  return (token) => check({ Authorization: token === undefined ? undefined : `Bearer ${token}` });
}

function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

const INVALID = { refusal: 'auth.token-invalid', status: 401 };
const unsigned = (header: object, payload: object) =>
  `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(payload))}.`;

describe('a token', () => {
  test('names who asks, what they are and whose records they may see', async () => {
    expect(await signIn(await issuer.token())).toEqual({
      operator: { name: 'li', displayName: '经办员 李', roles: ['operator'], tenants: 'all' },
    });
    const claims = { bridge_roles: 'approver viewer', bridge_tenants: ['guangzhou', 'foshan'], name: undefined };
    expect(await signIn(await issuer.token(claims))).toEqual({
      operator: { name: 'li', displayName: 'li', roles: ['viewer', 'approver'], tenants: ['guangzhou', 'foshan'] },
    });
  });

  test('is read by the claims that are configured', async () => {
    const claims = { groups: ['auditor'], cities: 'shenzhen' };
    const other = signingIn({ rolesClaim: 'groups', tenantsClaim: 'cities' });
    expect(await other(await issuer.token(claims))).toMatchObject({
      operator: { roles: ['auditor'], tenants: ['shenzhen'] },
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['no claim of roles', { bridge_roles: undefined }],
    ['no roles', { bridge_roles: [] }],
    ['roles nobody knows', { bridge_roles: ['admin', 'Operator', 7, null] }],
    ['roles that are no list', { bridge_roles: { operator: true } }],
  ])('with %s lets nobody do anything', async (_name, claims) => {
    expect(await signIn(await issuer.token(claims))).toEqual({ refusal: 'auth.forbidden', status: 403 });
  });

  test('without a claim of tenants lets see none; `*` among text is no tenant', async () => {
    expect(await signIn(await issuer.token({ bridge_tenants: undefined }))).toMatchObject({
      operator: { tenants: [] },
    });
    expect(await signIn(await issuer.token({ bridge_tenants: { '*': true } }))).toMatchObject({
      operator: { tenants: [] },
    });
  });

  test.each<[string, Record<string, unknown>, object]>([
    ['has run out', { exp: SECONDS - 31 }, { refusal: 'auth.token-expired', status: 401 }],
    ['holds from later on', { nbf: SECONDS + 31 }, INVALID],
    ['never ends', { exp: undefined }, INVALID],
    ['is for another system', { aud: 'urn:somebody-else' }, { refusal: 'auth.wrong-audience', status: 401 }],
    ['is for nobody', { aud: undefined }, { refusal: 'auth.wrong-audience', status: 401 }],
    ['is of another issuer', { iss: 'https://issuer.example' }, INVALID],
    ['names nobody', { sub: undefined }, INVALID],
    ['names nobody that can be kept', { sub: 'two\nlines' }, INVALID],
    ['names somebody without end', { sub: 'x'.repeat(256) }, INVALID],
  ])('that %s is refused', async (_name, claims, answer) => {
    expect(await signIn(await issuer.token(claims))).toEqual(answer);
  });

  test.each([{ exp: SECONDS - 29 }, { nbf: SECONDS + 29 }, { aud: ['urn:somebody-else', AUDIENCE] }])(
    'is good where clocks differ a little, or it is for others too: %j',
    async (claims) => {
      expect(await signIn(await issuer.token(claims))).toHaveProperty('operator');
    },
  );
});

describe('a forgery', () => {
  test('by a key of its own is refused, under the issuer’s name of the key too', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    for (const kid of ['key-1', 'another']) {
      const header = { alg: 'ES256', typ: 'at+jwt', kid };
      const forged = await new SignJWT({ iss: issuer.url, aud: AUDIENCE, sub: 'li', exp: SECONDS + 60 })
        .setProtectedHeader(header)
        .sign(privateKey);
      expect(await signIn(forged)).toEqual(INVALID);
    }
  });

  test('that changes what was signed is refused', async () => {
    const [header, , signature] = (await issuer.token({ bridge_roles: ['viewer'] })).split('.');
    const claims = { iss: issuer.url, aud: AUDIENCE, sub: 'li', exp: SECONDS + 60, bridge_roles: ['approver'] };
    expect(await signIn([header, base64url.encode(JSON.stringify(claims)), signature].join('.'))).toEqual(INVALID);
  });

  test('without signature (alg none) is refused', async () => {
    const claims = { iss: issuer.url, aud: AUDIENCE, sub: 'li', exp: SECONDS + 60, bridge_roles: ['approver'] };
    for (const alg of ['none', 'None', 'NONE'])
      expect(await signIn(unsigned({ alg, typ: 'at+jwt', kid: 'key-1' }, claims))).not.toHaveProperty('operator');
  });

  test('whose secret is the key everybody knows (HS256) is refused', async () => {
    const { publicJwk } = issuer.newestKey();
    const claims = { iss: issuer.url, aud: AUDIENCE, sub: 'li', exp: SECONDS + 60, bridge_roles: ['approver'] };
    for (const secret of [JSON.stringify(publicJwk), `${publicJwk.x}${publicJwk.y}`]) {
      const forged = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'key-1' })
        .sign(new TextEncoder().encode(secret.padEnd(32, '=')));
      expect(await signIn(forged)).toEqual(INVALID);
    }
  });

  test('that brings its own key, or names where it lies, is refused and nothing is fetched there', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const { publicJwk } = issuer.newestKey();
    const header = { alg: 'ES256', kid: 'key-1', jwk: publicJwk, jku: `${issuer.url}/elsewhere` };
    const forged = await new SignJWT({ iss: issuer.url, aud: AUDIENCE, sub: 'li', exp: SECONDS + 60 })
      .setProtectedHeader(header)
      .sign(privateKey);
    expect(await signIn(forged)).toEqual(INVALID);
    expect(issuer.asked).not.toContain('/elsewhere');
  });

  test.each(['', 'x', 'a.b.c', 'x'.repeat(20_000)])('that is no token is refused: %#', async (text) => {
    expect(await signIn(text)).not.toHaveProperty('operator');
  });
});

describe('what is no access token', () => {
  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['an ID token with a nonce', { nonce: 'n' }, 'JWT'],
    ['an ID token beside an access token', { at_hash: 'h' }, undefined],
    ['a logout token', { events: {} }, 'logout+jwt'],
    ['a security event', {}, 'secevent+jwt'],
    ['an authorization request', {}, 'oauth-authz-req+jwt'],
  ])('is refused: %s', async (_name, claims, typ) => {
    expect(await signIn(await issuer.token(claims, { typ }))).toEqual(INVALID);
  });

  test('an issuer that does not follow RFC 9068 may say JWT, or nothing', async () => {
    for (const typ of ['JWT', 'jwt', undefined, 'application/at+jwt'])
      expect(await signIn(await issuer.token({}, { typ }))).toHaveProperty('operator');
  });
});

test('without a bearer token nobody is believed, and the issuer is not asked', async () => {
  const check = signInWith({
    issuer: issuer.url,
    audience: AUDIENCE,
    rolesClaim: 'bridge_roles',
    tenantsClaim: 'bridge_tenants',
    allowPrivate: true,
    clock: { now: () => new Date() },
  });
  for (const headers of [{}, { authorization: '' }, { authorization: 'Basic bGk6bGk=' }, { authorization: 'Bearer' }])
    expect(await check(headers)).toEqual({ refusal: 'auth.missing', status: 401 });
  expect(issuer.asked).toEqual([]);
  expect(await check({ authorization: `bearer ${await issuer.token()}` })).toHaveProperty('operator');
});

describe('the issuer’s keys', () => {
  const DESCRIPTION = '/.well-known/openid-configuration';

  test('are fetched once and kept; ten minutes later anew', async () => {
    const token = await issuer.token({ exp: SECONDS + 3600 });
    for (let time = 0; time < 5; time += 1) expect(await signIn(token)).toHaveProperty('operator');
    expect(issuer.asked).toEqual([DESCRIPTION, '/keys']);
    later(599_000);
    expect(await signIn(token)).toHaveProperty('operator');
    later(2_000);
    expect(await signIn(token)).toHaveProperty('operator');
    expect(issuer.asked).toEqual([DESCRIPTION, '/keys', '/keys']);
  });

  test('that are new are fetched when a token names one; an old one holds no longer', async () => {
    const old = await issuer.token();
    expect(await signIn(old)).toHaveProperty('operator');
    await issuer.rotate();
    later(31_000);
    expect(await signIn(await issuer.token())).toHaveProperty('operator');
    expect(await signIn(old)).toEqual(INVALID);
  });

  test('are not fetched for every forgery: once in half a minute', async () => {
    await signIn(await issuer.token());
    const forged = () => issuer.token({}, { kid: 'nobody’s' });
    for (let time = 0; time < 5; time += 1) expect(await signIn(await forged())).toEqual(INVALID);
    expect(issuer.asked.filter((path) => path === '/keys')).toHaveLength(1);
    later(31_000);
    for (let time = 0; time < 5; time += 1) expect(await signIn(await forged())).toEqual(INVALID);
    expect(issuer.asked.filter((path) => path === '/keys')).toHaveLength(2);
  });

  const UNREACHABLE = { refusal: 'auth.issuer-unreachable', status: 503 };

  test('that can’t be had leave it open who asks: 503, and for a moment the issuer is left alone', async () => {
    issuer.answers.keys = () => ({ status: 500 });
    const token = await issuer.token();
    for (let time = 0; time < 3; time += 1) expect(await signIn(token)).toEqual(UNREACHABLE);
    expect(issuer.asked).toEqual([DESCRIPTION, '/keys']);
    delete issuer.answers.keys;
    later(5_001);
    expect(await signIn(token)).toHaveProperty('operator');
  });

  test('of an issuer that is down', async () => {
    const token = await issuer.token();
    await issuer.stop();
    expect(await signIn(token)).toEqual(UNREACHABLE);
    issuer = await startTokenIssuer(() => new Date());
  });

  test.each<[string, TokenIssuer['answers']]>([
    [
      'a description of another issuer',
      {
        description: () => ({ status: 200, body: { issuer: 'https://x.example', jwks_uri: `${issuer.url}/keys` } }),
      },
    ],
    ['a description without keys', { description: () => ({ status: 200, body: {} }) }],
    ['a redirect', { description: () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }) }],
    ['keys behind a redirect', { keys: () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }) }],
    ['keys that are none', { keys: () => ({ status: 200, body: { keys: 'none' } }) }],
    ['keys without end', { keys: () => ({ status: 200, body: { keys: ['x'.repeat(300_000)] } }) }],
  ])('are not believed: %s', async (_name, answers) => {
    Object.assign(issuer.answers, answers);
    expect(await signIn(await issuer.token())).toEqual(UNREACHABLE);
  });

  test('are never asked for over plain http or on this machine, unless the stack is on one', async () => {
    const strict = signingIn({ allowPrivate: false });
    expect(await strict(await issuer.token())).toEqual(UNREACHABLE);
    expect(issuer.asked).toEqual([]);
  });
});
