import { refusal, type Codec } from './codec.ts';
import { normalIdentifier } from './text.ts';

/** A calendar year from 1900 to 2999: `2025`, `2025年`, `2025年度`, full-width digits; `2025` is written. */
export const yearCodec: Codec<number> = {
  name: 'year',
  decode: (text) => {
    const year = YEAR.exec(normalIdentifier(text))?.[1];
    return year === undefined ? INVALID : Number(year);
  },
  encode: String,
};

const YEAR = /^((?:19|2\d)\d{2})(?:年度?)?$/;
const INVALID = refusal('date.invalid');
