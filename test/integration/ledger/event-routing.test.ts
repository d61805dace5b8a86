import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readInbound } from '../../../adapters/ledger/inbound.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, recordOf, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, CITY, newPerson, paymentOf, type Person, PROVINCE } from './records.ts';
import { lastFileOf, type Told, toldTo } from './told.ts';

const DREAM_PLAN = 'shenzhen/dream-plan';
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

const toProvince = () => deliveringTo(ground, PROVINCE, outside.url);
const toCity = () => deliveringTo(ground, CITY, outside.url);
const told = (person: Person, type: string, sequence: number, data: object) =>
  toldTo(ground, person, type, sequence, data);
const reviewed = (person: Person, sequence: number, status: string) =>
  told(person, 'applicant.status-changed', sequence, { status });
const stateOf = async ({ webhookId }: Told) => (await readInbound(ground.table, webhookId))?.state;
const ofProvince = async (person: Person) => await recordOf(ground, applicantOf(person), PROVINCE);
const lastFile = () => lastFileOf(outside, 'gb18030');

async function knownApplicant(): Promise<Person> {
  const person = newPerson();
  await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)]));
  await drain(ground, translating, toProvince());
  return person;
}

describe('an event the record’s system can’t be told', () => {
  test('is quarantined where its wire form has no word, and those behind it are not stuck', async () => {
    const person = await knownApplicant();
    const objection = await reviewed(person, 1, 'OBJECTION');
    const payable = await reviewed(person, 2, 'PAYABLE');
    await translateEvents(translating, [objection.message]);
    expect(await readInbound(ground.table, objection.webhookId)).toMatchObject({
      state: 'QUARANTINED',
      problem: 'state.unmappable',
    });
    expect(await ofProvince(person)).toMatchObject({
      state: 'QUARANTINED',
      problem: 'state.unmappable',
      status: 'OBJECTION',
      sequence: 1,
    });
    expect(ground.queue.sent).toEqual([]);
    await translateEvents(translating, [payable.message]);
    await drain(ground, translating, toCity());
    expect(await stateOf(payable)).toBe('APPLIED');
    expect(await ofProvince(person)).toMatchObject({ state: 'DELIVERED', problem: null, status: 'PAYABLE' });
  });

  test('because it can’t follow is told all the same, with its problem: the state is the province’s to say', async () => {
    const person = await knownApplicant();
    await translateEvents(translating, [(await reviewed(person, 1, 'REJECTED')).message]);
    const back = await reviewed(person, 2, 'APPROVED');
    await translateEvents(translating, [back.message]);
    await drain(ground, translating, toCity());
    expect(await stateOf(back)).toBe('APPLIED');
    expect(await ofProvince(person)).toMatchObject({
      state: 'DELIVERED',
      status: 'APPROVED',
      problem: 'record.illegal-transition',
    });
    expect(lastFile()).toContain('审核通过');
  });
});

describe('systems of one programme', () => {
  const MATCHING = 'guangzhou/matching-grants';
  const SUBSIDY_AND_MATCHING = { fundingLevel: 'DISTRICT', amountFen: '30000' } as const;
  const settled = (person: Person, level: string, sequence: number) =>
    told(person, 'payment.settled', sequence, { fundingLevel: level, status: 'SUCCESS', paidOn: '2026-11-23' });
  const ofProvinceAt = async (person: Person) =>
    await recordOf(ground, paymentOf(person, SUBSIDY_AND_MATCHING), PROVINCE);

  async function granted(person: Person, system: string, change: Partial<Payment> = {}) {
    const batch = await openBatch(ground, 'payment', [paymentOf(person, { ...SUBSIDY_AND_MATCHING, ...change })], {
      system,
    });
    await translateChunk(translating, batch);
    await drain(ground, translating, toProvince());
  }

  const toMatching = () => deliveringTo(ground, MATCHING, outside.url);
  const putTo = () => [...outside.files.keys()].map((path) => path.split('.').at(-1));

  test('an application that only a reporting system has is kept, and nobody is told', async () => {
    const person = newPerson();
    const old = applicantOf(person, { sex: '1' });
    const batch = await openBatch(ground, 'applicant', [old], { system: 'guangzhou/education-net' });
    await translateChunk(translating, batch);
    await drain(ground, translating, toProvince());
    const event = await reviewed(person, 1, 'APPROVED');
    await translateEvents(translating, [event.message]);
    expect(await readInbound(ground.table, event.webhookId)).toMatchObject({ state: 'APPLIED', problem: null });
    expect(await ofProvince(person)).toMatchObject({ state: 'DELIVERED', status: 'APPROVED', sequence: 1 });
    expect(ground.queue.sent).toEqual([]);
    const again = await reviewed(person, 1, 'APPROVED');
    await translateEvents(translating, [again.message]);
    expect(await stateOf(again)).toBe('APPLIED');
  });

  test('a grant of a district’s union is told to that union, in its workbook', async () => {
    const person = await knownApplicant();
    await granted(person, MATCHING);
    await translateEvents(translating, [(await settled(person, 'DISTRICT', 1)).message]);
    await drain(ground, translating, toMatching());
    expect(putTo()).toEqual(['xlsx']);
    expect(await ofProvinceAt(person)).toMatchObject({ state: 'DELIVERED', status: 'SUCCESS', sequence: 1 });
    // What the union imports of it comes back with its next workbook.
    const imported = { status: 'SUCCESS', paidOn: '2026-11-23', updatedAt: '2026-11-23T23:30:00+08:00' } as const;
    const echo = paymentOf(person, { ...SUBSIDY_AND_MATCHING, ...imported });
    const batch = await openBatch(ground, 'payment', [echo], { system: MATCHING, seenBefore: true });
    await translateChunk(translating, batch);
    expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ unchanged: 1 });
  });

  test('a grant of a district that the subsidy alone has is told to the subsidy', async () => {
    const person = await knownApplicant();
    await granted(person, CITY);
    await translateEvents(translating, [(await settled(person, 'DISTRICT', 1)).message]);
    await drain(ground, translating, toCity());
    expect(lastFile()).toContain('发放成功');
    expect(await ofProvinceAt(person)).toMatchObject({ state: 'DELIVERED', tenant: 'guangzhou' });
  });

  const BOTH_ORDERS = [
    [MATCHING, CITY],
    [CITY, MATCHING],
  ] as const;

  test.each(BOTH_ORDERS)(
    'a grant both report as made is told to the one that pays its level: %s first',
    async (...order) => {
      const person = await knownApplicant();
      for (const system of order) await granted(person, system, { status: 'PROCESSING' });
      outside.files.clear();
      await translateEvents(translating, [(await settled(person, 'DISTRICT', 1)).message]);
      await drain(ground, translating, toMatching());
      expect(putTo()).toEqual(['xlsx']);
      expect(await ofProvinceAt(person)).toMatchObject({ state: 'DELIVERED', tenant: 'guangzhou' });
    },
  );

  test.each(BOTH_ORDERS)(
    'a grant both would pay is told to the one whose instruction has left: %s',
    async (first, second) => {
      const person = await knownApplicant();
      await granted(person, first);
      await granted(person, second);
      expect(await recordOf(ground, paymentOf(person, SUBSIDY_AND_MATCHING), second)).toMatchObject({
        state: 'HELD',
        problem: 'payment.already-claimed',
      });
      await translateEvents(translating, [(await settled(person, 'DISTRICT', 1)).message]);
      outside.files.clear();
      await drain(ground, translating, first === CITY ? toCity() : toMatching());
      expect(putTo()).toEqual([first === CITY ? 'csv' : 'xlsx']);
    },
  );

  test('a seat’s review is told to Shenzhen in its own word', async () => {
    const person = { ...newPerson(), programmeCode: 'SZ-YMJH' } as unknown as Person;
    const record = applicantOf(person, { regionCode: '440300', status: 'DOC_REVIEW', sex: '1' });
    await translateChunk(translating, await openBatch(ground, 'applicant', [record], { system: DREAM_PLAN }));
    await drain(ground, translating, toProvince());
    expect([...outside.effects.values()].at(-1)).toMatchObject({ status: 'CITY_REVIEW' });
    const [review, approved] = [await reviewed(person, 1, 'PROVINCE_REVIEW'), await reviewed(person, 2, 'APPROVED')];
    await translateEvents(translating, [review.message, approved.message]);
    await drain(ground, translating, deliveringTo(ground, DREAM_PLAN, outside.url));
    expect(lastFileOf(outside, 'utf-8')).toContain(person.declarationNo);
    expect(await recordOf(ground, record, PROVINCE)).toMatchObject({
      state: 'DELIVERED',
      status: 'APPROVED',
      problem: null,
      tenant: 'shenzhen',
    });
    const echo = applicantOf(person, {
      regionCode: '440300',
      sex: '1',
      status: 'ADMISSION_NOTICE',
      updatedAt: '2026-11-23T23:30:00+08:00',
    });
    const batch = await openBatch(ground, 'applicant', [echo], { system: DREAM_PLAN, seenBefore: true });
    await translateChunk(translating, batch);
    expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ unchanged: 1 });
  });
});
