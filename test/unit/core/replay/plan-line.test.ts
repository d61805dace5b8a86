import { describe, expect, test } from 'vitest';
import { RECORD_STATES } from '../../../../core/ledger/states.ts';
import { planLineOf } from '../../../../core/replay/plan-line.ts';
import { applicantOf, certificateOf, newPerson, paymentOf } from '../../../integration/ledger/records.ts';
import { AT, subjectOf, TERMS } from './subject.ts';

const applicant = applicantOf(newPerson());
const payment = paymentOf(newPerson());
const actionOf = (...of: Parameters<typeof subjectOf>) => {
  const { action, code } = planLineOf(subjectOf(...of), TERMS);
  return code === null ? action : `${action}: ${code}`;
};

describe('what a plan does with a record', () => {
  test.each(RECORD_STATES)('an application that is %s', (state) => {
    const expected = {
      HELD: 'replay',
      REJECTED: 'replay',
      QUARANTINED: 'replay',
      PENDING: 'nothing: replay.under-way',
      SENDING: 'nothing: replay.under-way',
      DELIVERED: 'nothing: replay.settled',
      IMPORTED: 'nothing: replay.settled',
      IN_DOUBT: 'refused: replay.in-doubt',
    }[state];
    expect(actionOf('applicant', applicant, { state })).toBe(expected);
    expect(actionOf('payment', payment, { state })).toBe(expected);
    expect(actionOf('certificate', certificateOf(newPerson()), { state })).toBe(expected);
  });

  test('money that may have been paid is refused, whatever its state', () => {
    expect(actionOf('payment', payment, { problem: 'payment.ledger-restored' })).toBe('refused: replay.may-be-paid');
    expect(actionOf('payment', payment, { problem: 'rail.conflict' })).toBe('refused: replay.may-be-paid');
  });

  test.each([
    ['SUCCESS', 'DELIVERED', 'refused: replay.paid'],
    ['PLANNED', 'IN_DOUBT', 'refused: replay.paid'],
    ['PLANNED', 'DELIVERED', 'refused: replay.paid'],
    ['PROCESSING', 'DELIVERED', 'refused: replay.paid'],
    ['FAILED', 'IN_DOUBT', 'refused: replay.paid'],
    ['FAILED', 'DELIVERED', 'replay'],
    ['RETURNED', 'DELIVERED', 'replay'],
    ['EXPIRED', 'DELIVERED', 'replay'],
    ['CANCELLED', 'DELIVERED', 'replay'],
    ['PLANNED', 'REJECTED', 'replay'],
  ] as const)('money of which another side says %s, %s', (status, state, expected) => {
    expect(actionOf('payment', payment, {}, { others: [{ status, state, problem: null, at: AT }] })).toBe(expected);
  });

  test('money that stood still when the table was put back may have gone since; once it is settled, or a fact, it goes', () => {
    const terms = { ...TERMS, restoredAt: '2026-11-21T00:00:00.000Z' };
    const after = '2026-11-21T00:00:00.001Z';
    const codeOf = (...of: Parameters<typeof subjectOf>) => planLineOf(subjectOf(...of), terms).code;
    const rail = (at: string) => ({ others: [{ status: 'PLANNED', state: 'HELD', problem: null, at }] }) as const;
    expect(codeOf('payment', payment)).toBe('replay.may-be-paid');
    expect(codeOf('payment', payment, { at: after })).toBeNull();
    expect(codeOf('payment', payment, { at: after }, rail(AT))).toBe('replay.may-be-paid');
    expect(codeOf('payment', payment, { at: after }, rail(after))).toBeNull();
    expect(codeOf('applicant', applicant)).toBeNull();
    const paid = paymentOf(newPerson(), { status: 'SUCCESS', paidOn: '2026-11-01' });
    expect(codeOf('payment', paid)).toBeNull();
    // What the ledger never took it may have taken, and forgotten.
    expect(codeOf('payment', payment, null, { sentBefore: true })).toBe('replay.may-be-paid');
    expect(codeOf('payment', payment, null, rail(AT))).toBe('replay.may-be-paid');
    expect(codeOf('payment', payment, null)).toBeNull();
    expect(codeOf('payment', paid, null, { sentBefore: true })).toBeNull();
  });

  test('an instruction whose grant is another payment’s is refused, a fact is told all the same', () => {
    expect(actionOf('payment', payment, {}, { claimTaken: true })).toBe('refused: replay.claim-taken');
    const paid = paymentOf(newPerson(), { status: 'SUCCESS', paidOn: '2026-11-01' });
    expect(actionOf('payment', paid, {}, { claimTaken: true })).toBe('replay');
  });

  test('what is not a city’s, not there, or not to be read goes nowhere', () => {
    expect(actionOf('payment', payment, {}, { source: 'province/yuegonghui' })).toBe('refused: replay.not-from-city');
    expect(actionOf('payment', payment, {}, { source: 'bank/payout' })).toBe('refused: replay.not-from-city');
    expect(actionOf('applicant', applicant, null, { version: null })).toBe('refused: replay.record-unknown');
    expect(actionOf('applicant', applicant, {}, { line: undefined })).toBe('refused: replay.unreadable');
  });

  test('what the ledger never took is judged as if it came now', () => {
    expect(actionOf('applicant', applicant, null)).toBe('replay');
    expect(actionOf('payment', payment, null)).toBe('replay');
    expect(actionOf('payment', payment, null, { underWay: true })).toBe('nothing: replay.under-way');
    const said = (status: string) => ({ others: [{ status, state: 'DELIVERED', problem: null, at: AT }] }) as const;
    expect(actionOf('payment', payment, null, said('SUCCESS'))).toBe('refused: replay.paid');
    expect(actionOf('payment', payment, null, said('FAILED'))).toBe('replay');
    const newer = { messageId: 'x', order: '2027', contentHash: 'y' };
    expect(actionOf('applicant', applicant, newer)).toBe('nothing: replay.newer');
    expect(actionOf('applicant', applicant, { messageId: 'x' })).toBe('nothing: replay.settled');
    expect(actionOf('applicant', applicant, { messageId: 'x', contentHash: 'y' })).toBe('refused: record.conflict');
    const older = { messageId: 'x', order: '2020', contentHash: 'y', state: 'PENDING' } as const;
    expect(actionOf('payment', payment, older)).toBe('nothing: replay.under-way');
    expect(actionOf('payment', payment, { ...older, state: 'IN_DOUBT' })).toBe('refused: replay.in-doubt');
    // A second instruction follows a failure, and nothing else; a fact is told whatever went before.
    const delivered = { ...older, state: 'DELIVERED' } as const;
    expect(actionOf('payment', payment, delivered)).toBe('nothing: replay.settled');
    expect(actionOf('payment', payment, { ...delivered, status: 'FAILED' })).toBe('replay');
    const paid = paymentOf(newPerson(), { status: 'SUCCESS', paidOn: '2026-11-01' });
    expect(actionOf('payment', paid, delivered)).toBe('replay');
  });

  test('only a payment that goes again moves money', () => {
    const moves = (...of: Parameters<typeof subjectOf>) => planLineOf(subjectOf(...of), TERMS).movesMoney;
    expect([moves('payment', payment), moves('applicant', applicant)]).toEqual([true, false]);
    expect(moves('payment', payment, { state: 'DELIVERED' })).toBe(false);
  });
});

describe('what would change', () => {
  const sent = { declarationNo: applicant.declarationNo, mobile: '13900000000', status: 'SUBMITTED' };

  test('is told beside what was last sent, field by field', () => {
    const { changes, wasSent } = planLineOf(subjectOf('applicant', applicant, {}, { sent }), TERMS);
    expect(wasSent).toBe(true);
    expect(changes).toContainEqual({ field: 'mobile', before: '139****0000', after: '138****0000' });
    expect(changes).toContainEqual({ field: 'major', before: null, after: '机电' });
    expect(changes.map(({ field }) => field)).not.toContain('status');
  });

  test('shows no name, not even where it stands in a reason and is no difference itself', () => {
    const failed = paymentOf(newPerson(), { status: 'FAILED', payeeName: '张三丰', reasonCode: '户名张三丰不符' });
    const told = { payeeName: '张三丰', reasonCode: '账户有误' };
    const { changes } = planLineOf(subjectOf('payment', failed, {}, { sent: told }), TERMS);
    expect(changes).toContainEqual({ field: 'reasonCode', before: '账户有误', after: '户名张*丰不符' });
    expect(changes.map(({ field }) => field)).not.toContain('payeeName');
  });

  test('is what is edited, where nothing was sent', () => {
    const overlay = [{ op: 'replace', path: '/mobile', value: '13811112222' }] as const;
    const line = planLineOf(subjectOf('applicant', applicant), { ...TERMS, overlay });
    expect(line).toMatchObject({ action: 'replay', wasSent: false });
    expect(line.changes).toEqual([{ field: 'mobile', before: '138****0000', after: '138****2222' }]);
  });

  test('is nothing where it goes as it was sent; money never does, nor what never was', () => {
    const original = { ...TERMS, mapping: 'original' } as const;
    const line = planLineOf(subjectOf('applicant', applicant, {}, { sent }), original);
    expect(line).toMatchObject({ action: 'replay', sent, changes: [] });
    expect(planLineOf(subjectOf('applicant', applicant), original).code).toBe('replay.never-sent');
    expect(planLineOf(subjectOf('payment', payment, {}, { sent }), original).code).toBe('replay.original-money');
  });
});
