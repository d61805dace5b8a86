import { randomBytes } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authenticate } from '../../../adapters/secrets/authenticate.ts';
import { keepClient, keepFirstKeys } from '../../../adapters/secrets/first-keys.ts';
import { createSecrets, type Secrets } from '../../../adapters/secrets/secrets.ts';
import type { Operator } from '../../../core/access.ts';
import { sign } from '../../../core/webhook-signature.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { give, revokeSecret, rotateSecret, showTenants } from '../../../functions/operators/tenants.ts';
import { type KmsEngine, startKms } from '../../../local/engines/kms.ts';
import { type Ledger, startLedger } from './ground.ts';

const APPROVER: Operator = { name: 'approver', displayName: '王', roles: ['approver'], tenants: 'all' };
const ELSEWHERE: Operator = { ...APPROVER, name: 'other', tenants: ['shenzhen'] };
const DAY_MS = 86_400_000;
const CACHE_MS = 60_000;

let ledger: Awaited<ReturnType<typeof startLedger>>;
let kmsEngine: KmsEngine;
let kms: KMSClient;
let nowMs = Date.parse('2026-11-23T02:00:00Z');
/** What a function that has been running all the while knows, and one that has just begun. */
let warm: Secrets;
const clock = { now: () => new Date(nowMs) };
const logged: string[] = [];

beforeAll(async () => {
  const started: Ledger & { readonly dataDir: string } = await startLedger();
  ledger = started;
  kmsEngine = await startKms({ dataDir: started.dataDir });
  kmsEngine.putKey('00000000-0000-4000-8000-000000000001', 'alias/bridge');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  kms = new KMSClient({ region: 'cn-north-1', credentials, endpoint: kmsEngine.endpoint });
});
beforeEach(() => {
  warm = fresh();
});
afterAll(async () => {
  kms.destroy();
  await kmsEngine.stop();
  await ledger.stop();
});

function fresh(): Secrets {
  const { client: ddb, name: table } = ledger.table;
  return createSecrets({ ddb, kms, table, keyId: 'alias/bridge', now: clock.now });
}

function operating(): Operating {
  const keep = (event: string, fields?: object): void => void logged.push(`${event} ${JSON.stringify(fields)}`);
  const log = { info: keep, warn: keep, error: keep, withCorrelation: () => log };
  const sealing = { kms, keyId: 'alias/bridge' };
  return { table: ledger.table, clock, log, sealing, randomBytes } as unknown as Operating;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly code?: string;
  readonly secret?: string;
  readonly credential?: {
    readonly credentialId: string;
    readonly state: string;
    readonly previousUntil: string | null;
  };
  readonly refusedFrom?: string;
  readonly holdsFrom?: string;
}

type Act = typeof give;

async function ask(act: Act, id: string, body: object = {}, operator: Operator = APPROVER): Promise<Answered> {
  const answer = await act(operating(), { operator, id, body: Buffer.from(JSON.stringify(body)), query: {} });
  const parsed = JSON.parse(answer.body) as Omit<Answered, 'status' | 'headers'>;
  return { status: answer.statusCode, headers: answer.headers ?? {}, ...parsed };
}

async function given(tenant = 'guangzhou'): Promise<{ readonly id: string; readonly secret: string }> {
  const { status, credential, secret } = await ask(give, tenant, { purpose: 'calls' });
  expect(status).toBe(201);
  return { id: credential?.credentialId ?? '', secret: secret ?? '' };
}

/** What a call signed so comes to: its tenant, or why it is refused. */
async function callAs(secrets: Secrets, id: string, secret: string): Promise<string> {
  const body = Buffer.from('{}');
  const timestamp = String(Math.floor(nowMs / 1000));
  const headers = {
    'bridge-credential': id,
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': sign({ secret, id: 'msg_1', timestamp, body }),
  };
  const who = await authenticate({ secrets, clock }, headers, body);
  return 'refusal' in who ? who.refusal : who.tenant;
}

test('a new credential works at once, is shown once, and is in no list, log or item', async () => {
  const answer = await ask(give, 'guangzhou', { purpose: 'calls' });
  expect(answer.status).toBe(201);
  expect(answer.headers['cache-control']).toBe('no-store');
  const { secret = '', credential } = answer;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(await callAs(warm, credential?.credentialId ?? '', secret)).toBe('guangzhou');
  const listed = await showTenants(operating(), { operator: APPROVER, id: '', body: Buffer.alloc(0), query: {} });
  expect(listed.body).toContain(credential?.credentialId);
  for (const text of [listed.body, logged.join('\n')]) expect(text).not.toContain('whsec_');
});

describe('a rotation', () => {
  test('both secrets hold for the overlap, then the older is refused and the newer goes on', async () => {
    const { id, secret: older } = await given();
    expect(await callAs(warm, id, older)).toBe('guangzhou');
    const rotated = await ask(rotateSecret, id, { overlapDays: 3 });
    expect(rotated.credential?.state).toBe('ROTATING');
    const newer = rotated.secret ?? '';
    expect(await callAs(fresh(), id, newer)).toBe('guangzhou');
    expect(await callAs(fresh(), id, older)).toBe('guangzhou');
    // A function that had read it before knows the newer within the minute the answer names.
    expect(await callAs(warm, id, newer)).toBe('webhook.signature-mismatch');
    expect(Date.parse(rotated.holdsFrom ?? '')).toBe(nowMs + CACHE_MS);
    nowMs += CACHE_MS;
    expect(await callAs(warm, id, newer)).toBe('guangzhou');
    nowMs = Date.parse(rotated.credential?.previousUntil ?? '');
    expect(await callAs(fresh(), id, older)).toBe('guangzhou');
    nowMs += 1;
    for (const secrets of [warm, fresh()]) {
      expect(await callAs(secrets, id, older)).toBe('webhook.signature-mismatch');
      expect(await callAs(secrets, id, newer)).toBe('guangzhou');
    }
  });

  test('is of seven days where nobody says otherwise', async () => {
    const { id } = await given();
    const { credential } = await ask(rotateSecret, id);
    expect(Date.parse(credential?.previousUntil ?? '')).toBe(nowMs + 7 * DAY_MS);
  });

  test('a third secret has to wait, but for a leak: an overlap of no days ends all before it', async () => {
    const { id, secret: first } = await given();
    const { secret: second = '' } = await ask(rotateSecret, id, { overlapDays: 7 });
    expect(await ask(rotateSecret, id, { overlapDays: 7 })).toMatchObject({
      status: 409,
      code: 'tenant.rotation-underway',
    });
    const { secret: third = '', credential } = await ask(rotateSecret, id, { overlapDays: 0 });
    expect(credential).toMatchObject({ state: 'VALID', previousUntil: null });
    for (const gone of [first, second]) expect(await callAs(fresh(), id, gone)).toBe('webhook.signature-mismatch');
    expect(await callAs(fresh(), id, third)).toBe('guangzhou');
    nowMs += DAY_MS;
    expect((await ask(rotateSecret, id, { overlapDays: 1 })).status).toBe(200);
    nowMs += DAY_MS + 1;
    expect((await ask(rotateSecret, id, { overlapDays: 1 })).status).toBe(200);
  });

  test('of two at once one wins', async () => {
    const { id } = await given();
    const both = await Promise.all([ask(rotateSecret, id), ask(rotateSecret, id)]);
    const [won, lost] = both.toSorted((a, b) => a.status - b.status);
    expect([won?.status, lost?.status]).toEqual([200, 409]);
    expect(await callAs(fresh(), id, won?.secret ?? '')).toBe('guangzhou');
  });

  test.each([[{ overlapDays: 31 }], [{ overlapDays: -1 }], [{ days: 3 }]])('%j is refused', async (body) => {
    const { id } = await given();
    expect(await ask(rotateSecret, id, body)).toMatchObject({ status: 400, code: 'tenant.request-invalid' });
  });
});

test('a revoked credential is refused by whoever asks anew, and by everybody within the minute the answer names', async () => {
  const { id, secret } = await given();
  expect(await callAs(warm, id, secret)).toBe('guangzhou');
  const answer = await ask(revokeSecret, id);
  expect(answer).toMatchObject({ status: 200, credential: { state: 'REVOKED' } });
  expect(Date.parse(answer.refusedFrom ?? '')).toBe(nowMs + CACHE_MS);
  expect(await callAs(fresh(), id, secret)).toBe('auth.invalid');
  nowMs += CACHE_MS;
  expect(await callAs(warm, id, secret)).toBe('auth.invalid');
  // For good: neither a repeat nor a rotation brings it back.
  expect((await ask(revokeSecret, id)).refusedFrom).toBe(answer.refusedFrom);
  expect(await ask(rotateSecret, id)).toMatchObject({ status: 409, code: 'tenant.credential-revoked' });
});

test('a system has one signing secret, which is rotated and never revoked', async () => {
  const system = 'guangzhou/degree-subsidy';
  const { credential, secret: older = '' } = await ask(give, 'guangzhou', { purpose: 'signing', system });
  expect(await ask(give, 'guangzhou', { purpose: 'signing', system })).toMatchObject({
    status: 409,
    code: 'tenant.credential-exists',
  });
  const id = credential?.credentialId ?? '';
  const { secret: newer = '' } = await ask(rotateSecret, id);
  expect(await fresh().signingSecrets(system)).toEqual([newer, older]);
  expect(await ask(revokeSecret, id)).toMatchObject({ status: 409, code: 'tenant.signing-in-use' });
  // It is no credential to call us with.
  expect(await callAs(fresh(), id, newer)).toBe('auth.invalid');
});

test('the first keys are made once: a second index key would make every person a stranger', async () => {
  const sealing = { kms, keyId: 'alias/bridge' };
  expect(await keepFirstKeys(ledger.table, sealing, randomBytes)).toEqual(['index', 'proof']);
  const key = await fresh().indexKey();
  expect(await keepFirstKeys(ledger.table, sealing, randomBytes)).toEqual([]);
  expect(await fresh().indexKey()).toEqual(key);
  expect((await fresh().proofKeys()).retired).toEqual([]);
  const client = { clientId: 'union-bridge', clientSecret: 's' };
  expect(await keepClient(ledger.table, sealing, 'shenzhen', client)).toBe(true);
  expect(await keepClient(ledger.table, sealing, 'shenzhen', { ...client, clientSecret: 'other' })).toBe(false);
  expect(await fresh().clientCredentials('shenzhen')).toEqual(client);
});

test('another tenant’s is as unknown as none', async () => {
  const { id } = await given();
  const unknown = { status: 404, code: 'tenant.credential-unknown' };
  expect(await ask(rotateSecret, id, {}, ELSEWHERE)).toMatchObject(unknown);
  expect(await ask(revokeSecret, id, {}, ELSEWHERE)).toMatchObject(unknown);
  expect(await ask(revokeSecret, 'nobody-1')).toMatchObject(unknown);
  expect(await ask(give, 'guangzhou', { purpose: 'calls' }, ELSEWHERE)).toMatchObject({ code: 'tenant.unknown' });
  expect(await ask(give, 'atlantis', { purpose: 'calls' })).toMatchObject({ status: 404, code: 'tenant.unknown' });
  expect(await ask(give, 'guangzhou', { purpose: 'signing', system: 'shenzhen/dream-plan' })).toMatchObject({
    status: 400,
    code: 'tenant.request-invalid',
  });
  const listed = await showTenants(operating(), { operator: ELSEWHERE, id: '', body: Buffer.alloc(0), query: {} });
  expect(listed.body).not.toContain('guangzhou');
});
