import { describe, expect, test } from 'vitest';
import { putPermitLink } from '../../../adapters/ledger/permit-links.ts';
import { personKey } from '../../../core/identity.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import type { ChunkMessage, DeliveryMessage } from '../../../schemas/message.ts';
import { BANK, returnFile } from './bank.ts';
import { openBatch, problemsOf, recordOf, takeMessages } from './flow.ts';
import {
  bank,
  drain,
  filesAtBank,
  GRANTS,
  ground,
  instruct,
  instructed,
  numberOf,
  numbersAtBank,
  planned,
  province,
  returned,
  rows,
  stateAt,
  sweep,
  toBank,
  told,
  translating,
  uploadedReturn,
  usePayouts,
} from './payouts.ts';
import { CITY, INDEX_KEY, newPerson, paymentOf } from './records.ts';
import { toldTo } from './told.ts';

usePayouts();

const later = (payment: Payment, change: Partial<Payment>): Payment => ({
  ...payment,
  updatedAt: '2026-11-23T08:00:00+08:00',
  ...change,
});

/** The province has taken the payment; what goes to the bank stands on its queue still. */
async function notYetLeft(payment: Payment): Promise<DeliveryMessage> {
  await instruct([payment]);
  const [message] = takeMessages(ground, toBank.ownQueue) as readonly DeliveryMessage[];
  if (message === undefined) throw new Error('nothing goes to the bank');
  await drain();
  return message;
}

describe('an instruction that has not left', () => {
  test.each(['CANCELLED', 'SUCCESS', 'FAILED'] as const)('does not once its city says %s', async (status) => {
    const payment = planned();
    const message = await notYetLeft(payment);
    await instruct([later(payment, { status })], { seenBefore: true });
    await drain();
    await deliver(toBank, message, 'late');
    await drain();
    expect(numbersAtBank()).toEqual([]);
    expect(await recordOf(ground, payment, BANK)).toMatchObject({ state: 'HELD', problem: 'payment.superseded' });
  });

  test('does not once its city says so while the bank is asked what became of it', async () => {
    const payment = planned();
    bank.script.push('hang-up-before');
    const message = await notYetLeft(payment);
    await deliver(toBank, message, 'first');
    expect(await stateAt(payment, BANK)).toBe('IN_DOUBT PLANNED 1');
    const [again] = takeMessages(ground, toBank.ownQueue) as readonly DeliveryMessage[];
    await instruct([later(payment, { status: 'SUCCESS' })], { seenBefore: true });
    await drain();
    ground.clock.forward(20_000);
    await deliver(toBank, again ?? message, 'second');
    await drain();
    expect(numbersAtBank()).toEqual([]);
    expect(await recordOf(ground, payment, BANK)).toMatchObject({ state: 'HELD', problem: 'payment.superseded' });
  });
});

test('a file in doubt is asked for and sent again whole, however many lines it has', async () => {
  const payments = Array.from({ length: 70 }, () => planned());
  bank.script.push('hang-up-before');
  await instruct(payments);
  await drain();
  expect(filesAtBank().map(({ lines }) => lines.length)).toEqual([70]);
  expect(new Set(bank.calls.map((call) => call.split(' ')[1])).size).toBe(1);
});

test('two systems that report one payment have one claim between them: the second does not leave', async () => {
  const person = newPerson();
  const payment = paymentOf(person, { fundingLevel: 'DISTRICT' });
  const first = await openBatch(ground, 'payment', [{ ...payment, status: 'SUCCESS' }], { system: CITY });
  await translateChunk(translating, first);
  await drain();
  const batch = await instruct([payment]);
  await drain();
  expect(numbersAtBank()).toEqual([]);
  expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.already-claimed']);
});

test('a payment the city reports as made after the bank failed is not instructed again', async () => {
  const payment = planned();
  const { batchNo, lines } = await instructed(payment);
  const failed = lines.map((line) => told(line, 'FAILED', { reasonCode: '账号错误' }));
  await returned(await returnFile('回盘', batchNo, failed), failed);
  await instruct([{ ...payment, status: 'SUCCESS', updatedAt: '2026-11-24T01:00:00+08:00' }], { seenBefore: true });
  await drain();
  bank.files.clear();
  const next = { ...payment, batchNo: '2025-02', updatedAt: '2026-11-24T02:00:00+08:00' };
  const batch = await instruct([next], { seenBefore: true });
  await drain();
  await sweep();
  await drain();
  expect(numbersAtBank()).toEqual([]);
  expect(await rows(batch)).toEqual({ held: 1 });
});

test('a file the bank refuses because it has a number of it opens no other attempt', async () => {
  const payment = planned();
  bank.script.push('other-bytes');
  await instruct([payment]);
  await drain();
  await instruct([later(payment, { status: 'FAILED' })], { seenBefore: true });
  await drain();
  const next = { ...payment, batchNo: '2025-02', updatedAt: '2026-11-24T02:00:00+08:00' };
  const batch = await instruct([next], { seenBefore: true });
  await drain();
  expect(numbersAtBank()).toEqual([]);
  expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.already-instructed']);
  expect(numberOf(payment)).not.toBe(numberOf(payment, 2));
  expect(await stateAt(payment, GRANTS)).toBe('HELD PLANNED 2');
});

test('a return finds its instruction though the payee’s permits were linked meanwhile', async () => {
  const payment = { ...planned(), idType: '03' } as const;
  const { batchNo, lines } = await instructed(payment);
  const [newer, older] = [payment.idNumber, newPerson().idNumber].map((each) => personKey(INDEX_KEY, each));
  const link = { newer: newer ?? '', older: older ?? '', saidBy: 'a', agreedBy: 'b', at: '2026-11-23T00:00:00Z' };
  expect(await putPermitLink(ground.table, link, ['city-education'])).toBeNull();
  const paid = lines.map((line) => told(line, 'SUCCESS'));
  const batchId = await returned(await returnFile('回盘', batchNo, paid), paid);
  expect(await rows({ batchId })).toEqual({ applied: 1 });
  expect(await stateAt(payment, BANK)).toBe('DELIVERED SUCCESS 1');
});

describe('an instruction that was stopped and is asked for again, its 更新时间 later', () => {
  test('leaves once the province takes it', async () => {
    const payment = planned();
    province.script.push({ kind: 'say', outcome: 'refused', code: 'declaration.unknown' });
    await instruct([payment]);
    await drain();
    expect(await stateAt(payment, BANK)).toBe('HELD PLANNED 1');
    await instruct([later(payment, {})], { seenBefore: true });
    await drain();
    expect(numbersAtBank()).toEqual([numberOf(payment)]);
    expect(await stateAt(payment, GRANTS)).toBe('DELIVERED PLANNED 1');
  });

  test('leaves as the next attempt once the money has come back', async () => {
    const payment = planned();
    const { batchNo, lines } = await instructed(payment);
    const paid = lines.map((line) => told(line, 'SUCCESS'));
    await returned(await returnFile('回盘', batchNo, paid), paid);
    bank.files.clear();
    // The city knows of the 退票 before the bank's file is here.
    const early = { ...payment, batchNo: '2025-02', updatedAt: '2026-11-24T01:00:00+08:00' };
    expect(await rows(await instruct([early], { seenBefore: true }))).toEqual({ held: 1 });
    const back = paid.map((line) => told(line, 'RETURNED', { updatedAt: '2026-11-23T23:00:00+08:00' }));
    await returned(await returnFile('退票', batchNo, back), back);
    await instruct([{ ...early, updatedAt: '2026-11-24T02:00:00+08:00' }], { seenBefore: true });
    await drain();
    expect(numbersAtBank()).toEqual([numberOf(payment, 2)]);
  });

  test('does not while it is with the bank', async () => {
    const payment = planned();
    await instructed(payment);
    bank.files.clear();
    expect(await rows(await instruct([later(payment, {})], { seenBefore: true }))).toEqual({ unchanged: 1 });
    await drain();
    expect(numbersAtBank()).toEqual([]);
  });
});

test('a return is read though the payee was known under an older permit and the province had heard of a failure', async () => {
  const payment = { ...planned(), idType: '03' } as const;
  const older = newPerson();
  const [second = '', first = ''] = [payment, older].map(({ idNumber }) => personKey(INDEX_KEY, idNumber));
  const link = { newer: second, older: first, saidBy: 'a', agreedBy: 'b', at: '2026-11-23T00:00:00Z' };
  expect(await putPermitLink(ground.table, link, ['city-education'])).toBeNull();
  const { batchNo, lines } = await instructed(payment);
  await instruct([later(payment, { status: 'FAILED' })], { seenBefore: true });
  await drain();
  const data = { fundingLevel: 'DISTRICT', status: 'FAILED' };
  const event = await toldTo(ground, payment, 'payment.failed', 1, data);
  await translateEvents(translating, [event.message]);
  ground.queue.sent.length = 0;
  const paid = lines.map((line) => told(line, 'SUCCESS', { updatedAt: '2026-11-24T03:00:00+08:00' }));
  const batchId = await returned(await returnFile('回盘', batchNo, paid), paid);
  expect(await rows({ batchId })).toEqual({ applied: 1 });
  expect(await stateAt({ ...payment, idNumber: older.idNumber }, BANK)).toBe('DELIVERED SUCCESS 1');
});

describe('a return', () => {
  test('that comes while the bank’s answer is in doubt waits, and is entered once', async () => {
    const payment = planned();
    bank.script.push('hang-up-after');
    const message = await notYetLeft(payment);
    await deliver(toBank, message, 'first');
    const [file] = filesAtBank();
    const paid = (file?.lines ?? []).map((line) => told(line, 'SUCCESS'));
    const body = await returnFile('回盘', file?.summary[1] ?? '', paid);
    const batchId = await uploadedReturn(body, paid);
    const [chunk] = takeMessages(ground, 'translate') as readonly ChunkMessage[];
    if (chunk === undefined) throw new Error('the return was not taken in');
    await translateChunk(translating, chunk);
    expect(await rows({ batchId })).toEqual({ pending: 1 });
    await drain();
    expect(await rows({ batchId })).toEqual({ applied: 1 });
    expect(await stateAt(payment, BANK)).toBe('DELIVERED SUCCESS 1');
    expect(numbersAtBank()).toEqual([numberOf(payment)]);
  });

  test('退票 that comes before its 回盘 stands, and the 回盘 is old news', async () => {
    const payment = planned();
    const { batchNo, lines } = await instructed(payment);
    const paid = lines.map((line) => told(line, 'SUCCESS'));
    const back = paid.map((line) => told(line, 'RETURNED', { reasonCode: '销户' }));
    expect(await rows({ batchId: await returned(await returnFile('退票', batchNo, back), back) })).toEqual({
      applied: 1,
    });
    expect(await rows({ batchId: await returned(await returnFile('回盘', batchNo, paid), paid) })).toEqual({
      rejected: 1,
    });
    expect(await stateAt(payment, BANK)).toBe('DELIVERED RETURNED 1');
  });

  test('that says unknown, then success, is entered both times', async () => {
    const payment = planned();
    const { batchNo, lines } = await instructed(payment);
    for (const status of ['UNKNOWN', 'SUCCESS'] as const) {
      const answers = lines.map((line) => told(line, status));
      const batchId = await returned(await returnFile('回盘', batchNo, answers), answers);
      expect(await rows({ batchId })).toEqual({ applied: 1 });
      expect(await stateAt(payment, BANK)).toBe(`DELIVERED ${status} 1`);
    }
  });
});
