import type { Comparison, Evidence, KeyRows, SideRow, Verdict } from '../../../../core/reconcile/sides.ts';
import { judgeKey } from '../../../../core/reconcile/judge.ts';
import { NO_EVIDENCE } from '../../../../core/reconcile/sides.ts';
import type { Applicant } from '../../../../schemas/canonical/applicant.ts';
import type { Certificate } from '../../../../schemas/canonical/certificate.ts';
import type { Payment } from '../../../../schemas/canonical/payment.ts';
import type { Canonical } from '../../../../schemas/systems/system.ts';

export const CITY = 'guangzhou/degree-subsidy';
export const PROVINCE = 'province/yuegonghui';
/** Long before the comparison, so that nothing waits unless a test says so. */
const LONG_AGO = '2026-10-01T08:00:00+08:00';

export const comparison: Comparison = {
  kind: 'payment',
  provinceSystem: PROVINCE,
  asOf: '2026-11-22',
  awaitsCity: false,
};

export const payment: Payment = {
  batchNo: 'B1',
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
  paidOn: '2026-09-30',
  status: 'SUCCESS',
  updatedAt: LONG_AGO,
};

export const applicant: Applicant = {
  declarationNo: 'GZ1',
  programmeCode: 'GZ-XLBZ',
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  idNumber: '440199199003070013',
  mobile: '13812340000',
  sex: '1',
  ethnic: '01',
  unionCode: '81440100MC0000004Q',
  unionName: '样例工会',
  employerCode: '91440199MA0000007A',
  employerName: '样例公司',
  frontline: true,
  priorityTags: ['NEW_GEN', 'NEW_FORM'],
  educationLevel: '21',
  schoolName: '样例大学',
  major: '会计学',
  enrolledOn: '2022-09-01',
  appliedOn: '2025-03-01',
  status: 'APPROVED',
  regionCode: '440100',
  updatedAt: LONG_AGO,
};

export const certificate: Certificate = {
  declarationNo: 'GZ1',
  programmeCode: 'GZ-XLBZ',
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  idNumber: '440199199003070013',
  certificateType: '5',
  certificateNo: '104765201605701784',
  schoolName: '样例大学',
  major: '会计学',
  educationLevel: '21',
  graduatedOn: '2025-01-10',
  verification: 'VERIFIED',
  updatedAt: LONG_AGO,
};

export function row(record: Canonical, at = 2, system = CITY): SideRow {
  return { row: at, batchId: '', system, record };
}

/** The rows of one key: each record of a side in its own row. */
export function keyRows(city: readonly Canonical[], province: readonly Canonical[], recordKey = 'k'): KeyRows {
  return {
    recordKey,
    city: city.map((record, at) => row(record, at + 2)),
    province: province.map((record, at) => row(record, at + 1, PROVINCE)),
  };
}

export function judge(
  city: readonly Canonical[],
  province: readonly Canonical[],
  evidence: Partial<Evidence> = {},
  how: Partial<Comparison> = {},
): Verdict {
  return judgeKey(keyRows(city, province), { ...NO_EVIDENCE, ...evidence }, { ...comparison, ...how });
}

/** What became of the key, in one word: its code, or `matched`, or `suspense`. */
export function wordOf(verdict: Verdict): string {
  return verdict.outcome === 'discrepant' ? verdict.code : verdict.outcome;
}

export function paid(change: Partial<Payment>): Payment {
  return { ...payment, ...change };
}
