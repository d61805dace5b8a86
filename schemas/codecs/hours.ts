import { refusal, type Codec } from './codec.ts';
import { normalIdentifier } from './text.ts';

/** 学时: whole hours from 1 to 99999, as a decimal string; `36`, `36学时` and full-width digits are read, `36` is written. */
export const hoursCodec: Codec<string> = {
  name: 'hours',
  decode: (text) => {
    const digits = HOURS.exec(normalIdentifier(text))?.[1];
    return digits ?? FORMAT;
  },
  encode: (hours) => hours,
};

const HOURS = /^0*([1-9]\d{0,4})\s*(?:学时|课时)?$/;
const FORMAT = refusal('hours.format');
