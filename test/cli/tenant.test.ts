import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CredentialView } from '../../schemas/api/tenants.ts';
import { bridge } from './bridge-in-process.ts';
import { type OperatorsApi, startOperatorsApi } from './operators-api.ts';

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const ID = 'guangzhou-3f9a0c1b2d4e';

let api: OperatorsApi;
beforeAll(async () => {
  api = await startOperatorsApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  api.heard.length = 0;
});

const credential = (change: Partial<CredentialView> = {}): CredentialView => ({
  credentialId: ID,
  tenant: 'guangzhou',
  purpose: 'calls',
  system: null,
  state: 'VALID',
  createdAt: '2026-11-23T02:00:00.000Z',
  createdBy: 'approver',
  rotatedAt: null,
  previousUntil: null,
  revokedAt: null,
  revokedBy: null,
  ...change,
});
const given = (change: Partial<CredentialView> = {}) => ({
  credential: credential(change),
  secret: SECRET,
  holdsFrom: '2026-11-23T02:01:00.000Z',
});
const tenants = (...credentials: readonly CredentialView[]) => ({
  tenants: [{ tenant: 'guangzhou', systems: ['guangzhou/degree-subsidy'], credentials }],
});

const says = (status: number, ...bodies: readonly object[]) =>
  void api.answers.splice(0, Infinity, ...bodies.map((body) => ({ status, body })));
const tenant = (args: readonly string[], stdin = '') =>
  bridge(['tenant', ...args, '--as', 'approver', '--data', api.data], stdin);

test('list shows who has which credential since when, until when an older secret holds, and no secret', async () => {
  says(
    200,
    tenants(
      credential(),
      credential({ credentialId: 'b', state: 'ROTATING', previousUntil: '2026-11-30T02:00:00.000Z' }),
    ),
  );
  const { code, stdout } = await tenant(['list']);
  expect(code).toBe(0);
  expect(stdout).toContain(ID);
  // In China's time.
  expect(stdout).toContain('2026-11-23 10:00:00');
  expect(stdout).toMatch(/换密钥中.*2026-11-30 10:00:00/);
  expect(stdout).not.toContain('whsec_');
});

test('add shows the secret once and says so', async () => {
  says(201, given());
  const { code, stdout, stderr } = await tenant(['add', 'guangzhou']);
  expect([code, api.heard[0]?.by, api.heard[0]?.request]).toEqual([
    0,
    'approver',
    'POST /tenants/guangzhou/credentials',
  ]);
  expect(api.heard[0]?.body).toEqual({ purpose: 'calls' });
  expect(stdout).toContain(SECRET);
  expect(stderr).toContain('只显示这一次');
});

test('add --signing is of a system', async () => {
  says(201, given({ purpose: 'signing', system: 'guangzhou/degree-subsidy' }));
  await tenant(['add', 'guangzhou', '--signing', 'guangzhou/degree-subsidy']);
  expect(api.heard[0]?.body).toEqual({ purpose: 'signing', system: 'guangzhou/degree-subsidy' });
});

test('--save keeps it from the screen, in a file for one’s own eyes, and never over another', async () => {
  const file = join(api.data, 'secret.txt');
  says(200, given({ state: 'ROTATING', previousUntil: '2026-11-26T02:00:00.000Z' }));
  const { stdout } = await tenant(['rotate', ID, '--overlap-days', '3', '--save', file, '--json']);
  expect(api.heard[0]).toMatchObject({ request: `POST /credentials/${ID}/rotation`, body: { overlapDays: 3 } });
  expect(stdout).not.toContain(SECRET);
  expect(JSON.parse(stdout)).toMatchObject({ savedTo: file, credential: { state: 'ROTATING' } });
  expect(readFileSync(file, 'utf8')).toBe(`${SECRET}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  api.heard.length = 0;
  writeFileSync(file, 'another');
  expect((await tenant(['rotate', ID, '--save', file])).code).toBe(2);
  // Nothing was given that could not be kept.
  expect(api.heard).toEqual([]);
  expect(readFileSync(file, 'utf8')).toBe('another');
});

test('a refused rotation leaves no file behind', async () => {
  const file = join(api.data, 'none.txt');
  says(409, {
    type: 'urn:union-bridge:problem:tenant.rotation-underway',
    title: '…',
    status: 409,
    code: 'tenant.rotation-underway',
  });
  const { code, stderr } = await tenant(['rotate', ID, '--save', file, '--json']);
  expect(code).toBe(2);
  expect(stderr).toContain('tenant.rotation-underway');
  expect(existsSync(file)).toBe(false);
});

test.each(['31', '-1', 'x'])('an overlap of %s days is refused before anybody is asked', async (days) => {
  expect((await tenant(['rotate', ID, `--overlap-days=${days}`])).code).toBe(2);
  expect(api.heard).toEqual([]);
});

test('revoke asks for the number of credentials that are left, and does nothing without it', async () => {
  says(
    200,
    tenants(credential(), credential({ credentialId: 'b' }), credential({ credentialId: 'c', state: 'REVOKED' })),
  );
  const { code, stderr } = await tenant(['revoke', ID], '2\n');
  expect(code).toBe(2);
  expect(stderr).toContain('还剩 1 份');
  expect(api.heard.map(({ request }) => request)).toEqual(['GET /tenants']);
});

test('revoke says from when on it is refused everywhere', async () => {
  const revoked = credential({ state: 'REVOKED', revokedAt: '2026-11-23T02:00:00.000Z', revokedBy: 'approver' });
  says(200, tenants(credential()), { credential: revoked, refusedFrom: '2026-11-23T02:01:00.000Z' });
  const { code, stdout } = await tenant(['revoke', ID], '0\n');
  expect(code).toBe(0);
  expect(stdout).toContain('2026-11-23 10:01:00');
  expect(api.heard.map(({ request }) => request)).toEqual(['GET /tenants', `POST /credentials/${ID}/revocation`]);
  api.heard.length = 0;
  says(200, { credential: revoked, refusedFrom: '2026-11-23T02:01:00.000Z' });
  expect((await tenant(['revoke', ID, '--yes'])).code).toBe(0);
  expect(api.heard).toHaveLength(1);
});
