import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { paymentNo, recordKey } from '../../../core/identity.ts';
import { recoverClaims } from '../../../functions/sweep/recover-claims.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { startDestination, type TestProvince } from './destination.ts';
import { deliveringTo, drain, openBatch, recordOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { itemsIn, putBack } from './put-back.ts';
import { applicantOf, CITY, INDEX_KEY, newPerson, paymentOf, type Person, PROVINCE } from './records.ts';
import { sweepingOn } from './sweeping.ts';
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
  outside.effects.clear();
});

const day = (at: number, batch: string) => ({ batchNo: `2025-0${batch}`, updatedAt: `2026-11-0${at}T04:00:00+08:00` });
const numberOf = (payment: Payment, attempt: number) => paymentNo(recordKey(payment, INDEX_KEY), attempt);
const numbersTold = () => [...outside.effects.values()].map(({ paymentNo: no }) => no);

/** A file of its own each time. */
async function sent(payment: Payment) {
  await translateChunk(translating, await openBatch(ground, 'payment', [payment], { seenBefore: true }));
  await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
  return await recordOf(ground, payment);
}

async function failed(person: Person): Promise<void> {
  const data = { fundingLevel: 'CITY', status: 'FAILED', paymentNo: numberOf(paymentOf(person), 1) };
  const { message } = await toldTo(ground, person, 'payment.failed', 1, data);
  await translateEvents(translating, [message]);
  await drain(ground, translating, deliveringTo(ground, CITY, outside.url));
}

async function withApplication(): Promise<Person> {
  const person = newPerson();
  await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)]));
  await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
  return person;
}

async function forgetsAllSince(then: Awaited<ReturnType<typeof itemsIn>>): Promise<void> {
  await putBack(ground, then);
  await recoverClaims(sweepingOn(ground), () => true);
  outside.effects.clear();
}

test('an instruction that has failed does not move money a second time under another number', async () => {
  const person = await withApplication();
  const then = await itemsIn(ground);
  const [first, second] = [paymentOf(person, day(1, '1')), paymentOf(person, day(3, '2'))];
  // Its predecessor is late: it is the first attempt.
  expect(await sent(second)).toMatchObject({ attempt: 1, state: 'DELIVERED' });
  await forgetsAllSince(then);

  expect(await sent(first)).toMatchObject({ attempt: 1, state: 'DELIVERED' });
  await failed(person);
  expect(await sent(second)).toMatchObject({ attempt: 1, state: 'DELIVERED' });
  expect(new Set(numbersTold())).toEqual(new Set([numberOf(second, 1)]));
  // What its city orders after all that is a further attempt.
  expect(await sent(paymentOf(person, day(5, '3')))).toMatchObject({ attempt: 2 });
});

test('a further attempt stays one, though the table has forgotten the failure before it', async () => {
  const person = await withApplication();
  const [first, second] = [paymentOf(person, day(1, '1')), paymentOf(person, day(3, '2'))];
  await sent(first);
  const then = await itemsIn(ground);
  await failed(person);
  expect(await sent(second)).toMatchObject({ attempt: 2 });
  await forgetsAllSince(then);

  expect(await sent(second)).toMatchObject({ attempt: 2, state: 'DELIVERED' });
  expect(numbersTold()).toEqual([numberOf(second, 2)]);
});
