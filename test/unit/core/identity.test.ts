import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  aliasKey,
  claimKey,
  contentHash,
  messageId,
  paymentNo,
  personKey,
  programmeOf,
  recordKey,
} from '../../../core/identity.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import type { Certificate } from '../../../schemas/canonical/certificate.ts';
import { applicantOf, newPerson } from '../../integration/ledger/records.ts';

const KEY = new Uint8Array(32).fill(7);
const PERSON = {
  declarationNo: 'XL20250001',
  programmeCode: 'GZ-XLBZ',
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  idNumber: '44010619900307001X',
} as const;
const PAYMENT: Payment = {
  ...PERSON,
  batchNo: 'B1',
  payeeName: '张三',
  bankName: '工商银行',
  accountNo: '6222021234567890128',
  amountFen: '150000',
  fundingLevel: 'CITY',
  status: 'SUCCESS',
  updatedAt: '2026-11-22T23:05:00+08:00',
};
const CERTIFICATE: Certificate = {
  ...PERSON,
  certificateType: '5',
  certificateNo: '104765202505100001',
  schoolName: '河南师范大学',
  major: '汉语言文学',
  educationLevel: '21',
  graduatedOn: '2025-06-30',
  verification: 'VERIFIED',
  updatedAt: '2026-11-22T23:05:00+08:00',
};

test.each([1, 32, 64, 65, 200])(
  'a person key is plain HMAC-SHA256 under a key of %i bytes, for any length of text',
  (bytes) => {
    const key = Uint8Array.from({ length: bytes }, (_, at) => at * 7);
    for (const text of ['44010619900307001X', '', '长𠮷'.repeat(2000)]) {
      expect(personKey(key, text)).toBe(createHmac('sha256', key).update(text).digest('base64url'));
    }
  },
);

test('a person is the same by the 15-digit and the 18-digit number, and another under another key', () => {
  expect(personKey(KEY, '440106900307001')).toBe(personKey(KEY, '44010619900307001X'));
  expect(personKey(new Uint8Array(32), '44010619900307001X')).not.toBe(personKey(KEY, '44010619900307001X'));
});

test('record keys are as designed and hold no personal data', () => {
  const person = personKey(KEY, PERSON.idNumber);
  expect(recordKey(PAYMENT, KEY)).toBe(`${person}.p.GZ-XLBZ.2025.CITY.1`);
  expect(recordKey({ ...PAYMENT, batchNo: 'B2', idType: '02' }, KEY)).toBe(recordKey(PAYMENT, KEY));
  expect(recordKey(CERTIFICATE, KEY)).toMatch(/^[A-Za-z0-9_-]{43}\.c\.degree$/);
  expect(recordKey({ ...CERTIFICATE, idNumber: '440199199003070013', programmeYear: 2020 }, KEY)).toBe(
    recordKey(CERTIFICATE, KEY),
  );
  expect(claimKey('city', person, 'CITY', 1)).toBe(`${person}.claim.city.CITY.1`);
  expect(aliasKey(KEY, 'guangzhou/degree-subsidy', 'XL20250001')).not.toBe(
    aliasKey(KEY, 'province/yuegonghui', 'XL20250001'),
  );
});

test('an application to a course is known by its number, too; one for a grant by person, programme and year alone', () => {
  const person = personKey(KEY, PERSON.idNumber);
  const application = { ...applicantOf(newPerson()), ...PERSON };
  const course = { ...application, programmeCode: 'GZ-ZGDX' };
  const another = { ...course, declarationNo: 'XL20250002' };
  expect(recordKey({ ...application, declarationNo: another.declarationNo }, KEY)).toBe(`${person}.a.GZ-XLBZ.2025`);
  expect(recordKey(course, KEY)).toMatch(new RegExp(`^${person}\\.a\\.GZ-ZGDX\\.2025\\.[A-Za-z0-9_-]{22}$`));
  expect(recordKey(course, KEY)).not.toContain(course.declarationNo);
  expect(recordKey(another, KEY)).not.toBe(recordKey(course, KEY));
  expect(recordKey({ ...course, major: '钳工', status: 'GRADUATED' }, KEY)).toBe(recordKey(course, KEY));
  expect(programmeOf(recordKey(course, KEY))).toBe('GZ-ZGDX');
  expect(recordKey({ ...PAYMENT, programmeCode: 'GZ-ZGDX' }, KEY)).toBe(`${person}.p.GZ-ZGDX.2025.CITY.1`);
});

test('a content hash sees every value but the time, in whatever order the fields stand', () => {
  const reversed = Object.fromEntries(Object.entries(PAYMENT).toReversed()) as Payment;
  expect(contentHash('payment', reversed, KEY)).toBe(contentHash('payment', PAYMENT, KEY));
  expect(contentHash('payment', { ...PAYMENT, updatedAt: 'later' }, KEY)).toBe(contentHash('payment', PAYMENT, KEY));
  const changed = Object.keys(PAYMENT).filter((field) => field !== 'updatedAt');
  const hashes = changed.map((field) => contentHash('payment', { ...PAYMENT, [field]: 'x' }, KEY));
  expect(
    new Set([
      ...hashes,
      contentHash('payment', { ...PAYMENT, reasonCode: 'x' }, KEY),
      contentHash('payment', PAYMENT, KEY),
    ]).size,
  ).toBe(changed.length + 2);
});

test('a payment number is short capitals and digits, one per attempt', () => {
  const numbers = [1, 2, 3].map((attempt) => paymentNo(recordKey(PAYMENT, KEY), attempt));
  expect(new Set(numbers).size).toBe(3);
  for (const number of numbers) expect(number).toMatch(/^UB[A-Z2-7]{28}$/);
  expect(paymentNo('record', 1)).toBe(paymentNo('record', 1));
});

test('a message id is the same wherever the fact is told, and can not be forged by moving a border', () => {
  expect(messageId('a', 'b', 1, 'c')).toBe(messageId('a', 'b', '1', 'c'));
  expect(messageId('a', 'b', 1, 'c')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(messageId('ab', '', 1, 'c')).not.toBe(messageId('a', 'b', 1, 'c'));
});
