import type { RecordItem } from '../../../adapters/ledger/records.ts';
import type { Applicant } from '../../../schemas/canonical/applicant.ts';
import type { Certificate } from '../../../schemas/canonical/certificate.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { checkCharacter } from '../../../schemas/codecs/citizen-id.ts';

export const INDEX_KEY = new Uint8Array(32).fill(7);
export const CITY = 'guangzhou/degree-subsidy';
export const PROVINCE = 'province/yuegonghui';
export const NOW = new Date('2026-11-23T15:00:00Z');

let people = 0;

/** A synthetic person nobody else in the run is. */
export function newPerson() {
  people += 1;
  const first17 = `44019919900307${String(people % 1000).padStart(3, '0')}`;
  const day = String(1 + (Math.floor(people / 1000) % 28)).padStart(2, '0');
  const number = `${first17.slice(0, 12)}${day}${first17.slice(14)}`;
  return {
    declarationNo: `XL2025${String(people).padStart(5, '0')}`,
    programmeCode: 'GZ-XLBZ',
    programmeYear: 2025,
    name: '欧阳测试',
    idType: '01',
    idNumber: number + checkCharacter(number),
  } as const;
}
export type Person = ReturnType<typeof newPerson>;

export function applicantOf(person: Person, change: Partial<Applicant> = {}): Applicant {
  return {
    ...person,
    mobile: '13800000000',
    sex: '9',
    unionName: '某某工会',
    employerName: '某某公司',
    frontline: true,
    priorityTags: [],
    educationLevel: '21',
    schoolName: '广州开放大学',
    major: '机电',
    appliedOn: '2025-03-05',
    status: 'SUBMITTED',
    regionCode: '440100',
    updatedAt: '2026-11-22T23:05:00+08:00',
    ...change,
  };
}

export function certificateOf(person: Person, change: Partial<Certificate> = {}): Certificate {
  return {
    ...person,
    certificateType: '5',
    certificateNo: `104765201605${person.idNumber.slice(11, 17)}`,
    schoolName: '河南师范大学',
    major: '汉语言文学',
    educationLevel: '21',
    graduatedOn: '2016-06-30',
    verification: 'DECLARED',
    updatedAt: '2026-11-22T23:05:00+08:00',
    ...change,
  };
}

export function paymentOf(person: Person, change: Partial<Payment> = {}): Payment {
  return {
    ...person,
    batchNo: '2025-01',
    payeeName: person.name,
    bankName: '工商银行',
    accountNo: '6222021234567890128',
    amountFen: '150000',
    fundingLevel: 'CITY',
    status: 'PLANNED',
    updatedAt: '2026-11-22T23:05:00+08:00',
    ...change,
  };
}

let items = 0;

/** An item of the ledger as translate would write it; `change` says what the test is about. */
export function newItem(change: Partial<RecordItem> = {}): RecordItem {
  items += 1;
  const hash = `h${items}`.padEnd(43, 'x');
  return {
    recordKey: `${`k${items}`.padEnd(43, 'k')}.p.GZ-XLBZ.2025.CITY.1`,
    source: CITY,
    kind: 'payment',
    tenant: 'guangzhou',
    state: 'PENDING',
    fence: 1,
    order: '2026-11-22T15:05:00.000Z#000000000042',
    contentHash: hash,
    messageId: hash,
    personKey: `p${items}`.padEnd(43, 'p'),
    batchId: 'b'.repeat(26),
    row: 100_000,
    pointer: 'records/bbbbbbbbbbbbbbbbbbbbbbbbbb/0123456789ab#19#20480#1048576#499',
    attemptId: hash,
    attempt: 1,
    sender: '',
    problem: null,
    history: 'Ptb2kq8',
    fen: '150000',
    sequence: 0,
    status: 'PLANNED',
    at: NOW.toISOString(),
    ...change,
  };
}
