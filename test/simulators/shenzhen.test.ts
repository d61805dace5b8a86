import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeObjects, writeTable } from '../../adapters/files/write-table.ts';
import { shenzhenNight } from '../../local/nights/shenzhen-night.ts';
import { roster } from '../../local/simulators/shenzhen/roster.ts';
import { startShenzhen, type Shenzhen, type ShenzhenOptions } from '../../local/simulators/shenzhen/server.ts';
import { signedHeaders } from '../../local/simulators/signature.ts';
import { trainingNetwork } from '../../schemas/systems/shenzhen/training-network/system.ts';
import { CALL_SECRET, temporaryFolder } from './platform.ts';

const CLIENT = { id: 'union-bridge', secret: 'a secret of the client' };
let now = Date.parse('2026-11-23T15:30:00Z');

async function city(options: Partial<ShenzhenOptions> = {}): Promise<Shenzhen> {
  const started = await startShenzhen({
    dataDir: options.dataDir ?? temporaryFolder(),
    port: 0,
    secrets: { calls: [CALL_SECRET] },
    client: CLIENT,
    now: () => now,
    ...options,
    knobs: { rateMax: 1_000, ...options.knobs },
  });
  onTestFinished(() => started.stop().catch(() => undefined));
  return started;
}

interface Answered {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly json: Readonly<Record<string, unknown>>;
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  const json =
    response.headers.get('content-type') === 'application/json' ? (JSON.parse(text) as Answered['json']) : {};
  return { status: response.status, retryAfter: response.headers.get('retry-after'), json };
}

async function token({ url }: Shenzhen, secret = CLIENT.secret): Promise<Answered> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: CLIENT.id, client_secret: secret });
  return await answered(await fetch(`${url}/oauth/token`, { method: 'POST', body }));
}

async function get({ url }: Shenzhen, path: string, bearer: unknown): Promise<Answered> {
  return await answered(await fetch(url + path, { headers: { authorization: `Bearer ${String(bearer)}` } }));
}

async function put({ url }: Shenzhen, system: string, path: string, body: Uint8Array, secret = CALL_SECRET) {
  const headers = { ...signedHeaders(secret, 'call_1', now, body), 'bridge-system': system };
  return await answered(await fetch(url + path, { method: 'PUT', headers, body: new Uint8Array(body) }));
}

test('a token is for the client alone, and good for its seconds only', async () => {
  const platform = await city({ trainees: 3, knobs: { tokenS: 60 } });
  expect(await token(platform, 'another')).toMatchObject({ status: 401, json: { code: 'invalid_client' } });
  const { status, json } = await token(platform);
  expect([status, json['expires_in']]).toEqual([200, 60]);
  expect(await get(platform, '/api/trainees', 'made up')).toMatchObject({
    status: 401,
    json: { code: 'token.unknown' },
  });
  expect((await get(platform, '/api/trainees', json['access_token'])).status).toBe(200);
  now += 60_000;
  expect(await get(platform, '/api/trainees', json['access_token'])).toMatchObject({
    status: 401,
    json: { code: 'token.expired' },
  });
});

test('its pages hold each record once, in the order of their numbers, and say which page comes next', async () => {
  const platform = await city({ trainees: 25 });
  const { json } = await token(platform);
  const seen: unknown[] = [];
  for (let next: unknown = ''; next !== null;) {
    const page = await get(
      platform,
      `/api/trainees?size=10${next === '' ? '' : `&cursor=${next as string}`}`,
      json['access_token'],
    );
    expect(page.json['total']).toBe(25);
    seen.push(...(page.json['items'] as readonly unknown[]));
    next = page.json['next'];
  }
  expect(seen).toEqual(roster(25).trainees);
  expect(platform.stats().platform).toMatchObject({ trainees: 25, certificates: 7, tokens: 1, pages: 3 });
});

test('a cursor is of the data it was given for, and `since` leaves out what is older', async () => {
  const platform = await city({ trainees: 5 });
  const { json } = await token(platform);
  const first = await get(platform, '/api/trainees?size=2', json['access_token']);
  const [one = {}] = roster(1).trainees;
  platform.put('trainees', [{ ...one, state: 'dropped', modifiedAt: '2026-11-23T20:00:00+08:00' }]);
  const path = `/api/trainees?size=2&cursor=${String(first.json['next'])}`;
  expect(await get(platform, path, json['access_token'])).toMatchObject({
    status: 409,
    json: { code: 'cursor.stale' },
  });
  const since = encodeURIComponent('2026-11-23T00:00:00+08:00');
  expect(await get(platform, `/api/trainees?since=${since}`, json['access_token'])).toMatchObject({
    json: { total: 1, items: [{ enrolmentId: one['enrolmentId'], state: 'dropped' }], next: null },
  });
  expect((await get(platform, '/api/trainees?size=201', json['access_token'])).status).toBe(400);
  expect((await get(platform, '/api/certificates?cursor=e30', json['access_token'])).status).toBe(400);
});

test('one call too many is told when to come again', async () => {
  const platform = await city({ trainees: 1, knobs: { rateMax: 2, rateWindowMs: 3_000 } });
  const { json } = await token(platform);
  expect((await get(platform, '/api/trainees', json['access_token'])).status).toBe(200);
  expect(await get(platform, '/api/trainees', json['access_token'])).toMatchObject({ status: 429, retryAfter: '3' });
  now += 3_000;
  expect((await get(platform, '/api/trainees', json['access_token'])).status).toBe(200);
});

test('takes each system’s own form, keeps the file as it came, and knows it again', async () => {
  const dataDir = temporaryFolder();
  const shenzhen = await city({ dataDir });
  const plan = new Uint8Array(shenzhenNight().files[2]?.bytes ?? []);
  const file = '/outbox/payment/p-1.csv';
  expect(await put(shenzhen, 'shenzhen/dream-plan', file, plan)).toMatchObject({ status: 201, json: { rows: 61 } });
  expect((await put(shenzhen, 'shenzhen/dream-plan', file, plan)).status).toBe(200);
  expect((await put(shenzhen, 'shenzhen/dream-plan', file, plan.subarray(0, -200))).status).toBe(409);
  expect(readFileSync(join(dataDir, 'outbox/dream-plan/payment/p-1.csv')).equals(Buffer.from(plan))).toBe(true);

  const certificates = writeObjects(roster(8).certificates);
  expect((await put(shenzhen, 'shenzhen/talent-platform', '/outbox/certificate/c.jsonl', certificates)).status).toBe(
    201,
  );
  const header = trainingNetwork.kinds.certificate?.form === 'table' ? trainingNetwork.kinds.certificate.header : [];
  const row = header.map((column) => ({ 核查结果: '核查一致', 更新时间: '2026-11-22 23:05:00' })[column] ?? '某');
  if (trainingNetwork.file.form !== 'xlsx') throw new Error('the network writes workbooks');
  const workbook = await writeTable(trainingNetwork.file, header, [row]);
  expect((await put(shenzhen, 'shenzhen/training-network', '/outbox/certificate/c.xlsx', workbook)).status).toBe(201);
  expect(shenzhen.stats().outbox).toEqual({
    files: 3,
    arrivals: { created: 64, changed: 0, unchanged: 0, stale: 0 },
    records: [
      { system: 'shenzhen/dream-plan', kind: 'payment', rows: 61, fen: '31720000', byStatus: { 待拨付: 61 } },
      { system: 'shenzhen/talent-platform', kind: 'certificate', rows: 2, fen: '0', byStatus: { issued: 2 } },
      { system: 'shenzhen/training-network', kind: 'certificate', rows: 1, fen: '0', byStatus: { 核查一致: 1 } },
    ],
  });
});

test('refuses what is not signed, not its own, or can not be read', async () => {
  const shenzhen = await city();
  const plan = new Uint8Array(shenzhenNight().files[0]?.bytes ?? []);
  const answers = async (system: string, path: string, body: Uint8Array, secret = CALL_SECRET) => {
    const { status, json } = await put(shenzhen, system, path, body, secret);
    return [status, json['code']];
  };
  const applicant = '/outbox/applicant/a.csv';
  const other = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
  expect(await answers('shenzhen/dream-plan', applicant, plan, other)).toEqual([401, 'auth.signature']);
  expect(await answers('guangzhou/degree-subsidy', applicant, plan)).toEqual([404, 'system.unknown']);
  expect(await answers('shenzhen/training-network', applicant, plan)).toEqual([404, 'system.unknown']);
  expect(await answers('shenzhen/dream-plan', applicant, plan.subarray(3))).toEqual([422, 'file.encoding']);
  expect(await answers('shenzhen/dream-plan', '/outbox/payment/a.csv', plan)).toEqual([422, 'file.header']);
  expect(await answers('shenzhen/training-network', '/outbox/certificate/a.xlsx', plan)).toEqual([422, 'file.form']);
  expect(await answers('shenzhen/talent-platform', '/outbox/certificate/a.jsonl', Buffer.from('{}\n'))).toEqual([
    422,
    'row.field-missing',
  ]);
  expect(shenzhen.stats().outbox.files).toBe(0);
});
