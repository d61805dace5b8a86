import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCases } from '../../../adapters/ledger/discrepancies.ts';
import { recordKey } from '../../../core/identity.ts';
import { caseAfter } from '../../../core/reconcile/cases.ts';
import type { Discrepancy } from '../../../schemas/discrepancy.ts';
import { repairBatchId } from '../../../functions/reconcile/repair-batch.ts';
import { repairUnit } from '../../../functions/reconcile/repair.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { type Province, startProvince } from '../../../local/simulators/province/server.ts';
import { signedHeaders } from '../../../local/simulators/signature.ts';
import type { Applicant } from '../../../schemas/canonical/applicant.ts';
import { deliveringTo, drain, openBatch, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, CITY, INDEX_KEY, newPerson, PROVINCE } from './records.ts';

let ground: Ground;
let province: Province;
let translating: Translating;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-repair-'));
  ground = await startGround();
  translating = translatingOn(ground);
  const calls = [await ground.secrets.signingSecret()];
  const webhooks = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
  const now = () => ground.clock.now().getTime();
  province = await startProvince({
    dataDir: folder,
    port: 0,
    secrets: { calls, webhooks },
    now,
    knobs: { stepMs: 3_600_000 },
  });
});
afterAll(async () => {
  await province.stop();
  await ground.stop();
  rmSync(folder, { recursive: true });
});

const settleAll = () => drain(ground, translating, deliveringTo(ground, PROVINCE, province.url));

async function said(method: string, path: string, body?: object): Promise<Response> {
  const bytes = new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body));
  const secret = await ground.secrets.signingSecret();
  const headers = { ...signedHeaders(secret, `call_${crypto.randomUUID()}`, ground.clock.now().getTime(), bytes) };
  return await fetch(province.url + path, { method, headers, ...(body === undefined ? {} : { body: bytes }) });
}

/** What the platform's books say of the application; undefined where they do not have it. */
async function atProvince({ declarationNo }: Applicant): Promise<Record<string, unknown> | undefined> {
  const answer = await said('GET', '/api/v1/exports/applicant');
  expect(answer.status).toBe(200);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return records.find((record) => record['declarationNo'] === declarationNo);
}

async function change(op: string, { programmeCode, declarationNo }: Applicant, fields?: object): Promise<void> {
  const key = `${programmeCode}/${declarationNo}`;
  expect((await said('POST', '/admin/books', { op, kind: 'applicant', key, fields })).status).toBe(200);
}

test('the platform takes again what it has lost, and what somebody has altered in it, though it remembers the first attempts', async () => {
  const [lost, altered] = [applicantOf(newPerson(), { regionCode: '440100' }), applicantOf(newPerson())];
  await translateChunk(translating, await openBatch(ground, 'applicant', [lost, altered]));
  await settleAll();
  const before = await Promise.all([lost, altered].map(atProvince));
  await change('drop', lost);
  await change('alter', altered, { major: '另一专业' });
  expect(await atProvince(lost)).toBeUndefined();
  expect(await atProvince(altered)).toMatchObject({ major: '另一专业' });

  const night = '2026-11-23';
  const unit = { night, programme: 'GZ-XLBZ', kind: 'applicant' } as const;
  const found = (record: Applicant, code: Discrepancy, fields: readonly string[]) => {
    const of = { code, fields, tenant: 'guangzhou', fenCity: null, fenProvince: null, line: 'l', unmasked: 'u' };
    const run = { ...unit, reconciliationId: 'r', run: 1, at: ground.clock.now().toISOString() };
    return caseAfter(undefined, { ...of, recordKey: recordKey(record, INDEX_KEY), differenceHash: code }, run) ?? [];
  };
  const cases = [found(lost, 'missing-in-province', []), found(altered, 'field-mismatch', ['major'])];
  await writeCases(ground.table, cases.flat());
  expect(await repairUnit({ ...ground, translateQueue: 'translate' }, unit)).toMatchObject({ repaired: 2 });
  await settleAll();
  expect(rowsOf(await statementOf(ground, repairBatchId(unit, CITY)))).toEqual({ applied: 2 });
  expect(await Promise.all([lost, altered].map(atProvince))).toEqual(before);
  expect(province.stats()).toMatchObject({ paidTwice: 0, appliedTwice: 0 });
});
