import { refusal, type Codec, type Refusal } from './codec.ts';
import { normalCapitals } from './text.ts';

/** 职业技能等级证书: 22 characters, or a letter before 22 digits. Any other arrangement of the right length is a warning. */
export const skillCertificateCodec: Codec<string> = {
  name: 'skill-certificate',
  decode: decodeSkillCertificate,
  encode: (number) => number,
  caution: (number) => (KNOWN_LAYOUT.test(number) ? undefined : 'certificate.layout-unknown'),
};

const ALPHABET_AND_LENGTH = /^[0-9A-Z]{22,23}$/;
const KNOWN_LAYOUT = /^(?:\d{22}|[A-Z]\d{21,22})$/;
const FORMAT = refusal('certificate.format');

function decodeSkillCertificate(text: string): string | Refusal {
  const number = normalCapitals(text);
  return ALPHABET_AND_LENGTH.test(number) ? number : FORMAT;
}
