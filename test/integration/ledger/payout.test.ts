import { describe, expect, test } from 'vitest';
import { deliver } from '../../../functions/deliver/deliver.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { DeliveryMessage } from '../../../schemas/message.ts';
import { BANK } from './bank.ts';
import { openBatch, problemsOf, recordOf } from './flow.ts';
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
  rows,
  stateAt,
  sweep,
  toBank,
  toldToProvince,
  translating,
  usePayouts,
} from './payouts.ts';
import { newPerson, paymentOf } from './records.ts';

usePayouts();

describe('an instruction', () => {
  test('reaches the province first, then the bank, and its batch counts it once', async () => {
    const [a, b] = [planned(), planned({ amountFen: '200050' })];
    const { batch, lines } = await instructed(a, b);
    expect(await rows(batch)).toEqual({ applied: 2 });
    expect(lines.map(({ number }) => number).toSorted()).toEqual([numberOf(a), numberOf(b)].toSorted());
    expect(filesAtBank()[0]?.summary).toEqual(['代发', expect.stringMatching(/^UBF[0-9A-F]{29}$/), '2', '3500.50']);
    expect(lines.find(({ number }) => number === numberOf(a))?.payment).toEqual(a);
    expect(await stateAt(a, BANK)).toBe('DELIVERED PLANNED 1');
    expect(await stateAt(a, GRANTS)).toBe('DELIVERED PLANNED 1');
  });

  test('without the claim never leaves', async () => {
    const person = newPerson();
    await instructed(paymentOf(person, { fundingLevel: 'DISTRICT' }));
    bank.files.clear();
    const again = paymentOf(person, { fundingLevel: 'DISTRICT', programmeYear: 2026 });
    const batch = await instruct([again]);
    await drain();
    expect(await rows(batch)).toEqual({ held: 1 });
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.already-claimed']);
    expect(numbersAtBank()).toEqual([]);
  });

  test('the province refuses never leaves', async () => {
    const payment = planned();
    province.script.push({ kind: 'say', outcome: 'refused', code: 'payment.duplicate' });
    await instruct([payment]);
    await drain();
    expect(numbersAtBank()).toEqual([]);
    expect(await recordOf(ground, payment, BANK)).toMatchObject({ state: 'HELD', problem: 'payment.not-accepted' });
  });

  test('that a payout file can not say is held, and the others leave', async () => {
    const [odd, even] = [planned({ bankName: '工商|银行' }), planned()];
    const { batch } = await instructed(odd, even);
    expect(numbersAtBank()).toEqual([numberOf(even)]);
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.rail-uncarried']);
    expect(await rows(batch)).toEqual({ applied: 1, held: 1 });
  });

  test('changed after it left is held: the bank has the first', async () => {
    const first = planned();
    await instructed(first);
    const changed = { ...first, accountNo: '6217001234567890123', updatedAt: '2026-11-23T01:00:00+08:00' };
    const batch = await instruct([changed], { seenBefore: true });
    await drain();
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.already-instructed']);
    expect(filesAtBank().flatMap(({ lines }) => lines.map(({ payment }) => payment.accountNo))).toEqual([
      first.accountNo,
    ]);
    expect(toldToProvince()).toEqual([`${numberOf(first)} PLANNED`]);
  });
});

describe('a file', () => {
  test.each(['hang-up-before', 'hang-up-after'] as const)(
    'whose answer is lost (%s) is asked for, and paid once',
    async (turn) => {
      const payments = [planned(), planned()];
      bank.script.push(turn);
      await instruct(payments);
      await drain();
      await sweep();
      await drain();
      expect(numbersAtBank().toSorted()).toEqual(payments.map((payment) => numberOf(payment)).toSorted());
      expect(new Set(bank.calls.map((call) => call.split(' ')[1])).size).toBe(1);
      expect(bank.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(turn === 'hang-up-before' ? 2 : 1);
      expect(await stateAt(payments[0] ?? planned(), BANK)).toBe('DELIVERED PLANNED 1');
    },
  );

  test('the bank refuses is quarantined; corrected, the same payment leaves under the same number', async () => {
    const payment = planned();
    bank.script.push('refuse');
    await instruct([payment]);
    await drain();
    expect(await recordOf(ground, payment, BANK)).toMatchObject({ state: 'QUARANTINED', problem: 'rail.refused' });
    const corrected = { ...payment, accountNo: '6217001234567890123', updatedAt: '2026-11-23T01:00:00+08:00' };
    await instruct([corrected], { seenBefore: true });
    await drain();
    expect(filesAtBank().flatMap(({ lines }) => lines)).toEqual([{ number: numberOf(payment), payment: corrected }]);
  });

  test('the bank is too busy for is sent again', async () => {
    const payment = planned();
    bank.script.push('busy', 'busy');
    await instruct([payment]);
    await drain();
    expect(numbersAtBank()).toEqual([numberOf(payment)]);
  });
});

/** Dies at the call number `at` to the ledger, as a function does that runs out of time. */
function dieAt(at: number): void {
  let seen = 0;
  ground.setMishap(() => {
    seen += 1;
    if (seen >= at) throw new Error('killed');
  });
}

describe('after a crash', () => {
  test.each(Array.from({ length: 10 }, (_, at) => at + 1))(
    'of translate at ledger call %i each is paid once',
    async (at) => {
      const payments = [planned(), planned()];
      const batch = await openBatch(ground, 'payment', payments, { system: GRANTS });
      dieAt(at);
      await translateChunk(translating, batch).catch(() => {});
      ground.setMishap(null);
      await translateChunk(translating, batch);
      await sweep();
      await drain();
      expect(numbersAtBank().toSorted()).toEqual(payments.map((payment) => numberOf(payment)).toSorted());
      expect(await rows(batch)).toEqual({ applied: 2 });
    },
  );

  test.each(Array.from({ length: 8 }, (_, at) => at + 1))(
    'of deliver at ledger call %i each is paid once',
    async (at) => {
      const payments = [planned(), planned()];
      await instruct(payments);
      const standing = ground.queue.sent.splice(0).filter(({ url }) => url === toBank.ownQueue);
      await sweep();
      ground.queue.sent.splice(0, Infinity, ...ground.queue.sent.filter(({ url }) => url !== toBank.ownQueue));
      await drain();
      const [message] = standing.map((sent) => sent.message as unknown as DeliveryMessage);
      if (message === undefined) throw new Error('nothing goes to the bank');
      dieAt(at);
      await deliver(toBank, message, 'first').catch(() => {});
      ground.setMishap(null);
      await deliver(toBank, message, 'second');
      await sweep();
      await drain();
      await sweep();
      await drain();
      expect(numbersAtBank().toSorted()).toEqual(payments.map((payment) => numberOf(payment)).toSorted());
      expect(await stateAt(payments[0] ?? planned(), BANK)).toBe('DELIVERED PLANNED 1');
    },
  );
});
