import { expect, test } from 'vitest';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { certificateMapping } from '../../../schemas/systems/province/yuegonghui/certificate.ts';
import { paymentMapping } from '../../../schemas/systems/province/yuegonghui/payment.ts';

const PAYMENT: Payment = {
  batchNo: 'B1',
  declarationNo: 'XL20250001',
  programmeCode: 'GZ-XLBZ',
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  idNumber: '440199199003070013',
  payeeName: '李四',
  bankName: '工商银行',
  accountNo: '6222021234567890128',
  amountFen: '150000',
  fundingLevel: 'CITY',
  status: 'SUCCESS',
  updatedAt: '2026-11-22T23:05:00+08:00',
};

test('a payment is written with our number and integer 分, absent values left out', () => {
  expect(paymentMapping.encode(PAYMENT, { paymentNo: 'UB1' })).toStrictEqual({
    paymentNo: 'UB1',
    ...PAYMENT,
    amountFen: 150_000,
  });
  expect(() => paymentMapping.encode(PAYMENT)).toThrow(RangeError);
});

test('our number does not become part of the record', () => {
  const wire = paymentMapping.encode(PAYMENT, { paymentNo: 'UB1' });
  expect(paymentMapping.decode(wire, { today: '2026-11-23' })).toStrictEqual({
    ok: true,
    record: PAYMENT,
    warnings: [],
  });
  expect(paymentMapping.decode({ ...wire, paymentNo: 7 }, { today: '2026-11-23' })).toMatchObject({
    problem: { code: 'row.field-type', field: 'paymentNo' },
  });
});

test('the wire is believed about its year, whatever year was asked for', () => {
  const wire = paymentMapping.encode(PAYMENT, { paymentNo: 'UB1' });
  expect(paymentMapping.decode(wire, { today: '2026-11-23', programmeYear: 2020 })).toMatchObject({
    record: { programmeYear: 2025 },
  });
});

test.each([null, 1, 'x', [], undefined])('%j is no record', (value) => {
  expect(paymentMapping.decode(value, { today: '2026-11-23' })).toMatchObject({
    problem: { code: 'row.malformed', field: null },
  });
});

test('a wrong type comes before a wrong value', () => {
  const wire = { ...paymentMapping.encode(PAYMENT, { paymentNo: 'UB1' }), idNumber: 'x', bankName: 7 };
  expect(paymentMapping.decode(wire, { today: '2026-11-23' })).toMatchObject({
    problem: { code: 'row.field-type', field: 'bankName' },
  });
});

test('problems of fields come in the order of members, a number that does not fit its type at its own place', () => {
  const certificate = {
    ...PAYMENT,
    certificateType: '5',
    certificateNo: '123',
    schoolName: '河南大学',
    major: '会计',
    educationLevel: '99',
    graduatedOn: '2024-07-01',
    verification: 'VERIFIED',
  };
  const problemOf = (changed: object) => {
    const decoded = certificateMapping.decode({ ...certificate, ...changed }, { today: '2026-11-23' });
    return decoded.ok ? null : `${decoded.problem.field} ${decoded.problem.code}`;
  };
  expect(problemOf({})).toBe('certificateNo certificate.format');
  expect(problemOf({ certificateType: '9' })).toBe('certificateType code.unknown');
  expect(problemOf({ certificateNo: '104765201605701784' })).toBe('educationLevel code.unknown');
  expect(problemOf({ certificateNo: '104765201605701784', educationLevel: '21' })).toBeNull();
  expect(problemOf({ idNumber: '1', updatedAt: 5 })).toBe('updatedAt row.field-type');
});
