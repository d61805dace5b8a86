import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimKeyOf } from '../../../adapters/ledger/payments.ts';
import { readRecords } from '../../../adapters/ledger/records.ts';
import { getItem } from '../../../adapters/ledger/table.ts';
import { readWork } from '../../../adapters/ledger/work.ts';
import { claimKey, personKey, recordKey } from '../../../core/identity.ts';
import { decodeDelivery, type DeliveryLine } from '../../../core/lines.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { ChunkMessage } from '../../../schemas/message.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { type TestProvince, startDestination } from './destination.ts';
import {
  deliveringTo,
  drain,
  openBatch,
  problemsOf,
  recordOf,
  rowsOf,
  statementOf,
  takeDeliveries,
  translatingOn,
} from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, certificateOf, INDEX_KEY, newPerson, paymentOf, PROVINCE } from './records.ts';

let ground: Ground;
let province: TestProvince;
let translating: Translating;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
  translating = translatingOn(ground);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  ground.calls.clear();
});

const LATER = { updatedAt: '2026-11-23T08:00:00+08:00' };
const settleAll = () => drain(ground, translating, deliveringTo(ground, PROVINCE, province.url));

/** Lines of the deliveries that are on their way. */
async function forwarded(): Promise<readonly DeliveryLine[]> {
  const messages = takeDeliveries(ground);
  const lines = await Promise.all(
    messages.map(async (message) => {
      const work = await readWork(ground.table, message);
      return work === undefined ? [] : decodeDelivery(await ground.vault.readFrame(work.pointer));
    }),
  );
  return lines.flat();
}

async function translated(
  kind: 'applicant' | 'certificate' | 'payment',
  records: readonly Canonical[],
  seenBefore = true,
) {
  const batch = await openBatch(ground, kind, records, { seenBefore });
  await translateChunk(translating, batch);
  return batch;
}
const rows = async (batch: { readonly batchId: string }) => rowsOf(await statementOf(ground, batch.batchId));

describe('a chunk', () => {
  test('of new records is forwarded in the province’s wire form, with the ledger PENDING', async () => {
    const person = newPerson();
    const batch = await translated('applicant', [applicantOf(person)], false);
    expect(await rows(batch)).toEqual({ pending: 1 });
    const [line] = await forwarded();
    expect(line?.wire).toMatchObject({
      declarationNo: person.declarationNo,
      idNumber: person.idNumber,
      status: 'SUBMITTED',
    });
    expect(await recordOf(ground, applicantOf(person))).toMatchObject({
      state: 'PENDING',
      fence: 1,
      batchId: batch.batchId,
      row: 2,
      attemptId: line?.attemptId,
      status: 'SUBMITTED',
    });
  });

  test('seen by the same message twice does nothing twice', async () => {
    const batch = await translated('applicant', [applicantOf(newPerson())]);
    await translateChunk(translating, batch);
    expect(await forwarded()).toHaveLength(1);
  });

  test('translated by two at once is forwarded once', async () => {
    const records = [applicantOf(newPerson()), applicantOf(newPerson())];
    const batch = await openBatch(ground, 'applicant', records);
    await Promise.all([translateChunk(translating, batch), translateChunk(translating, batch)]);
    // Both may have told the queue, of one and the same delivery.
    const deliveries = new Set(takeDeliveries(ground).map(({ pk, sk }) => `${pk} ${sk}`));
    expect(deliveries.size).toBe(1);
    expect(await rows(batch)).toEqual({ pending: 2 });
  });

  test('with the hash of another frame is refused', async () => {
    const batch = await openBatch(ground, 'applicant', [applicantOf(newPerson())]);
    const forged: ChunkMessage = { ...batch, hash: 'x'.repeat(43) };
    await expect(translateChunk(translating, forged)).rejects.toThrow('not the one the message was sent for');
    expect(await rows(batch)).toEqual({ pending: 1 });
  });

  test('nobody knows of is let go', async () => {
    await translateChunk(translating, {
      v: 1,
      type: 'chunk',
      pk: 'B#none',
      sk: 'C#r#000000#001',
      hash: 'x'.repeat(43),
    });
    expect(ground.queue.sent).toEqual([]);
  });
});

describe('a version of a record', () => {
  test('as it stands is unchanged; newer is forwarded; older or other at one time is rejected', async () => {
    const people = [newPerson(), newPerson(), newPerson(), newPerson()];
    await translated(
      'applicant',
      people.map((person) => applicantOf(person)),
      false,
    );
    takeDeliveries(ground);
    const [same, newer, older, other] = people;
    if (same === undefined || newer === undefined || older === undefined || other === undefined)
      throw new Error('four');
    const batch = await translated('applicant', [
      applicantOf(same, LATER),
      applicantOf(newer, { ...LATER, major: '新' }),
      applicantOf(older, { updatedAt: '2026-01-01T00:00:00+08:00', major: '旧' }),
      applicantOf(other, { major: '别' }),
    ]);
    // The second file is of a later sequence, so what differs at one time is newer: it goes on.
    expect(await rows(batch)).toEqual({ pending: 2, unchanged: 1, rejected: 1 });
    expect(await problemsOf(ground, batch.batchId)).toEqual(['4 record.stale']);
    expect((await forwarded()).map(({ row }) => row)).toEqual(expect.arrayContaining([3, 5]));
  });

  test('that contradicts another of the same order is a conflict', async () => {
    const person = newPerson();
    await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)], { sequence: 900 }));
    const batch = await openBatch(ground, 'applicant', [applicantOf(person, { major: '别' })], { sequence: 900 });
    await translateChunk(translating, batch);
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 record.conflict']);
  });

  test('that two chunks bring at once is decided on what the other left', async () => {
    const people = Array.from({ length: 5 }, newPerson);
    const older = await openBatch(
      ground,
      'applicant',
      people.map((person) => applicantOf(person)),
    );
    const newer = await openBatch(
      ground,
      'applicant',
      people.map((person) => applicantOf(person, { ...LATER, major: '新' })),
    );
    await Promise.all([translateChunk(translating, older), translateChunk(translating, newer)]);
    await settleAll();
    const find = await readRecords(
      ground.table,
      people.map((person) => ({
        recordKey: recordKey(applicantOf(person), INDEX_KEY),
        source: 'guangzhou/degree-subsidy',
      })),
    );
    for (const person of people) {
      const key = { recordKey: recordKey(applicantOf(person), INDEX_KEY), source: 'guangzhou/degree-subsidy' };
      expect(find(key)).toMatchObject({ batchId: newer.batchId, state: 'DELIVERED' });
    }
    for (const batch of [older, newer]) expect((await statementOf(ground, batch.batchId)).pending.rows).toBe(0);
    expect(await rows(newer)).toEqual({ applied: 5 });
  });
});

describe('identity', () => {
  test('a number that turns up with another person: the row is rejected, money is held and does not leave', async () => {
    const [first, second] = [newPerson(), newPerson()];
    await translated('applicant', [applicantOf(first)], false);
    await settleAll();
    const stolen = { ...second, declarationNo: first.declarationNo };
    const applicants = await translated('applicant', [applicantOf(stolen)], false);
    const payments = await translated('payment', [paymentOf(stolen)], false);
    expect(await rows(applicants)).toEqual({ rejected: 1 });
    expect(await statementOf(ground, payments.batchId)).toMatchObject({
      held: { rows: 1, fen: '150000' },
      pending: { rows: 0 },
    });
    expect(await problemsOf(ground, payments.batchId)).toEqual(['2 record.identity-changed']);
    expect(await forwarded()).toEqual([]);
  });

  test('in one chunk the number belongs to the row that came first', async () => {
    for (let round = 0; round < 4; round++) {
      const [first, second] = [newPerson(), newPerson()];
      const batch = await translated(
        'applicant',
        [applicantOf(first), applicantOf({ ...second, declarationNo: first.declarationNo })],
        false,
      );
      expect(await problemsOf(ground, batch.batchId)).toEqual(['3 record.identity-changed']);
    }
  });

  test('a certificate under another person is held', async () => {
    const [first, second] = [newPerson(), newPerson()];
    const certificate = certificateOf(first);
    await translated('certificate', [certificate], false);
    takeDeliveries(ground);
    const batch = await translated(
      'certificate',
      [certificateOf(second, { ...LATER, certificateNo: certificate.certificateNo })],
      false,
    );
    expect(await rows(batch)).toEqual({ held: 1 });
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 certificate.other-person']);
    expect(await forwarded()).toEqual([]);
    expect((await recordOf(ground, certificate))?.personKey).toBe(personKey(INDEX_KEY, first.idNumber));
  });
});

describe('pay once', () => {
  const elsewhere = { programmeCode: 'SZ-YMJH', declarationNo: 'SZ1' } as const;

  test('an instruction whose claim another city holds is held', async () => {
    const person = newPerson();
    await translated('payment', [paymentOf(person)], false);
    takeDeliveries(ground);
    const second = paymentOf({ ...person, ...elsewhere, declarationNo: `SZ${person.declarationNo}` } as never);
    const batch = await translated('payment', [second], false);
    expect(await statementOf(ground, batch.batchId)).toMatchObject({ held: { rows: 1, fen: '150000' } });
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.already-claimed']);
    expect(await recordOf(ground, second)).toMatchObject({ state: 'HELD', problem: 'payment.already-claimed' });
    expect(await forwarded()).toEqual([]);
  });

  test('a payment reported as made is recorded and forwarded all the same, with its problem', async () => {
    const person = newPerson();
    await translated('payment', [paymentOf(person)], false);
    takeDeliveries(ground);
    const fact = paymentOf({ ...person, ...elsewhere, declarationNo: `SZ${person.declarationNo}` } as never, {
      status: 'SUCCESS',
    });
    const batch = await translated('payment', [fact], false);
    expect(await rows(batch)).toEqual({ pending: 1 });
    expect(await recordOf(ground, fact)).toMatchObject({ state: 'PENDING', problem: 'payment.paid-twice' });
    const claim = claimKeyOf(claimKey('city-education', personKey(INDEX_KEY, person.idNumber), 'CITY', 1));
    // Whoever would free the claim has to see it.
    expect(await getItem(ground.table, claim)).toMatchObject({
      recordKey: recordKey(paymentOf(person), INDEX_KEY),
      beside: [recordKey(fact, INDEX_KEY)],
    });
    expect(await forwarded()).toHaveLength(1);
  });

  test('two in one file: one leaves, one is held', async () => {
    const person = newPerson();
    const records = [
      paymentOf(person),
      paymentOf({ ...person, programmeYear: 2024, declarationNo: `${person.declarationNo}B` } as never),
    ];
    const batch = await translated('payment', records, false);
    expect(await rows(batch)).toEqual({ pending: 1, held: 1 });
    expect(await forwarded()).toHaveLength(1);
  });

  test('a repeated chunk finds the held one held', async () => {
    const person = newPerson();
    await translated('payment', [paymentOf(person)], false);
    const second = paymentOf({ ...person, programmeYear: 2024, declarationNo: `${person.declarationNo}C` } as never);
    const batch = await openBatch(ground, 'payment', [second]);
    ground.setMishap((call) => {
      if (call === 'UpdateItem') throw new Error('killed');
    });
    await expect(translateChunk(translating, batch)).rejects.toThrow('killed');
    ground.setMishap(null);
    await translateChunk(translating, batch);
    expect(await rows(batch)).toEqual({ held: 1 });
  });
});

describe('versions of one payment', () => {
  test('wait for the one under way, and follow it in order', async () => {
    const person = newPerson();
    await translated('applicant', [applicantOf(person)], false);
    await settleAll();
    const planned = await translated('payment', [paymentOf(person)], false);
    const standing = takeDeliveries(ground);
    const submitted = await translated('payment', [paymentOf(person, { ...LATER, status: 'SUBMITTED' })]);
    expect(await rows(submitted)).toEqual({ pending: 1 });
    expect(ground.queue.sent).toMatchObject([{ url: 'translate', delaySeconds: 2 }]);
    expect((await recordOf(ground, paymentOf(person)))?.status).toBe('PLANNED');
    for (const message of standing)
      ground.queue.sent.push({ url: 'deliver-province', message: { ...message }, delaySeconds: 0 });
    await settleAll();
    expect([await rows(planned), await rows(submitted)]).toEqual([{ applied: 1 }, { applied: 1 }]);
    expect((await recordOf(ground, paymentOf(person)))?.status).toBe('SUBMITTED');
  });

  test('a failed one and the next attempt in one file have each their number at the province', async () => {
    const person = newPerson();
    await translated('applicant', [applicantOf(person)], false);
    await settleAll();
    province.effects.clear();
    const batch = await translated(
      'payment',
      [paymentOf(person, { status: 'FAILED' }), paymentOf(person, { ...LATER, batchNo: '2025-02' })],
      false,
    );
    await settleAll();
    expect(await rows(batch)).toEqual({ applied: 2 });
    const numbers = [...province.effects.values()].map((record) => record['paymentNo']);
    expect(new Set(numbers).size).toBe(2);
    expect((await recordOf(ground, paymentOf(person)))?.attempt).toBe(2);
  });

  test('eight attempts in one file are all applied, one after the other', async () => {
    const person = newPerson();
    await translated('applicant', [applicantOf(person)], false);
    await settleAll();
    const attempts = Array.from({ length: 8 }, (_, at) =>
      paymentOf(person, { batchNo: `2025-0${at}`, status: 'FAILED', updatedAt: `2026-11-0${at + 1}T00:00:00+08:00` }),
    );
    const batch = await translated('payment', attempts, false);
    await settleAll();
    expect(await rows(batch)).toEqual({ applied: 8 });
  });
});

test('500 changed records of a chunk cost two writes each in 40 calls, and 25 calls for everything else, delivery and all', async () => {
  const people = Array.from({ length: 500 }, newPerson);
  await translateChunk(
    translating,
    await openBatch(
      ground,
      'applicant',
      people.map((person) => applicantOf(person)),
    ),
  );
  await settleAll();
  const batch = await openBatch(
    ground,
    'applicant',
    people.map((person) => applicantOf(person, { ...LATER, major: '新' })),
    { seenBefore: true },
  );
  ground.calls.clear();
  await translateChunk(translating, batch);
  const translate = ground.calls.names.length;
  expect(ground.calls.statements).toBe(500);
  await settleAll();
  const { names, statements } = ground.calls;
  expect(statements).toBe(1000);
  expect(names.filter((name) => name === 'BatchExecuteStatement')).toHaveLength(40);
  expect({ translate, deliver: names.length - translate }).toEqual({ translate: 38, deliver: 27 });
  expect(await rows(batch)).toEqual({ applied: 500 });
});
