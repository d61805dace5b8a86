import { afterAll, beforeAll, expect, test } from 'vitest';
import { putPermitLink } from '../../../adapters/ledger/permit-links.ts';
import { personKey } from '../../../core/identity.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { keep } from '../../../functions/webhook/keep.ts';
import type { EventMessage } from '../../../schemas/message.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, problemsOf, recordOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { applicantOf, INDEX_KEY, newPerson, paymentOf, type Person, PROVINCE } from './records.ts';

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

const GROUPS = ['city-education'];

test('a person is paid once under the old permit and the new one, and events find the record', async () => {
  const older = { ...newPerson(), idType: '03' } as const;
  const newer = { ...newPerson(), idType: '03' } as const;
  const [first, second] = [older, newer].map(({ idNumber }) => personKey(INDEX_KEY, idNumber));
  const link = { newer: second ?? '', older: first ?? '', saidBy: 'a', agreedBy: 'b', at: '2026-11-23T00:00:00Z' };
  expect(await putPermitLink(ground.table, link, GROUPS)).toBeNull();

  await translateChunk(translating, await openBatch(ground, 'payment', [paymentOf(older as never)]));
  const again = paymentOf(newer as never, { programmeYear: 2026 });
  const batch = await openBatch(ground, 'payment', [again]);
  await translateChunk(translating, batch);
  expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.already-claimed']);

  const application = applicantOf(newer as never);
  await translateChunk(translating, await openBatch(ground, 'applicant', [application]));
  const stands = { ...application, idNumber: older.idNumber };
  expect(await recordOf(ground, stands)).toMatchObject({ personKey: first, status: 'SUBMITTED' });
  expect(await recordOf(ground, application)).toBeUndefined();

  const { declarationNo, programmeCode, programmeYear } = newer;
  const data = { declarationNo, programmeCode, programmeYear, sequence: 1, status: 'APPROVED' };
  const timestamp = ground.clock.now().toISOString();
  const event = { type: 'applicant.status-changed', timestamp, data: { ...data, updatedAt: timestamp } };
  ground.queue.sent.length = 0;
  await keep({ ...ground, translateQueue: 'translate' }, 'evt_permit', Buffer.from(JSON.stringify(event)));
  await translateEvents(translating, [ground.queue.sent[0]?.message as unknown as EventMessage]);
  ground.queue.sent.shift();
  await drain(ground, translating, deliveringTo(ground, 'guangzhou/degree-subsidy', outside.url));
  expect(await recordOf(ground, stands, PROVINCE)).toMatchObject({ state: 'DELIVERED', status: 'APPROVED' });
});

/** A person's old permit and the new one, and the link between them, made when it is called. */
function renewal() {
  const older = { ...newPerson(), idType: '03' } as unknown as Person;
  const newer = { ...newPerson(), idType: '03' } as unknown as Person;
  const [first = '', second = ''] = [older, newer].map(({ idNumber }) => personKey(INDEX_KEY, idNumber));
  const link = { newer: second, older: first, saidBy: 'a', agreedBy: 'b', at: '2026-11-23T00:00:00Z' };
  return { older, newer, link: async () => await putPermitLink(ground.table, link, GROUPS) };
}

async function night(payment: Payment) {
  const batch = await openBatch(ground, 'payment', [payment], { seenBefore: true });
  await translateChunk(translating, batch);
  await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
  return await problemsOf(ground, batch.batchId);
}
const CLAIMED = ['2 payment.already-claimed'];
const tomorrow = { updatedAt: '2026-11-23T23:05:00+08:00' };

test('who claimed under the new permit before it was linked is not paid again under either', async () => {
  const { older, newer, link } = renewal();
  expect(await night(paymentOf(newer))).toEqual([]);
  expect(await link()).toBeNull();
  expect(await night(paymentOf(older, { programmeYear: 2026 }))).toEqual(CLAIMED);
  expect(
    await night(paymentOf({ ...newer, declarationNo: `${newer.declarationNo}B` }, { programmeYear: 2026 })),
  ).toEqual(CLAIMED);
});

test('a payment recorded before the link goes on as what it was, under its number', async () => {
  const { newer, link } = renewal();
  const payment = paymentOf(newer);
  expect(await night(payment)).toEqual([]);
  expect(await link()).toBeNull();
  expect(await night({ ...payment, ...tomorrow, status: 'SUCCESS' })).toEqual([]);
  expect(await recordOf(ground, payment)).toMatchObject({ state: 'DELIVERED', status: 'SUCCESS', problem: null });
});

test('a payment of an application made before the link stays with it', async () => {
  const { newer, link } = renewal();
  await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(newer)]));
  expect(await link()).toBeNull();
  expect(await night(paymentOf(newer))).toEqual([]);
  expect(await recordOf(ground, paymentOf(newer))).toMatchObject({ state: 'DELIVERED', status: 'PLANNED' });
});

test('where both permits had claimed, the new one’s next instruction is held', async () => {
  const { older, newer, link } = renewal();
  expect(await night(paymentOf(older))).toEqual([]);
  expect(await night(paymentOf(newer))).toEqual([]);
  expect(await link()).toBeNull();
  expect(await night(paymentOf(newer, { ...tomorrow, bankName: '建设银行' }))).toEqual(CLAIMED);
  expect(await night(paymentOf(older, { ...tomorrow, bankName: '建设银行' }))).toEqual([]);
});

test('a course taken under a new permit stands under the old one, each by its own number', async () => {
  const older = { ...newPerson(), idType: '03', programmeCode: 'SZ-ZYPX' } as const;
  const newer = { ...newPerson(), idType: '03', programmeCode: 'SZ-ZYPX' } as const;
  const [first, second] = [older, newer].map(({ idNumber }) => personKey(INDEX_KEY, idNumber));
  const link = { newer: second ?? '', older: first ?? '', saidBy: 'a', agreedBy: 'b', at: '2026-11-23T00:00:00Z' };
  expect(await putPermitLink(ground.table, link, [])).toBeNull();
  const [before, after] = [older, newer].map((person) =>
    applicantOf(person as never, { regionCode: '440300', sex: '1' }),
  );
  if (before === undefined || after === undefined) throw new Error('two courses were made');
  await translateChunk(
    translating,
    await openBatch(ground, 'applicant', [before, after], { system: 'shenzhen/talent-platform' }),
  );
  for (const course of [before, { ...after, idNumber: older.idNumber }])
    expect(await recordOf(ground, course, 'shenzhen/talent-platform')).toMatchObject({ personKey: first });
});
