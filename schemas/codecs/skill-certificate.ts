import { refusal, type Codec, type Refusal } from './codec.ts';
import { normalCapitals } from './text.ts';

/** 职业技能等级证书: 22 characters, or a letter before 22 digits. Any other arrangement of the right length is a warning. */
export const skillCertificateCodec: Codec<string> = {
  name: 'skill-certificate',
  decode: decodeSkillCertificate,
  encode: (number) => number,
  caution: (number) => (layoutOf(number) === 'unknown' ? 'certificate.layout-unknown' : undefined),
};

export type SkillLayout = 'digits' | 'letter-and-digits' | 'unknown';

/** How the characters of a number are arranged: 22 digits, or a letter and then 21 or 22. */
export function layoutOf(number: string): SkillLayout {
  if (DIGITS.test(number)) return 'digits';
  return LETTER_AND_DIGITS.test(number) ? 'letter-and-digits' : 'unknown';
}

const ALPHABET_AND_LENGTH = /^[0-9A-Z]{22,23}$/;
const DIGITS = /^\d{22}$/;
const LETTER_AND_DIGITS = /^[A-Z]\d{21,22}$/;
const FORMAT = refusal('certificate.format');

function decodeSkillCertificate(text: string): string | Refusal {
  const number = normalCapitals(text);
  return ALPHABET_AND_LENGTH.test(number) ? number : FORMAT;
}
