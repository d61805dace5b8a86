import fc from 'fast-check';
import type { Kind } from '../../schemas/kind.ts';
import type { Canonical, MappedField } from '../../schemas/systems/system.ts';
import { anyRecords, closedValues, isOptional, SCHEMAS, type Steering } from './any-records.ts';
import { LawBroken } from './law.ts';
import * as values from './values.ts';
import { type AnyMapping, contextOf, decode, encode, valueOf } from './wire.ts';

/**
 * Records this mapping says it carries whole. They are built from its declarations: code lists without what is unmappable, values of the kind
 * its codecs read, and what is not on the wire as decoding fills it in. Throws LawBroken where there are none.
 */
export function carriedRecords(kind: Kind, mapping: AnyMapping, count: number, seed: number): readonly Canonical[] {
  const steering = steeringOf(kind, mapping, seed);
  const records: Canonical[] = [];
  for (let round = 0; round < ROUNDS_MAX && records.length < count; round += 1) {
    const drawn = fc.sample(anyRecords(kind, steering), { numRuns: count, seed: seed + round });
    for (const one of drawn) {
      const record = filledIn(kind, mapping, one);
      if (records.length < count && mapping.uncarried(record).length === 0) records.push(record);
    }
  }
  if (records.length > 0) return records;
  const [sample] = fc.sample(anyRecords(kind, steering), { numRuns: 1, seed });
  throw new LawBroken(
    { zh: '没有一条记录是它能完整表达的', en: 'there is no record at all it carries whole' },
    sample === undefined ? null : { uncarried: mapping.uncarried(filledIn(kind, mapping, sample)) },
  );
}

const ROUNDS_MAX = 20;

/** What can be learnt of a mapping's records from its table and from what it says it doesn't carry. */
function steeringOf(kind: Kind, mapping: AnyMapping, seed: number): Steering {
  const lines = new Map(mapping.fields.map((line) => [line.field, line]));
  const fields = Object.keys(SCHEMAS[kind].shape);
  const probes = fc.sample(anyRecords(kind), { numRuns: PROBES, seed });
  const steering: Steering = {
    choices: new Map(
      fields.flatMap((field) => {
        const all = closedValues(kind, field);
        if (all === undefined || (!lines.has(field) && isOptional(kind, field))) return [];
        return [[field, choicesOf(mapping, lines.get(field), field, all, probes)]];
      }),
    ),
    narrower: new Map(
      mapping.fields.flatMap(({ field, codec }) => {
        const narrower = NARROWER[codec.name ?? ''];
        return narrower === undefined ? [] : [[field, narrower]];
      }),
    ),
    always: new Set(mapping.fields.filter(({ required }) => required).map(({ field }) => field)),
    never: new Set(fields.filter((field) => isOptional(kind, field) && !lines.has(field))),
    payee: 'applicant',
  };
  return kind === 'payment' ? { ...steering, payee: payeeOf(mapping, steering, seed) } : steering;
}

const PROBES = 12;

function choicesOf(
  mapping: AnyMapping,
  line: MappedField | undefined,
  field: string,
  all: readonly unknown[],
  probes: readonly Canonical[],
): readonly unknown[] {
  const spoken =
    line === undefined
      ? all.filter((value) =>
          probes.some((probe) => !mapping.uncarried(withField(probe, field, value)).includes(field)),
        )
      : all.filter((value) => isSpoken(mapping, line, value));
  // A mapping may carry the empty set only.
  if (spoken.length > 0 || field === 'priorityTags') return spoken;
  throw new LawBroken({ zh: `${field} 没有一个可用的值`, en: `it carries no value of ${field}` }, { field });
}

/** A member of a closed list the line has a word for. */
export function isSpoken({ unmappable }: AnyMapping, { field, codec }: MappedField, value: unknown): boolean {
  if (unmappable[field]?.some((one) => one === String(value)) === true) return false;
  if (codec.name === 'code-set') return codec.words?.some(([, said]) => said === value) ?? true;
  return codec.carries?.(value) ?? codec.words?.some(([, said]) => said === value) ?? true;
}

/** Codecs that read less than the canonical form holds, by their name. */
const NARROWER: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'bank-card': values.bankAccount,
  openid: values.openid,
  'skill-certificate': values.skillNumber,
};

/** Whether a payment to somebody else than the applicant can be read, or none other. */
function payeeOf(mapping: AnyMapping, steering: Steering, seed: number): Steering['payee'] {
  const reads = (payee: 'applicant' | 'another'): boolean => {
    const carried = fc
      .sample(anyRecords('payment', { ...steering, payee }), { numRuns: PROBES, seed })
      .map((one) => filledIn('payment', mapping, one))
      .filter((record) => mapping.uncarried(record).length === 0);
    return carried.length > 0 && carried.every((record) => readsBack(mapping, record));
  };
  if (!reads('another')) return 'applicant';
  return reads('applicant') ? 'either' : 'another';
}

function readsBack(mapping: AnyMapping, record: Canonical): boolean {
  return decode(mapping, encode(mapping, record), contextOf(record)).ok;
}

/** The record with what the wire does not say as decoding fills it in; as it is where the mapping can't write or read it. */
function filledIn(kind: Kind, mapping: AnyMapping, record: Canonical): Canonical {
  const decoded = decodedOrNull(mapping, record);
  if (decoded === null) return record;
  const written = new Set(mapping.fields.map(({ field }) => field));
  return Object.fromEntries(
    Object.keys(SCHEMAS[kind].shape).flatMap((field) => {
      const value: unknown = valueOf(written.has(field) ? record : decoded, field);
      return value === undefined ? [] : [[field, value]];
    }),
  ) as unknown as Canonical;
}

function decodedOrNull(mapping: AnyMapping, record: Canonical): Canonical | null {
  try {
    const decoded = decode(mapping, encode(mapping, record), contextOf(record));
    return decoded.ok ? decoded.record : null;
  } catch {
    return null;
  }
}

export function withField(record: Canonical, field: string, value: unknown): Canonical {
  return { ...record, [field]: field === 'priorityTags' ? [value] : value };
}
