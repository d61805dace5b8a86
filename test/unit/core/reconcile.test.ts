import { expect, test } from 'vitest';
import { comparePayments, type SidePayment } from '../../../core/reconcile.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';

const payment: Payment = {
  batchNo: '2025-01',
  declarationNo: 'GZ1',
  programmeCode: 'GZ-XLBZ',
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  idNumber: '440199199003070013',
  payeeName: '张三',
  bankName: '样例银行',
  accountNo: '6222021234567890128',
  amountFen: '150000',
  fundingLevel: 'CITY',
  status: 'PLANNED',
  updatedAt: '2026-11-20T23:00:00+08:00',
};
const side = (recordKey: string, change: Partial<Payment> = {}): SidePayment => ({
  recordKey,
  payment: { ...payment, ...change },
});

test('sides that agree have totals and no discrepancy; states have one owner and are not compared', () => {
  const { programmes, discrepancies } = comparePayments(
    [side('a'), side('b')],
    [side('b'), side('a', { status: 'SUCCESS' })],
  );
  const total = { rows: 2, fen: '300000' };
  expect(programmes).toEqual([{ programme: 'GZ-XLBZ', year: 2025, city: total, province: total }]);
  expect(discrepancies).toEqual({});
});

test('each key has its gravest difference only', () => {
  const { discrepancies } = comparePayments(
    [
      side('over', { amountFen: '150001' }),
      side('under'),
      side('payee', { amountFen: '1' }),
      side('city-only'),
      side('twice'),
      side('twice'),
    ],
    [
      side('over'),
      side('under', { amountFen: '150001' }),
      side('payee', { accountNo: '6222021234567890999' }),
      side('province-only'),
      side('twice'),
    ],
  );
  expect(discrepancies).toEqual({
    'amount-over': 1,
    'amount-under': 1,
    'wrong-payee': 1,
    'missing-in-province': 1,
    'missing-in-city': 1,
    duplicate: 1,
  });
});

test('an attempt that failed before the next one is history, not a second payment', () => {
  const failed = { status: 'FAILED', updatedAt: '2026-11-19T23:00:00+08:00' } as const;
  const { programmes, discrepancies } = comparePayments([side('a')], [side('a', failed), side('a')]);
  expect(discrepancies).toEqual({});
  expect(programmes[0]?.province).toEqual({ rows: 1, fen: '150000' });
  expect(comparePayments([side('a')], [side('a', failed)]).discrepancies).toEqual({});
});

test('amounts beyond what a float holds are added exactly', () => {
  const huge = { amountFen: '9007199254740993' };
  const { programmes } = comparePayments([side('a', huge), side('b', huge)], []);
  expect(programmes[0]?.city.fen).toBe('18014398509481986');
});
