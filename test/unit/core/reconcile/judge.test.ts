import { describe, expect, test } from 'vitest';
import { judgeKey } from '../../../../core/reconcile/judge.ts';
import { NO_EVIDENCE } from '../../../../core/reconcile/sides.ts';
import { comparison, judge, keyRows, paid, payment, row, wordOf } from './rows.ts';

const returned = { status: 'RETURNED' } as const;
const approvedNot = { approved: false };

/** One way to bring about each code, gravest first: what it changes at the city, and what is known besides. */
const FAULTS = [
  ['paid-without-approval', {}, { approved: false }],
  ['paid-without-certificate', {}, { verified: false }],
  ['wrong-payee', { accountNo: '6222021234567890999' }, {}],
  ['amount-over', { amountFen: '150001' }, {}],
  ['returned-after-success', {}, { returns: [row(paid(returned), 2, 'bank/payout')] }],
  ['state-mismatch', { status: 'PROCESSING' }, {}],
  ['field-mismatch', { bankName: '另一家银行' }, {}],
] as const;

test('sides that say the same are matched', () => {
  expect(judge([payment], [payment])).toEqual({ outcome: 'matched' });
});

describe('each field that is compared, and what a difference in it is called', () => {
  test.each([
    ['batchNo', { batchNo: 'B2' }, 'field-mismatch'],
    ['name', { name: '张四' }, 'field-mismatch'],
    ['payeeName', { payeeName: '李四' }, 'wrong-payee'],
    ['bankName', { bankName: '另一家银行' }, 'field-mismatch'],
    ['accountNo', { accountNo: '6222021234567890999' }, 'wrong-payee'],
    ['amountFen', { amountFen: '150001' }, 'amount-over'],
    ['amountFen', { amountFen: '149999' }, 'amount-under'],
    ['paidOn', { paidOn: '2026-10-01' }, 'field-mismatch'],
    ['state', { status: 'PROCESSING' }, 'state-mismatch'],
  ] as const)('%s', (field, change, code) => {
    const verdict = judge([paid(change)], [payment]);
    expect(wordOf(verdict)).toBe(code);
    const [value] = Object.values(change);
    const member = field === 'state' ? 'status' : field;
    expect(verdict).toHaveProperty('differs', [{ field, city: value, province: payment[member] }]);
  });

  test('the funding level, though records of two levels have two keys', () => {
    expect(judge([paid({ fundingLevel: 'DISTRICT' })], [payment])).toHaveProperty('differs', [
      { field: 'fundingLevel', city: 'DISTRICT', province: 'CITY' },
    ]);
  });
});

test('numbers of the systems, the time of the last change and the reason of a failure are not compared', () => {
  const other = paid({ declarationNo: 'X', updatedAt: '2026-10-02T08:00:00+08:00', reasonCode: 'x', idType: '03' });
  expect(wordOf(judge([other], [payment]))).toBe('matched');
});

test('a field that one side does not say is no difference', () => {
  const { paidOn: _, ...unsaid } = payment;
  expect(wordOf(judge([unsaid], [payment]))).toBe('matched');
  expect(wordOf(judge([payment], [unsaid]))).toBe('matched');
});

test('amounts beyond what a float tells apart are compared exactly', () => {
  const [a, b] = [paid({ amountFen: '9007199254740993' }), paid({ amountFen: '9007199254740992' })];
  expect(wordOf(judge([a], [b]))).toBe('amount-over');
  expect(wordOf(judge([b], [a]))).toBe('amount-under');
  // As text 9 would be more than 10.
  expect(wordOf(judge([paid({ amountFen: '9' })], [paid({ amountFen: '10' })]))).toBe('amount-under');
});

describe('of two faults the graver is the code, and every field that differs is listed', () => {
  const pairs = FAULTS.flatMap(([graver, a, known], at) =>
    FAULTS.slice(at + 1).map(([lesser, b, more]) => [graver, lesser, { ...a, ...b }, { ...known, ...more }] as const),
  );
  test.each(pairs)('%s > %s', (graver, _lesser, change, evidence) => {
    const changed = paid(change);
    // A payment that is not paid has no return: the province's row is the one that says SUCCESS then.
    const verdict = judge([changed], [payment], evidence);
    expect(wordOf(verdict)).toBe(graver);
    expect(verdict.outcome === 'discrepant' && verdict.differs.map(({ field }) => field).toSorted()).toEqual(
      Object.keys(change)
        .map((field) => (field === 'status' ? 'state' : field))
        .toSorted(),
    );
  });

  test.each(FAULTS)('duplicate against %s', (code, change, evidence) => {
    const verdict = judge([paid(change), paid(change)], [payment], evidence);
    expect(wordOf(verdict)).toBe('duplicate');
    expect(wordOf(judge([paid(change)], [payment], evidence))).toBe(code);
  });

  test.each(FAULTS)('paid-twice against %s', (_code, change, evidence) => {
    const twice = [payment, paid({ batchNo: 'B2' })];
    expect(wordOf(judge([paid(change)], twice, evidence))).toBe('paid-twice');
  });

  test('amount-under against what is less grave', () => {
    const under = { amountFen: '149999' };
    expect(wordOf(judge([paid({ ...under, ...returned })], [payment]))).toBe('amount-under');
    expect(wordOf(judge([paid({ ...under, status: 'PROCESSING' })], [payment]))).toBe('amount-under');
    expect(wordOf(judge([paid({ ...under, payeeName: '李四' })], [payment]))).toBe('wrong-payee');
  });
});

describe('a key that one side alone has', () => {
  test('is missing on the other', () => {
    expect(judge([payment], [])).toEqual({ outcome: 'discrepant', code: 'missing-in-province', differs: [] });
    expect(judge([], [payment])).toEqual({ outcome: 'discrepant', code: 'missing-in-city', differs: [] });
  });

  test('may be something graver', () => {
    expect(wordOf(judge([payment, payment], []))).toBe('duplicate');
    expect(wordOf(judge([], [payment, paid({ batchNo: 'B2' })]))).toBe('paid-twice');
    expect(wordOf(judge([payment], [], approvedNot))).toBe('paid-without-approval');
    expect(wordOf(judge([], [payment], { verified: false }))).toBe('paid-without-certificate');
    expect(wordOf(judge([payment], [], { returns: [row(paid(returned))] }))).toBe('returned-after-success');
  });

  test('has a row at least', () => {
    expect(() => judgeKey(keyRows([], []), NO_EVIDENCE, comparison)).toThrow(RangeError);
  });
});

describe('returned after success', () => {
  test('one side says paid, the other that it came back', () => {
    expect(wordOf(judge([payment], [paid(returned)]))).toBe('returned-after-success');
    expect(wordOf(judge([paid(returned)], [payment]))).toBe('returned-after-success');
    expect(wordOf(judge([paid(returned)], [paid(returned)]))).toBe('matched');
    expect(wordOf(judge([paid({ status: 'FAILED' })], [payment]))).toBe('state-mismatch');
    expect(wordOf(judge([paid({ status: 'PROCESSING' })], [paid(returned)]))).toBe('state-mismatch');
  });

  test('both say paid, the rail that this very attempt came back', () => {
    const line = (change: object) => ({ returns: [row(paid({ ...returned, ...change }), 2, 'bank/payout')] });
    expect(judge([payment], [payment], line({}))).toEqual({
      outcome: 'discrepant',
      code: 'returned-after-success',
      differs: [],
    });
    expect(wordOf(judge([payment], [payment], line({ batchNo: 'B9' })))).toBe('matched');
    expect(wordOf(judge([payment], [payment], line({ status: 'SUCCESS' })))).toBe('matched');
    expect(wordOf(judge([paid(returned)], [paid(returned)], line({})))).toBe('matched');
  });
});

describe('money that may have left has to have been granted', () => {
  const leaves = ['SUBMITTED', 'ACCEPTED', 'PROCESSING', 'WAIT_USER_CONFIRM', 'SUCCESS', 'UNKNOWN'] as const;
  const stays = ['PLANNED', 'BATCHED', 'FAILED', 'RETURNED', 'EXPIRED', 'CANCELLED'] as const;
  test.each(
    [true, false, null].flatMap((approved) => [true, false, null].map((verified) => [approved, verified] as const)),
  )('approved %s, verified %s', (approved, verified) => {
    const against =
      approved === false ? 'paid-without-approval' : verified === false ? 'paid-without-certificate' : 'matched';
    const words = (states: readonly (typeof leaves | typeof stays)[number][]) =>
      new Set(states.map((status) => wordOf(judge([paid({ status })], [paid({ status })], { approved, verified }))));
    expect(words(leaves)).toEqual(new Set([against]));
    expect(words(stays)).toEqual(new Set(['matched']));
  });

  test('if either side says that it left', () => {
    const planned = paid({ status: 'PLANNED' });
    expect(wordOf(judge([planned], [payment], approvedNot))).toBe('paid-without-approval');
    expect(wordOf(judge([payment], [planned], approvedNot))).toBe('paid-without-approval');
  });
});
