import { describe, expect, test } from 'vitest';
import { judgeKey } from '../../../../core/reconcile/judge.ts';
import { NO_EVIDENCE } from '../../../../core/reconcile/sides.ts';
import { applicant, certificate, comparison, judge, paid, payment, PROVINCE, row, wordOf } from './rows.ts';

const second = paid({ batchNo: 'B2', updatedAt: '2026-10-05T08:00:00+08:00' });
const differsIn = (verdict: ReturnType<typeof judge>): unknown =>
  verdict.outcome === 'discrepant' && verdict.differs.map(({ field, city, province }) => [field, city, province]);

describe('further rows of one key on a side', () => {
  test('are a duplicate, on either side, also where they say the same', () => {
    expect(judge([payment, payment], [payment])).toEqual({ outcome: 'discrepant', code: 'duplicate', differs: [] });
    expect(wordOf(judge([payment], [payment, payment]))).toBe('duplicate');
    for (const record of [applicant, certificate]) {
      const kind = record === applicant ? 'applicant' : 'certificate';
      expect(wordOf(judge([record, record], [record], {}, { kind }))).toBe('duplicate');
      expect(wordOf(judge([record], [record], {}, { kind }))).toBe('matched');
    }
  });

  test('of an attempt that failed too, if they are of the same batch', () => {
    expect(wordOf(judge([paid({ status: 'FAILED' }), payment], [payment]))).toBe('duplicate');
  });

  test('are payments under way beside each other, too', () => {
    expect(wordOf(judge([payment, paid({ batchNo: 'B2', status: 'PLANNED' })], [payment]))).toBe('duplicate');
    expect(wordOf(judge([payment, paid({ batchNo: 'B2', status: 'UNKNOWN' })], [payment]))).toBe('duplicate');
  });

  test('of several systems of the programme: the province has one record, and it matches once', () => {
    const rows = {
      recordKey: 'k',
      city: [row(payment), row(payment, 2, 'guangzhou/matching-grants')],
      province: [row(payment, 1, PROVINCE)],
    };
    expect(wordOf(judgeKey(rows, NO_EVIDENCE, comparison))).toBe('duplicate');
  });

  test('what differs is told of the newest row, the last one of those of one time', () => {
    const older = paid({ bankName: '甲', updatedAt: '2026-09-01T08:00:00+08:00' });
    const newer = paid({ bankName: '乙' });
    for (const city of [
      [older, newer],
      [newer, older],
    ])
      expect(differsIn(judge(city, [payment]))).toEqual([['bankName', '乙', '样例银行']]);
  });
});

describe('paid twice', () => {
  test('is two payments that arrived, in another batch or on another account', () => {
    expect(wordOf(judge([payment, second], [payment]))).toBe('paid-twice');
    expect(wordOf(judge([payment], [payment, paid({ accountNo: '6222021234567890999' })]))).toBe('paid-twice');
    expect(wordOf(judge([payment, second], [payment, second]))).toBe('paid-twice');
  });

  test('is not one payment told twice, nor one that came back and was made again', () => {
    expect(wordOf(judge([payment, paid({ bankName: '另一家银行' })], [payment]))).toBe('duplicate');
    const before = paid({ status: 'RETURNED' });
    expect(wordOf(judge([before, second], [before, second]))).toBe('matched');
  });
});

describe('attempts of one payment', () => {
  test.each(['FAILED', 'RETURNED', 'EXPIRED', 'CANCELLED'] as const)(
    '%s under another batch is history: with it or without it, what stands matches',
    (status) => {
      const before = paid({ status, accountNo: '6222021234567890999' });
      expect(wordOf(judge([before, second], [before, second]))).toBe('matched');
      expect(wordOf(judge([before, second], [second]))).toBe('matched');
      expect(wordOf(judge([second], [second, before]))).toBe('matched');
    },
  );

  test('are compared batch by batch', () => {
    const [failed, cameBack] = [paid({ status: 'FAILED' }), paid({ status: 'RETURNED' })];
    expect(differsIn(judge([failed, second], [cameBack, second]))).toEqual([['state', 'FAILED', 'RETURNED']]);
    const other = paid({ status: 'FAILED', accountNo: '6222021234567890999' });
    expect(wordOf(judge([failed, second], [second, other]))).toBe('wrong-payee');
  });

  test('what stands is compared under whatever batch, if no batch pairs it', () => {
    expect(differsIn(judge([payment], [second]))).toEqual([['batchNo', 'B1', 'B2']]);
    const third = paid({ batchNo: 'B3', accountNo: '6222021234567890999' });
    const failed = paid({ status: 'FAILED' });
    expect(wordOf(judge([failed, second], [failed, third]))).toBe('wrong-payee');
  });

  test('a field that differs in several of them is shown as in what stands', () => {
    const failed = paid({ status: 'FAILED' });
    const city = [
      { ...failed, bankName: '甲', name: '张四' },
      { ...second, bankName: '乙' },
    ];
    const province = [failed, { ...second, batchNo: 'B3' }];
    expect(differsIn(judge(city, province))).toEqual([
      ['batchNo', 'B2', 'B3'],
      ['bankName', '乙', '样例银行'],
      ['name', '张四', '张三'],
    ]);
  });

  test('one that the other side has not heard of is another state, and its new account no wrong payee', () => {
    const failed = paid({ status: 'FAILED' });
    const again = { ...second, accountNo: '6222021234567890999', amountFen: '140000' };
    const verdict = judge([failed, again], [failed]);
    expect(wordOf(verdict)).toBe('state-mismatch');
    expect(differsIn(verdict)).toEqual([
      ['batchNo', 'B2', 'B1'],
      ['accountNo', '6222021234567890999', payment.accountNo],
      ['amountFen', '140000', '150000'],
      ['state', 'SUCCESS', 'FAILED'],
    ]);
    expect(wordOf(judge([failed], [failed, again]))).toBe('state-mismatch');
    expect(wordOf(judge([failed, { ...second, status: 'FAILED' }], [failed]))).toBe('field-mismatch');
  });

  test('the rail speaks of one attempt, not of the next', () => {
    const cameBack = paid({ status: 'RETURNED' });
    const returns = [row(cameBack, 2, 'bank/payout')];
    expect(wordOf(judge([cameBack, second], [cameBack, second], { returns }))).toBe('matched');
    expect(wordOf(judge([payment], [payment], { returns }))).toBe('returned-after-success');
  });
});

test('which row of a side comes first makes no difference', () => {
  const [a, b, c] = [paid({ status: 'FAILED' }), second, paid({ batchNo: 'B3', status: 'EXPIRED', name: '张四' })];
  const rows = [row(a, 2), row(b, 3), row(c, 4)];
  const province = [row(c, 9, PROVINCE), row(a, 8, PROVINCE)];
  const verdicts = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
  ].map((order) =>
    judgeKey(
      { recordKey: 'k', city: order.flatMap((at) => rows.slice(at, at + 1)), province: province.toReversed() },
      NO_EVIDENCE,
      comparison,
    ),
  );
  expect(new Set(verdicts.map((verdict) => JSON.stringify(verdict))).size).toBe(1);
});
