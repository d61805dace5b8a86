import { refusal, type Codec } from './codec.ts';
import { normalIdentifier } from './text.ts';

/** Bank account: 16–19 digits. Luhn is a warning only: real cards and UnionPay's own test card fail it. */
export const bankCardCodec: Codec<string> = {
  name: 'bank-card',
  decode: (text) => {
    if (CARD.test(text)) return text;
    const card = normalIdentifier(text);
    return CARD.test(card) ? card : FORMAT;
  },
  encode: (card) => card,
  caution: (card) => (passesLuhn(card) ? undefined : 'bank-card.luhn'),
  // A wallet is paid to by another codec.
  carries: (account) => CARD.test(account),
};

/** ISO/IEC 7812-1: every second digit from the right doubled, the sum divisible by ten. */
export function passesLuhn(card: string): boolean {
  let sum = 0;
  let double = false;
  for (let at = card.length - 1; at >= 0; at--) {
    const digit = card.charCodeAt(at) - 48;
    const doubled = digit * 2;
    sum += double ? (doubled > 9 ? doubled - 9 : doubled) : digit;
    double = !double;
  }
  return sum % 10 === 0;
}

const CARD = /^\d{16,19}$/;
const FORMAT = refusal('bank-card.format');
