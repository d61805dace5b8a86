import { dayExists, digits, isoDay } from './calendar.ts';
import { refusal, type Codec, type Refusal } from './codec.ts';

/**
 * A day, in the forms files really hold: `2024-03-05`, `2024年3月5日`, `20240305`, `2024.3.5`, `2024/3/5`, a spreadsheet's
 * serial `45356`; a midnight after it is dropped. A month or a year alone is `date.ambiguous`: nobody may guess the day.
 */
export const dayCodec: Codec<string> = { name: 'day', decode: decodeDay, encode: (day) => day };

/** The same for a fact, which can't lie in the future. */
export const pastDayCodec: Codec<string> = {
  name: 'past-day',
  decode: (text, today) => {
    const day = decodeDay(text);
    return typeof day === 'string' && day > today ? FUTURE : day;
  },
  encode: (day) => day,
};

const INVALID = refusal('date.invalid');
const AMBIGUOUS = refusal('date.ambiguous');
const FUTURE = refusal('date.future');

const ISO = /^\d{4}-\d\d-\d\d$/;
const COMPACT = /^\d{8}$/;
const SERIAL = /^[1-9]\d{4}(?:\.0+)?$/;
const SEPARATED = /^(\d{4})(?:-(\d{1,2})-|\/(\d{1,2})\/|\.(\d{1,2})\.)(\d{1,2})$/;
const CHINESE = /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]$/;
const MONTH = /^(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月|(\d{2}))$/;
const YEAR = /^(?:19|20)\d{2}年?$/;
const MIDNIGHT = /[ T]0{1,2}:00(?::00(?:\.0+)?)?$/;
const EXCEL_EPOCH_MS = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;

function decodeDay(text: string): string | Refusal {
  if (ISO.test(text)) return isDay(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)) ? text : INVALID;
  const plain = text.normalize('NFKC').replace(/^'/, '').replace(MIDNIGHT, '').trim();
  if (COMPACT.test(plain)) return dayOrInvalid(digits(plain, 0, 4), digits(plain, 4, 6), digits(plain, 6, 8));
  if (SERIAL.test(plain)) return new Date(EXCEL_EPOCH_MS + Number(plain) * DAY_MS).toISOString().slice(0, 10);
  const separated = SEPARATED.exec(plain);
  if (separated !== null)
    return dayOrInvalid(
      Number(separated[1]),
      Number(separated[2] ?? separated[3] ?? separated[4]),
      Number(separated[5]),
    );
  const chinese = CHINESE.exec(plain);
  if (chinese !== null) return dayOrInvalid(Number(chinese[1]), Number(chinese[2]), Number(chinese[3]));
  return decodeCoarser(plain);
}

function dayOrInvalid(year: number, month: number, dayOfMonth: number): string | Refusal {
  return isDay(year, month, dayOfMonth) ? isoDay(year, month, dayOfMonth) : INVALID;
}

function isDay(year: number, month: number, dayOfMonth: number): boolean {
  return year >= 1900 && dayExists(year, month, dayOfMonth);
}

function decodeCoarser(plain: string): Refusal {
  const month = MONTH.exec(plain);
  if (month !== null)
    return dayExists(Number(month[1]), Number(month[2] ?? month[3] ?? month[4]), 1) ? AMBIGUOUS : INVALID;
  return YEAR.test(plain) ? AMBIGUOUS : INVALID;
}
