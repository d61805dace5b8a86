import fc from 'fast-check';
import {
  APPLICATION_STATES,
  EDUCATION_LEVELS,
  ID_TYPES,
  PRIORITY_TAGS,
  SEXES,
  type Applicant,
} from '../../schemas/canonical/applicant.ts';
import { DEGREE_TYPES, VERIFICATION_STATES, type Certificate } from '../../schemas/canonical/certificate.ts';
import { FUNDING_LEVELS, PAYMENT_STATES, type Payment } from '../../schemas/canonical/payment.ts';
import { isoDay } from '../../schemas/codecs/calendar.ts';
import { checkCharacter, oldPermitCheckDigit } from '../../schemas/codecs/citizen-id.ts';
import { ETHNIC_CODES } from '../../schemas/codecs/ethnic.ts';
import { GUANGDONG_CITIES } from '../../schemas/codecs/region-codes.ts';
import { normalIdentifier } from '../../schemas/codecs/text.ts';
import { organisationCheckCharacter, usccCheckCharacter } from '../../schemas/codecs/uscc.ts';
import type { CanonicalOf } from '../../schemas/systems/system.ts';

/** The last day of the records made here. */
export const TODAY = '2026-11-23';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.nat(10 ** length - 1).map((value) => String(value).padStart(length, '0'));

const text = fc.oneof(
  fc.constantFrom('广州开放大学', '机电一体化技术', '某某（广州）有限公司', 'a,b"c', '行\n二', '㛃𬱖'),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((made) => made.trim())
    .filter((made) => made !== ''),
);
const name = fc.constantFrom('张三', '欧阳娜娜', '阿卜杜拉·买买提', '㛃𬱖', '𠮷田', 'Ａlex Müller');
const number = fc
  .stringMatching(/^[A-Z]{2}\d{4}-?\d{1,8}$/)
  .filter((made) => made !== '' && normalIdentifier(made) === made);

const day = fc
  .record({
    year: fc.integer({ min: 1950, max: 2025 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
  })
  .map((made) => isoDay(made.year, made.month, made.day));
const clock = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const time = fc
  .tuple(day, clock, fc.constantFrom('', '', '', '.5', '.123456789'))
  .map(([on, at, fraction]) => `${on}T${at}${fraction}+08:00`);

const longId = fc
  .tuple(fc.constantFrom('440199', '440524', '810000', '911398'), day, digits(3))
  .map(([region, born, sequence]) => region + born.replaceAll('-', '') + sequence)
  .map((first17) => first17 + checkCharacter(first17));
const oldPermit = fc
  .tuple(fc.stringMatching(/^[A-Z]{3}$/), digits(4), day, digits(1))
  .map(([country, region, born, sequence]) => country + region + born.replaceAll('-', '').slice(2) + sequence)
  .map((first14) => first14 + oldPermitCheckDigit(first14));
export const idNumber = fc.oneof({ weight: 5, arbitrary: longId }, { weight: 1, arbitrary: oldPermit });

export const uscc = fc
  .tuple(fc.constantFrom('91', '81', '82', '89', '53'), digits(6), fc.stringMatching(/^[0-9A-HJ-NPQRTUWXY]{8}$/))
  .map(([kind, region, organisation]) => kind + region + organisation + organisationCheckCharacter(organisation))
  .map((first17) => first17 + usccCheckCharacter(first17));

const person = {
  declarationNo: number,
  programmeCode: fc.constantFrom('GZ-XLBZ', 'GZ-XLBZ', 'SZ-YMJH', 'GD-QXYM'),
  programmeYear: fc.integer({ min: 2012, max: 2030 }),
  name,
  idType: fc.constantFrom(...ID_TYPES),
  idNumber,
};

const applicant: fc.Arbitrary<Applicant> = fc.record(
  {
    ...person,
    mobile: fc.tuple(fc.integer({ min: 13, max: 19 }), digits(9)).map(([prefix, rest]) => `${prefix}${rest}`),
    sex: fc.constantFrom(...SEXES),
    ethnic: fc.constantFrom(...ETHNIC_CODES),
    unionCode: uscc,
    unionName: text,
    employerCode: uscc,
    employerName: text,
    frontline: fc.boolean(),
    priorityTags: fc.subarray([...PRIORITY_TAGS]),
    educationLevel: fc.constantFrom(...EDUCATION_LEVELS),
    schoolName: text,
    major: text,
    enrolledOn: day,
    appliedOn: day,
    status: fc.constantFrom(...APPLICATION_STATES),
    regionCode: fc.constantFrom('440100', '440100', ...[...GUANGDONG_CITIES.keys()].map((city) => `${city}00`)),
    updatedAt: time,
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'declarationNo',
      'programmeCode',
      'programmeYear',
      'name',
      'idType',
      'idNumber',
      'mobile',
      'sex',
      'unionName',
      'employerName',
      'frontline',
      'priorityTags',
      'educationLevel',
      'schoolName',
      'major',
      'appliedOn',
      'status',
      'regionCode',
      'updatedAt',
    ],
  },
);

const LEVEL_DIGITS = { '31': ['06'], '21': ['04', '05'] } as const;
const certificate: fc.Arbitrary<Certificate> = fc
  .record({
    ...person,
    certificateType: fc.constantFrom(...DEGREE_TYPES),
    educationLevel: fc.constantFrom('31' as const, '21' as const),
    number: fc.tuple(
      digits(5),
      fc.constantFrom('1', '5', '6', '7', '8'),
      fc.integer({ min: 1990, max: 2026 }),
      fc.nat(1),
      fc.constantFrom(5, 6),
      digits(6),
    ),
    schoolName: text,
    major: text,
    graduatedOn: day,
    verification: fc.constantFrom(...VERIFICATION_STATES),
    updatedAt: time,
  })
  .map(({ number: [school, type, year, pick, serialLength, serial], ...rest }) => {
    const levels = LEVEL_DIGITS[rest.educationLevel];
    const certificateNo = school + type + String(year) + levels[pick % levels.length] + serial.slice(0, serialLength);
    return Object.assign(rest, { certificateNo });
  });

const payment: fc.Arbitrary<Payment> = fc
  .record(
    {
      ...person,
      batchNo: number,
      bankName: text,
      accountNo: fc.stringMatching(/^\d{16,19}$/),
      amountFen: fc.bigInt({ min: 1n, max: 999_999_999_999_999n }).map(String),
      fundingLevel: fc.constantFrom(...FUNDING_LEVELS),
      paidOn: day,
      status: fc.constantFrom(...PAYMENT_STATES),
      reasonCode: text,
      updatedAt: time,
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        'declarationNo',
        'programmeCode',
        'programmeYear',
        'name',
        'idType',
        'idNumber',
        'batchNo',
        'bankName',
        'accountNo',
        'amountFen',
        'fundingLevel',
        'status',
        'updatedAt',
      ],
    },
  )
  .map((made) => Object.assign(made, { payeeName: made.name }));

/** Any record in normal form, of every programme, region and level. */
export const records: { readonly [K in keyof CanonicalOf]: fc.Arbitrary<CanonicalOf[K]> } = {
  applicant,
  certificate,
  payment,
};
