import { isRefusal } from '../codecs/codec.ts';
import { degreeCertificateCodec, educationLevelOf } from '../codecs/degree-certificate.ts';
import { skillCertificateCodec } from '../codecs/skill-certificate.ts';
import { sexOfCitizenId } from '../codecs/citizen-id.ts';
import type { Applicant } from '../canonical/applicant.ts';
import { isDegreeType, type Certificate } from '../canonical/certificate.ts';
import type { Payment } from '../canonical/payment.ts';
import type { ProblemCode } from '../problem.ts';

/** A record on its way to being complete: a field not yet decoded, or refused, is absent. */
export type Draft<C> = { -readonly [K in keyof C]?: C[K] };

/** What must hold between fields; reported at `field`, in that field's place in the table. */
export interface Rule<C> {
  readonly field: keyof C & string;
  readonly code: ProblemCode;
  /** `reject` stops the row, `warning` lets it go on. */
  readonly effect: 'reject' | 'warning';
  /** Whether the draft breaks the rule; a draft lacking what the rule looks at does not. */
  readonly broken: (draft: Draft<C>, today: string) => boolean;
}

export const sexAgreesWithId: Rule<Applicant> = {
  field: 'sex',
  code: 'citizen-id.sex-mismatch',
  effect: 'warning',
  broken: ({ sex, idNumber }) => {
    if (sex === undefined || sex === '9' || idNumber === undefined) return false;
    const told = sexOfCitizenId(idNumber);
    return told !== '9' && told !== sex;
  },
};

export const levelAgreesWithNumber: Rule<Certificate> = {
  field: 'certificateNo',
  code: 'certificate.level-mismatch',
  effect: 'reject',
  broken: ({ certificateNo, certificateType, educationLevel }) =>
    (certificateType === undefined || isDegreeType(certificateType)) &&
    certificateNo !== undefined &&
    educationLevel !== undefined &&
    educationLevelOf(certificateNo) !== educationLevel,
};

/** A number that is not of its type's layout; types whose numbers are the issuer's own have none. */
export const numberFitsType: Rule<Certificate> = {
  field: 'certificateNo',
  code: 'certificate.format',
  effect: 'reject',
  broken: ({ certificateNo, certificateType }) => {
    if (certificateNo === undefined || certificateType === undefined) return false;
    if (certificateType === 'SKILL_LEVEL') return isRefusal(skillCertificateCodec.decode(certificateNo, ''));
    return isDegreeType(certificateType) && isRefusal(degreeCertificateCodec.decode(certificateNo, ''));
  },
};

export const payeeIsApplicant: Rule<Payment> = {
  field: 'payeeName',
  code: 'payee.not-applicant',
  effect: 'reject',
  broken: ({ name, payeeName }) => name !== undefined && payeeName !== undefined && name !== payeeName,
};

/** A day of payment may lie ahead while the payment is still to be made, not once the bank has answered. */
export const settledIsNotAhead: Rule<Payment> = {
  field: 'paidOn',
  code: 'date.future',
  effect: 'reject',
  broken: ({ paidOn, status }, today) =>
    paidOn !== undefined && paidOn > today && (status === 'SUCCESS' || status === 'FAILED' || status === 'RETURNED'),
};
