import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refreshed } from '../../../adapters/oidc/login.ts';
import { signInWith } from '../../../adapters/oidc/sign-in.ts';
import { signInAs } from '../../../local/issuer/headless.ts';
import { type Issuer, startIssuer } from '../../../local/issuer/issuer.ts';
import { AUDIENCE, CLI_CLIENT, CONSOLE_CLIENT } from '../../../local/issuer/names.ts';
import { USERS } from '../../../local/issuer/users.ts';
import { locationOf, openBrowser } from './browser.ts';

const CONSOLE = 'http://127.0.0.1:8787/console/';
const now = () => new Date();

let dataDir: string;
let issuer: Issuer;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'bridge-issuer-'));
  issuer = await startIssuer({ dataDir, port: 0, consoleUris: [CONSOLE] });
});
afterAll(async () => {
  await issuer.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function signingIn(url: string) {
  const names = { rolesClaim: 'bridge_roles', tenantsClaim: 'bridge_tenants' };
  const check = signInWith({ issuer: url, audience: AUDIENCE, ...names, allowPrivate: true, clock: { now } });
  return (token: string) => check({ authorization: `Bearer ${token}` });
}

const verifier = randomBytes(32).toString('base64url');
function authorizationAt(url: string, change: Record<string, string | undefined> = {}): URL {
  const address = new URL('/auth', url);
  const asked = {
    client_id: CLI_CLIENT,
    redirect_uri: 'http://127.0.0.1:49152/callback',
    response_type: 'code',
    scope: 'openid',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  };
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) address.searchParams.set(name, value);
  return address;
}

/** Clicks through the page. */
async function codeOf(user: string, change: Record<string, string> = {}): Promise<string> {
  const browser = openBrowser();
  const page = locationOf(await browser.get(authorizationAt(issuer.url, change)));
  const resumed = locationOf(await browser.post(page, { user }));
  return locationOf(await browser.get(resumed)).searchParams.get('code') ?? '';
}

async function tokenFor(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams({ grant_type: 'authorization_code', ...form });
  return await fetch(new URL('/token', issuer.url), { method: 'POST', headers, body });
}

test.each(USERS.map((user) => [user.id, user] as const))('%s is signed in without a page seen', async (id, user) => {
  const { accessToken } = await signInAs(issuer.url, id);
  expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  const { exp = 0, iat = 0 } = decodeJwt(accessToken);
  expect(exp - iat).toBe(900);
  const tenants = user.tenants.includes('*') ? 'all' : user.tenants;
  expect(await signingIn(issuer.url)(accessToken)).toEqual({
    operator: { name: id, displayName: user.name.zh, roles: user.roles, tenants },
  });
});

test('nobody else is', async () => {
  await expect(signInAs(issuer.url, 'admin')).rejects.toThrow('does not know this user');
});

describe('the page', () => {
  test('lists the users in both languages, and runs nothing', async () => {
    const browser = openBrowser();
    const page = await browser.get(locationOf(await browser.get(authorizationAt(issuer.url))));
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await page.text();
    for (const { id, name } of USERS)
      for (const part of [`value="${id}"`, name.zh, name.en]) expect(text).toContain(part);
    expect(text).not.toContain('<script');
  });

  test('signs in whom it is told, and shows itself again to whom it does not know', async () => {
    const browser = openBrowser();
    const page = locationOf(await browser.get(authorizationAt(issuer.url)));
    const again = await browser.post(page, { user: 'admin' });
    expect([again.status, (await again.text()).includes('value="viewer"')]).toEqual([200, true]);
    const answer = await tokenFor({
      client_id: CLI_CLIENT,
      code: await codeOf('approver'),
      redirect_uri: 'http://127.0.0.1:49152/callback',
      code_verifier: verifier,
    });
    const { access_token: token, id_token: idToken } = (await answer.json()) as Record<string, string>;
    expect(await signingIn(issuer.url)(token ?? '')).toMatchObject({ operator: { name: 'approver' } });
    // What tells the client who somebody is is no leave to call the API.
    expect(await signingIn(issuer.url)(idToken ?? '')).toMatchObject({ status: 401 });
  });

  test('is nobody’s who did not begin a login', async () => {
    expect((await fetch(new URL('/login/anything', issuer.url))).status).toBe(400);
  });
});

describe('refuses', () => {
  test('to send a code anywhere but to the client', async () => {
    for (const uri of ['https://elsewhere.example/callback', 'http://127.0.0.1:49152/other']) {
      const answer = await openBrowser().get(authorizationAt(issuer.url, { redirect_uri: uri }));
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    }
  });

  test('a login without PKCE, or with another’s proof', async () => {
    const bare = { code_challenge: undefined, code_challenge_method: undefined };
    const back = locationOf(await openBrowser().get(authorizationAt(issuer.url, bare)));
    expect(back.searchParams.get('error')).toBe('invalid_request');
    const form = { client_id: CLI_CLIENT, code: await codeOf('operator'), code_verifier: 'x'.repeat(43) };
    const answer = await tokenFor({ ...form, redirect_uri: 'http://127.0.0.1:49152/callback' });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  test('a code twice', async () => {
    const form = {
      client_id: CLI_CLIENT,
      code: await codeOf('operator'),
      code_verifier: verifier,
      redirect_uri: 'http://127.0.0.1:49152/callback',
    };
    expect((await tokenFor(form)).status).toBe(200);
    expect((await tokenFor(form)).status).toBe(400);
  });

  test('whoever calls it by another name', async () => {
    const { hostname, port } = new URL(issuer.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'rebound.example' };
      request({ hostname, port, path: '/.well-known/openid-configuration', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });
});

test('the console may ask for tokens from its own origin alone', async () => {
  const redirect_uri = CONSOLE;
  const change = { client_id: CONSOLE_CLIENT, redirect_uri };
  const form = { client_id: CONSOLE_CLIENT, code_verifier: verifier, redirect_uri };
  const own = await tokenFor({ ...form, code: await codeOf('viewer', change) }, { origin: new URL(CONSOLE).origin });
  expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, new URL(CONSOLE).origin]);
  const other = await tokenFor(
    { ...form, code: await codeOf('viewer', change) },
    { origin: 'https://elsewhere.example' },
  );
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});

test('tokens are renewed once by what renews them, and a stolen one that comes late ends all of it', async () => {
  const settings = { issuer: issuer.url, clientId: CLI_CLIENT, scope: 'openid', now };
  const first = await signInAs(issuer.url, 'auditor');
  const second = await refreshed(settings, first.refreshToken ?? '');
  expect(await signingIn(issuer.url)(second.accessToken)).toMatchObject({ operator: { name: 'auditor' } });
  await expect(refreshed(settings, first.refreshToken ?? '')).rejects.toThrow('invalid_grant');
  await expect(refreshed(settings, second.refreshToken ?? '')).rejects.toThrow('invalid_grant');
});

test('a token outlives a restart: the key is kept, readable by its owner alone', async () => {
  const directory = join(dataDir, 'restarted');
  const before = await startIssuer({ dataDir: directory, port: 0, consoleUris: [CONSOLE] });
  const { accessToken } = await signInAs(before.url, 'operator');
  await before.stop();
  const after = await startIssuer({
    dataDir: directory,
    port: Number(new URL(before.url).port),
    consoleUris: [CONSOLE],
  });
  expect(after.url).toBe(before.url);
  expect(await signingIn(after.url)(accessToken)).toHaveProperty('operator');
  expect(statSync(join(directory, 'keys.json')).mode & 0o777).toBe(0o600);
  const beside = await startIssuer({
    dataDir: join(dataDir, 'beside'),
    port: Number(new URL(after.url).port),
    consoleUris: [],
  });
  expect(beside.url).not.toBe(after.url);
  await Promise.all([after.stop(), beside.stop()]);
});
