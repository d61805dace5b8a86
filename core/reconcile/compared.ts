import { hash } from 'node:crypto';
import { applicantSchema } from '../../schemas/canonical/applicant.ts';
import { certificateSchema } from '../../schemas/canonical/certificate.ts';
import { upgradeCitizenId } from '../../schemas/codecs/citizen-id.ts';
import { normalName } from '../../schemas/codecs/name.ts';
import { normalCapitals, normalIdentifier, trimmed } from '../../schemas/codecs/text.ts';
import type { Kind } from '../../schemas/kind.ts';
import { programmeByCode } from '../../schemas/programmes.ts';
import { mappingOf, systemById, systems } from '../../schemas/systems/registry.ts';
import type { Canonical, Mapping, Side, System } from '../../schemas/systems/system.ts';
import { toCity, toProvince } from '../grants/state-maps.ts';
import { kindOfRecord } from '../translate.ts';

/**
 * The canonical fields in which two records of one key can differ, in the order they are shown (CONTRACT §1): of payments the fixed
 * list; of the others what 粤工惠 and at least one city system of the programme both say. Never a system's own number or 更新时间.
 */
export function comparedFields(kind: Kind, programme: string): readonly string[] {
  return remembered(COMPARED, `${kind} ${programme}`, () => {
    if (kind === 'payment') return PAYMENT_FIELDS;
    const cities = systems.filter(
      (system) => system.side === 'city' && system.programme === programme && carries(system, kind),
    );
    const sides = cities.length === 0 ? [PROVINCE] : cities.map(({ id }) => id);
    return FIELDS[kind].filter((field) => says(PROVINCE, kind, field) && sides.some((id) => says(id, kind, field)));
  });
}

/** Of `comparedFields`, those both of these systems say: what one of them has no place for is no difference. */
export function fieldsOfBoth(kind: Kind, programme: string, city: string, province: string): readonly string[] {
  return remembered(OF_BOTH, `${kind} ${programme} ${city} ${province}`, () =>
    comparedFields(kind, programme).filter((field) => says(city, kind, field) && says(province, kind, field)),
  );
}

/** What the field is called where differences are shown: a payment's status is its `state` there. */
export function shownField(kind: Kind, field: string): string {
  return kind === 'payment' && field === 'status' ? 'state' : field;
}

/** The value in its field's normal form, as text; undefined where the record does not have the field. A set is in one order. */
export function normalValue(record: Canonical, field: string): string | undefined {
  const value = (record as Fields)[field];
  if (value === undefined) return undefined;
  if (typeof value === 'object') return [...new Set(value)].toSorted().join(',');
  return (NORMAL_FORMS[field] ?? trimmed)(String(value));
}

/** The same of a city's record in the province's words; a state that has no word there as it is. */
export function inProvinceWords(record: Canonical, field: string): string | undefined {
  if (field !== 'status' || !('appliedOn' in record)) return normalValue(record, field);
  const model = programmeByCode(record.programmeCode)?.model;
  return (model && toProvince(model, record.status)) ?? record.status;
}

/**
 * Whether both say the same in this field, or one of them says nothing. Where the city has one word for several of the province's
 * states, it agrees with each of them.
 */
export function agree(city: Canonical, province: Canonical, field: string): boolean {
  const own = inProvinceWords(city, field);
  const other = normalValue(province, field);
  if (own === other || own === undefined || other === undefined) return true;
  return field === 'status' && 'appliedOn' in city && inCityWords(province, field) === city.status;
}

/** Which side says the truth of the field, by the mapping of the city's system. */
export function ownerOf(kind: Kind, citySystem: string, field: string): Side {
  return mappingOfSystem(citySystem, kind).owners[field] ?? 'city';
}

/**
 * What of a record is compared, as 22 base64url characters (the first 16 bytes of SHA-256): equal on both sides of a key means that no
 * field differs. Unequal means that the key has to be looked into, for what a side does not say is no difference.
 *
 * @throws RangeError where the system carries no such records
 */
export function comparisonHash(record: Canonical, fromSystem: string): string {
  let text = '';
  for (const read of readersOf(kindOfRecord(record), record.programmeCode, fromSystem)) {
    const value = read?.(record);
    // Each with its length before it: no two lists of values are the same text.
    text += value === undefined ? '-' : `${value.length}:${value}`;
  }
  return firstSixteenBytes(hash('sha256', text, 'base64url'));
}

/** What is read of a record of a system, field by field; null where it has no place for the field. */
type Readers = readonly (((record: Canonical) => string | undefined) | null)[];

/** States in the city's words: what the city can't tell apart has one hash. */
function readersOf(kind: Kind, programme: string, system: string): Readers {
  const known = READERS[kind].get(system)?.get(programme);
  if (known !== undefined) return known;
  const isCity = systemById(system)?.side === 'city';
  const made = comparedFields(kind, programme).map((field) => {
    if (!says(system, kind, field)) return null;
    return isCity || field !== 'status'
      ? (record: Canonical) => normalValue(record, field)
      : (record: Canonical) => inCityWords(record, field);
  });
  const ofSystem = READERS[kind].get(system) ?? new Map<string, Readers>();
  READERS[kind].set(system, ofSystem.set(programme, made));
  return made;
}

/** The province's record in the city's words; a state that has no word there as it is. */
function inCityWords(record: Canonical, field: string): string | undefined {
  if (field !== 'status' || !('appliedOn' in record)) return normalValue(record, field);
  const model = programmeByCode(record.programmeCode)?.model;
  return (model && toCity(model, record.status)) ?? record.status;
}

/** 16 bytes are 21 characters and the upper two bits of the next. Cut as text, which is three times as quick as to cut the bytes. */
function firstSixteenBytes(base64url: string): string {
  return base64url.slice(0, 21) + BASE64URL.charAt(BASE64URL.indexOf(base64url.charAt(21)) & 0b110000);
}

/** What the fields of every kind hold. */
type Fields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const PROVINCE = 'province/yuegonghui';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NEVER: ReadonlySet<string> = new Set(['declarationNo', 'updatedAt']);
const PAYMENT_FIELDS: readonly string[] = [
  'batchNo',
  'name',
  'payeeName',
  'bankName',
  'accountNo',
  'amountFen',
  'fundingLevel',
  'paidOn',
  'status',
];
const FIELDS = {
  applicant: Object.keys(applicantSchema.shape).filter((field) => !NEVER.has(field)),
  certificate: Object.keys(certificateSchema.shape).filter((field) => !NEVER.has(field)),
};

/** Fields that are more than free text. What comes out of a file is in these forms already; an overlay or an older version may not be. */
const NORMAL_FORMS: Readonly<Record<string, (value: string) => string>> = {
  name: (value) => normalName(trimmed(value)),
  payeeName: (value) => normalName(trimmed(value)),
  idNumber: (value) => {
    const id = normalCapitals(value);
    return FIFTEEN_DIGITS.test(id) ? upgradeCitizenId(id) : id;
  },
  mobile: normalIdentifier,
  unionCode: normalCapitals,
  employerCode: normalCapitals,
  certificateNo: normalIdentifier,
  batchNo: normalIdentifier,
  accountNo: normalIdentifier,
};
const FIFTEEN_DIGITS = /^\d{15}$/;

const COMPARED = new Map<string, readonly string[]>();
const OF_BOTH = new Map<string, readonly string[]>();
/** By kind, system and programme: asked for with every record of a night. */
const READERS = {
  applicant: new Map<string, Map<string, Readers>>(),
  certificate: new Map<string, Map<string, Readers>>(),
  payment: new Map<string, Map<string, Readers>>(),
} as const;
const SAID = new Map<string, ReadonlySet<string>>();

function says(system: string, kind: Kind, field: string): boolean {
  return fieldsSaidBy(system, kind).has(field);
}

function fieldsSaidBy(system: string, kind: Kind): ReadonlySet<string> {
  return remembered(
    SAID,
    `${kind} ${system}`,
    () => new Set(mappingOfSystem(system, kind).fields.map(({ field }) => field)),
  );
}

function carries(system: System, kind: Kind): boolean {
  return mappingOf(system, kind) !== undefined;
}

/** Nothing would ever differ from a system nobody knows, so there must be one. */
function mappingOfSystem(id: string, kind: Kind): Pick<Mapping<Canonical>, 'fields' | 'owners'> {
  const system = systemById(id);
  const mapping = system && mappingOf(system, kind);
  if (mapping === undefined) throw new RangeError(`${id} carries no ${kind}`);
  return mapping;
}

/** Systems and their mappings are constants, and every record of a night asks for them. */
function remembered<V>(known: Map<string, V>, key: string, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
