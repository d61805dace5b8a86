import { refusal, type Codec, type Refusal } from './codec.ts';
import { normalCapitals } from './text.ts';

/**
 * Unified social credit code (GB 32100-2015). Unions begin with 8 (81 基层工会, 82 非法人, 89 其他). Both check characters must
 * hold; codes of the early pilot (organisation code beginning M000, its own check right) are taken with a warning.
 */
export const usccCodec: Codec<string> = {
  name: 'uscc',
  decode: decodeUscc,
  encode: (code) => code,
  caution: (code) => (isPilotUscc(code) ? 'uscc.pilot' : undefined),
};

/** A code the early pilot gave out: its organisation code begins with M000, and the check over the whole code fails. */
export function isPilotUscc(code: string): boolean {
  return code.startsWith('M000', 8) && usccCheckCharacter(code) !== code.charAt(17);
}

/** The check character over the first 17: weights 3^(i-1) mod 31, (31 − Σ mod 31) mod 31. */
export function usccCheckCharacter(first17: string): string {
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += (VALUES[first17.charCodeAt(at)] ?? 0) * (WEIGHTS[at] ?? 0);
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** The check character of an organisation code over its first eight (GB 11714), which begin at `from`: A = 10 … Z = 35; 10 → X, 11 → 0. */
export function organisationCheckCharacter(code: string, from = 0): string {
  let sum = 0;
  for (let at = 0; at < 8; at++) sum += (BASE_36[code.charCodeAt(from + at)] ?? 0) * (ORGANISATION_WEIGHTS[at] ?? 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const VALUES = valuesOf(ALPHABET);
const BASE_36 = valuesOf('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const LAYOUT = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const FORMAT = refusal('uscc.format');
const CHECK_DIGIT = refusal('uscc.check-digit');

function decodeUscc(text: string): string | Refusal {
  const plain = LAYOUT.test(text);
  const code = plain ? text : normalCapitals(text);
  if (!plain && !LAYOUT.test(code)) return FORMAT;
  if (organisationCheckCharacter(code, 8) !== code.charAt(16)) return CHECK_DIGIT;
  return usccCheckCharacter(code) === code.charAt(17) || isPilotUscc(code) ? code : CHECK_DIGIT;
}

/** The place of each character in an alphabet, by its code; 0 of a character that is not in it. */
function valuesOf(alphabet: string): Readonly<Uint8Array> {
  const values = new Uint8Array(128);
  for (let at = 0; at < alphabet.length; at++) values[alphabet.charCodeAt(at)] = at;
  return values;
}
