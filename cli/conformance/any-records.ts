import fc from 'fast-check';
import * as z from 'zod';
import { applicantSchema } from '../../schemas/canonical/applicant.ts';
import { certificateSchema, isDegreeType, type Certificate } from '../../schemas/canonical/certificate.ts';
import { paymentSchema, type Payment } from '../../schemas/canonical/payment.ts';
import { nameCodec } from '../../schemas/codecs/name.ts';
import { ETHNIC_CODES } from '../../schemas/codecs/ethnic.ts';
import { GUANGDONG_CITIES } from '../../schemas/codecs/region-codes.ts';
import type { Kind } from '../../schemas/kind.ts';
import { PROGRAMMES } from '../../schemas/programmes.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import * as values from './values.ts';

export const SCHEMAS: Readonly<Record<Kind, z.ZodObject>> = {
  applicant: applicantSchema,
  certificate: certificateSchema,
  payment: paymentSchema,
};

/** What narrows the records that are made. A field that is not named takes any canonical value. */
export interface Steering {
  /** Values a field of a closed list may take; of a field of several, its members. */
  readonly choices: ReadonlyMap<string, readonly unknown[]>;
  /** Fields whose value must be of a narrower kind than the canonical form says. */
  readonly narrower: ReadonlyMap<string, fc.Arbitrary<unknown>>;
  /** Optional fields that are always, or never, there. */
  readonly always: ReadonlySet<string>;
  readonly never: ReadonlySet<string>;
  readonly payee: 'applicant' | 'another' | 'either';
}

export const UNSTEERED: Steering = {
  choices: new Map(),
  narrower: new Map(),
  always: new Set(),
  never: new Set(),
  payee: 'applicant',
};

/** Records in normal form: of every programme, region, state and level, or as the steering says. */
export function anyRecords(kind: Kind, steering: Steering = UNSTEERED): fc.Arbitrary<Canonical> {
  const made = fc.record(
    Object.fromEntries(
      Object.entries(SCHEMAS[kind].shape)
        .filter(([field]) => !steering.never.has(field))
        .map(([field, schema]) => [field, arbitraryOf(kind, field, schema as z.ZodType, steering)]),
    ),
    { noNullPrototype: true, requiredKeys: requiredFields(kind, steering) },
  ) as unknown as fc.Arbitrary<Canonical>;
  if (kind === 'certificate') return certificates(made as fc.Arbitrary<Certificate>, steering);
  return kind === 'payment' ? payments(made as fc.Arbitrary<Payment>, steering) : made;
}

/** The values a field of a closed list can have; undefined where the canonical form leaves them open. */
export function closedValues(kind: Kind, field: string): readonly unknown[] | undefined {
  if (field === 'programmeCode') return PROGRAMMES.map(({ code }) => code);
  if (field === 'regionCode') return [...GUANGDONG_CITIES.keys()].map((city) => `${city}00`);
  if (field === 'ethnic') return ETHNIC_CODES;
  return enumeratedValues(kind, field);
}

/** The same for the lists the canonical form itself closes. */
export function enumeratedValues(kind: Kind, field: string): readonly unknown[] | undefined {
  const schema: unknown = SCHEMAS[kind].shape[field];
  const inner = bare(schema);
  if (inner instanceof z.ZodEnum) return inner.options;
  if (inner instanceof z.ZodBoolean) return [true, false];
  return inner instanceof z.ZodArray && inner.element instanceof z.ZodEnum ? inner.element.options : undefined;
}

export function isOptional(kind: Kind, field: string): boolean {
  return SCHEMAS[kind].shape[field] instanceof z.ZodOptional;
}

/** Without what makes it optional or readonly. */
function bare(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly ? bare(schema.unwrap()) : schema;
}

function requiredFields(kind: Kind, { always, never }: Steering): string[] {
  return Object.keys(SCHEMAS[kind].shape).filter(
    (field) => !never.has(field) && (always.has(field) || !isOptional(kind, field)),
  );
}

function arbitraryOf(kind: Kind, field: string, schema: z.ZodType, steering: Steering): fc.Arbitrary<unknown> {
  const narrower = steering.narrower.get(field);
  if (narrower !== undefined) return narrower;
  const known = steering.choices.get(field) ?? closedValues(kind, field);
  if (known !== undefined)
    return bare(schema) instanceof z.ZodArray ? fc.subarray([...known]) : fc.constantFrom(...known);
  return OPEN[field] ?? values.text;
}

/** Fields whose values are no list; any other is free text. */
const OPEN: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  declarationNo: values.number,
  programmeYear: values.year,
  name: values.name,
  idNumber: values.idNumber,
  mobile: values.mobile,
  unionCode: values.uscc,
  employerCode: values.uscc,
  enrolledOn: values.day,
  appliedOn: values.day,
  updatedAt: values.time,
  graduatedOn: values.day,
  learningHours: values.hours,
  batchNo: values.number,
  // A name in normal form, as the applicant's.
  payeeName: values.text.map((made) => nameCodec.decode(made, '')),
  accountNo: fc.oneof({ weight: 5, arbitrary: values.bankAccount }, { weight: 1, arbitrary: values.openid }),
  amountFen: values.fen,
  paidOn: values.day,
};

/** A number that fits its type, the level its number states, and nothing of a skill but with a skill. */
function certificates(made: fc.Arbitrary<Certificate>, { choices, narrower }: Steering): fc.Arbitrary<Certificate> {
  const levels = (choices.get('educationLevel') ?? DEGREE_LEVELS).filter(isDegreeLevel);
  return fc
    .tuple(made, fc.nat(), values.degreeNumber, values.skillNumber, values.number)
    .map(([{ skillLevel, learningHours, ...certificate }, pick, degree, skill, own]) => {
      const type = certificate.certificateType;
      const isDegree = isDegreeType(type);
      const educationLevel = isDegree ? (levels[pick % levels.length] ?? '31') : '90';
      const fitting = isDegree ? degree(educationLevel) : type === 'SKILL_LEVEL' ? skill : own;
      return {
        ...certificate,
        educationLevel,
        certificateNo: narrower.has('certificateNo') ? certificate.certificateNo : fitting,
        ...(type === 'SKILL_LEVEL' && skillLevel !== undefined ? { skillLevel } : {}),
        ...(!isDegree && learningHours !== undefined ? { learningHours } : {}),
      };
    });
}

const DEGREE_LEVELS: readonly unknown[] = ['31', '21'];

function isDegreeLevel(level: unknown): level is '31' | '21' {
  return DEGREE_LEVELS.includes(level);
}

function payments(made: fc.Arbitrary<Payment>, { payee }: Steering): fc.Arbitrary<Payment> {
  return fc.tuple(made, fc.boolean()).map(([payment, toAnother]) => ({
    ...payment,
    payeeName: payee === 'another' || (payee === 'either' && toAnother) ? payment.payeeName : payment.name,
  }));
}
