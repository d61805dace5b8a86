import { refusal, type Codec, type Refusal } from './codec.ts';
import { normalCapitals } from './text.ts';

/**
 * Unified social credit code (GB 32100-2015). Unions begin with 8 (81 基层工会, 82 非法人, 89 其他). Both check characters must
 * hold; codes of the early pilot (organisation code beginning M000, its own check right) are taken with a warning.
 */
export const usccCodec: Codec<string> = {
  decode: decodeUscc,
  encode: (code) => code,
  caution: (code) => (isPilot(code) && usccCheckCharacter(code) !== code.charAt(17) ? 'uscc.pilot' : undefined),
};

/** The check character over the first 17: weights 3^(i-1) mod 31, (31 − Σ mod 31) mod 31. */
export function usccCheckCharacter(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (let at = 0; at < 17; at++) {
    sum += ALPHABET.indexOf(first17.charAt(at)) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** The check character of an organisation code over its first eight (GB 11714): A = 10 … Z = 35; 10 → X, 11 → 0. */
export function organisationCheckCharacter(first8: string): string {
  let sum = 0;
  for (let at = 0; at < 8; at++) {
    const unit = first8.charCodeAt(at);
    sum += (unit < 58 ? unit - 48 : unit - 55) * (ORGANISATION_WEIGHTS[at] ?? 0);
  }
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const LAYOUT = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const FORMAT = refusal('uscc.format');
const CHECK_DIGIT = refusal('uscc.check-digit');

function decodeUscc(text: string): string | Refusal {
  const code = normalCapitals(text);
  if (!LAYOUT.test(code)) return FORMAT;
  if (organisationCheckCharacter(code.slice(8, 16)) !== code.charAt(16)) return CHECK_DIGIT;
  return isPilot(code) || usccCheckCharacter(code) === code.charAt(17) ? code : CHECK_DIGIT;
}

function isPilot(code: string): boolean {
  return code.startsWith('M000', 8);
}
