import { describe, expect, test } from 'vitest';
import { EDITABLE, overlaid } from '../../../../core/replay/overlay.ts';
import { applicantSchema } from '../../../../schemas/canonical/applicant.ts';
import { certificateSchema } from '../../../../schemas/canonical/certificate.ts';
import { paymentSchema } from '../../../../schemas/canonical/payment.ts';
import { applicantOf, certificateOf, newPerson, paymentOf } from '../../../integration/ledger/records.ts';

const TODAY = '2026-11-23';
const applicant = applicantOf(newPerson());

describe('an edit laid over a record', () => {
  test('changes that field of a copy, and nothing else', () => {
    const before = structuredClone(applicant);
    const edits = [
      { op: 'replace', path: '/mobile', value: '13811112222' },
      { op: 'add', path: '/unionCode', value: '81440100MC0000004Q' },
    ] as const;
    expect(overlaid('applicant', applicant, edits, TODAY)).toEqual({
      ok: true,
      record: { ...applicant, mobile: '13811112222', unionCode: '81440100MC0000004Q' },
    });
    expect(applicant).toEqual(before);
  });

  test('may take away what need not be there, and nothing that must', () => {
    const coded = { ...applicant, ethnic: '01' };
    const taken = overlaid('applicant', coded, [{ op: 'remove', path: '/ethnic' }], TODAY);
    expect(taken).toEqual({ ok: true, record: applicant });
    const needed = overlaid('applicant', applicant, [{ op: 'remove', path: '/mobile' }], TODAY);
    expect(needed).toEqual({ ok: false, code: 'replay.overlay-invalid', field: 'mobile' });
  });

  test.each([
    ['/mobile', '12345'],
    ['/mobile', ''],
    ['/sex', '5'],
    ['/educationLevel', '99'],
    ['/unionCode', '91110108551385082F'],
    ['/enrolledOn', '2026-02-30'],
    ['/enrolledOn', '2027-01-01'],
    ['/mobile', true],
  ])('%s can not become %s', (path, value) => {
    const edited = overlaid('applicant', applicant, [{ op: 'replace', path, value }], TODAY);
    expect(edited).toEqual({ ok: false, code: 'replay.overlay-invalid', field: path.slice(1) });
  });

  test.each([
    ['applicant', applicant, applicantSchema.shape],
    ['certificate', certificateOf(newPerson()), certificateSchema.shape],
    ['payment', paymentOf(newPerson()), paymentSchema.shape],
  ] as const)('is refused on every other field of the kind: %s', (kind, record, shape) => {
    for (const field of Object.keys(shape)) {
      if (EDITABLE[kind].includes(field)) continue;
      const edited = overlaid(kind, record, [{ op: 'replace', path: `/${field}`, value: '1' }], TODAY);
      expect(edited).toEqual({ ok: false, code: 'replay.overlay-forbidden', field });
    }
    // Whose it is, how much and where to: whatever else is added to the list, these never are.
    const never = new Set(['amountFen', 'payeeName', 'accountNo', 'bankName', 'idNumber', 'idType', 'name']);
    expect(EDITABLE[kind]).not.toContain('declarationNo');
    expect(EDITABLE[kind].filter((field) => never.has(field))).toEqual([]);
    expect(EDITABLE[kind].filter((field) => !(field in shape))).toEqual([]);
  });
});
