import { describe, expect, test } from 'vitest';
import { ageInDays, mayYetCome } from '../../../../core/reconcile/suspense.ts';
import { judgeKey } from '../../../../core/reconcile/judge.ts';
import { NO_EVIDENCE } from '../../../../core/reconcile/sides.ts';
import type { Applicant } from '../../../../schemas/canonical/applicant.ts';
import { applicant, comparison, judge, paid, payment, PROVINCE, row, wordOf } from './rows.ts';

/** asOf is 2026-11-22, whose end is 2026-11-23T00:00:00+08:00: three days before it is the first moment of the 20th. */
const YOUNG = '2026-11-20T00:00:01+08:00';
const OLD = '2026-11-20T00:00:00+08:00';

describe('a miss waits for three days, counted back from the end of the day in China', () => {
  test.each([
    [YOUNG, true],
    ['2026-11-20T00:00:00.001+08:00', true],
    [OLD, false],
    ['2026-11-19T23:59:59+08:00', false],
    // The same moments in another offset.
    ['2026-11-19T16:00:01Z', true],
    ['2026-11-19T16:00:00Z', false],
    ['2026-11-22T23:59:59+08:00', true],
    // A clock that runs ahead.
    ['2026-11-23T08:00:00+08:00', true],
  ])('%s', (updatedAt, waits) => {
    expect(mayYetCome(updatedAt, comparison)).toBe(waits);
    expect(judge([paid({ updatedAt })], []).outcome).toBe(waits ? 'suspense' : 'discrepant');
    expect(judge([], [paid({ updatedAt })]).outcome).toBe(waits ? 'suspense' : 'discrepant');
  });

  test.each([
    ['2026-11-23T08:00:00+08:00', 0],
    ['2026-11-22T23:00:00+08:00', 0],
    ['2026-11-22T00:00:00+08:00', 1],
    ['2026-11-21T00:00:01+08:00', 1],
    ['2026-11-21T00:00:00+08:00', 2],
    [YOUNG, 2],
    [OLD, 3],
  ])('the age of %s is %i whole days', (updatedAt, days) => {
    expect(ageInDays(updatedAt, '2026-11-22')).toBe(days);
  });

  test('the side is the one that has it', () => {
    expect(judge([paid({ updatedAt: YOUNG })], [])).toEqual({ outcome: 'suspense', side: 'city', ageDays: 2 });
    expect(judge([], [paid({ updatedAt: YOUNG })])).toEqual({ outcome: 'suspense', side: 'province', ageDays: 2 });
  });

  test('a time that is none is refused, never young', () => {
    expect(() => ageInDays('yesterday', '2026-11-22')).toThrow(RangeError);
    expect(() => mayYetCome(YOUNG, { asOf: '2026-13-01' })).toThrow(RangeError);
  });
});

test('nothing graver is hidden by its youth', () => {
  const young = paid({ updatedAt: YOUNG });
  expect(wordOf(judge([young], [], { approved: false }))).toBe('paid-without-approval');
  expect(wordOf(judge([], [young], { verified: false }))).toBe('paid-without-certificate');
  expect(wordOf(judge([young, young], []))).toBe('duplicate');
  expect(wordOf(judge([young, { ...young, batchNo: 'B2' }], []))).toBe('paid-twice');
  expect(wordOf(judge([young], [{ ...young, amountFen: '1' }]))).toBe('amount-over');
  expect(wordOf(judge([young], [{ ...young, status: 'PROCESSING' }]))).toBe('state-mismatch');
});

test('of several attempts the one that stands tells the age', () => {
  const before = paid({ status: 'FAILED', updatedAt: '2026-11-01T08:00:00+08:00' });
  expect(wordOf(judge([before, paid({ batchNo: 'B2', updatedAt: YOUNG })], []))).toBe('suspense');
  const after = paid({ status: 'CANCELLED', updatedAt: YOUNG });
  expect(wordOf(judge([after, paid({ batchNo: 'B2', updatedAt: OLD })], []))).toBe('missing-in-province');
});

describe('where it is known what the city was told, the province waits to be repeated', () => {
  const young: Applicant = { ...applicant, status: 'PUBLIC_NOTICE', updatedAt: YOUNG };
  const heard = (province: Applicant, how: object = {}) =>
    judge([applicant], [province], {}, { kind: 'applicant', awaitsCity: true, ...how });

  test('in what it owns, and while it is young', () => {
    expect(heard(young)).toEqual({ outcome: 'suspense', side: 'province', ageDays: 2 });
    expect(wordOf(heard({ ...young, updatedAt: OLD }))).toBe('state-mismatch');
    expect(wordOf(heard(young, { awaitsCity: false }))).toBe('state-mismatch');
  });

  test('and in nothing besides', () => {
    expect(wordOf(heard({ ...young, major: '法学' }))).toBe('state-mismatch');
    expect(wordOf(heard({ ...applicant, updatedAt: YOUNG, major: '法学' }))).toBe('field-mismatch');
    const duplicate = judge([applicant, applicant], [young], {}, { kind: 'applicant', awaitsCity: true });
    expect(wordOf(duplicate)).toBe('duplicate');
  });

  test('by the mapping of the very system, Shenzhen owns the state of its seats: unless the province spoke last', () => {
    const seat: Applicant = { ...applicant, programmeCode: 'SZ-YMJH', status: 'ENROLLED' };
    const how = { ...comparison, kind: 'applicant', awaitsCity: true } as const;
    const word = (city: string, province: string) =>
      wordOf(
        judgeKey(
          {
            recordKey: 'k',
            city: [row({ ...seat, updatedAt: city }, 2, 'shenzhen/dream-plan')],
            province: [row({ ...seat, status: 'CLOSED', updatedAt: province }, 1, PROVINCE)],
          },
          NO_EVIDENCE,
          how,
        ),
      );
    expect(word(YOUNG, YOUNG)).toBe('state-mismatch');
    expect(word(OLD, YOUNG)).toBe('suspense');
    expect(word(OLD, OLD)).toBe('state-mismatch');
  });

  test('of payments in what became of them, if the province spoke last', () => {
    const { paidOn: _, ...instruction } = paid({ status: 'PLANNED', updatedAt: '2026-11-19T08:00:00+08:00' });
    const settled = paid({ updatedAt: YOUNG });
    const word = (city: typeof payment, province: typeof payment) =>
      wordOf(judge([city], [province], {}, { awaitsCity: true }));
    expect(word(instruction, settled)).toBe('suspense');
    expect(word({ ...instruction, paidOn: '2026-09-29' }, settled)).toBe('suspense');
    expect(word(paid({ paidOn: '2026-09-29', updatedAt: OLD }), settled)).toBe('suspense');
    expect(word(paid({ bankName: '乙', updatedAt: OLD }), settled)).toBe('field-mismatch');
    expect(word({ ...instruction, updatedAt: '2026-11-21T08:00:00+08:00' }, settled)).toBe('state-mismatch');
    expect(word({ ...instruction, updatedAt: YOUNG }, settled)).toBe('state-mismatch');
    expect(word(instruction, { ...settled, bankName: '乙' })).toBe('state-mismatch');
    expect(word(instruction, { ...settled, accountNo: '6222021234567890999' })).toBe('wrong-payee');
    expect(word({ ...payment, updatedAt: OLD }, { ...settled, status: 'RETURNED' })).toBe('returned-after-success');
  });
});

test('a match is a match however late it came', () => {
  expect(wordOf(judge([paid({ updatedAt: OLD })], [paid({ updatedAt: YOUNG })]))).toBe('matched');
});
