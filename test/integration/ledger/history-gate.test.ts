import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { landingKey, writeLanding } from '../../../adapters/landing/landing.ts';
import { readBatch } from '../../../adapters/ledger/batches.ts';
import { pushRecords } from '../../../functions/batches/push-records.ts';
import { historyGate } from '../../../functions/ingest/history-gate.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import { ingestingOn, openBatch, recordOf } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import {
  forgetHistory,
  outcomeOf,
  passThrough,
  servingOn,
  sign,
  takeChunks,
  takeIn,
  TENANT,
  upload,
} from './histories.ts';
import { applicantOf, CITY, newPerson, paymentOf } from './records.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await startGround({ histories: 'open' });
});
afterAll(async () => {
  await ground.stop();
});
beforeEach(async () => {
  ground.setMishap(null);
  ground.queue.sent.length = 0;
  await forgetHistory(ground);
});

/** The city's records now instead of tonight. */
async function push(
  kind: 'payment' | 'applicant',
  record: ReturnType<typeof paymentOf> | ReturnType<typeof applicantOf>,
) {
  const system = systemById(CITY);
  const mapping = system === undefined ? undefined : mappingOf(system, kind);
  if (mapping?.form !== 'table') throw new Error('the city writes tables');
  const cells = mapping.encode(record);
  const row = Object.fromEntries(mapping.header.map((column, at) => [column, cells[at] ?? '']));
  const body = { system: CITY, kind, programmeYear: 2025, sequence: 1, records: [row] };
  const partner = { tenant: TENANT, requestId: 'request' };
  const event = {} as APIGatewayProxyEvent;
  const answer = await pushRecords(servingOn(ground), partner, event, Buffer.from(JSON.stringify(body)));
  return `${answer.statusCode} ${(JSON.parse(answer.body) as { code?: string }).code ?? ''}`.trim();
}

test('a city’s payments wait until its history is signed off: nothing of them is written', async () => {
  const person = newPerson();
  const payment = paymentOf(person);
  const outcome = await passThrough(ground, [payment]);
  expect(outcome).toMatchObject({ state: 'HELD', problem: 'history.not-signed-off', rows: { held: 1 } });
  expect(await recordOf(ground, payment)).toBeUndefined();
  expect(ground.queue.sent).toEqual([]);
  await sign(ground);
  expect(await passThrough(ground, [payment])).toMatchObject({ rows: { pending: 1 } });
});

test('totals are looked at first: another file than was announced does not wait for the history', async () => {
  const { batchId } = await upload(ground, [paymentOf(newPerson())]);
  const other = await upload(ground, [paymentOf(newPerson()), paymentOf(newPerson())]);
  await writeLanding({ s3: ground.s3, bucket: 'landing' }, batchId, [Buffer.from(other.bytes)]);
  await ingest(ingestingOn(ground), landingKey(batchId));
  expect(await outcomeOf(ground, batchId)).toMatchObject({ state: 'HELD', problem: 'batch.digest-mismatch' });
});

test('the right file uploaded in place of another one is taken in, without another announcement', async () => {
  await sign(ground);
  const landing = { s3: ground.s3, bucket: 'landing' };
  const announced = await upload(ground, [paymentOf(newPerson()), paymentOf(newPerson())]);
  const { batchId } = announced;
  const other = await upload(ground, [paymentOf(newPerson())]);
  await writeLanding(landing, batchId, [Buffer.from(other.bytes)]);
  await ingest(ingestingOn(ground), landingKey(batchId));
  const held = await readBatch(ground.table, batchId);
  expect(held).toMatchObject({ state: 'HELD', problem: 'batch.digest-mismatch' });
  // Told of twice, it is no other file.
  await ingest(ingestingOn(ground), landingKey(batchId));
  expect(await readBatch(ground.table, batchId)).toEqual(held);
  await writeLanding(landing, batchId, [Buffer.from(announced.bytes)]);
  await ingest(ingestingOn(ground), landingKey(batchId));
  expect(await outcomeOf(ground, batchId)).toMatchObject({
    state: 'TRANSLATING',
    problem: null,
    rows: { pending: 2 },
  });
  takeChunks(ground);
});

test('applicants do not wait, in a file or pushed; payments pushed do', async () => {
  await takeIn(ground, [applicantOf(newPerson())]);
  expect(takeChunks(ground)).toHaveLength(1);
  expect(await push('applicant', applicantOf(newPerson()))).toBe('202');
  expect(await push('payment', paymentOf(newPerson()))).toBe('409 history.not-signed-off');
  await sign(ground);
  expect(await push('payment', paymentOf(newPerson()))).toBe('202');
});

test('an import is of payments', async () => {
  expect(await upload(ground, [applicantOf(newPerson())], { imports: true })).toMatchObject({
    status: 400,
    code: 'batch.manifest-invalid',
  });
});

test('a rail’s returns and the province’s payments do not wait', async () => {
  const gateOf = async (system: string, tenant: string) => {
    const { batchId } = await openBatch(ground, 'payment', [paymentOf(newPerson())], { system });
    const batch = await readBatch(ground.table, batchId);
    if (batch === undefined) throw new Error('no batch');
    return (await historyGate(ingestingOn(ground), { ...batch, tenant })).problem;
  };
  expect(await gateOf('bank/payout', 'bank')).toBeNull();
  expect(await gateOf('wechat/transfer', 'wechat')).toBeNull();
  expect(await gateOf('province/yuegonghui', 'province')).toBeNull();
  expect(await gateOf('guangzhou/matching-grants', TENANT)).toBe('history.not-signed-off');
});
