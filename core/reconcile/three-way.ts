import type { Applicant } from '../../schemas/canonical/applicant.ts';
import type { Certificate } from '../../schemas/canonical/certificate.ts';
import { batchOf, statusOf } from './attempts.ts';
import { programmeByCode } from '../../schemas/programmes.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { Evidence, KeyRows, SideRow } from './sides.ts';

/** Whether the application has been granted, in the words of its own model, whichever side says it. */
export function isApproved({ status }: Pick<Applicant, 'status'>): boolean {
  return APPROVED.has(status);
}

/** Whether the certificate was found to be what its holder says. */
export function isVerified({ verification }: Pick<Certificate, 'verification'>): boolean {
  return verification === 'VERIFIED' || verification === 'CLAIMED';
}

/** What a payment's evidence says against it. What was not asked says nothing. */
export function againstEvidence({ city, province }: KeyRows, evidence: Evidence): readonly Discrepancy[] {
  const rows = [...city, ...province];
  const codes: Discrepancy[] = [];
  if (rows.some(mayHaveLeft)) {
    if (evidence.approved === false) codes.push('paid-without-approval');
    if (evidence.verified === false) codes.push('paid-without-certificate');
  }
  if (rows.some((row) => statusOf(row) === 'SUCCESS' && cameBack(row, evidence.returns)))
    codes.push('returned-after-success');
  return codes;
}

/** Whether a grant of the programme is paid for a certificate; tuition is paid before there is one. */
export function isPaidOnCertificate(programme: string): boolean {
  const model = programmeByCode(programme)?.model;
  return model === 'POST_DIPLOMA_REIMBURSE' || model === 'LOTTERY_GRANT';
}

/** Whether money may be gone: from the moment the instruction is out, until it is known that it did not arrive. */
function mayHaveLeft(row: SideRow): boolean {
  const status = statusOf(row);
  return status !== undefined && LEFT.has(status);
}

/** Whether the rail says of this very attempt that it was returned. */
function cameBack(row: SideRow, returns: readonly SideRow[]): boolean {
  return returns.some((line) => statusOf(line) === 'RETURNED' && batchOf(line) === batchOf(row));
}

const LEFT: ReadonlySet<string> = new Set([
  'SUBMITTED',
  'ACCEPTED',
  'PROCESSING',
  'WAIT_USER_CONFIRM',
  'SUCCESS',
  'UNKNOWN',
]);
const APPROVED: ReadonlySet<string> = new Set<Applicant['status']>([
  'APPROVED',
  'LOTTERY_WON',
  'PUBLIC_NOTICE',
  'PAYABLE',
  'CLOSED',
  'ADMISSION_NOTICE',
  'ENROLLED',
  'GRADUATED',
]);
