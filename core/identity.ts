import { createHash, hash } from 'node:crypto';
import { applicantSchema } from '../schemas/canonical/applicant.ts';
import { certificateSchema, type Certificate } from '../schemas/canonical/certificate.ts';
import { FUNDING_LEVELS, paymentSchema, type Payment } from '../schemas/canonical/payment.ts';
import { upgradeCitizenId } from '../schemas/codecs/citizen-id.ts';
import type { Kind } from '../schemas/kind.ts';
import { PROGRAMMES } from '../schemas/programmes.ts';
import type { Canonical, CanonicalOf } from '../schemas/systems/system.ts';

/**
 * Who a person is to the ledger: HMAC-SHA256 of the normal ID number, base64url, 43 characters. Not of the ID type, and
 * a 15-digit number counts as its 18-digit form. The index key never rotates.
 */
export function personKey(indexKey: Uint8Array, idNumber: string): string {
  return keyed(indexKey, FIFTEEN_DIGITS.test(idNumber) ? upgradeCitizenId(idNumber) : idNumber);
}

/**
 * A record's key (DESIGN §4): url-safe ASCII without personal data, beginning with 43 characters of HMAC, so that keys
 * spread evenly and sort as plain strings.
 */
export function recordKey(record: Canonical, indexKey: Uint8Array): string {
  if ('certificateNo' in record)
    return certificateRecordKey(
      indexKey,
      numberKindOf(record.certificateType, record.programmeCode),
      record.certificateNo,
    );
  const level = 'fundingLevel' in record ? record.fundingLevel : null;
  return personRecordKey(indexKey, personKey(indexKey, record.idNumber), record, level);
}

/**
 * Whose numbers a certificate's number is one of: degrees and skill levels are numbered nationally, all others by the system
 * that issues them.
 */
export function numberKindOf(type: Certificate['certificateType'], programmeCode: string): string {
  switch (type) {
    case 'COMPLETION':
    case 'LEARNING':
    case 'TRAINING':
      return `${type.toLowerCase()}.${programmeCode}`;
    case 'SKILL_LEVEL':
      return 'skill';
    case '1':
    case '5':
    case '6':
    case '7':
    case '8':
      return 'degree';
  }
}

/** The key of a certificate by its normal number, of the kind `numberKindOf` gives. */
export function certificateRecordKey(indexKey: Uint8Array, kind: string, certificateNo: string): string {
  return `${keyed(indexKey, `certificate\n${kind}\n${certificateNo}`)}.c.${kind}`;
}

/**
 * The key of a person's application (`fundingLevel` null), or of the grant paid on it at one level. A grant may be applied for once a
 * year, a course as often as there are courses: an application to a TRAINING programme is told by its number, too (decision 0026).
 */
export function personRecordKey(
  indexKey: Uint8Array,
  person: string,
  { programmeCode, programmeYear, declarationNo }: Application,
  fundingLevel: Payment['fundingLevel'] | null,
): string {
  const programme = `${programmeCode}.${programmeYear}`;
  if (fundingLevel !== null) return `${person}.p.${programme}.${fundingLevel}.${ONLY_INSTALMENT}`;
  if (!TRAINING.has(programmeCode)) return `${person}.a.${programme}`;
  return `${person}.a.${programme}.${keyed(indexKey, `enrolment\n${programmeCode}\n${declarationNo}`).slice(0, 22)}`;
}

/** Whether it is a payment's: that is told by the key alone, without the record. */
export function isPaymentKey(key: string): boolean {
  return key.split('.')[1] === 'p';
}

/** The programme a person's record key names. */
export function programmeOf(personRecord: string): string {
  return personRecord.split('.')[2] ?? '';
}

/** The person and year the key of an application or payment names. */
export function personAndYearOf(personRecord: string): { readonly personKey: string; readonly year: number } {
  const [person = '', , , year] = personRecord.split('.');
  return { personKey: person, year: Number(year) };
}

/** What the record says, without when it was updated: HMAC-SHA256 of its values in fixed order, 43 characters. */
export function contentHash<K extends Kind>(kind: K, record: CanonicalOf[K], indexKey: Uint8Array): string {
  const values: unknown[] = [kind];
  for (const field of CONTENT_FIELDS[kind]) values.push(record[field as keyof Canonical]);
  return keyed(indexKey, JSON.stringify(values));
}

/** The same fact has the same id wherever it is computed. 43 characters. */
export function messageId(source: string, record: string, sequence: number | string, content: string): string {
  return createHash('sha256')
    .update(JSON.stringify([source, record, String(sequence), content]))
    .digest('base64url');
}

/** 粤工惠's number of one attempt to pay: 30 characters of `[A-Z2-7]`. */
export function paymentNo(record: string, attempt: number): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(['payment-no', record, attempt]))
    .digest();
  return `UB${base32(digest).slice(0, 28)}`;
}

/** Whom a payment goes to and how much, as a keyed hash of 22 characters: a return has to repeat it. */
export function payeeKey(indexKey: Uint8Array, payment: Payment): string {
  const { payeeName, accountNo, amountFen } = payment;
  return keyed(indexKey, `payee\n${payeeName}\n${accountNo}\n${amountFen}`).slice(0, 22);
}

/** Key of the alias item that leads from a system's 申领编号 to our record. */
export function aliasKey(indexKey: Uint8Array, system: string, declarationNo: string): string {
  return keyed(indexKey, `alias\n${system}\n${declarationNo}`);
}

/**
 * What can be claimed once: a claim group's grant to a person, across cities and years. Within a group the province's grant and a
 * city's are the same grant, whoever pays it; each level that matches it is another.
 */
export function claimKey(
  group: string,
  person: string,
  fundingLevel: Payment['fundingLevel'],
  instalment: number,
): string {
  return `${person}.claim.${group}.${fundingLevel === 'PROVINCE' ? 'CITY' : fundingLevel}.${instalment}`;
}

/** All a person may have claimed in these groups. */
export function claimKeysOf(groups: readonly string[], person: string): readonly string[] {
  const keys = groups.flatMap((group) =>
    FUNDING_LEVELS.map((level) => claimKey(group, person, level, ONLY_INSTALMENT)),
  );
  return [...new Set(keys)];
}

type Application = Pick<Canonical, 'programmeCode' | 'programmeYear' | 'declarationNo'>;

const TRAINING: ReadonlySet<string> = new Set(
  PROGRAMMES.filter(({ model }) => model === 'TRAINING').map(({ code }) => code),
);
/** No wire form so far splits a grant into instalments. */
const ONLY_INSTALMENT = 1;
const FIFTEEN_DIGITS = /^\d{15}$/;

const CONTENT_FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  applicant: contentFields(applicantSchema.shape),
  certificate: contentFields(certificateSchema.shape),
  payment: contentFields(paymentSchema.shape),
};

function contentFields(shape: object): readonly string[] {
  return Object.keys(shape).filter((field) => field !== 'updatedAt');
}

/**
 * HMAC-SHA256 (RFC 2104) in base64url, as two one-shot hashes over prepared pads: half the time of `createHmac`, which
 * every record of every night pays twice.
 */
function keyed(indexKey: Uint8Array, text: string): string {
  const { inner, outer } = padsOf(indexKey);
  // UTF-8 takes at most three bytes per UTF-16 unit.
  const room =
    inner.length - BLOCK_BYTES >= text.length * 3
      ? inner
      : Buffer.concat([inner.subarray(0, BLOCK_BYTES), Buffer.alloc(text.length * 3)]);
  const { written } = UTF8.encodeInto(text, room.subarray(BLOCK_BYTES));
  outer.write(hash('sha256', room.subarray(0, BLOCK_BYTES + written), 'binary'), BLOCK_BYTES, 'latin1');
  return hash('sha256', outer, 'base64url');
}

interface Pads {
  /** The inner pad, and room for a usual record after it. */
  readonly inner: Buffer;
  /** The outer pad, and room for the inner hash. */
  readonly outer: Buffer;
}

const UTF8 = new TextEncoder();
const BLOCK_BYTES = 64;
const USUAL_RECORD_BYTES = 4096;
const PADS = new WeakMap<Uint8Array, Pads>();

function padsOf(indexKey: Uint8Array): Pads {
  const known = PADS.get(indexKey);
  if (known !== undefined) return known;
  const key = indexKey.length > BLOCK_BYTES ? createHash('sha256').update(indexKey).digest() : indexKey;
  const pads = { inner: Buffer.alloc(BLOCK_BYTES + USUAL_RECORD_BYTES), outer: Buffer.alloc(BLOCK_BYTES + 32) };
  for (let at = 0; at < BLOCK_BYTES; at++) {
    pads.inner[at] = (key[at] ?? 0) ^ 0x36;
    pads.outer[at] = (key[at] ?? 0) ^ 0x5c;
  }
  PADS.set(indexKey, pads);
  return pads;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((buffer >> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  return text;
}
