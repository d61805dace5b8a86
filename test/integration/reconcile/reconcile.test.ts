import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readReconciliation, type RunOf } from '../../../adapters/ledger/reconciliations.ts';
import { writeRecords } from '../../../adapters/ledger/records.ts';
import { putPermitLink } from '../../../adapters/ledger/permit-links.ts';
import { personKey, recordKey } from '../../../core/identity.ts';
import { parsePointer } from '../../../core/ledger/pointer.ts';
import { isConserved } from '../../../core/reconcile/statement.ts';
import type { Applicant } from '../../../schemas/canonical/applicant.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { keepInstructionFile } from '../../../adapters/ledger/instructions.ts';
import { BANK, returnFile } from '../ledger/bank.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import {
  applicantOf,
  certificateOf,
  CITY,
  INDEX_KEY,
  newItem,
  newPerson,
  paymentOf,
  PROVINCE,
} from '../ledger/records.ts';
import { casesOf, deliverOne, drainReconcile, reconcilingOn, takeIn, tick, type TestReconciling } from './sides.ts';

let ground: Ground;
let reconciling: TestReconciling;
beforeEach(async () => {
  ground = await startGround();
  reconciling = reconcilingOn(ground);
});
afterEach(async () => {
  await ground.stop();
});

const OLD = '2026-11-10T10:00:00+08:00';
const unitOf = (kind: Kind, night = '2026-11-23', run = 1): RunOf => ({ night, programme: 'GZ-XLBZ', kind, run });

const applicants = (count: number, change: Partial<Applicant> = {}): readonly Applicant[] =>
  Array.from({ length: count }, () => {
    const person = newPerson();
    // The city leaves it to the ID number.
    const sex = Number(person.idNumber.charAt(16)) % 2 === 1 ? '1' : '2';
    return applicantOf(person, { sex, updatedAt: OLD, ...change });
  });

/** A night of payments: each payee approved and verified, the province says what the city says. */
async function paymentNight(payments: readonly Payment[], province: readonly Payment[] = payments): Promise<void> {
  const persons = [...new Map([...payments, ...province].map((each) => [each.idNumber, each])).values()];
  const people = persons.map(({ declarationNo, programmeCode, programmeYear, name, idType, idNumber }) => ({
    declarationNo,
    programmeCode,
    programmeYear,
    name,
    idType,
    idNumber,
  })) as unknown as ReturnType<typeof newPerson>[];
  await takeIn(
    ground,
    CITY,
    'applicant',
    people.map((person) => applicantOf(person, { status: 'PAYABLE' })),
  );
  await takeIn(
    ground,
    CITY,
    'certificate',
    people.map((person) => certificateOf(person, { verification: 'VERIFIED' })),
  );
  await takeIn(ground, CITY, 'payment', payments);
  await takeIn(ground, PROVINCE, 'payment', province);
}

const payments = (count: number, change: Partial<Payment> = {}): readonly Payment[] =>
  Array.from({ length: count }, () =>
    paymentOf(newPerson(), { status: 'SUCCESS', paidOn: '2026-11-09', updatedAt: OLD, ...change }),
  );

describe('a night', () => {
  test('finds what differs, keeps a case of each, and its statement is conserved', async () => {
    const city = applicants(40);
    const [changed, missing, ...rest] = city;
    if (changed === undefined || missing === undefined) throw new Error('too few');
    await takeIn(ground, CITY, 'applicant', city);
    await takeIn(ground, PROVINCE, 'applicant', [{ ...changed, major: '会计' }, ...rest, ...applicants(1)]);
    expect(await tick(reconciling)).toEqual({ night: '2026-11-23', units: 1 });
    expect(await drainReconcile(ground, reconciling)).toBe(1);
    const done = await readReconciliation(ground.table, unitOf('applicant'));
    expect(done?.state).toBe('DONE');
    expect(done?.statement?.matched).toBe(38);
    expect(done?.statement?.discrepancies.map(({ code, count }) => [code, count])).toEqual([
      ['field-mismatch', 1],
      ['missing-in-province', 1],
      ['missing-in-city', 1],
    ]);
    expect(done?.statement !== null && done?.statement !== undefined && isConserved(done.statement)).toBe(true);
    expect(done?.statement?.city.received).toEqual({ rows: 40, fen: '0' });
    const cases = await casesOf(ground, 'applicant');
    expect(cases.map(({ code, state, fields, tenant }) => ({ code, state, fields, tenant }))).toEqual(
      expect.arrayContaining([{ code: 'field-mismatch', state: 'OPEN', fields: ['major'], tenant: 'guangzhou' }]),
    );
    expect(cases).toHaveLength(3);
  });

  test('seals a masked line and the line as both sides say it', async () => {
    const [one] = applicants(1);
    if (one === undefined) throw new Error('none');
    await takeIn(ground, CITY, 'applicant', [one, ...applicants(2)]);
    await takeIn(ground, PROVINCE, 'applicant', [{ ...one, mobile: '13900000001' }, ...applicants(1)]);
    await tick(reconciling);
    await drainReconcile(ground, reconciling);
    const found = (await casesOf(ground, 'applicant')).find(({ code }) => code === 'field-mismatch');
    const lineAt = async (text: string): Promise<string> => {
      const { line, ...frame } = parsePointer(text);
      return (
        Buffer.from(await ground.vault.readFrame(frame))
          .toString('utf8')
          .split('\n')[line] ?? ''
      );
    };
    expect(await lineAt(found?.line ?? '')).not.toContain(one.idNumber);
    expect(await lineAt(found?.line ?? '')).toContain('139****0001');
    expect(await lineAt(found?.unmasked ?? '')).toContain(one.idNumber);
    expect(found?.recordKey).toBe(recordKey(one, INDEX_KEY));
  });
});

describe('payments', () => {
  test('are matched three ways', async () => {
    const all = payments(7);
    const [unapproved, unverified, renewed, ...good] = all;
    if (unapproved === undefined || unverified === undefined || renewed === undefined) throw new Error('too few');
    const person = (payment: Payment) => payment as unknown as ReturnType<typeof newPerson>;
    const of = (payment: Payment) => {
      const { declarationNo, programmeCode, programmeYear, name, idType, idNumber } = person(payment);
      return { declarationNo, programmeCode, programmeYear, name, idType, idNumber } as ReturnType<typeof newPerson>;
    };
    await takeIn(ground, CITY, 'applicant', [
      applicantOf(of(unapproved), { status: 'UNIT_REVIEW' }),
      ...[unverified, ...good].map((payment) => applicantOf(of(payment), { status: 'PAYABLE' })),
    ]);
    await takeIn(
      ground,
      CITY,
      'certificate',
      [unapproved, ...good].map((payment) => certificateOf(of(payment), { verification: 'VERIFIED' })),
    );
    await takeIn(ground, CITY, 'payment', all);
    await takeIn(ground, PROVINCE, 'payment', all);
    // What this one was approved under is the older permit's.
    const [newer, older] = [renewed, newPerson()].map(({ idNumber }) => personKey(INDEX_KEY, idNumber));
    const said = { saidBy: 'operator', agreedBy: 'approver', at: OLD };
    await putPermitLink(ground.table, { newer: newer ?? '', older: older ?? '', ...said }, []);
    await tick(reconciling);
    await drainReconcile(ground, reconciling);
    const done = await readReconciliation(ground.table, unitOf('payment'));
    expect(done?.problem).toBeNull();
    expect(done?.statement?.matched).toBe(5);
    const cases = await casesOf(ground, 'payment');
    expect(cases.map(({ code }) => code).toSorted()).toEqual(['paid-without-approval', 'paid-without-certificate']);
    expect(done?.statement?.city.discrepant).toEqual({ rows: 2, fen: '300000' });
    expect(reconciling.counted).toContainEqual({ name: 'MoneyCasesOpen', value: 2 });
  });

  test('the province lacks are held where the ledger holds them, and wait where they are on their way', async () => {
    const all = payments(5);
    const [held, pending, lost, ...rest] = all;
    if (held === undefined || pending === undefined || lost === undefined) throw new Error('too few');
    await paymentNight(all, rest);
    await writeRecords(ground.table, [
      { record: newItem({ recordKey: recordKey(held, INDEX_KEY), state: 'HELD' }), expectedFence: null },
      { record: newItem({ recordKey: recordKey(pending, INDEX_KEY), state: 'IN_DOUBT' }), expectedFence: null },
    ]);
    await tick(reconciling);
    await drainReconcile(ground, reconciling);
    const done = await readReconciliation(ground.table, unitOf('payment'));
    expect(done?.statement?.city).toMatchObject({
      matched: { rows: 2, fen: '300000' },
      held: { rows: 1, fen: '150000' },
      suspense: { rows: 1, fen: '150000' },
      discrepant: { rows: 1, fen: '150000' },
    });
    expect((await casesOf(ground, 'payment')).map(({ recordKey: key }) => key)).toEqual([recordKey(lost, INDEX_KEY)]);
  });
});

describe('returns', () => {
  test('tell what came back after both sides have said it was paid', async () => {
    const all = payments(4);
    const [back] = all;
    if (back === undefined) throw new Error('none');
    await paymentNight(all);
    const line = { number: 'UBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', payment: { ...back, status: 'RETURNED' as const } };
    const sentAt = ground.clock.now().toISOString();
    const sent = { batchNo: 'UBF1', fileName: 'UBF1.txt', rows: 1, fen: back.amountFen, sentAt };
    await keepInstructionFile(ground.table, BANK, sent);
    await takeIn(ground, BANK, 'payment', [line.payment], {}, await returnFile('退票', 'UBF1', [line]));
    await tick(reconciling);
    await drainReconcile(ground, reconciling);
    const done = await readReconciliation(ground.table, unitOf('payment'));
    expect(done?.statement?.discrepancies.map(({ code, count }) => [code, count])).toEqual([
      ['returned-after-success', 1],
    ]);
    expect(done?.statement?.matched).toBe(3);
    expect((await casesOf(ground, 'payment')).map(({ recordKey: key }) => key)).toEqual([recordKey(back, INDEX_KEY)]);
  });
});

describe('ranges', () => {
  test('come to what one message comes to, whatever their number and order, and are ended once', async () => {
    const all = payments(60);
    const changed = all.map((payment, at) => (at % 7 === 0 ? { ...payment, amountFen: '150001' } : payment));
    await paymentNight(all, changed.slice(1));
    await tick(reconciling);
    await drainReconcile(ground, reconciling);
    const whole = await readReconciliation(ground.table, unitOf('payment'));
    const codes = (await casesOf(ground, 'payment')).map(({ recordKey: key, code }) => `${key} ${code}`);
    const split = reconcilingOn(ground, 20);
    await deliverOne(split, { v: 1, type: 'unit', ...unitOf('payment', '2026-11-23', 2) });
    const messages = ground.queue.sent
      .splice(0)
      .filter(({ url }) => url === 'reconcile')
      .map(({ message }) => message);
    expect(messages.length).toBeGreaterThan(3);
    for (const message of messages.toReversed()) {
      expect((await readReconciliation(ground.table, unitOf('payment', '2026-11-23', 2)))?.state).toBe('RUNNING');
      expect(await deliverOne(split, message)).toBe(false);
      // SQS gives some of them twice.
      expect(await deliverOne(split, message)).toBe(false);
    }
    const parted = await readReconciliation(ground.table, unitOf('payment', '2026-11-23', 2));
    expect(parted?.state).toBe('DONE');
    expect(parted?.statement).toEqual(whole?.statement);
    expect((await casesOf(ground, 'payment')).map(({ recordKey: key, code }) => `${key} ${code}`)).toEqual(codes);
    expect(split.counted.filter(({ name }) => name === 'ReconciliationsDone')).toHaveLength(1);
  });
});
