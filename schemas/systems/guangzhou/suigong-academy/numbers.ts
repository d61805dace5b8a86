import { refusal, type ValueCodec } from '../../../codecs/codec.ts';
import { rfc3339Codec } from '../../../codecs/timestamp.ts';

/** 学时 as a JSON integer from 1 to 99999 ⇄ a decimal string. */
export const hoursValue: ValueCodec<string> = {
  name: 'hours',
  decode: (value) => {
    if (typeof value !== 'number') return WRONG_TYPE;
    return Number.isInteger(value) && value >= 1 && value <= HOURS_MAX ? String(value) : HOURS_FORMAT;
  },
  encode: Number,
};

/**
 * Milliseconds since 1970 as a JSON integer ⇄ RFC 3339 at +08:00. A number too small for this century is most likely
 * seconds: refused, not guessed.
 */
export const epochValue: ValueCodec<string> = {
  name: 'epoch-milliseconds',
  decode: (value, today) => {
    if (typeof value !== 'number') return WRONG_TYPE;
    if (!Number.isInteger(value) || value < EPOCH_MIN_MS || value > EPOCH_MAX_MS) return DATE_INVALID;
    return rfc3339Codec.decode(new Date(value).toISOString(), today);
  },
  encode: (time) => Date.parse(time),
  carries: (time) => !FINER.test(time) && Date.parse(time) >= EPOCH_MIN_MS && Date.parse(time) <= EPOCH_MAX_MS,
};

const HOURS_MAX = 99_999;
/** 2001-09-09, when the number got its thirteenth digit. */
const EPOCH_MIN_MS = 1_000_000_000_000;
/** The last with thirteen digits, in 2286. */
const EPOCH_MAX_MS = 9_999_999_999_999;
const FINER = /\.\d{4}/;
const WRONG_TYPE = refusal('row.field-type');
const HOURS_FORMAT = refusal('hours.format');
const DATE_INVALID = refusal('date.invalid');
