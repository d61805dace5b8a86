import { refusal, type Codec } from './codec.ts';
import { normalIdentifier } from './text.ts';

/** Mobile number of the mainland: 11 digits, no list of prefixes beyond 13–19. */
export const mobileCodec: Codec<string> = {
  name: 'mobile',
  decode: (text) => {
    if (MOBILE.test(text)) return text;
    const mobile = normalIdentifier(text);
    return MOBILE.test(mobile) ? mobile : FORMAT;
  },
  encode: (mobile) => mobile,
};

const MOBILE = /^1[3-9]\d{9}$/;
const FORMAT = refusal('mobile.format');
