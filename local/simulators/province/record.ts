/** The wire form of the platform's records (CONTRACT §4), checked plainly: the platform trusts nobody's schema. */
export const KINDS = ['applicant', 'certificate', 'payment'] as const;
export type RecordKind = (typeof KINDS)[number];

export type WireRecord = Readonly<Record<string, unknown>>;

/** What the platform needs to know of a record to store and find it. */
export interface RecordFacts {
  /** Applicant, certificate: programme and declarationNo, for cities number apart; payment: paymentNo. */
  readonly key: string;
  readonly declarationNo: string;
  readonly programmeCode: string;
  readonly programmeYear: number;
  readonly idNumber: string;
  /** certificateNo of certificates (with whose number it is), fundingLevel of payments, else empty. */
  readonly detail: string;
  readonly amountFen: number;
  readonly status: string;
  /** When the sender says it changed, ms. */
  readonly updatedAtMs: number;
}

/** Status fields by kind. */
export const STATUS_FIELD = { applicant: 'status', certificate: 'verification', payment: 'status' } as const;

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value.length > 0 && value.length <= 200;
const day: Check = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
const instant: Check = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value));
const year: Check = (value) => Number.isInteger(value) && Number(value) >= 2000 && Number(value) <= 2100;
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value);

const person: Readonly<Record<string, Check>> = {
  declarationNo: text,
  programmeCode: text,
  programmeYear: year,
  name: text,
  idType: oneOf('01', '02', '03'),
  idNumber: text,
  updatedAt: instant,
};
const level = oneOf('31', '21', '10', '20', '30', '40', '60', '70', '80', '90');
const applicationStatus = oneOf(
  'PRE_REGISTERED',
  'SUBMITTED',
  'SYSTEM_CHECK',
  'SYSTEM_REJECTED',
  'UNIT_REVIEW',
  'CITY_REVIEW',
  'PROVINCE_REVIEW',
  'APPROVED',
  'LOTTERY_WON',
  'LOTTERY_LOST',
  'PUBLIC_NOTICE',
  'OBJECTION',
  'RECHECK',
  'PAYABLE',
  'CLOSED',
  'REJECTED',
  'QUOTA_EXHAUSTED',
  'DUPLICATE_CLAIM',
  'WITHDRAWN',
  'EXPIRED',
  'DISQUALIFIED',
);
const degreeType = oneOf('1', '5', '6', '7', '8');

const REQUIRED: Readonly<Record<RecordKind, Readonly<Record<string, Check>>>> = {
  applicant: {
    ...person,
    mobile: text,
    sex: oneOf('1', '2', '9'),
    unionName: text,
    employerName: text,
    frontline: (value) => typeof value === 'boolean',
    priorityTags: (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
    educationLevel: level,
    schoolName: text,
    major: text,
    appliedOn: day,
    status: applicationStatus,
    regionCode: (value) => typeof value === 'string' && /^\d{6}$/.test(value),
  },
  certificate: {
    ...person,
    certificateType: (value) => degreeType(value) || oneOf('COMPLETION', 'LEARNING', 'TRAINING', 'SKILL_LEVEL')(value),
    certificateNo: text,
    schoolName: text,
    major: text,
    educationLevel: level,
    graduatedOn: day,
    verification: oneOf(
      'DECLARED',
      'VERIFYING',
      'VERIFIED',
      'MISMATCH',
      'NOT_FOUND',
      'UNVERIFIABLE',
      'CLAIMED',
      'REVOKED',
    ),
  },
  payment: {
    ...person,
    paymentNo: (value) => typeof value === 'string' && /^[A-Z0-9]{1,32}$/.test(value),
    batchNo: text,
    payeeName: text,
    bankName: text,
    // A bank account, or the payee's own wallet.
    accountNo: (value) => typeof value === 'string' && /^(?:\d{16,19}|o[A-Za-z0-9_-]{27})$/.test(value),
    amountFen: (value) => Number.isSafeInteger(value) && Number(value) > 0,
    fundingLevel: oneOf('CITY', 'DISTRICT', 'STREET', 'ENTERPRISE', 'PROVINCE'),
    status: oneOf(
      'PLANNED',
      'BATCHED',
      'SUBMITTED',
      'ACCEPTED',
      'PROCESSING',
      'WAIT_USER_CONFIRM',
      'SUCCESS',
      'FAILED',
      'RETURNED',
      'UNKNOWN',
      'EXPIRED',
      'CANCELLED',
    ),
  },
};
const OPTIONAL: Readonly<Record<string, Check>> = {
  ethnic: text,
  unionCode: text,
  employerCode: text,
  enrolledOn: day,
  paidOn: day,
  reasonCode: text,
  skillLevel: oneOf('1', '2', '3', '4', '5'),
  learningHours: (value) => typeof value === 'string' && /^[1-9]\d{0,5}$/.test(value),
};

/** The facts of a record, or the name of its first wrong field. */
export function readRecord(
  kind: RecordKind,
  record: unknown,
):
  | { readonly ok: true; readonly record: WireRecord; readonly facts: RecordFacts }
  | { readonly ok: false; readonly field: string } {
  if (!isObject(record)) return { ok: false, field: 'record' };
  for (const [field, check] of Object.entries(REQUIRED[kind])) if (!check(record[field])) return { ok: false, field };
  for (const [field, check] of Object.entries(OPTIONAL))
    if (record[field] !== undefined && !check(record[field])) return { ok: false, field };
  const declarationNo = String(record['declarationNo']);
  const programmeCode = String(record['programmeCode']);
  return {
    ok: true,
    record,
    facts: {
      key: kind === 'payment' ? String(record['paymentNo']) : keyOf(programmeCode, declarationNo),
      declarationNo,
      programmeCode,
      programmeYear: Number(record['programmeYear']),
      idNumber: String(record['idNumber']),
      detail: detailOf(kind, record, programmeCode),
      amountFen: kind === 'payment' ? Number(record['amountFen']) : 0,
      status: String(record[STATUS_FIELD[kind]]),
      updatedAtMs: Date.parse(String(record['updatedAt'])),
    },
  };
}

/** Where an application, or its certificate, is found. */
export function keyOf(programmeCode: string, declarationNo: string): string {
  return `${programmeCode}/${declarationNo}`;
}

function detailOf(kind: RecordKind, record: WireRecord, programmeCode: string): string {
  if (kind === 'applicant') return '';
  if (kind === 'payment') return String(record['fundingLevel']);
  const type = String(record['certificateType']);
  const number = String(record['certificateNo']);
  // Degrees and skills are numbered nationally, all else by whoever runs the programme.
  return degreeType(type) || type === 'SKILL_LEVEL' ? number : `${programmeCode}/${type}/${number}`;
}

export function isObject(value: unknown): value is WireRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `applicants` or `applicant` → `applicant`. */
export function kindOfPath(segment: string): RecordKind | undefined {
  return KINDS.find((kind) => segment === kind || segment === `${kind}s`);
}
