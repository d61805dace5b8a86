import { refusal, type Codec, type ValueCodec } from './codec.ts';
import { trimmed } from './text.ts';

/** A text codec for a JSON string. */
export function text<T>(codec: Codec<T>): ValueCodec<T> {
  return {
    decode: (value, today) => (typeof value === 'string' ? codec.decode(trimmed(value), today) : WRONG_TYPE),
    encode: codec.encode,
    ...(codec.name === undefined ? {} : { name: codec.name }),
    ...(codec.words === undefined ? {} : { words: codec.words }),
    ...(codec.synonyms === undefined ? {} : { synonyms: codec.synonyms }),
    ...(codec.caution === undefined ? {} : { caution: codec.caution }),
    ...(codec.carries === undefined ? {} : { carries: codec.carries }),
  };
}

export const booleanValue: ValueCodec<boolean> = {
  name: 'boolean',
  decode: (value) => (typeof value === 'boolean' ? value : WRONG_TYPE),
  encode: (value) => value,
};

/** A calendar year as an integer. */
export const yearValue: ValueCodec<number> = {
  name: 'year',
  decode: (value) =>
    typeof value !== 'number'
      ? WRONG_TYPE
      : Number.isInteger(value) && value >= 1900 && value <= 2999
        ? value
        : INVALID_DATE,
  encode: (value) => value,
};

/** 分 as a JSON integer ⇄ a decimal string. */
export const fenValue: ValueCodec<string> = {
  name: 'fen',
  decode: (value) => {
    if (typeof value !== 'number') return WRONG_TYPE;
    if (value < 0) return NEGATIVE;
    if (!Number.isInteger(value)) return PRECISION;
    if (value === 0) return ZERO;
    return Number.isSafeInteger(value) ? String(value) : FORMAT;
  },
  encode: (fen) => {
    const value = Number(fen);
    if (!Number.isSafeInteger(value)) throw new RangeError('the amount is not an exact integer in JSON');
    return value;
  },
};

const WRONG_TYPE = refusal('row.field-type');
const INVALID_DATE = refusal('date.invalid');
const FORMAT = refusal('money.format');
const NEGATIVE = refusal('money.negative');
const PRECISION = refusal('money.precision');
const ZERO = refusal('money.zero');
