import { describe, expect, test } from 'vitest';
import { kindOf, overlay, type RecordEvent, statusOf } from '../../../core/overlay.ts';
import { provinceEventSchema } from '../../../schemas/event.ts';
import { applicantOf, certificateOf, newPerson, paymentOf } from '../../integration/ledger/records.ts';

const person = newPerson();
const UPDATED = '2026-11-23T10:00:00+08:00';
const { declarationNo, programmeCode, programmeYear } = person;
const about = { declarationNo, programmeCode, programmeYear, sequence: 1, updatedAt: UPDATED };

function eventOf(type: string, data: object): RecordEvent {
  const event = provinceEventSchema.parse({ type, timestamp: UPDATED, data: { ...about, ...data } });
  if (event.type === 'notice.published') throw new Error('a notice concerns no record');
  return event;
}

const approved = eventOf('applicant.status-changed', { status: 'APPROVED' });
const mismatch = eventOf('certificate.rejected', {
  certificateType: '5',
  certificateNo: '104765201605701784',
  verification: 'MISMATCH',
});
const settled = eventOf('payment.settled', { fundingLevel: 'CITY', status: 'SUCCESS', paidOn: '2026-11-23' });
const returned = eventOf('payment.returned', {
  fundingLevel: 'CITY',
  status: 'RETURNED',
  reasonCode: 'ACCOUNT_FROZEN',
});

test.each([
  [approved, 'applicant', 'APPROVED'],
  [mismatch, 'certificate', 'MISMATCH'],
  [eventOf('certificate.verified', { ...mismatch.data, verification: 'VERIFIED' }), 'certificate', 'VERIFIED'],
  [settled, 'payment', 'SUCCESS'],
  [returned, 'payment', 'RETURNED'],
  [eventOf('payment.failed', { fundingLevel: 'CITY', status: 'FAILED' }), 'payment', 'FAILED'],
] as const)('$0.type is about a $1 that is now $2', (event, kind, status) => {
  expect(kindOf(event)).toBe(kind);
  expect(statusOf(event)).toBe(status);
});

describe('an event changes what the province owns, and nothing else', () => {
  test('of an application: its status', () => {
    const record = applicantOf(person);
    expect(overlay(record, approved)).toEqual({ ...record, status: 'APPROVED', updatedAt: UPDATED });
  });

  test('of a certificate: its verification', () => {
    const record = certificateOf(person);
    expect(overlay(record, mismatch)).toEqual({ ...record, verification: 'MISMATCH', updatedAt: UPDATED });
  });

  test('of a payment: its status, its day and its reason, where given; never amount or payee', () => {
    const record = paymentOf(person, { paidOn: '2026-11-01' });
    expect(overlay(record, settled)).toEqual({
      ...record,
      status: 'SUCCESS',
      paidOn: '2026-11-23',
      updatedAt: UPDATED,
    });
    expect(overlay(record, returned)).toEqual({
      ...record,
      status: 'RETURNED',
      reasonCode: 'ACCOUNT_FROZEN',
      updatedAt: UPDATED,
    });
    const greedy = eventOf('payment.settled', { fundingLevel: 'CITY', status: 'SUCCESS', amountFen: 999 });
    expect(overlay(record, greedy)).toMatchObject({ amountFen: '150000', payeeName: person.name });
  });
});
