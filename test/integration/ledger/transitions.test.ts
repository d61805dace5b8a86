import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimGroupsOf } from '../../../infra/claims.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { Kind } from '../../../schemas/kind.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, problemsOf, recordOf, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, certificateOf, newPerson, paymentOf, PROVINCE } from './records.ts';

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

/** A night's file, through to the province: what became of its rows, and why. */
async function night(kind: Kind, records: readonly Canonical[], under: Translating = translating) {
  const batch = await openBatch(ground, kind, records, { seenBefore: true });
  await translateChunk(under, batch);
  await drain(ground, under, deliveringTo(ground, PROVINCE, outside.url));
  return { rows: rowsOf(await statementOf(ground, batch.batchId)), problems: await problemsOf(ground, batch.batchId) };
}
const day = (at: number) => ({ updatedAt: `2026-11-2${at}T08:00:00+08:00` });
const fine = { rows: { applied: 1 }, problems: [] };
const illegal = { rows: { held: 1 }, problems: ['2 record.illegal-transition'] };

describe('a state that can’t follow the last one of its own source', () => {
  test('is held, the record stays as it was, and what follows properly goes on', async () => {
    const person = newPerson();
    expect(await night('applicant', [applicantOf(person, { status: 'CLOSED', ...day(0) })])).toEqual(fine);
    expect(await night('applicant', [applicantOf(person, { status: 'SUBMITTED', ...day(1) })])).toEqual(illegal);
    expect(await recordOf(ground, applicantOf(person))).toMatchObject({ state: 'DELIVERED', status: 'CLOSED' });
    const corrected = applicantOf(person, { status: 'CLOSED', major: '会计', ...day(2) });
    expect(await night('applicant', [corrected])).toEqual(fine);
  });

  test('is no jump over nights that brought no file', async () => {
    const person = newPerson();
    expect(await night('applicant', [applicantOf(person, { status: 'PRE_REGISTERED', ...day(0) })])).toEqual(fine);
    expect(await night('applicant', [applicantOf(person, { status: 'PAYABLE', ...day(1) })])).toEqual(fine);
  });

  test('of a certificate is held too', async () => {
    const person = newPerson();
    expect(await night('certificate', [certificateOf(person, { verification: 'VERIFIED', ...day(0) })])).toEqual(fine);
    expect(await night('certificate', [certificateOf(person, { ...day(1) })])).toEqual(illegal);
  });

  test('of a payment still to be made keeps it from leaving; one reported as made goes on, with its problem', async () => {
    const person = newPerson();
    await night('applicant', [applicantOf(person)]);
    expect(await night('payment', [paymentOf(person, { status: 'CANCELLED', ...day(0) })])).toEqual(fine);
    expect(await night('payment', [paymentOf(person, day(1))])).toEqual(illegal);
    expect(await night('payment', [paymentOf(person, { status: 'SUCCESS', ...day(2) })])).toEqual(fine);
    expect(await recordOf(ground, paymentOf(person))).toMatchObject({
      state: 'DELIVERED',
      problem: 'record.illegal-transition',
    });
  });

  test('is no further attempt, which another 发放批次 tells even where its beginning was never seen', async () => {
    const person = newPerson();
    await night('applicant', [applicantOf(person)]);
    expect(await night('payment', [paymentOf(person, { status: 'FAILED', ...day(0) })])).toEqual(fine);
    const next = { batchNo: '2025-02', status: 'SUBMITTED' } as const;
    expect(await night('payment', [paymentOf(person, { ...next, ...day(1) })])).toEqual(fine);
    expect(await recordOf(ground, paymentOf(person))).toMatchObject({ attempt: 2, problem: null });
    const back = paymentOf(person, { batchNo: '2025-02', ...day(2) });
    expect(await night('payment', [back])).toEqual(illegal);
  });
});

test('a state the province has no word for is held before anything is written', async () => {
  const person = newPerson();
  const drawn = applicantOf(person, { status: 'LOTTERY_WON' });
  expect(await night('applicant', [drawn])).toEqual({ rows: { held: 1 }, problems: ['2 state.unmappable'] });
  expect(await recordOf(ground, drawn)).toBeUndefined();
});

describe('the province’s grant beside a city’s', () => {
  const both = async (stacking: 'allow' | 'deny') => {
    const person = newPerson();
    const under = { ...translating, claimGroups: claimGroupsOf({ stacking }) };
    const provinces = { ...person, programmeCode: 'GD-QXYM', declarationNo: `${person.declarationNo}P` } as const;
    await night('applicant', [applicantOf(person), applicantOf(person, provinces)], under);
    expect(await night('payment', [paymentOf(person)], under)).toEqual(fine);
    return await night('payment', [paymentOf(person, { ...provinces, fundingLevel: 'PROVINCE' })], under);
  };

  test('may be had where stacking is allowed', async () => {
    expect(await both('allow')).toEqual(fine);
  });

  test('may not where it is denied', async () => {
    expect(await both('deny')).toEqual({ rows: { held: 1 }, problems: ['2 payment.already-claimed'] });
  });

  test.each(['allow', 'deny'] as const)(
    'leaves matching grants alone where stacking is %s: each level is its own',
    async (stacking) => {
      const person = newPerson();
      const under = { ...translating, claimGroups: claimGroupsOf({ stacking }) };
      await night('applicant', [applicantOf(person)], under);
      for (const fundingLevel of ['CITY', 'DISTRICT', 'STREET', 'ENTERPRISE'] as const)
        expect(await night('payment', [paymentOf(person, { fundingLevel })], under)).toEqual(fine);
    },
  );
});
