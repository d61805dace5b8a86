import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listBatchIds, readBatch } from '../../../adapters/ledger/batches.ts';
import { caseKeyOf, readCase, writeCases } from '../../../adapters/ledger/discrepancies.ts';
import { recordKey } from '../../../core/identity.ts';
import { type Case, caseAfter, type Found } from '../../../core/reconcile/cases.ts';
import type { Discrepancy } from '../../../schemas/discrepancy.ts';
import { repairBatchId } from '../../../functions/reconcile/repair-batch.ts';
import { repairUnit } from '../../../functions/reconcile/repair.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { Kind } from '../../../schemas/kind.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, recordOf, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, certificateOf, CITY, INDEX_KEY, newPerson, paymentOf, PROVINCE } from './records.ts';

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
let nights = 0;
let night = '';
beforeEach(() => {
  ground.queue.sent.length = 0;
  ground.setMishap(null);
  outside.script.length = 0;
  outside.attempts.length = 0;
  // Each test its own nights: a unit is the same in all of them.
  nights += 10;
  night = nightAt(0);
});

const nightAt = (later: number) => new Date(Date.UTC(2027, 0, nights + later)).toISOString().slice(0, 10);
const settleAll = () => drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));

/** A record as it lies at the province after a good night. */
async function delivered<R extends Canonical>(kind: Kind, record: R): Promise<R> {
  const batch = await openBatch(ground, kind, [record], { seenBefore: true });
  await translateChunk(translating, batch);
  await settleAll();
  expect(await recordOf(ground, record)).toMatchObject({ state: 'DELIVERED' });
  outside.attempts.length = 0;
  return record;
}

/** What a night's run says of the record. */
async function found(
  kind: Kind,
  record: Canonical,
  code: Discrepancy,
  on = night,
  fields: readonly string[] = [],
): Promise<Case> {
  const next = await saidOf(kind, record, code, on, fields);
  expect(await writeCases(ground.table, [next])).toEqual(['won']);
  return next;
}

async function saidOf(
  kind: Kind,
  record: Canonical,
  code: Discrepancy,
  on = night,
  fields: readonly string[] = [],
): Promise<Case> {
  const { programmeCode: programme } = record;
  const key = { programme, kind, recordKey: recordKey(record, INDEX_KEY) };
  const said: Found = {
    recordKey: key.recordKey,
    code,
    tenant: 'guangzhou',
    fenCity: null,
    fenProvince: null,
    fields,
    line: 'x',
    unmasked: 'x',
    differenceHash: code,
  };
  const run = { reconciliationId: `r-${on}`, night: on, run: 1, programme, kind, at: ground.clock.now().toISOString() };
  const next = caseAfter(await readCase(ground.table, caseKeyOf(key)), said, run);
  if (next === null) throw new Error('the run has nothing to say');
  return next;
}

const caseOf = async (of: Case) => await readCase(ground.table, caseKeyOf(of));
const repair = (kind: Kind, on = night) =>
  repairUnit({ ...ground, translateQueue: 'translate' }, { night: on, programme: 'GZ-XLBZ', kind });
const batchIn = (kind: Kind, on = night) => repairBatchId({ night: on, programme: 'GZ-XLBZ', kind }, CITY);

describe('what the province turned out to lack', () => {
  test('goes again as the same version under another message, in a batch that adds up', async () => {
    const record = await delivered('applicant', applicantOf(newPerson()));
    const before = await recordOf(ground, record);
    const discrepancy = await found('applicant', record, 'missing-in-province');
    expect(await repair('applicant')).toEqual({ repaired: 1, givenUp: 0, postponed: 0 });
    expect(await caseOf(discrepancy)).toMatchObject({ state: 'REPAIRING', repairs: { times: 1, night } });
    expect(await readBatch(ground.table, batchIn('applicant'))).toMatchObject({
      tenant: 'guangzhou',
      manifest: { purpose: 'repair', businessDate: night, rows: 1 },
    });
    expect(await listBatchIds(ground.table, 'guangzhou')).toContain(batchIn('applicant'));
    await settleAll();
    expect(rowsOf(await statementOf(ground, batchIn('applicant')))).toEqual({ applied: 1 });
    const after = await recordOf(ground, record);
    expect(after).toMatchObject({ state: 'DELIVERED', order: before?.order, contentHash: before?.contentHash });
    expect(outside.attempts).toEqual([after?.attemptId]);
    expect(after?.attemptId).not.toBe(before?.attemptId);
    expect(outside.effects.get(after?.attemptId ?? '')).toMatchObject({ declarationNo: record.declarationNo });
  });

  test('goes once a night, however often it is asked for, and by two at once', async () => {
    const record = await delivered('certificate', certificateOf(newPerson()));
    const discrepancy = await found('certificate', record, 'missing-in-province');
    await Promise.all([repair('certificate'), repair('certificate')]);
    await settleAll();
    expect(await repair('certificate')).toEqual({ repaired: 0, givenUp: 0, postponed: 0 });
    await settleAll();
    expect(outside.attempts).toHaveLength(1);
    expect(await caseOf(discrepancy)).toMatchObject({ repairs: { times: 1, night } });
  });

  test('is a night’s own file’s no change: the next night finds it unchanged', async () => {
    const record = await delivered('applicant', applicantOf(newPerson()));
    await found('applicant', record, 'missing-in-province');
    await repair('applicant');
    await settleAll();
    const batch = await openBatch(ground, 'applicant', [record], { seenBefore: true });
    await translateChunk(translating, batch);
    expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ unchanged: 1 });
  });

  test('is left alone when the record has moved on before its repair is translated', async () => {
    const record = await delivered('applicant', applicantOf(newPerson()));
    await found('applicant', record, 'missing-in-province');
    await repair('applicant');
    const [chunk] = ground.queue.sent.splice(0);
    const newer = { ...record, major: '会计', updatedAt: '2026-11-23T10:00:00+08:00' };
    await delivered('applicant', newer);
    await translateChunk(translating, chunk?.message as never);
    expect(ground.queue.sent).toEqual([]);
    expect(rowsOf(await statementOf(ground, batchIn('applicant')))).toEqual({ unchanged: 1 });
    expect(await recordOf(ground, newer)).toMatchObject({ state: 'DELIVERED', problem: null });
  });

  test('is not crossed while a newer version is under way', async () => {
    const record = await delivered('applicant', applicantOf(newPerson()));
    const discrepancy = await found('applicant', record, 'missing-in-province');
    const newer = { ...record, major: '会计', updatedAt: '2026-11-23T10:00:00+08:00' };
    await translateChunk(translating, await openBatch(ground, 'applicant', [newer], { seenBefore: true }));
    expect(await repair('applicant')).toMatchObject({ repaired: 0 });
    expect(await caseOf(discrepancy)).toMatchObject({ state: 'OPEN', repairs: null });
  });

  test('comes through a crash between counting and sending', async () => {
    const record = await delivered('applicant', applicantOf(newPerson()));
    const discrepancy = await found('applicant', record, 'missing-in-province');
    ground.setMishap((call) => {
      if (call === 'TransactWriteItems') throw new Error('killed');
    });
    await expect(repair('applicant')).rejects.toThrow('killed');
    ground.setMishap(null);
    expect(await readBatch(ground.table, batchIn('applicant'))).toBeUndefined();
    expect(await caseOf(discrepancy)).toMatchObject({ state: 'REPAIRING', repairs: { times: 1, night } });
    expect(await repair('applicant')).toMatchObject({ repaired: 1 });
    await settleAll();
    expect(outside.attempts).toHaveLength(1);
    expect(await caseOf(discrepancy)).toMatchObject({ repairs: { times: 1, night } });
  });
});

test('a field the city owns goes again; one the province owns is not the city’s to send', async () => {
  const [mine, theirs] = [
    await delivered('applicant', applicantOf(newPerson())),
    await delivered('applicant', applicantOf(newPerson())),
  ];
  const ours = await found('applicant', mine, 'field-mismatch', night, ['mobile', 'status']);
  const province = await found('applicant', theirs, 'state-mismatch', night, ['status']);
  expect(await repair('applicant')).toMatchObject({ repaired: 1 });
  expect(await caseOf(ours)).toMatchObject({ state: 'REPAIRING' });
  expect(await caseOf(province)).toMatchObject({ state: 'OPEN', repairs: null });
});

test('money is never sent again', async () => {
  const person = newPerson();
  await delivered('applicant', applicantOf(person));
  const payment = await delivered('payment', paymentOf(person, { status: 'SUCCESS' }));
  const discrepancy = await found('payment', payment, 'missing-in-province');
  expect(await repair('payment')).toEqual({ repaired: 0, givenUp: 0, postponed: 0 });
  expect(await caseOf(discrepancy)).toMatchObject({ state: 'OPEN', repairs: null });
  expect(await readBatch(ground.table, batchIn('payment'))).toBeUndefined();
});

test('three repairs in vain, and it is a person’s', async () => {
  const record = await delivered('applicant', applicantOf(newPerson()));
  for (const times of [1, 2, 3]) {
    const discrepancy = await found('applicant', record, 'field-mismatch', nightAt(times), ['mobile']);
    expect(await repair('applicant', nightAt(times))).toMatchObject({ repaired: 1, givenUp: 0 });
    await settleAll();
    expect(await caseOf(discrepancy)).toMatchObject({ state: 'REPAIRING', repairs: { times } });
  }
  const discrepancy = await found('applicant', record, 'field-mismatch', nightAt(4), ['mobile']);
  expect(await repair('applicant', nightAt(4))).toMatchObject({ repaired: 0, givenUp: 1 });
  expect(await caseOf(discrepancy)).toMatchObject({ state: 'OPEN', repairs: { times: 3, night: nightAt(3) } });
  expect(await repair('applicant', nightAt(4))).toMatchObject({ repaired: 0, givenUp: 0 });
  expect(outside.attempts).toHaveLength(3);
});

test('a repair the province refuses is a person’s the next night', async () => {
  const record = await delivered('applicant', applicantOf(newPerson()));
  await found('applicant', record, 'field-mismatch', night, ['mobile']);
  await repair('applicant');
  outside.script.push({ kind: 'say', outcome: 'refused', code: 'record.identity-changed' });
  await settleAll();
  expect(rowsOf(await statementOf(ground, batchIn('applicant')))).toEqual({ rejected: 1 });
  const discrepancy = await found('applicant', record, 'field-mismatch', nightAt(1), ['mobile']);
  expect(await repair('applicant', nightAt(1))).toMatchObject({ repaired: 0, givenUp: 1 });
  expect(await caseOf(discrepancy)).toMatchObject({ state: 'OPEN', repairs: { times: 1, night } });
});

test('what one frame has no room for goes in several', async () => {
  const records = [];
  for (let index = 0; index < 3; index++)
    records.push(await delivered('applicant', applicantOf(newPerson(), { schoolName: '校'.repeat(150_000) })));
  for (const record of records) await found('applicant', record, 'missing-in-province');
  expect(await repair('applicant')).toMatchObject({ repaired: 3 });
  expect(ground.queue.sent).toHaveLength(2);
  await settleAll();
  expect(rowsOf(await statementOf(ground, batchIn('applicant')))).toEqual({ applied: 3 });
  expect(new Set(outside.attempts).size).toBe(3);
});
