import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readInbound } from '../../../adapters/ledger/inbound.ts';
import { paymentNo, recordKey } from '../../../core/identity.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, recordOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, CITY, INDEX_KEY, newPerson, paymentOf, type Person, PROVINCE } from './records.ts';
import { toldTo } from './told.ts';

let ground: Ground;
let outside: TestProvince;
let translating: Translating;
beforeAll(async () => {
  [ground, outside] = await Promise.all([startGround(), startDestination()]);
  translating = translatingOn(ground);
});
afterAll(async () => {
  await Promise.all([ground.stop(), outside.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  outside.files.clear();
});

/** A night's payment, as it stands in the ledger then. */
async function sent(payment: Payment) {
  await translateChunk(translating, await openBatch(ground, 'payment', [payment], { seenBefore: true }));
  await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
  return await recordOf(ground, payment);
}

async function event(person: Person, sequence: number, attempt: number, status: string) {
  const type = { SUCCESS: 'payment.settled', FAILED: 'payment.failed' }[status] ?? 'payment.returned';
  const no = paymentNo(recordKey(paymentOf(person), INDEX_KEY), attempt);
  const told = await toldTo(ground, person, type, sequence, { fundingLevel: 'CITY', status, paymentNo: no });
  await translateEvents(translating, [told.message]);
  await drain(ground, translating, deliveringTo(ground, CITY, outside.url));
  return await readInbound(ground.table, told.webhookId);
}
const day = (at: number, batch: string) => ({ batchNo: `2025-0${batch}`, updatedAt: `2026-11-0${at}T04:00:00+08:00` });
const heard = async (person: Person) => await recordOf(ground, paymentOf(person), PROVINCE);

/** A payment of which the city has seen the first attempt fail, and has ordered the second. */
async function inSecondAttempt(): Promise<Person> {
  const person = newPerson();
  await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)]));
  await sent(paymentOf(person, day(1, '1')));
  await sent(paymentOf(person, { ...day(2, '1'), status: 'FAILED' }));
  expect((await sent(paymentOf(person, day(3, '2'))))?.attempt).toBe(2);
  return person;
}

test('the province’s late word on a failed attempt is not said of the one under way', async () => {
  const person = await inSecondAttempt();
  expect(await event(person, 1, 1, 'FAILED')).toMatchObject({ state: 'APPLIED', problem: 'record.stale' });
  expect(outside.files.size).toBe(0);
  expect(await heard(person)).toMatchObject({ attempt: 1, sequence: 1, state: 'DELIVERED', problem: null });
  // It neither opens a third attempt nor passes for what the city says of the second.
  expect((await sent(paymentOf(person, { ...day(4, '2'), bankName: '建设银行' })))?.attempt).toBe(2);
  expect(await event(person, 2, 2, 'SUCCESS')).toMatchObject({ state: 'APPLIED', problem: null });
  expect(outside.files.size).toBe(1);
  expect(await heard(person)).toMatchObject({ attempt: 2, status: 'SUCCESS', state: 'DELIVERED' });
});

test('an earlier attempt that was paid after all is seen', async () => {
  const person = await inSecondAttempt();
  expect(await event(person, 1, 1, 'SUCCESS')).toMatchObject({ state: 'QUARANTINED' });
  expect(await heard(person)).toMatchObject({ state: 'QUARANTINED', problem: 'payment.earlier-attempt', attempt: 1 });
  expect(outside.files.size).toBe(0);
});

test('what was said of the attempt under way stands', async () => {
  const person = await inSecondAttempt();
  await event(person, 1, 2, 'FAILED');
  const { messageId, order, contentHash } = (await heard(person)) ?? {};
  await event(person, 2, 1, 'RETURNED');
  const stands = { messageId, order, contentHash, state: 'DELIVERED', status: 'FAILED', attempt: 2 };
  expect(await heard(person)).toMatchObject({ ...stands, sequence: 2, fence: 4 });
  expect((await sent(paymentOf(person, day(8, '3'))))?.attempt).toBe(3);
});
