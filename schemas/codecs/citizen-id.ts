import { dayExists, dayNumber, dayNumberOf, digits } from './calendar.ts';
import { refusal, type Codec, type Refusal } from './codec.ts';
import { isRetiredRegion } from './region.ts';
import { normalCapitals } from './text.ts';

/**
 * Citizen ID (GB 11643-1999, 15 digits upgraded to 18), residence permit of 港澳台 (81, 82, 83) and foreigner's permanent
 * residence permit, new form (18 digits beginning with 9) and old (3 letters + 12 digits). Vectors: DOMAIN §3.
 * The number is checked by the form it shows, whatever 证件类型 says: a person is known by the number alone.
 */
export const citizenIdCodec: Codec<string> = {
  name: 'citizen-id',
  decode: decodeCitizenId,
  encode: (id) => id,
  caution: (id) => (isRetiredRegion(id) ? 'citizen-id.region-retired' : undefined),
};

/** Sex (GB/T 2261.1) as the number tells it: position 17 odd = male. The old foreigner's form tells none. */
export function sexOfCitizenId(id: string): '1' | '2' | '9' {
  if (id.length !== 18) return '9';
  return id.charCodeAt(16) % 2 === 1 ? '1' : '2';
}

/** 15 digits → 18: `19` after position 6, and the check character. */
export function upgradeCitizenId(short: string): string {
  const long = `${short.slice(0, 6)}19${short.slice(6)}`;
  return long + checkCharacter(long);
}

/** The check character over the first 17 digits (ISO 7064 MOD 11-2). */
export function checkCharacter(first17: string): string {
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += (first17.charCodeAt(at) - 48) * (WEIGHTS[at] ?? 0);
  return CHECKS.charAt(sum % 11);
}

/** The check digit of the foreigner's old form: machine-readable-zone weights 7 3 1 over the first 14, A = 10. */
export function oldPermitCheckDigit(first14: string): string {
  let sum = 0;
  for (let at = 0; at < 14; at++) sum += Number.parseInt(first14.charAt(at), 36) * (MRZ_WEIGHTS[at % 3] ?? 0);
  return String(sum % 10);
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
const MRZ_WEIGHTS = [7, 3, 1];
const SCIENTIFIC = /^[+-]?\d+(\.\d*)?E[+-]?\d+$/;
const PLAIN = /^\d{17}[0-9X]$/;
const SHORT = /^\d{15}$/;
const OLD_PERMIT = /^[A-Z]{3}\d{12}$/;

const DAMAGED = refusal('citizen-id.excel-damaged');
const LENGTH = refusal('citizen-id.length');
const FORMAT = refusal('citizen-id.format');
const DATE = refusal('citizen-id.date');
const CHECK_DIGIT = refusal('citizen-id.check-digit');

/** In this order: excel-damaged, length, format, date, check-digit. */
function decodeCitizenId(text: string, today: string): string | Refusal {
  const id = PLAIN.test(text) ? text : normalCapitals(text);
  if (id.length === 18) return decodeLong(id, today);
  if (SCIENTIFIC.test(id)) return DAMAGED;
  if (id.length !== 15) return LENGTH;
  if (SHORT.test(id)) return decodeLong(upgradeCitizenId(id), today);
  return OLD_PERMIT.test(id) ? decodeOldPermit(id) : FORMAT;
}

function decodeLong(id: string, today: string): string | Refusal {
  let sum = 0;
  for (let at = 0; at < 17; at++) {
    const digit = id.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return SCIENTIFIC.test(id) ? DAMAGED : FORMAT;
    sum += digit * (WEIGHTS[at] ?? 0);
  }
  const right = CHECKS.charCodeAt(sum % 11) === id.charCodeAt(17);
  if (!right && id.endsWith('000')) return DAMAGED;
  const last = id.charCodeAt(17);
  if (!(last === 88 || (last >= 48 && last <= 57))) return FORMAT;
  const year = digits(id, 6, 10);
  const month = digits(id, 10, 12);
  const day = digits(id, 12, 14);
  if (!dayExists(year, month, day) || year < 1800 || dayNumber(year, month, day) > dayNumberOf(today)) return DATE;
  return right ? id : CHECK_DIGIT;
}

/** The old form's birth year has two digits. Whatever day there was in 19yy there is in 20yy, and 2000 has one more. */
function decodeOldPermit(id: string): string | Refusal {
  const year = digits(id, 7, 9);
  const month = digits(id, 9, 11);
  const day = digits(id, 11, 13);
  if (!dayExists(2000 + year, month, day)) return DATE;
  return oldPermitCheckDigit(id) === id.charAt(14) ? id : CHECK_DIGIT;
}
