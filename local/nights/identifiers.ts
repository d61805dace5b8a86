/**
 * Clearly synthetic identifiers with right check characters: county 440199 does not exist, mobile segment 140 is not
 * assigned, company and union codes carry organisation numbers of the lowest serials.
 * Written apart from `schemas/codecs`, so that a mistake there is not repeated here.
 */

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;
const FIRST_BIRTH_DAY_MS = Date.UTC(1966, 0, 1);
/** Birth days 1966-01-01..2003-12-31, so that everyone is of working age. */
const BIRTH_DAYS = 13_879;
const DAY_MS = 86_400_000;

/** The 18-character number for 17 digits (GB 11643-1999). */
export function withIdCheck(digits: string): string {
  const sum = ID_WEIGHTS.reduce((total, weight, position) => total + weight * digitAt(digits, position), 0);
  return digits + '10X98765432'.charAt(sum % 11);
}

/** Birth day of the n-th synthetic person as YYYYMMDD: scattered over the years, repeated only after all days. */
export function birthDay(index: number): string {
  const day = (index * 7919) % BIRTH_DAYS;
  return new Date(FIRST_BIRTH_DAY_MS + day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

/** A citizen ID (county 440199), or a permit when `region` is 810000, 820000, 830000 or a foreigner's `944` + ISO number. Unique per index. */
export function idNumber(index: number, male: boolean, region = '440199'): string {
  const round = Math.floor(index / BIRTH_DAYS);
  const sequence = round * 2 + (male ? 1 : 2);
  if (sequence > 999) throw new RangeError('no more synthetic ID numbers');
  return withIdCheck(region + birthDay(index) + String(sequence).padStart(3, '0'));
}

/** The old 15-character permanent residence number of a foreigner: MRZ weights 7-3-1 over the first 14. */
export function oldForeignerNumber(index: number, male: boolean, country: string): string {
  const first14 = `${country}4401${birthDay(index).slice(2)}${male ? 1 : 2}`;
  const weights = [7, 3, 1] as const;
  const sum = [...first14].reduce(
    (total, character, position) => total + (weights[position % 3] ?? 0) * Number.parseInt(character, 36),
    0,
  );
  return first14 + String(sum % 10);
}

/** 91440199MA… or 81440100MC… with both check characters right (GB 32100-2015). */
export function creditCode(kind: 'company' | 'union', serial: number): string {
  const prefix = kind === 'company' ? '91440199' : '81440100';
  const organisation = (kind === 'company' ? 'MA' : 'MC') + String(serial).padStart(6, '0');
  return withCreditCheck(prefix + withOrganisationCheck(organisation));
}

/** Eight characters of an organisation code and its check character. */
export function withOrganisationCheck(base: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, position) => total + weight * Number.parseInt(base.charAt(position), 36),
    0,
  );
  const check = 11 - (sum % 11);
  return base + (check === 10 ? 'X' : check === 11 ? '0' : String(check));
}

export function withCreditCheck(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += USCC_ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return first17 + USCC_ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** 11 digits in the unassigned segment 140; unique per index. */
export function mobileNumber(index: number): string {
  return `140${String((index * 48_271) % 100_000_000).padStart(8, '0')}`;
}

/** A 19-digit card number, or a 16-digit one; `luhn: false` gives one that fails the check, as some real cards do. */
export function cardNumber(index: number, options: { readonly digits: 16 | 19; readonly luhn: boolean }): string {
  const body = options.digits === 19 ? `62219900${scattered(index, 10)}` : `622199${scattered(index, 9)}`;
  const check = luhnDigit(body);
  return body + String(options.luhn ? check : (check + 1) % 10);
}

/** School (5), type (1), year (4), level (2: 05 本科, 06 专科), serial (6). */
export function degreeNumber(parts: {
  readonly school: string;
  readonly type: string;
  readonly year: number;
  readonly level: '05' | '06';
  readonly serial: number;
}): string {
  return `${parts.school}${parts.type}${parts.year}${parts.level}${String(parts.serial % 1_000_000).padStart(6, '0')}`;
}

function luhnDigit(body: string): number {
  const sum = [...body].toReversed().reduce((total, character, position) => {
    const digit = Number(character) * (position % 2 === 0 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

function scattered(index: number, digits: number): string {
  const modulus = 10 ** digits;
  return String(Number((BigInt(index) * 2_654_435_761n) % BigInt(modulus))).padStart(digits, '0');
}

function digitAt(digits: string, position: number): number {
  return digits.charCodeAt(position) - 48;
}
